// Every schedule against its definition, evaluated in 50 digits.
#include "schedules/schedule.hpp"

#include <functional>
#include <set>

#include "support/values.hpp"
#include "support/wide.hpp"

namespace diffrates {
namespace {

using test::object;
using test::Wide;

std::unique_ptr<ScheduleFamily> family(const Value& value) { return test::make(value, schedule_kinds()); }
std::string refusal(const Value& value) { return test::refusal(value, schedule_kinds()); }

/// 1 - abar_t of the definition, for t = 1 .. T + 1.
using Definition = std::function<Wide(int t, int T)>;

Wide one_minus_abar(const Wide& L) { return -expm1(-L); }

/// Uniform in `to(L)` between t = 1 and t = T + over, inverted by `from`.
Definition uniform_in(std::function<Wide(Wide)> to, std::function<Wide(Wide)> from, Wide low, Wide high, int over) {
  return [=](int t, int T) {
    const Wide first = to(low), last = to(high);
    return one_minus_abar(from(first + (last - first) * (t - 1) / (T - 1 + over)));
  };
}

Wide lambert(const Wide& u) {  // log L + L = u by Newton on v = log L
  Wide v = u < 0 ? u : Wide(log(u + 1));
  for (int i = 0; i < 60; ++i) {
    const Wide step = (v + exp(v) - u) / (1 + exp(v));
    v -= step;
    if (abs(step) < 1e-45) break;
  }
  return exp(v);
}

struct Case {
  std::string name;
  Value value;
  Definition definition;
};

std::vector<Case> cases(double low, double high) {
  const Wide pi = Wide::pi(), theta_0 = pi / 2 * Wide("0.008") / Wide("1.008");
  const auto with = [&](const char* type) { return object("type", type, "l_min", low, "l_max", high); };
  const auto root_of = [](int rho) {
    return std::pair{[rho](Wide L) { return Wide(pow(expm1(L), Wide(1) / (2 * rho))); },
                     [rho](Wide r) { return Wide(log1p(pow(r, 2 * rho))); }};
  };
  std::vector<Case> all;
  all.push_back({"smooth", with("smooth"), uniform_in([](Wide L) { return Wide(log(L) + L); }, lambert, low, high, 0)});
  all.push_back(
      {"linear", with("linear"),
       uniform_in([](Wide L) { return Wide((sqrt(Wide("0.01") + Wide("39.8") * L) - Wide("0.1")) / Wide("19.9")); },
                  [](Wide s) { return Wide(Wide("0.1") * s + Wide("9.95") * s * s); }, low, high, 1)});
  all.push_back({"cosine", with("cosine"),
                 uniform_in([=](Wide L) { return Wide(acos(exp(-L / 2) * cos(theta_0))); },
                            [=](Wide a) { return Wide(-2 * log(cos(a) / cos(theta_0))); }, low, high, 1)});
  all.push_back({"karras", with("karras"), uniform_in(root_of(7).first, root_of(7).second, low, high, 1)});
  all.push_back({"karras 2", object("type", "karras", "l_min", low, "l_max", high, "rho", 2),
                 uniform_in(root_of(2).first, root_of(2).second, low, high, 1)});
  all.push_back({"log_snr", with("log_snr"),
                 uniform_in([](Wide L) { return Wide(-log(expm1(L)) / 2); },
                            [](Wide l) { return Wide(log1p(exp(-2 * l))); }, low, high, 1)});
  return all;
}

/// A few hundred t, always with both ends.
std::set<int> some(int T) {
  std::set<int> result{1, 2, 3, T - 1, T, T + 1};
  for (int i = 0; i < 100; ++i) result.insert(1 + static_cast<int>(static_cast<long long>(T) * i / 100));
  for (double t = 1; t <= T + 1; t *= 1.2)
    result.insert(static_cast<int>(t)), result.insert(T + 2 - static_cast<int>(t));
  return result;
}

double relative(double value, const Wide& reference) {
  return static_cast<double>(abs((Wide(value) - reference) / reference));
}

void expect_increasing(const Schedule& schedule, int T) {
  ASSERT_EQ(schedule.steps(), T);
  EXPECT_EQ(schedule.at(0).L, 0);
  for (int t = 1; t <= T + 1; ++t) {
    ASSERT_GT(schedule.at(t).L, schedule.at(t - 1).L) << "t = " << t;
    // alpha rounds to 1 where beta < 2^-53; beta itself does not.
    ASSERT_TRUE(schedule.alpha(t) > 0 && schedule.alpha(t) <= 1 && schedule.beta(t) > 0 && schedule.beta(t) < 1)
        << "t = " << t;
    // The step is the difference of the levels. A sum of a million steps is rounded once a step.
    const double step = schedule.beta(t) < 0.5 ? -std::log1p(-schedule.beta(t)) : -std::log(schedule.alpha(t));
    ASSERT_NEAR(step, schedule.at(t).L - schedule.at(t - 1).L, 1e-14 * step + 5e-16 * schedule.at(t).L) << "t = " << t;
  }
}

struct Range {
  double low, high;
};
class Curves : public testing::TestWithParam<Range> {};

TEST_P(Curves, NoiseHas13Digits) {
  const auto [low, high] = GetParam();
  for (const Case& c : cases(low, high))
    for (const int T : {4, 37, 1000, 1'000'000}) {
      SCOPED_TRACE(c.name + ", T = " + std::to_string(T));
      const auto made = family(c.value);
      if (high > 100 && made->problem(T) != "") continue;  // too few steps for so wide a range
      const Schedule schedule = made->with_steps(T);
      expect_increasing(schedule, T);
      EXPECT_EQ(schedule.at(1).L, low);
      EXPECT_EQ(schedule.at(c.name == "smooth" ? T : T + 1).L, high);
      for (const int t : some(T)) {
        const Wide reference = c.definition(t, T);
        ASSERT_LT(relative(schedule.at(t).noise, reference), 1e-13) << "t = " << t;
        ASSERT_LT(relative(schedule.at(t).sigma, sqrt(reference)), 1e-13) << "t = " << t;
      }
    }
}
INSTANTIATE_TEST_SUITE_P(Ranges, Curves,
                         testing::Values(Range{1e-3, 12}, Range{1e-12, 9}, Range{0.5, 30}, Range{1e-12, 600}));

/// li2024 multiplied out in 50 digits.
std::vector<Wide> li2024_noise(double c0, double c1, int T) {
  const Wide r = c1 * log(Wide(T)) / T;
  Wide grown = pow(Wide(T), -Wide(c0)), alpha = 1 - grown, abar = alpha;
  std::vector<Wide> noise{1 - abar};
  for (int t = 1; t <= T; ++t) {
    if (grown < 1) grown *= 1 + r;
    abar *= 1 - r * (grown < 1 ? grown : Wide(1));
    noise.push_back(1 - abar);
  }
  return noise;
}

TEST(Li2024, NoiseHas13Digits) {
  struct Constants {
    double c0, c1;
    int T;
  };
  for (const auto [c0, c1, T] :
       {Constants{1, 6, 32}, {1, 6, 8192}, {2, 2.5, 4}, {2, 3, 1'000'000}, {2.5, 8, 100'000}}) {
    SCOPED_TRACE(testing::Message() << "c0 = " << c0 << ", c1 = " << c1 << ", T = " << T);
    const auto made = family(object("type", "li2024", "c0", c0, "c1", c1));
    ASSERT_EQ(made->problem(T), "");
    const Schedule schedule = made->with_steps(T);
    expect_increasing(schedule, T);
    const std::vector<Wide> reference = li2024_noise(c0, c1, T);
    for (int t = 1; t <= T + 1; ++t) ASSERT_LT(relative(schedule.at(t).noise, reference[t - 1]), 1e-13) << "t = " << t;
  }
}

TEST(Li2024, NamesTheSmallestTThatWorks) {
  for (const double c1 : {2.9, 6.0, 50.0, 1e4}) {
    const auto made = family(object("type", "li2024", "c0", 1.5, "c1", c1));
    const std::string message = made->problem(4);
    const auto place = message.rfind(' ');
    const int smallest = std::stoi(message.substr(place));
    EXPECT_THAT(message, testing::AllOf(testing::HasSubstr("T = 4"), testing::HasSubstr("c0 = 1.5")));
    EXPECT_GE(c1 * std::log(smallest - 1) / (smallest - 1), 1);
    EXPECT_LT(c1 * std::log(smallest) / smallest, 1);
  }
  EXPECT_EQ(family(object("type", "li2024", "c0", 1, "c1", 6))->problem(17), "");
  EXPECT_NE(family(object("type", "li2024", "c0", 1, "c1", 6))->problem(16), "");
}

TEST(Li2024, RefusesLevelsOutOfReach) {
  EXPECT_THAT(family(object("type", "li2024", "c0", 60.0 - 10, "c1", 2))->problem(2'000'000),
              testing::HasSubstr("smaller c0"));
  EXPECT_THAT(family(object("type", "li2024", "c0", 1, "c1", 1e4))->problem(1'000'000),
              testing::HasSubstr("smaller c1"));
}

TEST(Schedules, SayWhenLevelsCoincideOrAStepIsTooLarge) {
  for (const char* type : {"smooth", "linear", "cosine", "karras", "log_snr"}) {
    SCOPED_TRACE(type);
    const auto near = family(object("type", type, "l_min", 1.0, "l_max", 1 + 1e-14));
    EXPECT_THAT(near->problem(1000), testing::AllOf(testing::HasSubstr("coincide"), testing::HasSubstr("T = 1000")));
    const auto wide = family(object("type", type, "l_min", 1e-3, "l_max", 600.0));
    EXPECT_THAT(wide->problem(4), testing::HasSubstr("beta rounds to 1"));
    EXPECT_EQ(family(object("type", type, "l_min", 1e-3, "l_max", 12))->problem(1000), "");
  }
}

TEST(Schedules, LabelsNameEveryParameterInOrder) {
  Problems problems;
  Described made;
  make_kind(object("type", "karras", "l_max", 12, "l_min", 0.001), "", problems, schedule_kinds(), {}, &made);
  EXPECT_EQ(made.label(), "karras(l_min=0.001;l_max=12;rho=7)");
  make_kind(object("type", "li2024", "c1", 6, "c0", 1), "", problems, schedule_kinds(), {}, &made);
  EXPECT_EQ(made.label(), "li2024(c0=1;c1=6)");
}

TEST(Schedules, RefuseBadInput) {
  using testing::HasSubstr;
  EXPECT_THAT(refusal(object("type", "smooth", "l_min", 3, "l_max", 3)),
              HasSubstr("/l_max: is 3; accepted: a number above l_min = 3"));
  EXPECT_THAT(refusal(object("type", "cosine", "l_min", 5, "l_max", 3)), HasSubstr("/l_max"));
  EXPECT_THAT(refusal(object("type", "linear", "l_min", 0, "l_max", 3)),
              HasSubstr("/l_min: is 0; accepted: a number > 0"));
  EXPECT_THAT(refusal(object("type", "linear", "l_min", "x", "l_max", 601)),
              testing::AllOf(HasSubstr("/l_min"), HasSubstr("/l_max")));
  EXPECT_THAT(refusal(object("type", "log_snr", "l_min", 0.1)), HasSubstr("/l_max: is missing"));
  EXPECT_THAT(refusal(object("type", "karras", "l_min", 0.1, "l_max", 9, "roh", 3)),
              HasSubstr("did you mean \"rho\"?"));
  EXPECT_THAT(refusal(object("type", "karras", "l_min", 0.1, "l_max", 9, "rho", 0)), HasSubstr("/rho"));
  EXPECT_THAT(refusal(object("type", "smoth", "l_min", 0.1, "l_max", 9)), HasSubstr("did you mean \"smooth\"?"));
  EXPECT_THAT(refusal(object("type", "li2024", "c0", -1, "c1", NAN)),
              testing::AllOf(HasSubstr("/c0"), HasSubstr("/c1")));
  EXPECT_THAT(refusal(Value{}), HasSubstr("an object"));
}

TEST(Schedule, RefusesLevelsAndBetasOutsideTheirDomain) {
  EXPECT_THROW(Schedule::of_levels({0.1, 0.1}), std::invalid_argument);
  EXPECT_THROW(Schedule::of_levels({0.1, NAN}), std::invalid_argument);
  EXPECT_THROW(Schedule::of_levels({-0.1, 1}), std::invalid_argument);
  EXPECT_THROW(Schedule::of_betas({0.1, 1.0}), std::invalid_argument);
  EXPECT_THROW(Schedule::of_betas({0.0, 0.5}), std::invalid_argument);
}

TEST(NoiseLevel, IsConsistentAtBothEnds) {
  for (const double L : {1e-12, 1e-3, 0.7, 12.0, 600.0}) {
    const NoiseLevel at = NoiseLevel::of(L);
    const Wide abar = exp(-Wide(L));
    EXPECT_LT(relative(at.abar, abar), 1e-15);
    EXPECT_LT(relative(at.signal, sqrt(abar)), 1e-15);
    EXPECT_LT(relative(at.noise, 1 - abar), 1e-15);
    EXPECT_LT(relative(at.sigma, sqrt(1 - abar)), 1e-15);
    EXPECT_NEAR(at.lambda(), static_cast<double>(log(abar / (1 - abar)) / 2), 1e-15 * (1 + std::abs(at.lambda())));
    EXPECT_NEAR(NoiseLevel::of_lambda(at.lambda()).L, L, 4e-15 * (1 + 2 * std::abs(at.lambda())) * L);
  }
  EXPECT_TRUE(std::isfinite(NoiseLevel::of_lambda(-400).L));
}

}  // namespace
}  // namespace diffrates
