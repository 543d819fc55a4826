// Wasserstein distances of whole laws: against quantiles in fifty digits, closed forms, and each other.
#include <gmock/gmock.h>

#include <ctime>

#include "laws/law.hpp"
#include "numerics/legendre.hpp"
#include "support/reference.hpp"
#include "support/wide.hpp"

namespace diffrates {
namespace {

using test::Wide;
using testing::line_mixture;
using testing::schedule_family;

/// Scales, shifts and blurs in the last step, so that Y_1 of a mixture is a mixture whatever the schedule.
template <bool blurs>
class Moved : public Sampler {
 public:
  using Sampler::Sampler;
  static constexpr double factor = 1 + 3e-6, shift = -2e-6, variance = 1e-6;
  void step(int t, const Score&, Law& y) override {
    if (t > 2) return;
    y.map([&](const Points& x) {
      Points moved = factor * x;
      moved.values() += shift;
      return moved;
    });
    if (blurs) y.add_noise(variance);
  }
};
const SamplerKind moved{.name = "moved", .meaning = "", .source = "", .make = make_sampler<Moved<false>>};
const SamplerKind blurred{
    .name = "blurred", .meaning = "", .source = "", .stochastic = true, .make = make_sampler<Moved<true>>};

/// A mixture on a line in fifty digits.
struct WideMixture {
  std::vector<Wide> weights, means, variances;

  Wide below(const Wide& x) const {
    Wide sum = 0;
    for (std::size_t k = 0; k < weights.size(); ++k)
      sum += weights[k] * erfc(Wide((means[k] - x) / sqrt(Wide(2 * variances[k])))) / 2;
    return sum;
  }
  Wide density(const Wide& x) const {
    Wide sum = 0;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      const Wide off = x - means[k];
      sum += weights[k] * exp(Wide(-off * off / (2 * variances[k]))) / sqrt(Wide(2 * Wide::pi() * variances[k]));
    }
    return sum;
  }
  /// Started near.
  Wide quantile(const Wide& u, Wide x) const {
    for (int i = 0; i < 8; ++i) {
      const Wide step = (below(x) - u) / density(x);
      x -= step;
      if (abs(step) < 1e-26) break;  // the next would be its square
    }
    return x;
  }
};

/// The law at the level as doubles say it: their last digits are worth 1e-16.
WideMixture widened(const Mixture& target, const NoiseLevel& at, Wide factor, Wide shift, Wide variance) {
  WideMixture wide;
  for (const Mixture::Component& c : target.components()) {
    wide.weights.push_back(c.weight);
    wide.means.push_back(factor * Wide(at.signal) * Wide(c.mean[0]) + shift);
    wide.variances.push_back(factor * factor * (Wide(at.abar) * Wide(c.variances[0]) + Wide(at.noise)) + variance);
  }
  return wide;
}

/// By 16 Gauss-Legendre nodes a panel, |F_X - F_Y| between its sign changes.
struct WideDistances {
  double first = 0, second = 0;
  WideDistances(const WideMixture& x, const WideMixture& y, double low, double high, int panels) {
    const Legendre rule(16);
    Wide one = 0, square = 0;
    const auto d = [&](double at) { return x.below(at) - y.below(at); };
    std::vector<double> ends{low};
    for (int k = 1; k <= panels; ++k) {
      double a = ends.back(), b = low + (high - low) * k / panels;
      if ((d(a) < 0) != (d(b) < 0)) {
        double left = a, right = b;
        for (int i = 0; i < 45; ++i) {
          const double middle = (left + right) / 2;
          ((d(middle) < 0) == (d(a) < 0) ? left : right) = middle;
        }
        ends.push_back(left);
      }
      ends.push_back(b);
    }
    for (std::size_t k = 0; k + 1 < ends.size(); ++k)
      for (int i = 0; i < 16; ++i) {
        const double half = (ends[k + 1] - ends[k]) / 2, at = (ends[k + 1] + ends[k]) / 2 + half * rule.nodes()[i];
        const Wide apart = d(at), shift = x.quantile(x.below(at) - apart, at - apart / x.density(at)) - at;
        one += half * rule.weights()[i] * abs(apart);
        square += half * rule.weights()[i] * y.density(at) * shift * shift;
      }
    first = static_cast<double>(one);
    second = static_cast<double>(Wide(sqrt(square)));
  }
};

std::vector<Measurement> measure(std::string_view law, const SamplerKind& sampler, const Target& target,
                                 const Schedule& schedule, Start start = Start::Exact, bool data = false) {
  const Score score(target, schedule);
  return find_law(law)->measure({score, sampler, start, 11, data}, {Metric::W1, Metric::W2});
}

/// Levels so near that X_T and X_1 are 1e-6 apart.
const Schedule& near_levels() {
  static const Schedule made = Schedule::of_levels({0.2, 0.2 + 1e-6, 0.2 + 2e-6, 0.2 + 3e-6, 1});
  return made;
}

TEST(Distances, OfAMixtureHaveTenDigitsAtValuesOf1e6) {
  const auto target = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const Schedule& schedule = near_levels();
  ASSERT_EQ(schedule.steps(), 4);
  const WideMixture x = widened(*target, schedule.at(1), 1, 0, 0),
                    y = widened(*target, schedule.at(4), Wide(Moved<false>::factor), Wide(Moved<false>::shift), 0);
  const WideDistances wanted(x, y, -7, 7, 36);
  const auto found = measure("characteristics", moved, *target, schedule);
  for (const auto& [measured, truth] : {std::pair{found[0], wanted.first}, {found[1], wanted.second}}) {
    EXPECT_EQ(measured.status, Status::Ok) << measured.reason;
    EXPECT_GT(truth, 1e-7);
    EXPECT_LT(truth, 1e-5);
    EXPECT_NEAR(measured.estimate.value, truth, 1e-10 * truth) << name(measured.metric);
    EXPECT_NEAR(measured.estimate.value, truth, measured.estimate.error) << name(measured.metric);
    EXPECT_LT(measured.estimate.error, 1e-7 * truth) << name(measured.metric);
  }
  const auto on_grid = measure("grid", moved, *target, schedule);
  for (const auto& [measured, truth] : {std::pair{on_grid[0], wanted.first}, {on_grid[1], wanted.second}}) {
    EXPECT_EQ(measured.status, Status::Ok) << measured.reason;
    EXPECT_NEAR(measured.estimate.value, truth, measured.estimate.error) << name(measured.metric);
  }
}

TEST(Distances, OfAStochasticSamplerAreThoseOfItsLaw) {
  const auto target = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const Schedule& schedule = near_levels();
  const WideMixture x = widened(*target, schedule.at(1), 1, 0, 0),
                    y = widened(*target, schedule.at(4), Wide(Moved<true>::factor), Wide(Moved<true>::shift),
                                Wide(Moved<true>::variance));
  const WideDistances wanted(x, y, -7, 7, 36);
  const auto found = measure("grid", blurred, *target, schedule);
  for (const auto& [measured, truth] : {std::pair{found[0], wanted.first}, {found[1], wanted.second}}) {
    EXPECT_EQ(measured.status, Status::Ok) << measured.reason;
    EXPECT_NEAR(measured.estimate.value, truth, measured.estimate.error) << name(measured.metric);
    EXPECT_LT(measured.estimate.error, 1e-3 * truth) << name(measured.metric);
  }
}

TEST(Distances, OfOneGaussianAgreeWithItsClosedForm) {
  const auto target = line_mixture({1}, {0.5}, {0.25});
  for (const bool data : {false, true})
    for (const Start start : {Start::Normal, Start::Exact})
      for (const std::string_view sampler : {"ddim", "accelerated_ode", "ddpm"}) {
        const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(64);
        const Score score(*target, schedule);
        const Question question{score, *find_sampler(sampler), start, 1, data};
        const Measurement closed = find_law("gaussian")->measure(question, {Metric::W2}).front();
        ASSERT_EQ(closed.status, Status::Ok);
        for (const std::string_view law : {"characteristics", "grid"}) {
          if (law == "characteristics" && find_sampler(sampler)->stochastic) continue;
          const Measurement found = find_law(law)->measure(question, {Metric::W2}).front();
          EXPECT_EQ(found.status, Status::Ok) << found.reason;
          EXPECT_NEAR(found.estimate.value, closed.estimate.value, found.estimate.error + closed.estimate.error)
              << law << ' ' << sampler << ' ' << name(start) << (data ? ", data" : "");
          EXPECT_LT(found.estimate.error, 1e-6 * found.estimate.value) << law << ' ' << sampler;
        }
      }
}

TEST(Distances, OfTwoLawsOnALineAgree) {
  const auto mixture = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const auto gaps = line_mixture({0.3, 0.7}, {-2, 2}, {0.01, 0.02});
  for (const auto* target : {mixture.get(), gaps.get()})
    for (const Start start : {Start::Normal, Start::Exact})
      for (const std::string_view sampler : {"ddim", "heun", "accelerated_ode"}) {
        const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(32);
        const auto lines = measure("characteristics", *find_sampler(sampler), *target, schedule, start);
        const auto grids = measure("grid", *find_sampler(sampler), *target, schedule, start);
        for (std::size_t i = 0; i < 2; ++i) {
          if (lines[i].status == Status::Folded) continue;  // ddim between the modes far apart
          EXPECT_EQ(lines[i].status, Status::Ok) << lines[i].reason;
          if (grids[i].status != Status::Ok) continue;
          EXPECT_NEAR(lines[i].estimate.value, grids[i].estimate.value,
                      lines[i].estimate.error + grids[i].estimate.error)
              << name(lines[i].metric) << ' ' << sampler << ' ' << name(start);
        }
      }
}

TEST(Distances, OfAProductAddInSquare) {
  const Value mixture{Members{{"type", Value{std::string("gaussian_mixture")}},
                              {"weights", Value{List{Value{0.4}, Value{0.6}}}},
                              {"means", Value{List{Value{-1.5}, Value{1.0}}}},
                              {"variances", Value{List{Value{0.09}, Value{0.25}}}}}};
  Problems problems;
  const auto product =
      make_kind(Value{Members{{"type", Value{std::string("product")}}, {"factor", mixture}, {"copies", Value{9.0}}}},
                "", problems, target_kinds());
  const auto one = make_kind(mixture, "", problems, target_kinds());
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(32);
  const Score joint(*product, schedule), line(*one, schedule);
  for (const std::string_view sampler : {"ddim", "ddpm"}) {
    const SamplerKind& kind = *find_sampler(sampler);
    const Measurement nine = find_law("product")->measure({joint, kind, Start::Exact}, {Metric::W2}).front();
    const Measurement single = find_law(kind.stochastic ? "grid" : "characteristics")
                                   ->measure({line, kind, Start::Exact}, {Metric::W2})
                                   .front();
    EXPECT_EQ(nine.status, Status::Ok) << nine.reason;
    EXPECT_NEAR(nine.estimate.value, 3 * single.estimate.value, 1e-13 * nine.estimate.value);
    EXPECT_NEAR(nine.estimate.error, 3 * single.estimate.error, 1e-3 * nine.estimate.error);
  }
  std::string why;
  EXPECT_EQ(first_law(nullptr, {*product, *find_sampler("ddim")}, Metric::W1, why), nullptr);
  EXPECT_THAT(why, ::testing::HasSubstr("product: w1 of a product is not made of its factors'"));
}

TEST(Distances, AreRefusedByNameWhereTheyAreNotKnown) {
  const auto refused = [](const Target& target, const char* sampler, Metric metric, bool data = false) {
    std::string why;
    EXPECT_EQ(first_law(nullptr, {target, *find_sampler(sampler), Start::Normal, false, data}, metric, why), nullptr);
    return why;
  };
  std::vector<Mixture::Component> two{{0.5, Eigen::Vector2d(0, 1), Eigen::Vector2d(1, 1), {}},
                                      {0.5, Eigen::Vector2d(1, 0), Eigen::Vector2d(1, 1), {}}};
  const Mixture plane(two);
  EXPECT_THAT(refused(plane, "ddim", Metric::W2),
              ::testing::HasSubstr("characteristics: w2 is known on a line, of products and of Gaussians"));
  EXPECT_THAT(refused(plane, "ddpm", Metric::W1), ::testing::HasSubstr("and the target has d = 2"));
  const auto atoms = line_mixture({0.3, 0.7}, {-1, 1}, {0, 0}), atom = line_mixture({1}, {0}, {0});
  EXPECT_THAT(refused(*atoms, "ddim", Metric::Tv, true), ::testing::HasSubstr("X_0 has no smooth density"));
  EXPECT_THAT(refused(*atoms, "ddim", Metric::W2, true), ::testing::HasSubstr("X_0 has no smooth density"));
  EXPECT_THAT(refused(*atoms, "ddpm", Metric::PathKl, true), ::testing::HasSubstr("the comparison is with X_0"));
  std::string why;
  EXPECT_EQ(first_law(nullptr, {*atom, *find_sampler("ddim"), Start::Normal, false, true}, Metric::W2, why),
            find_law("gaussian"));
}

TEST(Distances, OfHeavyTailsAreRefusedOrRight) {
  const auto student = [](double degrees) {
    Problems problems;
    return make_kind(Value{Members{{"type", Value{std::string("student_t")}}, {"degrees", Value{degrees}}}}, "",
                     problems, target_kinds());
  };
  std::string why;
  const SamplerKind& ddim = *find_sampler("ddim");
  const auto cauchy = student(1), two = student(2);
  if (cauchy != nullptr) {
    EXPECT_EQ(first_law(nullptr, {*cauchy, ddim}, Metric::W1, why), nullptr);
  }
  if (two != nullptr) {
    EXPECT_EQ(first_law(nullptr, {*two, ddim}, Metric::W2, why), nullptr);
  }
  // From a normal start Y_1 misses X_1's tails: how far that mass has to go is not known.
  const auto three = student(3);
  ASSERT_NE(three, nullptr);
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(64);
  for (const Measurement& found : measure("characteristics", ddim, *three, schedule, Start::Normal))
    EXPECT_NE(found.status, Status::Ok) << name(found.metric) << ' ' << found.estimate.value;
}

std::unique_ptr<Target> gaussian(const char* variances, int d, double mean = 0) {
  Problems problems;
  return make_kind(Value{Members{{"type", Value{std::string("gaussian")}},
                                 {"variances", Value{std::string(variances)}},
                                 {"mean", Value{mean}},
                                 {"dimension", Value{double(d)}}}},
                   "", problems, target_kinds());
}

/// The same law turned, so that nothing tells that it has independent coordinates.
Mixture turned(const Target& target) {
  const DiagonalMoments moments = *target.diagonal_moments();
  const Eigen::Index d = moments.mean.size();
  Eigen::MatrixXd axes = Eigen::MatrixXd::Identity(d, d);
  for (Eigen::Index i = 0; i + 1 < d; ++i) {
    const double angle = 0.3 + static_cast<double>(i);
    const Eigen::MatrixXd before = axes;
    axes.col(i) = std::cos(angle) * before.col(i) + std::sin(angle) * before.col(i + 1);
    axes.col(i + 1) = std::cos(angle) * before.col(i + 1) - std::sin(angle) * before.col(i);
  }
  return Mixture({{1, axes * moments.mean, moments.variances, axes}});
}

TEST(DiagonalGaussians, AreFollowedAsAnyOthers) {
  const auto target = gaussian("i^-2", 5, 0.4);
  const Mixture other = turned(*target);
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(32);
  const Score independent(*target, schedule), joint(other, schedule);
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::W2};
  for (const bool data : {false, true})
    for (const Start start : {Start::Normal, Start::Exact})
      for (const char* sampler : {"ddim", "heun", "dpm_solver_pp_2m", "ddpm", "accelerated_sde"}) {
        const SamplerKind& kind = *find_sampler(sampler);
        const auto a = find_law("gaussian")->measure({independent, kind, start, 1, data}, metrics);
        const auto b = find_law("gaussian")->measure({joint, kind, start, 1, data}, metrics);
        for (std::size_t i = 0; i < metrics.size(); ++i) {
          EXPECT_EQ(a[i].status, Status::Ok) << a[i].reason;
          EXPECT_NEAR(a[i].estimate.value, b[i].estimate.value,
                      a[i].estimate.error + b[i].estimate.error + 1e-11 * b[i].estimate.value)
              << name(metrics[i]) << ' ' << sampler << ' ' << name(start) << (data ? ", data" : "");
        }
      }
}

/// One coordinate by hand: ddpm's variance and mean, step by step.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif
#else
constexpr bool sanitized = false;
#endif

TEST(DiagonalGaussians, InAHundredThousandDimensionsAreTheirCoordinates) {
  const int d = 100'000;
  const auto target = gaussian("i^-1.2", d);
  const Schedule schedule = schedule_family("smooth", 0.001, 12)->with_steps(50);
  const Score score(*target, schedule);
  const std::clock_t begin = std::clock();
  const auto found =
      find_law("gaussian")->measure({score, *find_sampler("ddpm"), Start::Normal}, {Metric::W2, Metric::Kl});
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  EXPECT_LT(seconds, sanitized ? 20.0 : 1.0);
  double square = 0, kl = 0;
  for (int i = 1; i <= d; ++i) {
    const double variance = std::pow(i, -1.2);
    double v = 1;
    for (int t = 50; t >= 2; --t) {
      const double b = schedule.beta(t), a = schedule.alpha(t),
                   x = schedule.at(t).abar * variance + schedule.at(t).noise;
      v = (1 - b / x) * (1 - b / x) / a * v + b / a;
    }
    const double x = schedule.at(1).abar * variance + schedule.at(1).noise, e = v / x - 1;
    square += std::pow((v - x) / (std::sqrt(v) + std::sqrt(x)), 2);
    kl += (std::log1p(e) - e / (1 + e)) / 2;
  }
  EXPECT_EQ(found[0].status, Status::Ok) << found[0].reason;
  EXPECT_NEAR(found[0].estimate.value, std::sqrt(square), 1e-12 * std::sqrt(square));
  EXPECT_NEAR(found[1].estimate.value, kl, 1e-10 * kl);
}

TEST(DiagonalGaussians, AreComparedWithDataWithoutNoise) {
  // X_0 lies on a line of the plane; L_1 = 0, and the score is asked above it only.
  Problems problems;
  const auto target = make_kind(
      Value{Members{{"type", Value{std::string("gaussian")}}, {"variances", Value{List{Value{1.0}, Value{0.0}}}}}}, "",
      problems, target_kinds());
  std::vector<double> L{0};
  for (int t = 1; t <= 64; ++t) L.push_back(9.0 * t * t / (64 * 64));
  const Schedule schedule = Schedule::of_levels(L);
  const Score score(*target, schedule);
  const Measurement found = find_law("gaussian")->measure({score, *find_sampler("ddpm")}, {Metric::W2}).front();
  EXPECT_EQ(found.status, Status::Ok) << found.reason;
  EXPECT_LT(found.estimate.value, 0.1);
  const Question against{score, *find_sampler("ddpm"), Start::Normal, 0, true};
  EXPECT_EQ(find_law("gaussian")->measure(against, {Metric::W2}).front().estimate.value, found.estimate.value);
}

TEST(Distances, OfRoundingAloneComeToAnEnd) {
  // Y lies 3000 standard deviations from X, and the integrand of W2 is rounding: halved wherever it is looked at.
  const auto narrow = line_mixture({1}, {3}, {1e-6});
  const Schedule schedule = schedule_family("smooth", 1e-5, 8)->with_steps(5);
  const std::clock_t start = std::clock();
  const Measurement found =
      find_law("characteristics")
          ->measure({Score(*narrow, schedule), *find_sampler("ddim"), Start::Normal, 0}, {Metric::W2})
          .front();
  EXPECT_NE(found.status, Status::Ok);
  EXPECT_LT(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC, 20);  // hours, when nothing ended it
}

}  // namespace
}  // namespace diffrates
