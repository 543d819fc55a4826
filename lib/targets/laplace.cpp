/// laplace: X_0 with density exp(-|x - mean|/scale) / (2 scale): a kink, and tails heavier than Gaussian.
///
/// With b = signal scale, r = |x - signal mean|/sigma, k = sigma/b, and the hazard function mu of the normal law
/// (numerics/normal_hazard.hpp) at k - r and k + r, mu_1 and mu_2, excesses e_1 and e_2:
///   p = phi(r) (1/mu_1 + 1/mu_2) / (2 b),  |score| = (mu_2 - mu_1) / (b (mu_1 + mu_2)),
///   Hessian = -2 k mu_1 mu_2 (e_1 + e_2) / (sigma (mu_1 + mu_2))^2: nothing cancels, in the tails or at high noise.
#include "numerics/normal_hazard.hpp"
#include "targets/line.hpp"
#include "targets/product.hpp"

namespace diffrates {
namespace {

class Laplace : public Target {
 public:
  Laplace(double mean, double scale) : mean_(mean), scale_(scale) {}

  int dimension() const override { return 1; }

  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const double b = at.signal * scale_, k = at.sigma / b, log_height = -std::log(2 * b);
    evaluate_each(x, score, log_density, [&](double place) -> Local {
      const double offset = place - at.signal * mean_, r = std::abs(offset) / at.sigma;
      const Hazard one = normal_hazard(k - r), two = normal_hazard(k + r);
      const double sum = one.mu + two.mu;
      // phi(r)/mu_1 = exp(k^2/2 - k r) Q(k - r); mu_1 underflows far out.
      const double log_side =
          r < k ? log_normal_density(r) - std::log(one.mu) : k * (k / 2 - r) + std::log(normal_upper(k - r));
      const double difference = r < k ? 2 * r + two.excess - one.excess : two.mu - one.mu;
      return {log_height + log_side + std::log1p(one.mu / two.mu), std::copysign(difference / sum / b, -offset),
              -2 * k * (one.mu / sum) * (two.mu / sum) * (one.excess + two.excess) / at.noise};
    });
  }

  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double reach = -at.signal * scale_ * std::log(tail) + at.sigma * normal_tail_point(tail / 2);
    return {at.signal * mean_ - reach, at.signal * mean_ + reach};
  }
  Moments moments() const override { return line_moments(mean_, 2 * scale_ * scale_); }
  void draw(Stream& stream, Points& x) const override {
    for (Points::Index i = 0; i < x.size(); ++i) {
      const double u = stream.uniform() - 0.5;
      x.coordinate(0)[i] = mean_ - std::copysign(scale_, u) * std::log1p(-2 * std::abs(u));
    }
  }
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    return std::make_unique<Laplace>(mean_ + by[0], scale_);
  }
  double usual_work() const override { return 300; }  // hazards on both sides
  Assumptions assumptions() const override {
    return {.density = true, .smooth = false, .log_concave = true, .bounded_support = false};
  }
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override {
    const double q = scale_ * w[0];
    return std::polar(1 / (1 + q * q), w[0] * mean_);
  }

 private:
  double mean_, scale_;
};

const Key mean_key{"mean", "centre: a number, or a list of numbers for a product",
                   Shape::numbers({-1e50, 1e50}, most_factors, true).needed()};
const Key scale_key{"scale", "mean absolute deviation, > 0: a number, or a list of numbers for a product",
                    Shape::numbers(Bounds::positive(1e50), most_factors, true).needed()};

std::unique_ptr<Target> make(Parameters& p) {
  const std::vector<double> mean = p.numbers(mean_key);
  const std::vector<double> scale = p.numbers(scale_key);
  expect_one_length(p, scale_key, scale.size(), mean_key, mean.size());
  if (!p.good()) return nullptr;
  return one_or_product(mean, scale, [](double m, double b) { return std::make_unique<Laplace>(m, b); });
}

}  // namespace

extern const Kind<Target> target_laplace;
const Kind<Target> target_laplace{"laplace",
                                  "double exponential: a kink, log-concave, no Gaussian tails",
                                  {mean_key, scale_key},
                                  make,
                                  R"("mean": 0, "scale": 0.5)"};

}  // namespace diffrates
