// Gaussian mixtures against their definition in 50 digits.
#include "targets/mixture.hpp"

#include <Eigen/Eigenvalues>

#include "support/values.hpp"
#include "support/wide.hpp"

namespace diffrates {
namespace {

using test::numbers;
using test::object;
using test::Wide;
using test::WideLocal;
using test::WideMatrix;
using test::WideVector;

struct Component {
  double weight;
  Eigen::VectorXd mean;
  Eigen::MatrixXd covariance;
};

/// sum w_k N(signal mu_k, abar C_k + noise I), directly.
WideLocal reference(const std::vector<Component>& components, double L, const Eigen::VectorXd& x) {
  const test::WideLevel at(L);
  const auto d = x.size();
  Wide density = 0, total = 0;
  WideVector gradient = WideVector::Zero(d);
  WideMatrix curvature = WideMatrix::Zero(d, d);
  WideLocal local;
  for (const Component& c : components) total += c.weight;
  for (const Component& c : components) {
    const WideMatrix covariance = at.abar * test::widened(c.covariance) + at.noise * WideMatrix::Identity(d, d);
    const test::WideInverse solved(covariance);
    const WideMatrix& precision = solved.inverse;
    const WideVector offset = at.signal * test::widened(c.mean) - test::widened(x);
    const WideVector pull = precision * offset;
    const Wide term = c.weight / total * exp(-offset.dot(pull) / 2) /
                      sqrt(pow(2 * Wide::pi(), static_cast<int>(d)) * solved.determinant);
    density += term;
    gradient += term * pull;
    curvature += term * (pull * pull.transpose() - precision);
  }
  local.score = gradient / density;
  local.hessian = curvature / density - local.score * local.score.transpose();
  local.log_density = log(density);
  for (const Component& c : components) {
    const WideMatrix covariance = at.abar * test::widened(c.covariance) + at.noise * WideMatrix::Identity(d, d);
    const test::WideInverse solved(covariance);
    const WideMatrix& precision = solved.inverse;
    const WideVector pull = precision * (at.signal * test::widened(c.mean) - test::widened(x));
    const Wide share = c.weight / total * exp(-pull.dot(covariance * pull) / 2) /
                       sqrt(pow(2 * Wide::pi(), static_cast<int>(d)) * solved.determinant) / density;
    // Half a unit in the last place of signal * mean moves the score by precision * mean * 1e-16.
    local.score_size += static_cast<double>(share * (pull.norm() + 1e-3 * precision.norm() * c.mean.norm()));
    local.hessian_size += static_cast<double>(share * (precision.norm() + (pull - local.score).squaredNorm()));
  }
  return local;
}

Mixture mixture_of(const std::vector<Component>& components) {
  std::vector<Mixture::Component> parts;
  for (const Component& c : components) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(c.covariance);
    const bool diagonal = c.covariance.isDiagonal(0);
    parts.push_back({c.weight, c.mean,
                     diagonal ? Eigen::VectorXd(c.covariance.diagonal()) : Eigen::VectorXd(solver.eigenvalues()),
                     diagonal ? Eigen::MatrixXd() : Eigen::MatrixXd(solver.eigenvectors())});
  }
  return Mixture(std::move(parts));
}

/// Value, score and Hessian at one point, all to `tolerance` of their size.
void expect_exact(const std::vector<Component>& components, double L, const Eigen::VectorXd& place,
                  double tolerance = 1e-12) {
  const auto d = static_cast<int>(place.size());
  const Mixture mixture = mixture_of(components);
  const WideLocal wide = reference(components, L, place);
  Points x(1, d, d), score;
  x.values().row(0) = place.transpose().array();
  x.start_tangents();
  Eigen::ArrayXd log_density;
  mixture.evaluate(NoiseLevel::of(L), x, &score, &log_density);
  const auto size = [](const Wide& v) { return std::max(1.0, std::abs(static_cast<double>(v))); };
  EXPECT_NEAR(log_density[0], static_cast<double>(wide.log_density), tolerance * size(wide.log_density));
  for (int i = 0; i < d; ++i) {
    EXPECT_NEAR(score.coordinate(i)[0], static_cast<double>(wide.score[i]), tolerance * wide.score_size);
    for (int j = 0; j < d; ++j)
      EXPECT_NEAR(score.tangent(j)(0, i), static_cast<double>(wide.hessian(i, j)), tolerance * wide.hessian_size);
  }
}

Component line(double weight, double mean, double variance) {
  return {weight, Eigen::VectorXd::Constant(1, mean), Eigen::MatrixXd::Constant(1, 1, variance)};
}
Eigen::VectorXd at(double x) { return Eigen::VectorXd::Constant(1, x); }

const double least_noise = -std::log1p(-1e-6);  // L with 1 - abar = 1e-6

TEST(MixtureOnTheLine, IsExactAtCentreAndInTails) {
  const std::vector<Component> two{line(0.4, -1.5, 0.09), line(0.6, 1, 0.25)};
  for (const double L : {least_noise, 1e-3, 0.1, 2.0, 12.0, 600.0})
    for (const double x : {-1.5, -0.3, 0.0, 0.1, 1.0, 1.5, -1.5 - 12 * 0.3, 1 + 12 * 0.5, -12.0, 13.0}) {
      SCOPED_TRACE(testing::Message() << "L = " << L << ", x = " << x);
      expect_exact(two, L, at(x));
    }
}

TEST(MixtureOnTheLine, IsExactWithAtoms) {
  const std::vector<Component> atoms{line(0.3, -1, 0), line(0.7, 1, 0), line(1, 0.5, 0.01)};
  for (const double L : {least_noise, 1e-3, 0.1, 2.0}) {
    const double sigma = NoiseLevel::of(L).sigma, signal = NoiseLevel::of(L).signal;
    for (const double z : {-12.0, -3.0, -0.5, 1.0, 12.0}) {
      SCOPED_TRACE(testing::Message() << "L = " << L << ", z = " << z);
      expect_exact(atoms, L, at(-signal + z * sigma));
      expect_exact(atoms, L, at(signal + z * sigma));
    }
  }
}

TEST(MixtureOnTheLine, IsStableForComponents100DeviationsAway) {
  const std::vector<Component> apart{line(0.5, -50, 1), line(0.5, 50, 1), line(1e-30, 0, 1e-4)};
  for (const double x : {-50.0, -49.0, 0.0, 0.02, 1.0, 25.0, 50.0, 62.0, 150.0, 300.0}) {
    SCOPED_TRACE(x);
    expect_exact(apart, 1e-3, at(x));
  }
  expect_exact({line(1, 2, 0.5)}, 0.1, at(1e4));
}

Eigen::MatrixXd covariance(int d) {
  Eigen::MatrixXd factor(d, d);
  for (int i = 0; i < d; ++i)
    for (int j = 0; j < d; ++j) factor(i, j) = std::sin(1.0 + 2 * i + 3 * j) + (i == j ? 0.5 : 0);
  return factor * factor.transpose() / 4;
}

TEST(MixtureInSpace, IsExactWithFullDiagonalAndSingularCovariances) {
  for (const int d : {2, 3}) {
    const Eigen::VectorXd ones = Eigen::VectorXd::Ones(d), slope = Eigen::VectorXd::LinSpaced(d, -1, 2);
    const Eigen::VectorXd ridge = Eigen::VectorXd::LinSpaced(d, 0.3, 1);
    const std::vector<Component> parts{{0.3, -ones, covariance(d)},
                                       {0.5, slope, 0.2 * ridge * ridge.transpose()},  // rank one
                                       {0.2, 2 * ones, Eigen::VectorXd::LinSpaced(d, 0, 0.5).asDiagonal()},
                                       {0.1, 0.5 * ones, Eigen::MatrixXd::Zero(d, d)}};
    for (const double L : {least_noise, 1e-3, 0.1, 2.0}) {
      const double sigma = NoiseLevel::of(L).sigma;
      for (const double z : {0.0, 0.4, 3.0, 12.0}) {
        SCOPED_TRACE(testing::Message() << "d = " << d << ", L = " << L << ", z = " << z);
        // Near the singular components the precision is 1/noise: the eigenvectors' own rounding enters magnified.
        const double tolerance = L > 1e-4 ? 1e-12 : 2e-10;
        expect_exact(parts, L, NoiseLevel::of(L).signal * 0.5 * ones + z * sigma * slope, tolerance);
        expect_exact(parts, L, -ones + z * slope, tolerance);
        expect_exact(parts, L, 2 * ones + z * ridge, tolerance);
      }
    }
    const std::vector<Component> apart{{0.5, -50 * ones, covariance(d) + Eigen::MatrixXd::Identity(d, d)},
                                       {0.5, 50 * ones, Eigen::MatrixXd::Identity(d, d)}};
    for (const double x : {-50.0, 0.0, 1.0, 80.0}) expect_exact(apart, 1e-3, x * ones);
  }
}

TEST(Mixture, DoesNotDependOnTheBatchOrTheOutputsAsked) {
  const int d = 3, n = 100;
  std::vector<Component> parts;
  for (int k = 0; k < 700; ++k)
    parts.push_back({1.0 + k % 3, Eigen::VectorXd::LinSpaced(d, std::sin(k), std::cos(k)), covariance(d)});
  const Mixture mixture = mixture_of(parts);
  Points x(n, d, d), all;
  Stream stream(1, "test");
  mixture.draw(stream, x);
  x.start_tangents();
  Eigen::ArrayXd logs, alone_log;
  const NoiseLevel level = NoiseLevel::of(0.1);
  mixture.evaluate(level, x, &all, &logs);
  Points alone;
  for (int i = 0; i < n; i += 9) {
    Points one(1, d, d);
    one.all() = x.all().row(i);
    mixture.evaluate(level, one, &alone, &alone_log);
    EXPECT_NEAR(alone_log[0], logs[i], 1e-13);
    EXPECT_LT((alone.all().row(0) - all.all().row(i)).abs().maxCoeff(), 1e-12);
    mixture.evaluate(level, one, nullptr, &alone_log);
    EXPECT_NEAR(alone_log[0], logs[i], 1e-13);
  }
}

std::string refusal(const Value& value) { return test::refusal(value, target_kinds()); }
constexpr const char* type = "gaussian_mixture";

TEST(GaussianMixture, RefusesBadInputEachWithItsPlace) {
  using testing::AllOf;
  using testing::HasSubstr;
  EXPECT_THAT(
      refusal(object("type", type, "weights", numbers({0.5, -1, 0}), "means", numbers({1, 2, 3}), "variances",
                     numbers({1, -1, NAN}))),
      AllOf(HasSubstr("/weights/1"), HasSubstr("/weights/2"), HasSubstr("/variances/1"), HasSubstr("/variances/2")));
  EXPECT_THAT(refusal(object("type", type, "weights", numbers({1, INFINITY}), "means", numbers({1, 2}), "variances",
                             numbers({1, 1}))),
              HasSubstr("/weights/1"));
  EXPECT_THAT(
      refusal(object("type", type, "weights", numbers({1, 1}), "means", numbers({1}), "variances", numbers({1, 1, 1}))),
      AllOf(HasSubstr("/means: has 1"), HasSubstr("/variances: has 3")));
  // Beyond the common length every entry is still read.
  EXPECT_THAT(refusal(object("type", type, "weights", numbers({1}), "means", numbers({1, 2}), "variances",
                             numbers({1, 1, -3}))),
              AllOf(HasSubstr("/means: has 2"), HasSubstr("/variances: has 3"), HasSubstr("/variances/2: is -3")));
  EXPECT_THAT(refusal(object("type", type, "weights", numbers({1}), "means", numbers({1}))),
              HasSubstr("variances and covariances"));
  EXPECT_THAT(refusal(object("type", type, "weights", numbers({1}), "means", numbers({1}), "variances", numbers({1}),
                             "covariances", numbers({1}))),
              HasSubstr("not both"));
  EXPECT_THAT(
      refusal(object("type", type, "weights", test::list({}), "means", test::list({}), "variances", test::list({}))),
      AllOf(HasSubstr("/weights"), HasSubstr("/means")));
  EXPECT_THAT(refusal(object("type", type, "wieghts", numbers({1}), "means", numbers({1}), "variances", numbers({1}))),
              HasSubstr("did you mean \"weights\"?"));
  EXPECT_THAT(refusal(object("type", "gausian_mixture")), HasSubstr("did you mean \"gaussian_mixture\"?"));
}

Value plane(Value covariance) {
  return object("type", type, "weights", numbers({1}), "means", test::list({numbers({0, 1})}), "covariances",
                test::list({std::move(covariance)}));
}

TEST(GaussianMixture, HoldsCovariancesToTheirDefinition) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal(plane(test::list({numbers({1, 2}), numbers({2, 1})}))), HasSubstr("smallest eigenvalue is -1"));
  EXPECT_THAT(refusal(plane(test::list({numbers({1, 0.5}), numbers({0.4, 1})}))), HasSubstr("not symmetric"));
  EXPECT_THAT(refusal(plane(test::list({numbers({1, 0}), numbers({0})}))), HasSubstr("/covariances/0"));
  EXPECT_THAT(refusal(plane(numbers({1, 1, 1}))), HasSubstr("/covariances/0"));
  EXPECT_THAT(refusal(plane(numbers({1, -1}))), HasSubstr("/covariances/0"));
  EXPECT_THAT(refusal(plane(test::of("round"))), HasSubstr("/covariances/0"));
  for (const Value& good : {test::of(0.0), numbers({0, 2}), test::list({numbers({1, 1}), numbers({1, 1})})})
    EXPECT_EQ(test::make(plane(good), target_kinds())->dimension(), 2);
}

}  // namespace
}  // namespace diffrates
