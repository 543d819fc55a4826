// Closed forms against their definition in 50 digits: at the centre, in the tails, at 1 - abar = 1e-6 and at high
// noise.
#include <boost/math/quadrature/gauss.hpp>

#include "numerics/bessel_ratio.hpp"
#include "numerics/normal_hazard.hpp"
#include "support/wide.hpp"
#include "targets/gallery.hpp"
#include "targets/line_measure.hpp"

namespace diffrates {
namespace {

using test::numbers;
using test::object;
using test::Wide;
using test::WideLevel;
using test::WideLocal;

const Wide pi = Wide::pi();
const double least_noise = -std::log1p(-1e-6);
const double levels[] = {least_noise, 1e-3, 0.1, 2.0, 12.0, 100.0};

Wide upper(const Wide& z) { return erfc(z / sqrt(Wide(2))) / 2; }
Wide normal(const Wide& z) { return exp(-z * z / 2) / sqrt(2 * pi); }

double off(double value, const Wide& reference, double size) {
  return static_cast<double>(abs(Wide(value) - reference)) / size;
}

/// log p, score and curvature of a 1-D target at x.
struct Computed {
  double log_density, score, curvature;
};
Computed compute(const Target& target, double L, double x) {
  Points place(1, 1, 1), score;
  place.coordinate(0) = x;
  place.start_tangents();
  Eigen::ArrayXd log_density;
  target.evaluate(NoiseLevel::of(L), place, &score, &log_density);
  return {log_density[0], score.coordinate(0)[0], score.tangent(0)(0, 0)};
}

/// From p, p', p'' with the size of the rounding of x's own distance to `ends`: |x| eps / noise in the score.
void expect_close(const Target& target, double L, double x, const Wide& p, const Wide& p1, const Wide& p2,
                  double tolerance = 1e-12) {
  SCOPED_TRACE(testing::Message() << "L = " << L << ", x = " << x);
  const Computed got = compute(target, L, x);
  const Wide score = p1 / p, curvature = p2 / p - score * score, log_density = log(p);
  const double noise = NoiseLevel::of(L).noise, rounding = 1e-3 * (1 + std::abs(x)) / noise;
  EXPECT_LT(off(got.log_density, log_density, 1 + std::abs(static_cast<double>(log_density))), tolerance);
  EXPECT_LT(off(got.score, score, std::abs(static_cast<double>(score)) + rounding), tolerance);
  EXPECT_LT(off(got.curvature, curvature, std::abs(static_cast<double>(curvature)) + rounding), tolerance);
}

TEST(Uniform, Keeps12DigitsEverywhere) {
  const double low = -1, high = 2;
  const auto target = test::make_target(object("type", "uniform", "low", low, "high", high));
  for (const double L : levels) {
    const WideLevel at(L);
    const Wide sigma = sqrt(at.noise);
    const double s = static_cast<double>(at.signal), noise = static_cast<double>(sigma);
    for (const double z : {-100.0, -12.0, -3.0, -0.5, 0.0, 0.5, 3.0, 12.0, 100.0})
      for (const double start : {s * low, s * 0.5, s * high}) {
        const double x = start + z * noise;
        const Wide u = (x - at.signal * low) / sigma, v = (x - at.signal * high) / sigma,
                   width = at.signal * (high - low);
        const Wide mass = v > 0 ? upper(v) - upper(u) : u < 0 ? upper(-u) - upper(-v) : Wide(1 - upper(u) - upper(-v));
        expect_close(*target, L, x, mass / width, (normal(u) - normal(v)) / (sigma * width),
                     (v * normal(v) - u * normal(u)) / (sigma * sigma * width));
      }
  }
}

TEST(Laplace, Keeps12DigitsEverywhere) {
  const double mean = 0.5, scale = 0.7;
  const auto target = test::make_target(object("type", "laplace", "mean", mean, "scale", scale));
  for (const double L : {least_noise, 1e-3, 0.1, 2.0, 12.0}) {
    const WideLevel at(L);
    const Wide sigma = sqrt(at.noise), b = at.signal * scale, k = sigma / b;
    for (const double z : {-100.0, -12.0, -3.0, -0.5, 0.0, 1e-3, 0.5, 3.0, 12.0, 100.0})
      for (const double unit : {static_cast<double>(sigma), static_cast<double>(b)}) {
        const double x = static_cast<double>(at.signal) * mean + z * unit;
        const Wide r = (x - at.signal * mean) / sigma;
        const Wide right = exp(k * k / 2 - k * r) * upper(k - r), left = exp(k * k / 2 + k * r) * upper(k + r);
        const Wide p = (right + left) / (2 * b), p1 = (left - right) / (2 * b * b);
        expect_close(*target, L, x, p, p1, (p - normal(r) / sigma) / (b * b));
      }
  }
}

TEST(Laplace, IsStandardNormalWhereNothingOfItIsLeft) {
  const auto target = test::make_target(object("type", "laplace", "mean", 0.5, "scale", 0.7));
  for (const double L : {100.0, 600.0})
    for (const double x : {-12.0, -1.0, 1e-3, 3.0})
      expect_close(*target, L, x, normal(x), -x * normal(x), (Wide(x) * x - 1) * normal(x));
}

TEST(StudentT, IsTheConvolutionOfItsDensity) {
  for (const double degrees : {1.0, 3.0, 30.0, 200.0}) {
    const auto target = test::make_target(object("type", "student_t", "degrees", degrees));
    const double log_height =
        std::lgamma((degrees + 1) / 2) - std::lgamma(degrees / 2) - 0.5 * std::log(degrees * std::numbers::pi);
    for (const double L : {1e-3, 0.1, 2.0}) {
      const NoiseLevel at = NoiseLevel::of(L);
      for (const double x : {0.0, 0.7, 4.0, 12.0, 50.0}) {
        if (degrees > 100 && x > 12) continue;  // a density below e^-250 is out of its reach
        // p(x) = int phi(z) t((x - sigma z)/signal)/signal dz, 200 panels on |z| < 12 and, for the far side, on y.
        double sum = 0;
        const double reach = degrees < 100 ? 14 : 30;
        for (int i = 0; i < 400; ++i)
          sum += boost::math::quadrature::gauss<double, 20>::integrate(
              [&](double z) {
                const double y = (x - at.sigma * z) / at.signal;
                return std::exp(log_normal_density(z) + log_height - (degrees + 1) / 2 * std::log1p(y * y / degrees)) /
                       at.signal;
              },
              -reach + i * reach / 200, -reach + (i + 1) * reach / 200);
        SCOPED_TRACE(testing::Message() << "degrees = " << degrees << ", L = " << L << ", x = " << x);
        EXPECT_NEAR(compute(*target, L, x).log_density, std::log(sum), 2e-12 * (1 + std::abs(std::log(sum))));
      }
    }
  }
}

/// The law of signal Y + sqrt(variance) Z for Y on weighted points, directly.
WideLocal of_points(const Eigen::Matrix<Wide, -1, -1>& points, const std::vector<Wide>& weights, const Wide& signal,
                    const Wide& variance, const Eigen::VectorXd& place) {
  const auto d = place.size();
  const test::WideVector x = test::widened(place);
  Wide density = 0;
  test::WideVector gradient = test::WideVector::Zero(d);
  test::WideMatrix curvature = test::WideMatrix::Zero(d, d);
  for (Eigen::Index k = 0; k < points.rows(); ++k) {
    const test::WideVector pull = (signal * points.row(k).transpose() - x) / variance;
    const Wide term = weights[k] * exp(-variance * pull.squaredNorm() / 2);
    density += term;
    gradient += term * pull;
    curvature += term * (pull * pull.transpose());
  }
  WideLocal local;
  local.score = gradient / density;
  local.hessian =
      curvature / density - local.score * local.score.transpose() - test::WideMatrix::Identity(d, d) / variance;
  local.log_density = log(density) - static_cast<int>(d) * log(2 * pi * variance) / 2;
  return local;
}

void expect_close(const Target& target, double L, const Eigen::VectorXd& place, const WideLocal& wide,
                  double tolerance = 1e-12) {
  const auto d = static_cast<int>(place.size());
  Points x(1, d, d), score;
  x.values().row(0) = place.transpose().array();
  x.start_tangents();
  Eigen::ArrayXd log_density;
  target.evaluate(NoiseLevel::of(L), x, &score, &log_density);
  const double noise = NoiseLevel::of(L).noise, rounding = 1e-3 * (1 + place.norm()) / noise;
  EXPECT_LT(off(log_density[0], wide.log_density, 1 + std::abs(static_cast<double>(wide.log_density))), tolerance);
  const double size = static_cast<double>(wide.hessian.norm()) + 1 / noise;
  const double score_size = static_cast<double>(wide.score.norm()) + 1e-3 * size * (1 + place.norm());
  for (int i = 0; i < d; ++i) {
    EXPECT_LT(off(score.coordinate(i)[0], wide.score[i], score_size), tolerance);
    for (int j = 0; j < d; ++j)
      EXPECT_LT(off(score.tangent(j)(0, i), wide.hessian(i, j), size + rounding), 10 * tolerance);
  }
}

TEST(Ring, IsTheMeanOverItsAngles) {
  const auto target = test::make_target(object("type", "ring", "radius", 1.5, "centre", numbers({0.25, -0.5})));
  for (const double L : {least_noise, 1e-3, 0.1, 2.0, 12.0}) {
    const WideLevel at(L);
    const double s = static_cast<double>(at.signal), sigma = std::sqrt(static_cast<double>(at.noise));
    // The trapezoidal rule in the angle has error exp(-count^2 / (2 a)), a = r q / noise.
    const double most = 1.5 * s * (1.5 * s + 12 * sigma) / (sigma * sigma);
    const int count = 32 + static_cast<int>(std::sqrt(150 * most));
    test::WideMatrix points(count, 2);
    for (int k = 0; k < count; ++k)
      points.row(k) << Wide(0.25) + Wide(1.5) * cos(2 * pi * k / count),
          Wide(-0.5) + Wide(1.5) * sin(2 * pi * k / count);
    const std::vector<Wide> weights(count, Wide(1) / count);
    for (const double radius : {1.5 * s, 1.5 * s + 12 * sigma, 1.5 * s - 3 * sigma, 0.01 * sigma, 0.0}) {
      SCOPED_TRACE(testing::Message() << "L = " << L << ", radius = " << radius);
      const Eigen::VectorXd place = Eigen::Vector2d(s * 0.25 + radius * 0.6, -s * 0.5 + radius * 0.8);
      expect_close(*target, L, place, of_points(points, weights, at.signal, at.noise, place));
    }
  }
}

TEST(BesselRatio, IsContinuousAcrossItsTwoMethods) {
  const BesselRatio below = bessel_ratio(20), above = bessel_ratio(std::nextafter(20, 21));
  EXPECT_NEAR(below.log_scaled, above.log_scaled, 1e-14);
  EXPECT_NEAR(below.one_minus, above.one_minus, 1e-15);
  EXPECT_NEAR(below.slope, above.slope, 1e-15);
  EXPECT_EQ(bessel_ratio(0).over_argument, 0.5);
  EXPECT_NEAR(bessel_ratio(3).log_scaled, std::log(std::cyl_bessel_i(0, 3.0)) - 3, 1e-14);
}

TEST(ManyAtoms, AreSummedExactlyAtEveryResolution) {
  for (const int d : {1, 2, 9, 30}) {
    const int count = 400;
    Eigen::MatrixXd points(count, d);
    std::vector<Wide> weights(count);
    List written, masses;
    double total = 0;
    for (int k = 0; k < count; ++k) {
      const double weight = 1 + k % 5;
      total += weight;
      List coordinates;
      for (int i = 0; i < d; ++i) {
        points(k, i) = i == 0 ? std::sin(k * k) + (k % 3 == 0 ? 2 : 0) : std::cos((2 + i) * k);
        coordinates.push_back(test::of(points(k, i)));
      }
      written.push_back(d == 1 ? coordinates.front() : Value{coordinates});
      masses.push_back(test::of(weight));
    }
    for (int k = 0; k < count; ++k) weights[k] = Wide(1 + k % 5) / total;
    const auto target = test::make_target(object("type", "atoms", "points", Value{written}, "weights", Value{masses}));
    const std::vector<double> noise_levels =
        d < 3 ? std::vector<double>{least_noise, 1e-4, 1e-3, 0.01, 0.1, 1.0, 4.0, 12.0}
              : std::vector<double>{1e-4, 0.3, 1.0, 4.0};
    const std::vector<double> offsets =
        d < 3 ? std::vector<double>{-12.0, -2.0, 0.0, 0.3, 12.0} : std::vector<double>{-2.0, 0.3};
    for (const double L : noise_levels) {
      const WideLevel at(L);
      const double s = static_cast<double>(at.signal), sigma = std::sqrt(static_cast<double>(at.noise));
      for (const double z : offsets)
        for (const int k : {0, 3, 100}) {
          if (d > 2 && k == 3) continue;
          SCOPED_TRACE(testing::Message() << "d = " << d << ", L = " << L << ", z = " << z);
          const Eigen::VectorXd place = s * points.row(k).transpose() + Eigen::VectorXd::Constant(d, z * sigma);
          expect_close(*target, L, place, of_points(test::widened(points), weights, at.signal, at.noise, place));
        }
    }
  }
}

TEST(Cantor, IsSummedExactlyAtEveryResolution) {
  const int level = 9;
  const auto target = test::make_target(object("type", "cantor", "level", level));
  test::WideMatrix points(1 << level, 1);
  for (int k = 0; k < 1 << level; ++k) {
    points(k, 0) = 0;
    for (int i = 0; i < level; ++i)
      if (k >> i & 1) points(k, 0) += 2 / pow(Wide(3), i + 1);
  }
  const std::vector<Wide> weights(1 << level, Wide(1) / (1 << level));
  for (const double L : {1e-8, least_noise, 1e-3, 0.1, 1.0, 9.0}) {
    const WideLevel at(L);
    const double s = static_cast<double>(at.signal), sigma = std::sqrt(static_cast<double>(at.noise));
    for (const double x : {-12 * sigma, 0.0, s / 3, s / 2, s * 0.9, s + 12 * sigma}) {
      SCOPED_TRACE(testing::Message() << "L = " << L << ", x = " << x);
      const Eigen::VectorXd place = Eigen::VectorXd::Constant(1, x);
      // In the gaps at low noise the atoms' own rounding enters, magnified by distance / noise.
      const double tolerance = L < 1e-5 ? 1e-9 : 1e-12;
      expect_close(*target, L, place, of_points(points, weights, at.signal, at.noise, place), tolerance);
    }
  }
}

/// Densities whose X_t has a closed form: held to 1e-10 of the density, and the score and curvature to 1e-10 of their
/// scale.
TEST(Density, Keeps10DigitsAtEveryNoiseLevel) {
  struct Pair {
    Value formula, exact;
  };
  const auto density = [](const char* formula, double low, double high) {
    return object("type", "density", "log_density", formula, "support", numbers({low, high}));
  };
  const Pair pairs[] = {
      {density("3", -1, 2), object("type", "uniform", "low", -1, "high", 2)},
      {density("-(x-0.5)^2/0.08", -4, 5), object("type", "gaussian_mixture", "weights", numbers({1}), "means",
                                                 numbers({0.5}), "variances", numbers({0.04}))},
      {density("log(0.4/0.3*exp(-(x+1.5)^2/0.18) + 0.6/0.5*exp(-(x-1)^2/0.5))", -7, 9),
       object("type", "gaussian_mixture", "weights", numbers({0.4, 0.6}), "means", numbers({-1.5, 1}), "variances",
              numbers({0.09, 0.25}))},
      {density("-1e6*(x-0.3)^2", -3, 3), object("type", "gaussian_mixture", "weights", numbers({1}), "means",
                                                numbers({0.3}), "variances", numbers({5e-7}))},
      {density("-abs(x-0.3)/0.1", -12, 12), object("type", "laplace", "mean", 0.3, "scale", 0.1)}};
  for (const Pair& pair : pairs) {
    const auto target = test::make_target(pair.formula), exact = test::make_target(pair.exact);
    for (const double L : {1e-12, 1e-9, least_noise, 3e-6, 1e-4, 1e-3, 0.03, 0.1, 0.5, 2.0, 5.0, 12.0, 100.0}) {
      const NoiseLevel at = NoiseLevel::of(L);
      for (const double y : {-1.0, -0.999, -0.2, 0.3, 0.3001, 0.5, 1.0, 2.0})
        for (const double z : {-12.0, -3.0, 0.0, 0.4, 5.0}) {
          const double x = at.signal * y + z * at.sigma;
          SCOPED_TRACE(testing::Message() << describe(pair.formula, 200) << " L = " << L << ", x = " << x);
          const Computed got = compute(*target, L, x), want = compute(*exact, L, x);
          if (want.log_density < -600) {  // beyond what is kept of f
            EXPECT_TRUE(!std::isnan(got.log_density));
            EXPECT_TRUE(got.log_density == -INFINITY || (std::isfinite(got.score) && std::isfinite(got.curvature)));
            continue;
          }
          EXPECT_NEAR(got.log_density, want.log_density, 1e-10 * (1 + std::abs(want.log_density)));
          EXPECT_NEAR(got.score, want.score, 1e-10 * (std::abs(want.score) + 1 / at.sigma));
          EXPECT_NEAR(got.curvature, want.curvature, 1e-9 * (std::abs(want.curvature) + 1 / at.noise));
        }
    }
  }
}

Value plane_density(const char* formula, std::initializer_list<double> x, std::initializer_list<double> y) {
  return object("type", "density", "log_density", formula, "support", test::list({numbers(x), numbers(y)}));
}

/// The same in the plane, from blurs far below the finest table to far beyond the support.
TEST(DensityInThePlane, IsTheLawWhereThatIsKnownOtherwise) {
  struct Pair {
    Value formula, exact;
  };
  const auto line = [](const char* formula, double low, double high) {
    return object("type", "density", "log_density", formula, "support", numbers({low, high}));
  };
  const Value skewed = test::list({numbers({0.5, 0.2}), numbers({0.2, 0.3})});
  const Pair pairs[] = {
      {plane_density("x*0", {-1, 2}, {0, 1}),
       object("type", "uniform", "low", numbers({-1, 0}), "high", numbers({2, 1}))},
      {plane_density("3 - 4*(x^2-1)^2 + 2*cos(5*y) - 0.4*y", {-3, 3}, {-2, 4}),
       object("type", "product", "factors",
              test::list({line("-4*(x^2-1)^2", -3, 3), line("2*cos(5*x) - 0.4*x", -2, 4)}))},
      // The inverse of the covariance is (0.3, -0.2; -0.2, 0.5)/0.11.
      {plane_density("-(0.3*(x-0.2)^2 - 0.4*(x-0.2)*(y+0.1) + 0.5*(y+0.1)^2)/0.22", {-12, 12}, {-10, 10}),
       object("type", "gaussian_mixture", "weights", numbers({1}), "means", test::list({numbers({0.2, -0.1})}),
              "covariances", test::list({skewed}))}};
  for (const Pair& pair : pairs) {
    const auto target = test::make_target(pair.formula), exact = test::make_target(pair.exact);
    for (const double L :
         {1e-9, least_noise, 1e-4, 1e-3, 0.003, 0.01, 0.03, 0.1, 0.5, 1.0, 3.0, 4.0, 5.0, 7.0, 12.0, 100.0}) {
      const NoiseLevel at = NoiseLevel::of(L);
      Points x(24, 2, 2), got, want;
      Stream stream(3, "plane");
      exact->draw(stream, x);
      for (int i = 0; i < 24; ++i) {
        const Eigen::Vector2d z(stream.normal(), stream.normal());
        for (const int axis : {0, 1})
          x.coordinate(axis)[i] =
              at.signal * x.coordinate(axis)[i] + at.sigma * (i % 3 == 0 ? 12 / z.norm() : 1) * z[axis];
      }
      x.start_tangents();
      Eigen::ArrayXd got_log, want_log;
      target->evaluate(at, x, &got, &got_log);
      exact->evaluate(at, x, &want, &want_log);
      SCOPED_TRACE(testing::Message() << describe(pair.formula, 200) << " L = " << L);
      EXPECT_LT((got_log - want_log).abs().maxCoeff(), 1e-10);
      EXPECT_LT((got.values() - want.values()).abs().maxCoeff(), 1e-10 / at.sigma);
      for (const int j : {0, 1}) EXPECT_LT((got.tangent(j) - want.tangent(j)).abs().maxCoeff(), 1e-9 / at.noise);
    }
  }
}

TEST(DensityInThePlane, IsFiniteWhereItUnderflows) {
  const auto target = test::make_target(plane_density("-(x^2+y^2-4)^2", {-4, 4}, {-4, 4}));
  for (const double L : {least_noise, 1e-3, 0.01, 0.1, 1.0}) {
    const NoiseLevel at = NoiseLevel::of(L);
    Points x(3, 2, 2), score;
    x.coordinate(0) << 3.99, -3.97, 4.5;
    x.coordinate(1) << 3.98, -3.99, -4.2;
    x.start_tangents();
    Eigen::ArrayXd log_density;
    target->evaluate(at, x, &score, &log_density);
    EXPECT_TRUE(log_density.isFinite().all() && score.all().isFinite().all()) << L;
    EXPECT_TRUE((log_density < (L < 0.05 ? -100 : 0)).all()) << L;
  }
}

TEST(LineMeasure, NeedsFewNodesWhereTheBlurIsWide) {
  const Eigen::VectorXd places = Eigen::VectorXd::LinSpaced(4000, -1, 1),
                        weights = Eigen::VectorXd::Constant(4000, 1.0 / 4000);
  const LineMeasure measure = LineMeasure::of_atoms(places, weights);
  EXPECT_LE(measure.at(3).size(), 16);
  EXPECT_LE(measure.at(0.1).size(), 16 * 32 + 16);
  EXPECT_EQ(measure.at(1e-6).size(), 4000);
}

TEST(NormalHazard, Keeps13DigitsInValueAndExcess) {
  for (const double a : {-30.0, -8.0, -1.0, 0.0, 0.5, 2.9999, 3.0, 5.0, 8.0, 12.0, 40.0, 1e3, 1e8}) {
    const Wide mu = a < 1e4 ? Wide(normal(Wide(a)) / upper(Wide(a))) : Wide(a + 1 / Wide(a) - 2 / pow(Wide(a), 3));
    const Hazard got = normal_hazard(a);
    EXPECT_LT(off(got.mu, mu, static_cast<double>(mu) + 1e-300), 1e-13) << a;
    EXPECT_LT(off(got.excess, mu - a, static_cast<double>(mu - a)), 1e-13) << a;
  }
}

}  // namespace
}  // namespace diffrates
