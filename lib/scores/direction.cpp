#include "scores/direction.hpp"

#include <fmt/format.h>

namespace diffrates {

Eigen::VectorXd Direction::in(int dimension) const {
  if (numbers_.empty()) return Eigen::VectorXd::Constant(dimension, 1 / std::sqrt(dimension));
  return Eigen::Map<const Eigen::VectorXd>(numbers_.data(), dimension).stableNormalized();
}

std::string Direction::problem(std::string_view key, int dimension) const {
  if (numbers_.empty() || static_cast<int>(numbers_.size()) == dimension) return {};
  return fmt::format("{} has {} numbers; accepted: {}, the dimension of the target", key, numbers_.size(), dimension);
}

Direction read_direction(Parameters& p) {
  std::vector<double> numbers;
  if (!p.has(direction_key)) return Direction(numbers);
  numbers = p.numbers(direction_key);
  p.note(direction_key, label_of(numbers));
  double largest = 0;
  for (const double v : numbers) largest = std::max(largest, std::abs(v));
  if (p.good() && largest == 0) p.problem(direction_key.name, "is zero; accepted: a vector of positive length");
  return Direction(numbers);
}

std::string label_of(const std::vector<double>& numbers) {
  if (numbers.size() == 1) return shortest(numbers.front());
  std::string text = "[";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) text += ' ';
    text += shortest(numbers[i]);
  }
  text += ']';
  return text;
}

}  // namespace diffrates
