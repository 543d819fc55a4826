#include "budgets/flow.hpp"

#include <algorithm>
#include <cmath>

namespace diffrates {

namespace {

/// Parts from level to level, several of them together where they fit into `longest`.
std::vector<double> ends_of(const std::vector<NoiseLevel>& levels, double longest) {
  std::vector<double> ends{levels.front().lambda()};
  for (std::size_t i = 1; i < levels.size();) {
    const double from = ends.back();
    std::size_t last = i;
    while (last + 1 < levels.size() && levels[last + 1].lambda() - from <= longest) ++last;
    const double to = levels[last].lambda();
    const int parts = std::max(1, static_cast<int>(std::ceil((to - from) / longest * (1 - 1e-12))));
    for (int p = 1; p < parts; ++p) ends.push_back(from + (to - from) * p / parts);
    ends.push_back(to);
    i = last + 1;
  }
  return ends;
}

}  // namespace

Flow::Flow(const Target& target, const std::vector<NoiseLevel>& levels, const Points& x, double longest)
    : target_(target), ends_(ends_of(levels, longest)), next_(x / levels.front().sigma) {
  if (ends_.size() == 1) ends_.push_back(ends_.front() + 1e-3);  // one level alone: the part is never looked into
  next_slope_ = slope(ends_.front(), next_);
  next_part();
}

Points Flow::slope(double lambda, const Points& y) const {
  const NoiseLevel at = NoiseLevel::of_lambda(lambda);
  const Points x = at.sigma * y;
  Points score(x.size(), x.dimension(), x.tangents());
  target_.evaluate(at, x, &score, nullptr);
  return (x + at.noise * std::move(score)) / at.sigma;
}

void Flow::next_part() {
  y_ = std::move(next_);
  slope_ = std::move(next_slope_);
  const double from = ends_[part_], h = ends_[part_ + 1] - from;
  const Points second = slope(from + h / 2, y_ + (h / 2) * slope_);
  const Points third = slope(from + h / 2, y_ + (h / 2) * second);
  const Points fourth = slope(from + h, y_ + h * third);
  next_ = y_;
  next_.add(h / 6, slope_).add(h / 3, second).add(h / 3, third).add(h / 6, fourth);
  next_slope_ = slope(from + h, next_);
}

Points Flow::at(const NoiseLevel& level) {
  const double lambda = level.lambda();
  while (lambda > ends_[part_ + 1] && part_ + 2 < ends_.size()) {
    ++part_;
    next_part();
  }
  const double h = ends_[part_ + 1] - ends_[part_], u = (lambda - ends_[part_]) / h;
  // Hermite's cubic.
  Points y = ((1 + 2 * u) * (1 - u) * (1 - u)) * y_;
  y.add(u * u * (3 - 2 * u), next_).add(h * u * (1 - u) * (1 - u), slope_).add(-h * u * u * (1 - u), next_slope_);
  return level.sigma * std::move(y);
}

}  // namespace diffrates
