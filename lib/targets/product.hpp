/// Products of independent 1-D factors: log densities add, scores stand side by side, the Hessian is diagonal.
/// Cost: that of d one-dimensional evaluations. moments() is d x d: laws for large d ask factors() instead.
#pragma once

#include "targets/target.hpp"

namespace diffrates {

class Product : public Target {
 public:
  /// At least one factor, each of dimension 1; factors that are the same law should be the same pointer.
  explicit Product(std::vector<std::shared_ptr<const Target>> factors) : factors_(std::move(factors)) {}

  int dimension() const override { return static_cast<int>(factors_.size()); }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override;
  Interval bulk(const NoiseLevel& at, double tail) const override { return factors_.front()->bulk(at, tail); }
  Moments moments() const override;
  std::optional<DiagonalMoments> diagonal_moments() const override;
  void draw(Stream& stream, Points& x) const override;
  Assumptions assumptions() const override;
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override;
  std::vector<const Target*> factors() const override;
  bool gaussian() const override;
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override;
  double uncertainty() const override;
  double work() const override;
  double usual_work() const override;

 private:
  std::vector<std::shared_ptr<const Target>> factors_;
};

/// A 1-D law for every entry of two lists of numbers under two keys (a lone number counts as a list of one): the law
/// itself when there is one, else the product, equal factors shared. Null after a problem; `law(a, b)` may be any 1-D
/// target.
template <class Law>
std::unique_ptr<Target> one_or_product(const std::vector<double>& a, const std::vector<double>& b, const Law& law) {
  if (a.size() == 1) return law(a[0], b[0]);
  std::vector<std::shared_ptr<const Target>> factors;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t same = 0;
    while (same < i && (a[same] != a[i] || b[same] != b[i])) ++same;
    factors.push_back(same < i ? factors[same] : std::shared_ptr<const Target>(law(a[i], b[i])));
  }
  return std::make_unique<Product>(std::move(factors));
}

constexpr std::size_t most_factors = 10'000;

/// Records a problem unless both lists have one length.
inline void expect_one_length(Parameters& p, const Key& key, std::size_t length, const Key& other,
                              std::size_t expected) {
  if (p.good() && length != expected)
    p.problem(key.name, "has " + std::to_string(length) + " entries; accepted: as many as " + std::string(other.name) +
                            ", " + std::to_string(expected));
}

}  // namespace diffrates
