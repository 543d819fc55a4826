/// Realised sizes against requested ones, and against closed forms.
#include "scores/realised_error.hpp"

#include <numbers>

#include "support.hpp"

namespace diffrates::testing {
namespace {

Members cosine(const std::string& profile, double frequency = 1.5) {
  return {
      {"type", text("cosine")}, {"frequency", number(frequency)}, {"phase", number(0.7)}, {"profile", text(profile)}};
}

TEST(RealisedError, IsTheRequestedSizeOnTheLine) {
  const Mixture target = line_mixture();
  const Silent silent(target.components());
  for (const int T : {8, 192, 193, 4096})
    for (const std::string profile : {"flat", "late", "early"}) {
      const Schedule schedule = schedule_of(T);
      for (const Target* on : {static_cast<const Target*>(&target), static_cast<const Target*>(&silent)}) {
        const std::unique_ptr<ScoreError> error = family(cosine(profile))->on(*on, schedule, 0.03, 1);
        const RealisedError realised = realised_error(Score(*on, schedule, error.get()), 1);
        EXPECT_NEAR(realised.score.value / 0.03, 1, 1e-10) << "T = " << T << " " << profile;
      }
    }
}

TEST(RealisedError, IsTheRequestedSizeInEightDimensions) {
  const Mixture target = plane_mixture(8);
  const Schedule schedule = schedule_of(64);
  const std::vector<Members> kinds{
      cosine("flat"),
      cosine("early"),
      {{"type", text("random_features")}, {"frequency", number(2)}, {"features", number(20)}}};
  for (const Members& members : kinds) {
    const std::unique_ptr<ScoreError> error = family(members)->on(target, schedule, 0.1, 1);
    const RealisedError realised = realised_error(Score(target, schedule, error.get()), 7);
    // Fixed seed; a fresh one would fail with probability 0.003.
    EXPECT_LT(std::abs(realised.score.value - 0.1), 3 * realised.score.error);
    EXPECT_LT(realised.score.error, 0.001);
  }
}

/// N(0, 1) stays N(0, 1) at every level: E|sin| for cos(w x) at high frequency tends to 2/pi, E cos^2 to 1/2, so that
/// eps_Jacobi -> eps w (2 / pi) sqrt 2. At w = 0.5, E|sin(X/2)| and E cos^2(X/2) = (1 + e^{-1/2}) / 2 by quadrature:
/// NIntegrate[Abs[Sin[x/2]] PDF[NormalDistribution[], x], {x, -Infinity, Infinity}] = 0.376...; computed here by a
/// plain sum.
TEST(RealisedError, MeasuresTheJacobian) {
  const Mixture normal({{1.0, Eigen::VectorXd::Zero(1), Eigen::VectorXd::Ones(1), {}}});
  const Schedule schedule = schedule_of(8);
  const auto jacobi = [&](double w, double phase) {
    const Members members{{"type", text("cosine")}, {"frequency", number(w)}, {"phase", number(phase)}};
    const std::unique_ptr<ScoreError> error = family(members)->on(normal, schedule, 0.03, 1);
    return realised_error(Score(normal, schedule, error.get()), 1).jacobi.value;
  };
  EXPECT_NEAR(jacobi(50, 0.2) / (0.03 * 50 * 2 / std::numbers::pi * std::sqrt(2)), 1, 1e-6);
  double mean = 0;
  const double h = 1e-4;
  for (double x = h / 2; x < 9; x += h)
    mean += 2 * h * std::abs(std::sin(x / 2)) * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
  EXPECT_NEAR(jacobi(0.5, 0) / (0.03 * 0.5 * mean / std::sqrt((1 + std::exp(-0.5)) / 2)), 1, 1e-6);
}

/// The spectral norm of -A sin(w.x) v w^T is A |sin| |w| |v|, whatever the angle between v and w.
TEST(RealisedError, TakesTheSpectralNorm) {
  const Mixture normal({{1.0, Eigen::VectorXd::Zero(2), Eigen::VectorXd::Ones(2), {}}});
  const Schedule schedule = schedule_of(64);
  const Members members{{"type", text("cosine")}, {"frequency", numbers({30, 40})}, {"direction", numbers({0, 5})}};
  const std::unique_ptr<ScoreError> error = family(members)->on(normal, schedule, 0.03, 1);
  const RealisedError realised = realised_error(Score(normal, schedule, error.get()), 3);
  EXPECT_LT(std::abs(realised.jacobi.value - 0.03 * 50 * 2 / std::numbers::pi * std::sqrt(2)),
            3.5 * realised.jacobi.error);
  EXPECT_LT(realised.jacobi.error, 0.01 * realised.jacobi.value);
}

TEST(RealisedError, OfDrawsFallsWithTheirNumber) {
  const Mixture target = line_mixture();
  const Schedule schedule = schedule_of(32, "smooth", 0.1, 8);
  double last = 1e9;
  for (const int n : {10, 100, 1000}) {  // the expected ratio is sqrt 10
    const std::unique_ptr<ScoreError> error =
        family({{"type", text("empirical")}, {"n", number(n)}})->on(target, schedule, 0, 1);
    const RealisedError realised = realised_error(Score(target, schedule, error.get()), 1);
    EXPECT_LT(realised.score.value, last / 1.5);
    last = realised.score.value;
  }
}

TEST(RealisedError, IsZeroWithoutError) {
  const Mixture target = line_mixture();
  const Schedule schedule = schedule_of(8);
  EXPECT_EQ(realised_error(Score(target, schedule), 1).score.value, 0);
}

}  // namespace
}  // namespace diffrates::testing
