// Formulas whose mass is easily missed: narrow spikes, the whole line, ends where the density vanishes.
#include <fmt/format.h>

#include "targets/gallery.hpp"

namespace diffrates {
namespace {

using test::list;
using test::numbers;
using test::object;
using testing::HasSubstr;

Value density(const std::string& formula, const Value& support) {
  return object("type", "density", "log_density", formula, "support", support);
}

Value mixture(double place, double deviation) {
  return object("type", "gaussian_mixture", "weights", numbers({1, 1}), "means", numbers({0, place}), "variances",
                numbers({1, deviation * deviation}));
}

std::string with_spike(const std::string& place, double deviation) {
  return fmt::format("log(0.5*exp(-x^2/2) + 0.5/{0}*exp(-(x-{1})^2/(2*{0}^2)))", deviation, place);
}

double log_density(const Target& target, double L, double place) {
  Points x(1, 1);
  x.coordinate(0)[0] = place;
  Eigen::ArrayXd log;
  target.evaluate(NoiseLevel::of(L), x, nullptr, &log);
  return log[0];
}

void expect_same(const Target& got, const Target& want, double tolerance) {
  const Moments a = got.moments(), b = want.moments();
  EXPECT_NEAR(a.mean[0], b.mean[0], tolerance * std::sqrt(b.covariance(0, 0)));
  EXPECT_NEAR(a.covariance(0, 0) / b.covariance(0, 0), 1, tolerance);
  for (const double L : {0.02, 0.3, 4.0})
    for (const double z : {-3.0, -1.0, 0.0, 0.5, 4.0}) {
      const NoiseLevel at = NoiseLevel::of(L);
      const double x = at.signal * (b.mean[0] + z * std::sqrt(b.covariance(0, 0)));
      EXPECT_NEAR(log_density(got, L, x), log_density(want, L, x), tolerance) << "L = " << L << ", x = " << x;
    }
}

TEST(DensityFeatures, ASpikeIsSeenWhereverItIs) {
  for (const double place : {0.6, 0.27, -1.2345, 0.0061, -4.75, 1.0 / 3})
    for (const double deviation : {5e-4, 2e-3}) {
      SCOPED_TRACE(testing::Message() << place << " " << deviation);
      // Written as a sum, so that the place is no number of the formula.
      const std::string far = fmt::format("({}-0.123456)", place + 0.123456);
      expect_same(*test::make_target(density(with_spike(far, deviation), numbers({-12, 12}))),
                  *test::make_target(mixture(place, deviation)), 1e-9);
    }
}

TEST(DensityFeatures, ASpikeOfAnyWidthIsSeenWhereTheFormulaOrABreakpointNamesItsPlace) {
  const auto want = test::make_target(mixture(0.6, 1e-8));
  const auto got = test::make_target(density(with_spike("0.6", 1e-8), numbers({-12, 12})));
  expect_same(*got, *want, 1e-8);
  EXPECT_FALSE(got->assumptions().log_concave);
  Value pointed = density(with_spike("(0.5+0.1)", 1e-8), numbers({-12, 12}));
  std::get<Members>(pointed.data).emplace_back("breakpoints", numbers({0.6}));
  expect_same(*test::make_target(pointed), *want, 1e-8);
  EXPECT_THAT(test::target_refusal(object("type", "density", "log_density", "-x^2", "support", numbers({-1, 1}),
                                          "breakpoints", list({test::of("x")}))),
              HasSubstr("/breakpoints/0"));
}

TEST(DensityFeatures, TheWholeLineIsASupport) {
  const auto normal = [](double mean) {
    return test::make_target(object("type", "gaussian_mixture", "weights", numbers({1}), "means", numbers({mean}),
                                    "variances", numbers({1})));
  };
  const Value line = list({test::of("-inf"), test::of("inf")}), null = list({Value{}, Value{}});
  for (const Value& support : {line, null, numbers({-1e10, 1e10}), list({Value{}, test::of(1e10)})}) {
    expect_same(*test::make_target(density("-x^2/2", support)), *normal(0), 1e-10);
    expect_same(*test::make_target(density("-(x-1234)^2/2", support)), *normal(1234), 1e-9);
  }
  EXPECT_FALSE(test::make_target(density("-x^2/2", line))->assumptions().bounded_support);
  // Laplace: tails as in the closed form, where a finite support would be another law.
  const auto tails = test::make_target(density("-abs(x-0.5)/0.3", line)),
             laplace = test::make_target(object("type", "laplace", "mean", 0.5, "scale", 0.3));
  for (const double x : {-30.0, -12.0, 0.5, 14.0, 40.0})
    EXPECT_NEAR(log_density(*tails, 0.02, x), log_density(*laplace, 0.02, x), 1e-9 * (1 + std::abs(x))) << x;
  const Moments gamma = test::make_target(density("log(x) - x", list({test::of(0.0), test::of("inf")})))->moments();
  EXPECT_NEAR(gamma.mean[0], 2, 1e-10);
  EXPECT_NEAR(gamma.covariance(0, 0), 2, 1e-10);
}

TEST(DensityFeatures, AnOffsetThatCostsTheDigitsIsNamed) {
  for (const char* formula : {"-(x-1234567)^2/2", "-(x-123456789)^2/2"})
    EXPECT_THAT(test::target_refusal(density(formula, list({Value{}, Value{}}))),
                testing::AllOf(HasSubstr("lies too far off"), HasSubstr("affine")));
}

TEST(DensityFeatures, AConstantThatCostsTheDigitsIsNamed) {
  EXPECT_THAT(test::target_refusal(density("1e10 - x^2", numbers({-3, 3}))),
              HasSubstr("near 1e+10 to 2.2e-06, which taking that constant off avoids"));
}

TEST(DensityFeatures, TailsThatDoNotEndAreRefused) {
  const Value line = list({test::of("-inf"), test::of("inf")});
  EXPECT_THAT(test::target_refusal(density("-2*log(1+x^2)", line)),
              HasSubstr("does not fall to e^-700 of its largest"));
  EXPECT_THAT(test::target_refusal(density("x", line)), HasSubstr("does not fall"));
  EXPECT_THAT(test::target_refusal(density("-x^2", list({test::of("inf"), test::of("-inf")}))),
              HasSubstr("/support/0: is \"inf\"; accepted"));
}

/// Beta(2, 3), and its law at a noise level summed directly.
TEST(DensityFeatures, VanishingAtTheEndsIsTaken) {
  const auto beta = test::make_target(density("log(x)+2*log(1-x)", numbers({0, 1})));
  EXPECT_NEAR(beta->moments().mean[0], 0.4, 1e-11);
  EXPECT_NEAR(beta->moments().covariance(0, 0), 0.04, 1e-11);
  const NoiseLevel at = NoiseLevel::of(0.05);
  constexpr int n = 20'000;
  for (const double x : {-0.5, 0.0, 0.3, 1.0, 1.4}) {
    double sum = 0;
    for (int i = 0; i < n; ++i) {
      const double y = (i + 0.5) / n, z = (x - at.signal * y) / at.sigma;
      sum += 12 * y * (1 - y) * (1 - y) * std::exp(-z * z / 2) / n;
    }
    EXPECT_NEAR(log_density(*beta, 0.05, x), std::log(sum / (at.sigma * std::sqrt(2 * M_PI))), 1e-7) << x;
  }
  for (const char* formula : {"0.5*log(x)", "9*log(x)+0.5*log(1-x)", "3*log(1-x^2)"})
    test::make_target(density(formula, numbers({formula[0] == '3' ? -1.0 : 0.0, 1})));
}

/// In the plane a spike too narrow for the grid is refused, wherever the formula or a breakpoint says that it is.
TEST(DensityFeatures, ASpikeInThePlaneIsRefused) {
  const Value square = list({numbers({-6, 6}), numbers({-6, 6})});
  const auto spike = [](const char* x, const char* y, double s) {
    return fmt::format("log(0.5*exp(-(x^2+y^2)/2) + 0.5/{0}^2*exp(-((x-{1})^2+(y-{2})^2)/(2*{0}^2)))", s, x, y);
  };
  EXPECT_THAT(test::target_refusal(density(spike("0.6", "0.27", 1e-5), square)),
              HasSubstr("above its surroundings at (0.6, 0.27), a feature too narrow"));
  for (const double s : {4e-3, 2e-2})  // found without a known place
    EXPECT_THAT(test::target_refusal(density(spike("(1/3)", "(1/7)", s), square)), HasSubstr("64 x 64 pieces"));
  Value pointed = density(spike("(1/3)", "(1/7)", 1e-7), square);
  std::get<Members>(pointed.data).emplace_back("breakpoints", list({numbers({1.0 / 3, 1.0 / 7})}));
  EXPECT_THAT(test::target_refusal(pointed), HasSubstr("above its surroundings"));
  std::get<Members>(pointed.data).back().second = numbers({0.5});
  EXPECT_THAT(test::target_refusal(pointed), HasSubstr("/breakpoints: holds numbers; accepted in the plane"));
}

/// A curved ridge, 1/100 of the rectangle wide: exp(-(1-x)^2 - 100 (y-x^2)^2) has x ~ N(1, 1/2), y - x^2 ~ N(0, 1/200).
TEST(DensityFeatures, ACurvedRidgeIsSummedWhereItIs) {
  const auto ridge =
      test::make_target(density("-((1-x)^2+100*(y-x^2)^2)", list({numbers({-3.2, 5.2}), numbers({-1, 28})})));
  const NoiseLevel at = NoiseLevel::of(0.3);
  Points points(3, 2);
  points.coordinate(0) << 0.8, -1.5, 0;
  points.coordinate(1) << 1.0, 3, 6;
  Eigen::ArrayXd got;
  ridge->evaluate(at, points, nullptr, &got);
  for (int i = 0; i < 3; ++i) {
    // The ridge is narrow next to the noise, and Gaussian across: its variance in y adds to that of the noise.
    double sum = 0;
    constexpr int n = 20'000;
    for (int k = 0; k < n; ++k) {
      const double x = -3.2 + 8.4 * (k + 0.5) / n, across = at.noise + at.abar / 200;
      const double z0 = points.coordinate(0)[i] - at.signal * x, z1 = points.coordinate(1)[i] - at.signal * x * x;
      sum += 8.4 / n * std::exp(-(1 - x) * (1 - x)) / std::sqrt(M_PI) *
             std::exp(-z0 * z0 / (2 * at.noise) - z1 * z1 / (2 * across)) / (2 * M_PI * std::sqrt(at.noise * across));
    }
    EXPECT_NEAR(got[i], std::log(sum), 1e-7) << i;
  }
  EXPECT_GE(ridge->usual_work(), 25'000);
}

/// A ridge far narrower than its pieces are long: x ~ N(1, 1/2) and y - x^2 ~ N(0, 1/200).
TEST(DensityFeatures, DrawsOnARidgeTakeNoLongerThanElsewhere) {
  const auto ridge = test::make_target(object("type", "density", "log_density", "-((1-x)^2+100*(y-x^2)^2)", "support",
                                              test::list({numbers({-3.2, 5.2}), numbers({-1, 28})})));
  const int n = 20'000;
  Points x(n, 2);
  Stream stream(3, "ridge");
  ridge->draw(stream, x);
  const Eigen::ArrayXd first = x.coordinate(0) - 1, second = x.coordinate(1) - x.coordinate(0).square();
  EXPECT_NEAR(first.mean(), 0, 5.5 * std::sqrt(0.5 / n));
  EXPECT_NEAR(first.square().mean(), 0.5, 5.5 * 0.5 * std::sqrt(2.0 / n));
  EXPECT_NEAR(second.mean(), 0, 5.5 * std::sqrt(0.005 / n));
  EXPECT_NEAR(second.square().mean(), 0.005, 5.5 * 0.005 * std::sqrt(2.0 / n));
}

Value end(const char* written) { return Value{std::string(written)}; }
Value whole_plane() { return list({list({end("-inf"), end("inf")}), list({Value{}, Value{}})}); }

TEST(DensityFeatures, TheWholePlaneIsTakenAsTheMixtureItHolds) {
  struct Case {
    const char* formula;
    double mean[2], covariance[3];
  };
  for (const Case& c : {Case{"-((x-1)^2+4*(y-x/2)^2)/2", {1, 0.5}, {1, 0.5, 0.5}},
                        Case{"-(x-300)^2/2-8*(y+7000)^2", {300, -7000}, {1, 0, 0.0625}},
                        Case{"-1e6*(x^2-x*y+y^2)/2", {0, 0}, {4e-6 / 3, 2e-6 / 3, 4e-6 / 3}}}) {
    SCOPED_TRACE(c.formula);
    const auto formula = test::make_target(density(c.formula, whole_plane()));
    const auto normal = test::make_target(object(
        "type", "gaussian_mixture", "weights", numbers({1}), "means", list({numbers({c.mean[0], c.mean[1]})}),
        "covariances",
        list({list({numbers({c.covariance[0], c.covariance[1]}), numbers({c.covariance[1], c.covariance[2]})})})));
    EXPECT_FALSE(formula->assumptions().bounded_support);
    const NoiseLevel at = NoiseLevel::of(0.3 * c.covariance[2]);
    Points x(40, 2), scores[2];
    Stream stream(5, "plane");
    normal->draw(stream, x);
    x.values() *= at.signal;
    Eigen::ArrayXd logs[2];
    formula->evaluate(at, x, &scores[0], &logs[0]);
    normal->evaluate(at, x, &scores[1], &logs[1]);
    EXPECT_LT((logs[0] - logs[1]).abs().maxCoeff(), 1e-9);
    EXPECT_LT(at.sigma * (scores[0].values() - scores[1].values()).abs().maxCoeff(), 1e-9);
  }
}

TEST(DensityFeatures, EndsInThePlaneAreReadOnTheirOwn) {
  const auto half =
      test::make_target(density("-x-y^2/2", list({list({Value{0.0}, Value{}}), list({end("-inf"), Value{}})})));
  EXPECT_NEAR(half->moments().mean[0], 1, 1e-9);
  EXPECT_NEAR(half->moments().covariance(0, 0), 1, 1e-9);
  EXPECT_NEAR(half->moments().covariance(1, 1), 1, 1e-9);
  EXPECT_THAT(test::target_refusal(density("-log(1+x^2+y^2)/2", whole_plane())), HasSubstr("does not fall to e^-60"));
  EXPECT_THAT(test::target_refusal(density("-x^2-y^2", list({numbers({0, 1}), list({Value{0.0}, end("wide")})}))),
              HasSubstr("/support/1/1: is \"wide\"; accepted: a number >= -1e+50 and <= 1e+50, \"inf\" or null"));
}

}  // namespace
}  // namespace diffrates
