/// funnel: d >= 2, v = X_1 ~ N(0, s^2), and given v the others are N(0, e^v I) (Neal, "Slice sampling", Annals of
/// Statistics 31, 2003, section 8, with s = 3 and d = 10). Its neck is exponentially narrow, its mouth exponentially
/// wide; the spread of the others has the tails of a log-normal law.
///
/// With u = abar e^v, w = u + noise and r^2 the square of the others, l = -((d - 1) log w + r^2/w)/2 has
/// 2 l'' = r^2 u (noise - u)/w^3 - (d - 1) u noise/w^2, which exceeds 2/tau^2 between two values of u or nowhere:
/// between them the slope of the posterior's exponent rises, before and after it falls.
#include <algorithm>

#include "targets/given_first.hpp"

namespace diffrates {
namespace {

constexpr double most_exponent = 600;

struct FunnelLaw {
  Given given(const NoiseLevel& at, double v) const {
    const double u = at.abar * std::exp(std::min(v, most_exponent));
    return {0, 0, 0, u + at.noise, u, u};
  }

  Pieces pieces(const NoiseLevel& at, const PosteriorLine& line) const {
    const double d = line.others, square = line.square(), wide = square / d - at.noise;
    const double low = line.m - line.tau2 * d / 2;
    const double high = wide > 0 ? std::max(line.m, std::log(wide / at.abar)) : line.m;
    Pieces found;
    // 2 (l'' - 1/tau^2) (1 + rho)^3, rho = u/noise.
    const double r = square / at.noise, p = 1 / line.tau2;
    const auto rises = [&](double rho) {
      return r * rho * (1 - rho) - d * rho * (1 + rho) - 2 * p * (1 + rho) * (1 + rho) * (1 + rho);
    };
    const double linear = r - d - 6 * p, square_term = r + d + 6 * p;
    const double top = linear > 0 ? linear / (square_term + std::sqrt(square_term * square_term + 6 * p * linear)) : 0;
    const double at_top = rises(top);
    if (!(linear > 0) || !(at_top > 0)) {
      found.add(low, high);
      return found;
    }
    const auto place = [&](double rho) { return std::log(rho * at.noise / at.abar); };
    const double before = place(root_between(rises, 0, top, rises(0), at_top)),
                 after = place(root_between(rises, top, 1, at_top, rises(1)));
    if (low < before) found.add(low, before);
    if (after < high) found.add(std::max(low, after), high);
    if (found.count == 0) found.add(low, high);
    return found;
  }

  double stiffness(const NoiseLevel& at, const PosteriorLine& line, double v) const {
    return line.square() / given(at, v).variance + 0.25 * line.others + 8;
  }
};

class Funnel : public GivenFirst<FunnelLaw> {
 public:
  Funnel(int dimension, double spread) : GivenFirst(dimension, spread, {}) {}

  Moments moments() const override {
    Eigen::VectorXd variances = Eigen::VectorXd::Constant(dimension(), std::exp(spread() * spread() / 2));
    variances[0] = spread() * spread();
    return {Eigen::VectorXd::Zero(dimension()), variances.asDiagonal()};
  }
};

const Key dimension_key{"dimension", "d, 2 to 256, by default 10", Shape::whole(2, 256).otherwise({10.0})};
const Key spread_key{"spread", "standard deviation of the first coordinate, > 0 and <= 10, by default 3",
                     Shape::number(Bounds::positive(10)).otherwise({3.0})};

std::unique_ptr<Target> make(Parameters& p) {
  const int dimension = p.integer(dimension_key);
  const double spread = p.number(spread_key);
  if (!p.good()) return nullptr;
  return std::make_unique<Funnel>(dimension, spread);
}

}  // namespace

extern const Kind<Target> target_funnel;
const Kind<Target> target_funnel{"funnel",
                                 "Neal's funnel: the first coordinate is the logarithm of the others' variance",
                                 {dimension_key, spread_key},
                                 make,
                                 R"("dimension": 2, "spread": 1)"};

}  // namespace diffrates
