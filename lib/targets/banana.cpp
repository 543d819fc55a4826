/// banana: d >= 2, X_1 ~ N(0, s^2), X_2 = c (X_1^2 - s^2) + w Z, the others w Z: a Gaussian bent along a parabola
/// (Haario, Saksman, Tamminen, "Adaptive proposal distribution for random walk Metropolis algorithm", Computational
/// Statistics 14, 1999, with s = 10, w = 1 and c = -0.03 or -0.1). Mean 0.
///
/// With a = y_2 + b s^2, b = signal c, V = abar w^2 + noise, the posterior's exponent has slope
/// 2 b v (a - b v^2)/V - (v - m)/tau^2, a cubic: it rises between -v_0 and v_0, v_0^2 = (2 a b/V - 1/tau^2) V/(6 b^2),
/// or nowhere, and is directed inwards from |v| = max(|m|, sqrt(a/b)) on.
#include <algorithm>

#include "targets/given_first.hpp"

namespace diffrates {
namespace {

struct BananaLaw {
  double spread, curvature, width;

  Given given(const NoiseLevel& at, double v) const {
    const double b = at.signal * curvature;
    return {b * (v - spread) * (v + spread), 2 * b * v, 2 * b, at.abar * width * width + at.noise, 0, 0};
  }

  Pieces pieces(const NoiseLevel& at, const PosteriorLine& line) const {
    const double b = at.signal * curvature, a = line.second + b * spread * spread;
    const double variance = at.abar * width * width + at.noise, rise = 2 * a * b / variance - 1 / line.tau2;
    const double reach = std::max(std::abs(line.m), a * b > 0 ? std::sqrt(a / b) : 0);
    Pieces found;
    if (!(rise > 0)) {
      found.add(-reach, reach);
      return found;
    }
    const double turn = std::min(reach, std::sqrt(rise * variance / 6) / std::abs(b));
    found.add(-reach, -turn);
    found.add(turn, reach);
    return found;
  }

  double stiffness(const NoiseLevel& at, const PosteriorLine& line, double v) const {
    const double b = at.signal * curvature, variance = at.abar * width * width + at.noise;
    const auto about = [&](double place) {
      return (4 * b * b * place * place + 2 * std::abs(b * (line.second - given(at, place).mean))) / variance;
    };
    const double far = 4 / std::sqrt(1 / line.tau2 + about(v));
    return std::max(about(std::abs(v) + far), about(std::abs(v)));
  }
};

class Banana : public GivenFirst<BananaLaw> {
 public:
  Banana(int dimension, const BananaLaw& law) : GivenFirst(dimension, law.spread, law) {}

  Moments moments() const override {
    const double s2 = law().spread * law().spread, c = law().curvature, w2 = law().width * law().width;
    Eigen::VectorXd variances = Eigen::VectorXd::Constant(dimension(), w2);
    variances[0] = s2;
    variances[1] = w2 + 2 * c * c * s2 * s2;
    return {Eigen::VectorXd::Zero(dimension()), variances.asDiagonal()};
  }

  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override {
    const double s2 = law().spread * law().spread, bend = w[1] * law().curvature * s2;
    const std::complex<double> shrink(1, -2 * bend);
    const double others = law().width * law().width * w.tail(dimension() - 1).squaredNorm();
    return std::exp(-0.5 * w[0] * w[0] * s2 / shrink - std::complex<double>(0.5 * others, bend)) / std::sqrt(shrink);
  }
};

const Key dimension_key{"dimension", "d, 2 to 256, by default 2", Shape::whole(2, 256).otherwise({2.0})};
const Key spread_key{"spread", "standard deviation of the first coordinate, > 0 and <= 1000, by default 1",
                     Shape::number(Bounds::positive(1000)).otherwise({1.0})};
const Key curvature_key{"curvature", "c of the parabola, -1000 to 1000, by default 1",
                        Shape::number({-1000, 1000}).otherwise({1.0})};
const Key width_key{"width", "standard deviation about the parabola, > 0 and <= 1000, by default 1",
                    Shape::number(Bounds::positive(1000)).otherwise({1.0})};

std::unique_ptr<Target> make(Parameters& p) {
  const int dimension = p.integer(dimension_key);
  const double spread = p.number(spread_key);
  const double curvature = p.number(curvature_key);
  const double width = p.number(width_key);
  if (p.good() && curvature == 0) p.problem(curvature_key.name, "is 0, a Gaussian; accepted: a number that is not 0");
  if (!p.good()) return nullptr;
  return std::make_unique<Banana>(dimension, BananaLaw{spread, curvature, width});
}

}  // namespace

extern const Kind<Target> target_banana;
const Kind<Target> target_banana{"banana",
                                 "a Gaussian bent along a parabola: the second coordinate follows the first's square",
                                 {dimension_key, spread_key, curvature_key, width_key},
                                 make,
                                 R"("dimension": 2, "curvature": 0.5)"};

}  // namespace diffrates
