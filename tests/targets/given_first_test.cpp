// Targets that are Gaussian given their first coordinate, against the integral over it in 50 digits.
#include <cmath>
#include <functional>

#include "support/wide.hpp"
#include "targets/gallery.hpp"

namespace diffrates {
namespace {

using test::object;
using test::Wide;
using test::WideLevel;
using test::WideLocal;
using test::WideMatrix;
using test::WideVector;

/// Mean of the second coordinate and variance of all but the first, of X_0 given v.
struct Law {
  double spread;
  double scale;  ///< in v, of the law of the others given v
  std::function<Wide(const Wide&)> mean, variance;
  std::function<double(double, double)> far;  ///< where in v, at X_0's scale, given the second and the rest's square
};

/// The integral over v as it stands: the trapezoidal rule, a quarter of the narrowest scale apart.
WideLocal integral(const Law& law, double L, const Eigen::VectorXd& place) {
  const WideLevel at(L);
  const auto d = place.size();
  const double s2 = law.spread * law.spread, noise = static_cast<double>(at.noise),
               signal = static_cast<double>(at.signal);
  const double total = signal * signal * s2 + noise, m = signal * s2 / total * place[0],
               tau = std::sqrt(s2 * noise / total);
  const double far = law.far(place[1] / signal, place.tail(d - 1).squaredNorm() / (signal * signal));
  const double low = std::min({m, far, -far}) - 13 * tau - tau * tau * static_cast<double>(d),
               high = std::max({m, far, -far}) + 13 * tau, h = std::min(tau, law.scale) / 4;
  const WideVector y = test::widened(place);
  const Wide pi = Wide::pi();
  Wide mass = 0;
  WideVector first = WideVector::Zero(d);
  WideMatrix second = WideMatrix::Zero(d, d);
  for (Wide v = low; v < Wide(high); v += Wide(h)) {
    const Wide variance = at.abar * law.variance(v) + at.noise, e = y[1] - at.signal * law.mean(v);
    WideVector pull = -y / variance;
    pull[0] = (at.signal * v - y[0]) / at.noise;
    pull[1] = -e / variance;
    WideVector precision = WideVector::Constant(d, 1 / variance);
    precision[0] = 1 / at.noise;
    Wide square = v * v / s2 + pull[0] * pull[0] * at.noise + e * e / variance;
    for (Eigen::Index i = 2; i < d; ++i) square += y[i] * y[i] / variance;
    Wide spread = s2 * at.noise;
    for (Eigen::Index i = 1; i < d; ++i) spread *= variance;
    const Wide p = h * exp(-square / 2) / sqrt(spread);
    mass += p;
    first += p * pull;
    second += p * (pull * pull.transpose());
    for (Eigen::Index i = 0; i < d; ++i) second(i, i) -= p * precision[i];
  }
  WideLocal local;
  local.log_density = log(mass) - Wide(static_cast<int>(d) + 1) / 2 * log(2 * pi);
  local.score = first / mass;
  local.hessian = second / mass - local.score * local.score.transpose();
  return local;
}

void expect_integral(const Target& target, const Law& law, double L, const Eigen::VectorXd& place) {
  SCOPED_TRACE(testing::Message() << "L = " << L << ", y = " << place.transpose());
  const int d = target.dimension();
  const WideLocal expected = integral(law, L, place);
  Points x(1, d, d), score;
  x.values().row(0) = place.transpose().array();
  x.start_tangents();
  Eigen::ArrayXd log_density;
  target.evaluate(NoiseLevel::of(L), x, &score, &log_density);
  const double logarithm = static_cast<double>(expected.log_density);
  EXPECT_NEAR(log_density[0], logarithm, 1e-12 * (1 + std::abs(logarithm)));
  double size = 1, bend = 1;
  for (int i = 0; i < d; ++i) {
    size = std::max(size, std::abs(static_cast<double>(expected.score[i])));
    for (int j = 0; j < d; ++j) bend = std::max(bend, std::abs(static_cast<double>(expected.hessian(i, j))));
  }
  for (int i = 0; i < d; ++i) {
    EXPECT_NEAR(score.coordinate(i)[0], static_cast<double>(expected.score[i]), 3e-12 * size) << i;
    for (int j = 0; j < d; ++j)
      EXPECT_NEAR(score.tangent(j)(0, i), static_cast<double>(expected.hessian(i, j)), 1e-11 * bend) << i << j;
  }
}

Law funnel(double spread) {
  return {spread, 0.5, [](const Wide&) { return Wide(0); }, [](const Wide& v) { return exp(v); },
          [](double, double square) { return std::log(square + 1e-6); }};
}

Law banana(double spread, double c, double width) {
  return {spread, 0.1, [=](const Wide& v) { return Wide(c) * (v * v - spread * spread); },
          [=](const Wide&) { return Wide(width) * width; },
          [=](double second, double) { return std::sqrt(std::max(0.0, second / c + spread * spread)); }};
}

TEST(GivenFirst, FunnelIsTheIntegralOverItsFirstCoordinate) {
  const auto target = test::make_target(object("type", "funnel", "dimension", 4, "spread", 3));
  for (const double L : {1e-3, 0.1, 2.0, 9.0})
    for (const double v : {-6.0, 0.5, 5.0})
      for (const double x : {0.0, 0.8, -30.0}) {  // at v = -6 far out: two maxima
        Eigen::VectorXd place = Eigen::VectorXd::LinSpaced(4, 0.3, 1.1) * x;
        place[0] = v;
        expect_integral(*target, funnel(3), L, place * std::exp(-L / 2));
      }
}

TEST(GivenFirst, BananaIsTheIntegralOverItsFirstCoordinate) {
  const auto target =
      test::make_target(object("type", "banana", "dimension", 3, "spread", 2, "curvature", -0.8, "width", 0.3));
  for (const double L : {0.02, 0.3, 3.0})
    for (const double v : {-4.0, 0.01, 1.5})
      for (const double off : {0.0, -5.0, -9.0}) {  // at v = 0.01 far off: two maxima, nearly equal and well apart
        Eigen::VectorXd place = Eigen::VectorXd::Constant(3, 0.4);
        place[0] = v, place[1] = -0.8 * (v * v - 4) + off;
        expect_integral(*target, banana(2, -0.8, 0.3), L, place * std::exp(-L / 2));
      }
}

TEST(GivenFirst, IsTheDensityOfXWithoutNoise) {
  const auto target = test::make_target(object("type", "funnel", "dimension", 3, "spread", 2));
  const double v = 1.3, y = 0.7, z = -2;
  Points x(1, 3);
  x.values().row(0) << v, y, z;
  Points score;
  Eigen::ArrayXd log_density;
  target->evaluate(NoiseLevel::of(0), x, &score, &log_density);
  const double square = (y * y + z * z) * std::exp(-v);
  EXPECT_NEAR(log_density[0], -1.5 * std::log(2 * std::numbers::pi) - std::log(2) - v * v / 8 - v - square / 2, 1e-14);
  EXPECT_NEAR(score.coordinate(0)[0], -v / 4 - 1 + square / 2, 1e-14);
  EXPECT_NEAR(score.coordinate(2)[0], -z * std::exp(-v), 1e-14);
}

TEST(GivenFirst, NamesTheKeyAndTheRange) {
  EXPECT_NE(test::target_refusal(object("type", "funnel", "dimension", 1)).find("2 to 256"), std::string::npos)
      << test::target_refusal(object("type", "funnel", "dimension", 1));
  EXPECT_NE(test::target_refusal(object("type", "funnel", "spread", 0)).find("spread"), std::string::npos);
  EXPECT_NE(test::target_refusal(object("type", "banana", "curvature", 0)).find("not 0"), std::string::npos);
  EXPECT_NE(test::target_refusal(object("type", "banana", "width", -1)).find("width"), std::string::npos);
}

}  // namespace
}  // namespace diffrates
