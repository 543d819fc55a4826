/// Identities every injected score error must satisfy: its size, its Jacobian, its reproducibility.
#include "scores/line_expectation.hpp"
#include "scores/profile.hpp"
#include "scores/waves.hpp"
#include "support.hpp"

namespace diffrates::testing {
namespace {

Members members_of(const std::string& kind) {
  if (kind == "constant") return {{"type", text("constant")}};
  if (kind == "cosine") return {{"type", text("cosine")}, {"frequency", number(1.5)}, {"phase", number(0.7)}};
  if (kind == "random_features") return {{"type", text(kind)}, {"frequency", number(3)}, {"features", number(7)}};
  return {{"type", text("empirical")}, {"n", number(50)}};
}

Points error_of(const ScoreError& error, const NoiseLevel& at, const Points& x) {
  Points e(x.size(), x.dimension(), x.tangents());
  e.all().setZero();
  error.add(at, x, e);
  return e;
}

class EveryKind : public ::testing::TestWithParam<std::tuple<std::string, int>> {
 protected:
  std::string kind = std::get<0>(GetParam());
  int d = std::get<1>(GetParam());
  Mixture target = d == 1 ? line_mixture() : plane_mixture(d);
  Schedule schedule = schedule_of(64);
  std::unique_ptr<ScoreErrorFamily> made = family(members_of(kind));
  std::unique_ptr<ScoreError> error = made->on(target, schedule, 0.03, 1);
};

TEST_P(EveryKind, JacobianIsTheDerivative) {
  ASSERT_EQ(made->problem(target), "");
  Stream stream(5, "points");
  Points x(40, d, d);
  stream.normals(x.values());
  x.start_tangents();
  for (const int t : {3, 30, 64}) {
    const NoiseLevel& at = schedule.at(t);
    const Points e = error_of(*error, at, x);
    const double h = 1e-5 * at.sigma;
    for (int j = 0; j < d; ++j) {
      Points up(x.size(), d), down(x.size(), d);
      up.values() = x.values();
      down.values() = x.values();
      up.coordinate(j) += h;
      down.coordinate(j) -= h;
      const Eigen::ArrayXXd difference =
          (error_of(*error, at, up).values() - error_of(*error, at, down).values()) / (2 * h);
      EXPECT_LT((difference - e.tangent(j)).abs().maxCoeff(), 1e-6 * (0.03 + e.all().abs().maxCoeff()) / at.sigma)
          << "t = " << t;
    }
  }
}

TEST_P(EveryKind, AddsToWhatIsThereAndSaysTheSameTwice) {
  Stream stream(6, "points");
  Points x(10, d);
  stream.normals(x.values());
  Points once(10, d), twice(10, d);
  once.all().setConstant(2);
  error->add(schedule.at(9), x, once);
  const Points e = error_of(*error, schedule.at(9), x);
  EXPECT_LT((once.values() - 2 - e.values()).abs().maxCoeff(), 1e-14 * (1 + e.values().abs().maxCoeff()));
  const Points again = error_of(*made->on(target, schedule, 0.03, 1), schedule.at(9), x);
  EXPECT_TRUE((again.values() == e.values()).all());
}

INSTANTIATE_TEST_SUITE_P(Scores, EveryKind,
                         ::testing::Combine(::testing::Values("constant", "cosine", "random_features", "empirical"),
                                            ::testing::Values(1, 3)),
                         [](const auto& p) {
                           return std::get<0>(p.param) + "_" + std::to_string(std::get<1>(p.param));
                         });

double mean_square(const Target& target, const ScoreError& error, const NoiseLevel& at) {
  return line_expectation(target, at, {1e-13}, [&](const Points& x, Eigen::Ref<Eigen::ArrayXXd> out) {
    out.col(0) = error_of(error, at, x).coordinate(0).square();
  })[0];
}

/// The sizes, by a quadrature that knows nothing of the normalisation, at levels of t and between them.
TEST(SizedErrors, HaveTheirSizeAtEveryLevel) {
  const Mixture target = line_mixture();
  for (const std::string schedule_type : {"smooth", "karras"}) {
    const Schedule schedule = schedule_of(16, schedule_type, 1e-6, 12);
    for (const std::string kind : {"constant", "cosine", "random_features"}) {
      const std::unique_ptr<ScoreErrorFamily> made = family(members_of(kind));
      const std::unique_ptr<ScoreError> error = made->on(target, schedule, 0.03, 1);
      for (int t = 1; t <= 17; t += 4) {
        EXPECT_NEAR(mean_square(target, *error, schedule.at(t)) / 9e-4, 1, 1e-11) << kind << " t = " << t;
        const NoiseLevel between = NoiseLevel::of_lambda(schedule.at(t).lambda() - 0.01);
        EXPECT_NEAR(mean_square(target, *error, between) / 9e-4, 1, 1e-11) << kind << " just above t = " << t;
      }
    }
  }
}

TEST(SizedErrors, ClosedFormAndQuadratureAgree) {
  const Mixture known = line_mixture();
  const Silent silent(known.components());
  const Schedule schedule = schedule_of(32, "smooth", 1e-8, 20);
  for (const double frequency : {0.0, 1e-3, 0.5, 7.0, 300.0})
    for (const double phase : {0.0, 0.7, 1.5}) {
      const Wave wave{1, Eigen::VectorXd::Constant(1, frequency), phase, Eigen::VectorXd::Ones(1)};
      for (const int t : {1, 10, 32}) {
        const Waves closed(known, Profile(ProfileKind::Flat, schedule, 1), {wave});
        const Waves integrated(silent, Profile(ProfileKind::Flat, schedule, 1), {wave});
        EXPECT_NEAR(closed.mean_square(schedule.at(t)) / integrated.mean_square(schedule.at(t)), 1, 2e-11)
            << "frequency " << frequency << " phase " << phase << " t " << t;
      }
    }
}

/// A sine around a narrow law: E sin^2(X) = (1 - e^{-2 v}) / 2 for N(0, v), where the closed form cancels.
TEST(SizedErrors, SurviveCancellation) {
  const Mixture atom({{1.0, Eigen::VectorXd::Zero(1), Eigen::VectorXd::Zero(1), {}}});
  const Schedule schedule = schedule_of(32, "smooth", 1e-9, 12);
  const double quarter_turn = 1.57079632679489661923;
  const Waves sine(atom, Profile(ProfileKind::Flat, schedule, 1),
                   {{1, Eigen::VectorXd::Ones(1), quarter_turn, Eigen::VectorXd::Ones(1)}});
  const double v = schedule.at(1).noise;
  EXPECT_NEAR(sine.mean_square(schedule.at(1)) / (-std::expm1(-2 * v) / 2), 1, 1e-7);  // cos(pi/2) is 6e-17, not 0
}

/// In d = 1, E of a standard normal's even moments: 1, 3, 15.
TEST(LineExpectation, GivesTheMomentsOfANormal) {
  const Mixture atom({{1.0, Eigen::VectorXd::Constant(1, 0.5), Eigen::VectorXd::Zero(1), {}}});
  for (const double L : {1e-12, 1e-3, 1.0, 30.0}) {
    const NoiseLevel at = NoiseLevel::of(L);
    const Eigen::ArrayXd moments =
        line_expectation(atom, at, {1e-13, 1e-13, 1e-13}, [&](const Points& x, Eigen::Ref<Eigen::ArrayXXd> out) {
          const Eigen::ArrayXd z = (x.coordinate(0) - 0.5 * at.signal) / at.sigma;
          out.col(0) = z.square();
          out.col(1) = z.square().square();
          out.col(2) = z.square().cube();
        });
    EXPECT_NEAR(moments[0], 1, 1e-9);  // x itself has 1e-16 / sigma relative digits
    EXPECT_NEAR(moments[1], 3, 3e-9);
    EXPECT_NEAR(moments[2], 15, 2e-8);
  }
}

TEST(Profiles, SumToTheSquareOfEpsilon) {
  for (const int T : {4, 64, 1001})
    for (const ProfileKind kind : {ProfileKind::Flat, ProfileKind::Late, ProfileKind::Early}) {
      const Schedule schedule = schedule_of(T);
      const Profile profile(kind, schedule, 0.2);
      double sum = 0, low_half = 0;
      for (int t = 1; t <= T; ++t) {
        const double square = profile(schedule.at(t)) * profile(schedule.at(t));
        sum += square;
        if (2 * t <= T) low_half += square;
      }
      EXPECT_NEAR(sum / T, 0.04, 1e-15);
      const double share = kind == ProfileKind::Late ? 0.125 : kind == ProfileKind::Early ? 0.875 : 0.5;
      EXPECT_NEAR(low_half / sum, share, 1.0 / T);
    }
}

TEST(Profiles, AreContinuousBetweenLevels) {
  const Schedule schedule = schedule_of(10);
  for (const ProfileKind kind : {ProfileKind::Late, ProfileKind::Early}) {
    const Profile profile(kind, schedule, 1);
    for (int t = 1; t <= 10; ++t) {
      const double from = schedule.at(t).lambda(), to = schedule.at(t + 1).lambda();
      const double a = profile(schedule.at(t)), b = profile(schedule.at(t + 1));
      EXPECT_NEAR(profile(NoiseLevel::of_lambda(0.75 * from + 0.25 * to)), 0.75 * a + 0.25 * b,
                  t < 10 || kind == ProfileKind::Late ? 1e-12 : 0.25 * a + 1e-12);
    }
  }
}

/// The exact score plus the error is that of (1/n) sum N(signal x_i, noise), here summed plainly.
TEST(Empirical, IsTheScoreOfTheDraws) {
  const Mixture target = line_mixture();
  const Schedule schedule = schedule_of(64);
  const NoiseLevel& at = schedule.at(20);
  const int n = 300;
  const std::unique_ptr<ScoreErrorFamily> made = family({{"type", text("empirical")}, {"n", number(n)}});
  const std::unique_ptr<ScoreError> error = made->on(target, schedule, 0, 1);
  Stream stream(1, "empirical score");
  Points draws(n, 1);
  target.draw(stream, draws);
  const Points x(Eigen::ArrayXd(Eigen::ArrayXd::LinSpaced(9, -2, 2)));
  const Points learnt = Score(target, schedule, error.get())(20, x);
  for (int i = 0; i < x.size(); ++i) {
    const Eigen::ArrayXd pull = at.signal * draws.coordinate(0) - x.coordinate(0)[i];
    const Eigen::ArrayXd weight = (-pull.square() / (2 * at.noise)).exp();
    const double plain = (weight * pull).sum() / weight.sum() / at.noise;
    EXPECT_NEAR(learnt.coordinate(0)[i], plain, 1e-11 * (1 + std::abs(plain)));
  }
}

TEST(Empirical, ComesCloserWithMoreDraws) {
  const Mixture target = line_mixture();
  const Schedule schedule = schedule_of(64);
  const NoiseLevel& at = schedule.at(20);
  double last = 1e9;
  for (const int n : {10, 300, 9000}) {
    const std::unique_ptr<ScoreErrorFamily> made = family({{"type", text("empirical")}, {"n", number(n)}});
    EXPECT_FALSE(made->sized());
    const std::unique_ptr<ScoreError> error = made->on(target, schedule, 0, 1);
    const double size = mean_square(target, *error, at);
    EXPECT_LT(size, last / 5);  // 30 expected
    EXPECT_GT(size, 0);
    last = size;
  }
}

TEST(Labels, HoldEveryParameterThatWasWritten) {
  Problems problems;
  Described made;
  family({{"type", text("cosine")}, {"frequency", number(2)}, {"phase", number(0.7)}}, problems, &made);
  EXPECT_EQ(made.label(), "cosine(frequency=2;phase=0.7)");
  family(
      {{"type", text("cosine")}, {"frequency", numbers({2, 0.5})}, {"phase", number(0.7)}, {"profile", text("late")}},
      problems, &made);
  EXPECT_EQ(made.label(), "cosine(frequency=[2 0.5];phase=0.7;profile=late)");
  family({{"type", text("empirical")}, {"n", number(100)}}, problems, &made);
  EXPECT_EQ(made.label(), "empirical(n=100)");
  family({{"type", text("constant")}}, problems, &made);
  EXPECT_EQ(made.label(), "constant");
  EXPECT_TRUE(problems.empty());
}

}  // namespace
}  // namespace diffrates::testing
