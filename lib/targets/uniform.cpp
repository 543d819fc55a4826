/// uniform: X_0 uniform on [low, high], or on a box. Bounded support, no smoothness: its density jumps.
///
/// With s = signal, u = (x - s low)/sigma, v = (x - s high)/sigma, w = u - v: p = (Phi(u) - Phi(v)) / (s (high - low)),
/// and given X_t = x the noise z = (x - s X_0)/sigma is a standard normal held to [v, u]: score = -E z / sigma, Hessian
/// = (Var z - 1)/sigma^2. By symmetry u + v >= 0. Narrow intervals by Gauss-Legendre (all terms positive), wide ones by
/// the hazard function at the two ends (numerics/normal_hazard.hpp): no digits are lost in the tails or at high noise.
#include <fmt/format.h>

#include "numerics/gauss.hpp"
#include "numerics/normal_hazard.hpp"
#include "targets/line.hpp"
#include "targets/product.hpp"

namespace diffrates {
namespace {

/// A standard normal z held to an interval: log of its probability, mean, and variance minus one.
struct Held {
  double log_mass, mean, variance_excess;
};

/// The interval [m - h, m + h], h m <= 4 and h <= 1.
Held held_narrow(double m, double h) {
  static const Nodes& rule = gauss_legendre(20);
  double mass = 0, first = 0, second = 0;
  const auto each = [&](auto&& visit) {
    for (int k = 0; k < 20; ++k) {
      const double y = h * rule.at[k];
      visit(y, h * rule.weight[k] * std::exp(-y * (m + y / 2)));
    }
  };
  each([&](double y, double weight) { mass += weight, first += weight * y; });
  const double mean = first / mass;
  each([&](double y, double weight) { second += weight * (y - mean) * (y - mean); });
  return {log_normal_density(m) + std::log(mass), m + mean, second / mass - 1};
}

/// The interval [v, v + w] with v >= 0.
Held held_beyond(double v, double w) {
  const Hazard near = normal_hazard(v), far = normal_hazard(v + w);
  const double rest = std::exp(-w * (v + w / 2));  // phi(v + w) / phi(v)
  const double mass = 1 / near.mu - rest / far.mu;
  const double curved = -(near.excess / near.mu) * (1 - rest) + (far.excess / far.mu) * rest * (1 - rest) -
                        w * rest * (1 / near.mu - 1 / far.mu);
  return {log_normal_density(v) + std::log(mass), (1 - rest) / mass, curved / (mass * mass)};
}

/// The interval [v, v + w] around zero, w > 2.
Held held_around(double v, double w) {
  const double u = v + w, outside = normal_upper(u) + normal_upper(-v), mass = 1 - outside;
  const double low = std::exp(log_normal_density(v)), high = std::exp(log_normal_density(u));
  const double mean = low * -std::expm1(-w * (v + w / 2)) / mass;
  return {std::log1p(-outside), mean, (v * low - u * high) / mass - mean * mean};
}

class Uniform : public Target {
 public:
  Uniform(double low, double high) : low_(low), high_(high) {}

  int dimension() const override { return 1; }

  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const double width = at.signal * (high_ - low_), w = width / at.sigma, log_width = std::log(width);
    evaluate_each(x, score, log_density, [&](double place) -> Local {
      const double from_low = place - at.signal * low_, from_high = at.signal * high_ - place;
      const bool mirrored = from_low < from_high;
      const double v = (mirrored ? -from_low : -from_high) / at.sigma, m = v + w / 2;
      const Held z = w <= 2 && w * m <= 8 ? held_narrow(m, w / 2) : v >= 0 ? held_beyond(v, w) : held_around(v, w);
      return {z.log_mass - log_width, (mirrored ? z.mean : -z.mean) / at.sigma, z.variance_excess / at.noise};
    });
  }

  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double reach = normal_tail_point(tail) * at.sigma;
    return {at.signal * low_ - reach, at.signal * high_ + reach};
  }
  Moments moments() const override {
    return line_moments(low_ + (high_ - low_) / 2, (high_ - low_) * (high_ - low_) / 12);
  }
  void draw(Stream& stream, Points& x) const override {
    for (Points::Index i = 0; i < x.size(); ++i) x.coordinate(0)[i] = low_ + (high_ - low_) * stream.uniform();
  }
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    return std::make_unique<Uniform>(low_ + by[0], high_ + by[0]);
  }
  double usual_work() const override { return 1300; }  // error functions at both ends, or 40 nodes
  Assumptions assumptions() const override {
    return {.density = true, .smooth = false, .log_concave = true, .bounded_support = true};
  }
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override {
    const double half = w[0] * (high_ - low_) / 2, centre = low_ + (high_ - low_) / 2;
    return std::polar(1.0, w[0] * centre) * (std::abs(half) < 1e-4 ? 1 - half * half / 6 : std::sin(half) / half);
  }

 private:
  double low_, high_;
};

const Key low_key{"low", "left end: a number, or a list of numbers for a box",
                  Shape::numbers({-1e50, 1e50}, most_factors, true).needed()};
const Key high_key{"high", "right end, above low: a number, or a list of numbers for a box",
                   Shape::numbers({-1e50, 1e50}, most_factors, true).needed()};

std::unique_ptr<Target> make(Parameters& p) {
  const std::vector<double> low = p.numbers(low_key);
  const std::vector<double> high = p.numbers(high_key);
  expect_one_length(p, high_key, high.size(), low_key, low.size());
  for (std::size_t i = 0; i < std::min(low.size(), high.size()) && p.good(); ++i)
    if (!(low[i] < high[i]))
      p.problem(high_key.name, fmt::format("is {} where low is {}; accepted: a number above low", high[i], low[i]));
  if (!p.good()) return nullptr;
  return one_or_product(low, high, [](double a, double b) { return std::make_unique<Uniform>(a, b); });
}

}  // namespace

extern const Kind<Target> target_uniform;
const Kind<Target> target_uniform{"uniform",
                                  "uniform on an interval or a box: a density with jumps",
                                  {low_key, high_key},
                                  make,
                                  R"("low": -1, "high": 2)"};

}  // namespace diffrates
