// The identities every target must satisfy, on one of each.
#include "targets/gallery.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss.hpp>
#include <numeric>
#include <set>

namespace diffrates {
namespace {

class Gallery : public testing::TestWithParam<test::Exhibit> {
 protected:
  void SetUp() override { target = test::make_target(GetParam().value); }
  bool heavy() const { return GetParam().name == "student_t"; }
  std::unique_ptr<Target> target;
};

const double levels[] = {1e-6, 1e-3, 0.1, 2.0, 9.0};

/// Draws of X_t, and some of them pushed 12 standard deviations of the noise out.
Points places(const Target& target, const NoiseLevel& at, int count) {
  Stream stream(7, "places");
  Points x(count, target.dimension(), target.dimension());
  target.draw(stream, x);
  Eigen::ArrayXXd noise(count, target.dimension());
  stream.normals(noise);
  for (int i = 0; i < count; i += 3) noise.row(i) *= 12 / noise.row(i).matrix().norm();
  x.values() = at.signal * x.values() + at.sigma * noise;
  x.start_tangents();
  return x;
}

struct Evaluated {
  Points score;
  Eigen::ArrayXd log_density;
};
Evaluated evaluate(const Target& target, const NoiseLevel& at, const Points& x) {
  Evaluated result;
  target.evaluate(at, x, &result.score, &result.log_density);
  return result;
}

/// Fourth-order central differences along coordinate i with step h.
template <class Function>
auto difference(Points x, int i, double h, const Function& f) {
  const auto moved = [&](double by) {
    Points y = x;
    y.coordinate(i) += by;
    return f(y);
  };
  const Eigen::ArrayXXd far = moved(2 * h) - moved(-2 * h), near = moved(h) - moved(-h);
  return Eigen::ArrayXXd((8 * near - far) / (12 * h));
}

TEST_P(Gallery, ScoreIsTheGradientAndHessianItsJacobian) {
  for (const double L : levels) {
    SCOPED_TRACE(L);
    const NoiseLevel at = NoiseLevel::of(L);
    const Points x = places(*target, at, 30);
    const Evaluated all = evaluate(*target, at, x);
    ASSERT_TRUE(all.log_density.allFinite() && all.score.all().allFinite());
    const double h = 0.001 * at.sigma;  // between two atoms the score turns within a fraction of sigma
    for (int i = 0; i < target->dimension(); ++i) {
      const Eigen::ArrayXXd slope =
          difference(x, i, h, [&](const Points& y) { return Eigen::ArrayXXd(evaluate(*target, at, y).log_density); });
      EXPECT_LT((slope.col(0) - all.score.coordinate(i)).abs().maxCoeff(), 2e-6 / at.sigma);
      const Eigen::ArrayXXd curvature = difference(
          x, i, h, [&](const Points& y) { return Eigen::ArrayXXd(evaluate(*target, at, y).score.values()); });
      EXPECT_LT((curvature - all.score.tangent(i)).abs().maxCoeff(), 2e-5 / at.noise);
    }
  }
}

TEST_P(Gallery, OutputsDoNotDependOnWhatElseIsAsked) {
  const NoiseLevel at = NoiseLevel::of(0.1);
  const Points x = places(*target, at, 300);
  const Evaluated all = evaluate(*target, at, x);
  Points bare(300, target->dimension()), score;
  bare.values() = x.values();
  Eigen::ArrayXd log_density;
  target->evaluate(at, bare, &score, nullptr);
  target->evaluate(at, bare, nullptr, &log_density);
  EXPECT_LT((score.values() - all.score.values()).abs().maxCoeff(), 1e-12 * (1 + all.score.values().abs().maxCoeff()));
  EXPECT_LT((log_density - all.log_density).abs().maxCoeff(), 1e-12 * (1 + all.log_density.abs().maxCoeff()));
  // Tangents are mapped linearly.
  Points mixed = x;
  for (int j = 0; j < target->dimension(); ++j) mixed.tangent(j) *= 1.0 + j;
  const Evaluated scaled = evaluate(*target, at, mixed);
  for (int j = 0; j < target->dimension(); ++j)
    EXPECT_LT((scaled.score.tangent(j) - (1.0 + j) * all.score.tangent(j)).abs().maxCoeff(), 1e-11 / at.noise);
}

/// Nodes and weights of a composite Gauss rule.
struct Rule {
  Eigen::ArrayXd nodes, weights;
};
Rule composite(double low, double high, double width) {
  using Gauss = boost::math::quadrature::gauss<double, 10>;
  const int panels = static_cast<int>(std::ceil((high - low) / width));
  Rule rule{Eigen::ArrayXd(10 * panels), Eigen::ArrayXd(10 * panels)};
  for (int p = 0, j = 0; p < panels; ++p)
    for (std::size_t k = 0; k < 5; ++k)
      for (const double side : {-1.0, 1.0}) {
        const double half = (high - low) / panels / 2;
        rule.nodes[j] = low + half * (2 * p + 1 + side * Gauss::abscissa()[k]);
        rule.weights[j++] = half * Gauss::weights()[k];
      }
  return rule;
}

/// Rows of x in an order that puts neighbours on a line side by side.
Points sorted(const Points& x) {
  std::vector<Points::Index> order(static_cast<std::size_t>(x.size()));
  std::iota(order.begin(), order.end(), Points::Index{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return x.coordinate(0)[a] < x.coordinate(0)[b]; });
  Points y = x;
  for (Points::Index i = 0; i < x.size(); ++i) y.all().row(i) = x.all().row(order[static_cast<std::size_t>(i)]);
  return y;
}

TEST_P(Gallery, APointIsEvaluatedAloneAsAmongOthers) {
  for (const double L : levels) {
    SCOPED_TRACE(L);
    const NoiseLevel at = NoiseLevel::of(L);
    const Points scattered = places(*target, at, 43);
    for (const Points& x : {scattered, sorted(scattered)}) {
      const Evaluated all = evaluate(*target, at, x);
      for (Points::Index i = 0; i < x.size(); ++i) {
        Points one(1, x.dimension(), x.tangents());
        one.all() = x.all().row(i);
        const Evaluated alone = evaluate(*target, at, one);
        // In units of the noise; places far from the bulk have log densities of 72 and more.
        EXPECT_NEAR(all.log_density[i], alone.log_density[0], 1e-12 * (1 + std::abs(alone.log_density[0]))) << i;
        EXPECT_LT(at.sigma * (all.score.values().row(i) - alone.score.values().row(0)).abs().maxCoeff(), 1e-9) << i;
        EXPECT_LT(at.noise * (all.score.all().row(i) - alone.score.all().row(0)).abs().maxCoeff(), 1e-8) << i;
      }
    }
  }
}

TEST_P(Gallery, APlaceAtInfinitySpoilsNoOther) {
  for (const double L : {1e-12, 1e-6, 1e-3, 0.1, 9.0}) {
    SCOPED_TRACE(L);
    const NoiseLevel at = NoiseLevel::of(L);
    const Points x = sorted(places(*target, at, 16));
    const Evaluated whole = evaluate(*target, at, x);
    for (const double lost :
         {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::nan("")}) {
      Points y = x;
      y.coordinate(0)[5] = lost;
      const Evaluated spoilt = evaluate(*target, at, y);
      for (Points::Index i = 0; i < x.size(); ++i) {
        if (i == 5) continue;
        EXPECT_NEAR(spoilt.log_density[i], whole.log_density[i], 1e-12 * (1 + std::abs(whole.log_density[i])))
            << i << ' ' << lost;
        EXPECT_LT(at.sigma * (spoilt.score.values().row(i) - whole.score.values().row(i)).abs().maxCoeff(), 1e-9)
            << i << ' ' << lost;
      }
    }
  }
}

TEST_P(Gallery, LineDensitiesHaveMassOneAndTheMomentsStated) {
  if (target->dimension() > 1) return;
  for (const double L : {1e-4, 0.1, 2.0}) {
    SCOPED_TRACE(L);
    const NoiseLevel at = NoiseLevel::of(L);
    const double tail = heavy() ? 1e-6 : 1e-16;
    const Interval bulk = target->bulk(at, tail);
    const Rule rule = composite(bulk.low, bulk.high, std::max(at.sigma, 1e-5 * bulk.width()));
    const Eigen::ArrayXd density = evaluate(*target, at, Points(rule.nodes)).log_density.exp() * rule.weights;
    EXPECT_NEAR(density.sum(), 1, heavy() ? 2e-6 : 1e-11);
    const Moments moments = target->moments();
    const double mean = (density * rule.nodes).sum();
    EXPECT_NEAR(mean, at.signal * moments.mean[0], heavy() ? 1e-4 : 1e-11);
    if (!heavy()) {
      EXPECT_NEAR((density * (rule.nodes - mean).square()).sum(), at.abar * moments.covariance(0, 0) + at.noise, 1e-10);
    }
    for (const double w : {0.7, 3.0})
      if (const auto phi = target->characteristic(Eigen::VectorXd::Constant(1, at.signal * w))) {
        const std::complex<double> blurred = *phi * std::exp(-0.5 * at.noise * w * w);
        EXPECT_NEAR((density * (w * rule.nodes).cos()).sum(), blurred.real(), heavy() ? 4e-6 : 1e-11);
        EXPECT_NEAR((density * (w * rule.nodes).sin()).sum(), blurred.imag(), heavy() ? 4e-6 : 1e-11);
      }
    // The bulk is one: no more than the stated mass lies beyond either end.
    const Interval half = target->bulk(at, 0.01);
    EXPECT_LE((rule.nodes < half.low).select(density, 0).sum(), 0.011);
    EXPECT_LE((rule.nodes > half.high).select(density, 0).sum(), 0.011);
  }
}

TEST_P(Gallery, PlaneDensitiesHaveMassOneAndTheMomentsStated) {
  if (target->dimension() != 2) return;
  for (const double L : {0.1, 2.0}) {
    SCOPED_TRACE(L);
    const NoiseLevel at = NoiseLevel::of(L);
    const Moments moments = target->moments();
    // The trapezoidal rule with steps below 0.7 sigma on a square that holds everything.
    const double reach = at.signal * 12 * std::sqrt(moments.covariance.trace()) + 9 * at.sigma,
                 step = reach / std::ceil(reach / (0.6 * at.sigma));
    const int n = static_cast<int>(std::lround(2 * reach / step)) + 1;
    Eigen::Array<double, 6, 1> sums = Eigen::Array<double, 6, 1>::Zero();
    std::complex<double> wave = 0;
    const Eigen::VectorXd w = Eigen::Vector2d(0.7, -1.1);
    for (int row = 0; row < n; ++row) {
      Points x(n, 2);
      x.coordinate(0) = at.signal * moments.mean[0] + Eigen::ArrayXd::LinSpaced(n, -reach, reach);
      x.coordinate(1).setConstant(at.signal * moments.mean[1] - reach + row * step);
      Eigen::ArrayXd log_density;
      target->evaluate(at, x, nullptr, &log_density);
      const Eigen::ArrayXd p = log_density.exp() * step * step, u = x.coordinate(0), v = x.coordinate(1);
      sums += Eigen::Array<double, 6, 1>(p.sum(), (p * u).sum(), (p * v).sum(), (p * u * u).sum(), (p * v * v).sum(),
                                         (p * u * v).sum());
      const Eigen::ArrayXd phase = w[0] * u + w[1] * v;
      wave += std::complex<double>((p * phase.cos()).sum(), (p * phase.sin()).sum());
    }
    EXPECT_NEAR(sums[0], 1, 1e-10);
    const double mu = sums[1], mv = sums[2];
    EXPECT_NEAR(mu, at.signal * moments.mean[0], 1e-9);
    EXPECT_NEAR(mv, at.signal * moments.mean[1], 1e-9);
    EXPECT_NEAR(sums[3] - mu * mu, at.abar * moments.covariance(0, 0) + at.noise, 1e-8);
    EXPECT_NEAR(sums[4] - mv * mv, at.abar * moments.covariance(1, 1) + at.noise, 1e-8);
    EXPECT_NEAR(sums[5] - mu * mv, at.abar * moments.covariance(0, 1), 1e-8);
    if (const auto phi = target->characteristic(at.signal * w)) {
      EXPECT_LT(std::abs(wave - *phi * std::exp(-0.5 * at.noise * w.squaredNorm())), 1e-9);
    }
  }
}

// Draws: every comparison is held to 5.5 standard errors, exceeded by chance with probability 4e-8 each.
TEST_P(Gallery, DrawsHaveTheMomentsStated) {
  const int n = 20'000, d = target->dimension();
  Stream stream(11, "draws");
  Points x(n, d);
  target->draw(stream, x);
  const auto expect_mean = [&](const Eigen::ArrayXd& values, double expected, const std::string& what) {
    const double mean = values.mean(), error = std::sqrt((values - mean).square().mean() / n);
    EXPECT_NEAR(mean, expected, 5.5 * error + 1e-12 * (1 + std::abs(expected))) << what;
  };
  const Moments moments = target->moments();
  for (int i = 0; i < d; ++i) {
    expect_mean(x.coordinate(i), moments.mean[i], "mean " + std::to_string(i));
    for (int j = 0; j <= i && !heavy(); ++j)
      expect_mean((x.coordinate(i) - moments.mean[i]) * (x.coordinate(j) - moments.mean[j]), moments.covariance(i, j),
                  "covariance " + std::to_string(i) + ", " + std::to_string(j));
  }
  const Eigen::VectorXd w = Eigen::VectorXd::LinSpaced(d, 0.8, -1.1);
  if (const auto phi = target->characteristic(w)) {
    const Eigen::ArrayXd phase = (x.values().matrix() * w).array();
    expect_mean(phase.cos(), phi->real(), "characteristic function, real part");
    expect_mean(phase.sin(), phi->imag(), "characteristic function, imaginary part");
  }
}

TEST_P(Gallery, FactorsAreTheTarget) {
  const std::vector<const Target*> factors = target->factors();
  if (factors.empty()) return;
  ASSERT_EQ(static_cast<int>(factors.size()), target->dimension());
  const NoiseLevel at = NoiseLevel::of(0.2);
  const Points x = places(*target, at, 20);
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(20);
  for (int i = 0; i < target->dimension(); ++i)
    sum += evaluate(*factors[i], at, Points(Eigen::ArrayXd(x.coordinate(i)))).log_density;
  EXPECT_LT((sum - evaluate(*target, at, x).log_density).abs().maxCoeff(), 1e-11);
}

TEST_P(Gallery, GaussianOnlyWhereTheScoreIsLinear) {
  const NoiseLevel at = NoiseLevel::of(0.1);
  const Evaluated all = evaluate(*target, at, places(*target, at, 30));
  double spread = 0;
  for (int j = 0; j < target->dimension(); ++j) {
    const Eigen::ArrayXXd block = all.score.tangent(j);
    spread = std::max(spread, (block.rowwise() - block.row(0)).abs().maxCoeff());
  }
  EXPECT_EQ(target->gaussian(), spread < 1e-9);
}

INSTANTIATE_TEST_SUITE_P(All, Gallery, testing::ValuesIn(test::gallery()),
                         [](const auto& exhibit) { return exhibit.param.name; });

TEST(GalleryItself, HoldsEveryTarget) {
  std::set<std::string> shown;
  for (const test::Exhibit& exhibit : test::gallery()) shown.insert(*exhibit.value.find("type")->text());
  for (const auto* kind : target_kinds()) {
    EXPECT_TRUE(shown.contains(std::string(kind->name))) << kind->name;
    EXPECT_FALSE(kind->meaning.empty());
    for (const Key& key : kind->keys) EXPECT_FALSE(key.meaning.empty()) << kind->name << " " << key.name;
  }
}

}  // namespace
}  // namespace diffrates
