/// constant: e(x) = eps v, v a unit vector; no Jacobian.
#include <fmt/format.h>

#include "scores/score_error.hpp"

namespace diffrates {
namespace {

const Key direction_key{"direction", "a number (d = 1) or a list of d numbers, normalised; by default (1, ..., 1)"};

class Constant : public ScoreError {
 public:
  explicit Constant(Eigen::VectorXd e) : e_(std::move(e)) {}
  void add(const NoiseLevel&, const Points&, Points& score) const override {
    for (int i = 0; i < score.dimension(); ++i) score.coordinate(i) += e_[i];
  }

 private:
  Eigen::VectorXd e_;
};

class ConstantFamily : public ScoreErrorFamily {
 public:
  explicit ConstantFamily(std::vector<double> direction) : direction_(std::move(direction)) {}
  std::unique_ptr<ScoreError> on(const Target& target, const Schedule&, double epsilon, std::uint64_t) const override {
    Eigen::VectorXd v = Eigen::VectorXd::Ones(target.dimension());
    if (!direction_.empty()) v = Eigen::Map<const Eigen::VectorXd>(direction_.data(), target.dimension());
    return std::make_unique<Constant>(epsilon * v.normalized());
  }
  std::string problem(const Target& target) const override {
    if (direction_.empty() || static_cast<int>(direction_.size()) == target.dimension()) return {};
    return fmt::format("direction has {} numbers; accepted: {}", direction_.size(), target.dimension());
  }

 private:
  std::vector<double> direction_;
};

}  // namespace

extern const Kind<ScoreErrorFamily> score_error_constant;
const Kind<ScoreErrorFamily> score_error_constant{
    "constant", "e(x) = eps v in one direction v", {direction_key}, [](Parameters& p) -> std::unique_ptr<ScoreErrorFamily> {
      std::vector<double> direction;
      if (p.has(direction_key)) direction = p.numbers(direction_key, Bounds::any(), 10'000, true);
      double square = 0;
      for (const double v : direction) square += v * v;
      if (p.good() && !direction.empty() && !(square > 0)) p.problem("direction", "is zero; accepted: a vector of positive length");
      if (!p.good()) return nullptr;
      return std::make_unique<ConstantFamily>(std::move(direction));
    }};

}  // namespace diffrates
