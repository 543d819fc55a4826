#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>

#include "laws/grid_line.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::ReferenceCell;
using testing::ReferenceRow;

const std::vector<Metric> marginal_metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};

std::vector<Measurement> measure(const Target& target, const Schedule& schedule, std::string_view sampler, Start start,
                                 const std::vector<Metric>& metrics = marginal_metrics) {
  const Score score(target, schedule);
  return find_law("grid")->measure({score, *find_sampler(sampler), start}, metrics);
}

class GridReference : public ::testing::TestWithParam<ReferenceCell> {};

TEST_P(GridReference, AgreesWithIndependentValues) {
  const ReferenceCell& cell = GetParam();
  const ReferenceRow& row = cell.front();
  const auto target = testing::reference_target(row.target);
  const Schedule schedule = testing::schedule_family(row.schedule, row.param1, row.param2)->with_steps(row.steps);
  std::vector<Metric> metrics;
  for (const ReferenceRow& each : cell) metrics.push_back(testing::metric_named(each.metric));
  const auto measured = measure(*target, schedule, row.sampler, testing::start_named(row.start), metrics);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    SCOPED_TRACE(row.cell() + " " + cell[i].metric + " " + measured[i].reason);
    EXPECT_EQ(measured[i].status, Status::Ok);
    EXPECT_NEAR(measured[i].estimate.value, cell[i].value, cell[i].tolerance());
    EXPECT_LT(measured[i].estimate.error, 1e-6 * cell[i].value);
  }
}

std::string cell_name(const ::testing::TestParamInfo<ReferenceCell>& one) {
  const ReferenceRow& row = one.param.front();
  return row.target + "_" + row.schedule + "_" + row.start + "_" + row.sampler + "_" + std::to_string(row.steps);
}

INSTANTIATE_TEST_SUITE_P(Rows, GridReference, ::testing::ValuesIn(testing::reference_cells([](const ReferenceRow& row) {
                           return row.epsilon == 0;
                         })),
                         cell_name);

/// A Gaussian's law under any affine recipe: mean and variance, found by probing each map at two points.
class AffineLaw : public Law {
 public:
  AffineLaw(double mean, double variance) : mean_(mean), variance_(variance) {}
  void map(const Map& move) override {
    Points x(2, 1);
    x.coordinate(0) << mean_, mean_ + 1;
    const Points y = move(x);
    const double slope = y.coordinate(0)[1] - y.coordinate(0)[0];
    mean_ = y.coordinate(0)[0];
    variance_ *= slope * slope;
  }
  void add_noise(double variance) override { variance_ += variance; }
  double mean_, variance_;
};

struct Normal {
  double mean, variance;
};

double kl(const Normal& a, const Normal& b) {
  const double change = (a.variance - b.variance) / b.variance, shift = a.mean - b.mean;
  return 0.5 * (change - std::log1p(change) + shift * shift / b.variance);
}

double tv(const Normal& p, const Normal& q) {
  const double a = 0.5 / q.variance - 0.5 / p.variance, b = p.mean / p.variance - q.mean / q.variance;
  const double c =
      0.5 * q.mean * q.mean / q.variance - 0.5 * p.mean * p.mean / p.variance - 0.5 * std::log(p.variance / q.variance);
  const double root = std::sqrt(b * b - 4 * a * c);
  const auto mass = [](const Normal& n, double low, double high) {
    const double scale = std::sqrt(2 * n.variance);
    return 0.5 * (std::erf((high - n.mean) / scale) - std::erf((low - n.mean) / scale));
  };
  const double low = (-b - root) / (2 * a), high = (-b + root) / (2 * a);
  return std::abs(mass(p, low, high) - mass(q, low, high));
}

struct GaussianCase {
  std::string sampler, schedule;
  double first, second;
  Start start;
  int steps;
};

class GridGaussian : public ::testing::TestWithParam<GaussianCase> {};

TEST_P(GridGaussian, AgreesWithMeanAndVarianceRecursion) {
  const GaussianCase& c = GetParam();
  const auto target = testing::line_mixture({1}, {0.8}, {0.04});
  const Schedule schedule = testing::schedule_family(c.schedule, c.first, c.second)->with_steps(c.steps);
  const Score score(*target, schedule);
  const auto at = [&](int t) {
    return Normal{0.8 * schedule.at(t).signal, 0.04 * schedule.at(t).abar + schedule.at(t).noise};
  };
  const Normal first = c.start == Start::Exact ? at(c.steps) : Normal{0, 1};
  AffineLaw law(first.mean, first.variance);
  run_sampler(*find_sampler(c.sampler)->make(schedule), score, law);
  const Normal x = at(1), y{law.mean_, law.variance_};
  const double expected[] = {tv(x, y), kl(x, y), kl(y, x)};
  const auto measured = measure(*target, schedule, c.sampler, c.start);
  for (int i = 0; i < 3; ++i) {
    SCOPED_TRACE(std::string(name(measured[i].metric)) + " " + measured[i].reason);
    EXPECT_EQ(measured[i].status, Status::Ok);
    EXPECT_LE(measured[i].estimate.error, std::max(2e-6 * expected[i], 1e-16));
    // The closed forms cancel: a few units of rounding of their own.
    EXPECT_NEAR(measured[i].estimate.value, expected[i], 2 * measured[i].estimate.error + 1e-14 + 1e-12 * expected[i]);
  }
}

std::vector<GaussianCase> gaussian_cases() {
  std::vector<GaussianCase> cases;
  for (const char* sampler : {"ddim", "accelerated_ode", "ddpm", "accelerated_sde"})
    for (const Start start : {Start::Exact, Start::Normal})
      for (const auto& [schedule, first, second] :
           std::vector<std::tuple<std::string, double, double>>{{"smooth", 1e-3, 0.5},
                                                                {"smooth", 1e-6, 12},
                                                                {"smooth", 1e-3, 40},
                                                                {"li2024", 1, 6},
                                                                {"linear", 1e-3, 9},
                                                                {"cosine", 1e-3, 8},
                                                                {"karras", 1e-4, 10},
                                                                {"log_snr", 1e-3, 12}})
        for (const int steps : {100, 600}) cases.push_back({sampler, schedule, first, second, start, steps});
  return cases;
}

/// "ddim_smooth_0.001_12_exact_100" with the characters a test's name may not hold left out.
std::string gaussian_name(const ::testing::TestParamInfo<GaussianCase>& one) {
  const GaussianCase& c = one.param;
  std::string text = fmt::format("{}_{}_{}_{}_{}_{}", c.sampler, c.schedule, c.first, c.second, name(c.start), c.steps);
  std::erase_if(text, [](char letter) { return letter == '.' || letter == '-' || letter == '+'; });
  return text;
}

INSTANTIATE_TEST_SUITE_P(All, GridGaussian, ::testing::ValuesIn(gaussian_cases()), gaussian_name);

double density_of(const Normal& n, double x) {
  return std::exp(-(x - n.mean) * (x - n.mean) / (2 * n.variance)) / std::sqrt(2 * std::numbers::pi * n.variance);
}

/// One folding, stretching, oscillating move and noise, against the integral in real space.
TEST(GridLine, FollowsAnyMapFollowedByNoise) {
  GridLine law({.growth = 10}, true);
  const auto m = [](double u) { return u + 1.2 * std::sin(3 * u) + 0.3 * u * u; };
  law.map([&](const Points& x) { return Points(Eigen::ArrayXd(x.coordinate(0).unaryExpr(m))); });
  law.add_noise(0.02);
  law.add_noise(0.01);
  const FourierInterpolant q(law.settle());
  for (double y = -2; y < 6; y += 0.17) {
    double expected = 0;
    for (int i = 0; i <= 20'000; ++i) {
      const double u = -10 + 0.001 * i;
      expected += 0.001 * density_of({m(u), 0.03}, y) * density_of({0, 1}, u);
    }
    EXPECT_NEAR(q(y), expected, 1e-11) << y;
  }
}

TEST(GridLine, KeepsMassAndMean) {
  const auto target = testing::reference_target("mixture");
  const Schedule schedule = testing::schedule_family("smooth", 1e-3, 12)->with_steps(200);
  const Score score(*target, schedule);
  // Y_{t-1} has mean E[(Y + b s) / sqrt(a)]; under the exact start one step's mean follows from E s_T(X_T) = 0.
  GridLine law({}, true, *target, schedule.at(200));
  find_sampler("ddpm")->make(schedule)->step(200, score, law);
  const FourierSeries& y = law.settle();
  EXPECT_NEAR(y.coefficients[0].real(), 1, 1e-14);
  Eigen::ArrayXd values;
  const Eigen::Index n = fft_size(2 * y.modes() + 2);
  FourierLine().values(y, n, values);
  const double h = y.period.width / static_cast<double>(n);
  double mean = 0;
  for (Eigen::Index j = 0; j < n; ++j) mean += h * values[j] * (y.period.low + h * static_cast<double>(j));
  EXPECT_NEAR(mean, schedule.at(199).signal * (0.6 - 0.4 * 1.5), 1e-13);
  for (int t = 199; t >= 2; --t) find_sampler("ddpm")->make(schedule)->step(t, score, law);
  EXPECT_NEAR(law.settle().coefficients[0].real(), 1, 1e-13);
}

/// Narrow and wide components far apart: the finest runs of all metrics agree with coarser ones within the stated
/// errors.
TEST(Grid, HardMixturesAreResolved) {
  const auto far = testing::line_mixture({0.1, 0.2, 0.7}, {-5, 0, 5}, {1e-4, 1, 0.01});
  const auto ten = testing::line_mixture({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {-5, -4, -3, -2, -1, 0, 1, 2, 3.5, 5},
                                         {0.01, 0.02, 0.5, 1e-4, 0.1, 0.3, 1e-3, 0.2, 0.05, 0.01});
  const auto atoms = testing::line_mixture({0.2, 0.5, 0.3}, {-5, 0.1, 3}, {0, 0, 0});
  for (const Mixture* target : {far.get(), ten.get(), atoms.get()})
    for (const char* sampler : {"ddpm", "accelerated_sde"})
      for (const int steps : {128, 512}) {
        const Schedule schedule = testing::schedule_family("smooth", 1e-3, 12)->with_steps(steps);
        for (const Measurement& m : measure(*target, schedule, sampler, Start::Normal)) {
          SCOPED_TRACE(std::string(sampler) + " " + std::string(name(m.metric)) + " " + m.reason);
          EXPECT_EQ(m.status, Status::Ok);
          EXPECT_LT(m.estimate.error, 1e-7 * m.estimate.value);
        }
      }
}

TEST(Grid, SameBitsEveryTime) {
  const auto target = testing::reference_target("atoms");
  const Schedule schedule = testing::schedule_family("smooth", 1e-3, 12)->with_steps(128);
  const auto first = measure(*target, schedule, "accelerated_sde", Start::Exact);
  const auto second = measure(*target, schedule, "accelerated_sde", Start::Exact);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].estimate.value, second[i].estimate.value);
    EXPECT_EQ(first[i].estimate.error, second[i].estimate.error);
  }
}

TEST(Grid, SaysWhenItCannotResolve) {
  const auto target = testing::reference_target("atoms");
  const Schedule hostile = testing::schedule_family("smooth", 1e-12, 12)->with_steps(4096);
  for (const Measurement& m : measure(*target, hostile, "ddpm", Start::Exact)) {
    EXPECT_EQ(m.status, Status::Unresolved);
    EXPECT_THAT(m.reason, ::testing::HasSubstr("grid points"));
  }
  // A fold's density has a square-root singularity, which no grid resolves.
  const Schedule coarse = testing::schedule_family("smooth", 1e-3, 12)->with_steps(16);
  for (const Measurement& m : measure(*target, coarse, "ddim", Start::Exact)) EXPECT_EQ(m.status, Status::Unresolved);
}

/// Noise so wide that no grid sees both laws.
class Spread : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int, const Score&, Law& y) override { y.add_noise(1e40); }
};

TEST(Grid, DoesNotLoseXOnAGridOfY) {
  const SamplerKind spread{
      .name = "spread", .meaning = "", .source = "", .stochastic = true, .make = make_sampler<Spread>};
  const Schedule schedule = testing::schedule_family("smooth", 1e-2, 9)->with_steps(8);
  const Mixture line({{1, Eigen::VectorXd::Constant(1, 0.5), Eigen::VectorXd::Constant(1, 0.25), {}}});
  const Mixture plane({{1, Eigen::VectorXd::Constant(2, 0.5), Eigen::VectorXd::Constant(2, 0.25), {}}});
  for (const Target* target : {static_cast<const Target*>(&line), static_cast<const Target*>(&plane)}) {
    const Score score(*target, schedule);
    for (const Measurement& found :
         find_law("grid")->measure({score, spread, Start::Exact}, {Metric::Tv, Metric::Kl, Metric::KlReverse}))
      EXPECT_EQ(found.status, Status::Unresolved) << found.estimate.value << " in d = " << target->dimension();
  }
}

TEST(Grid, RefusesByName) {
  const auto line = testing::reference_target("mixture");
  const auto refusal = [](const Target& target, const SamplerKind& sampler, Metric metric) {
    return find_law("grid")->refusal({target, sampler}, metric);
  };
  EXPECT_EQ(refusal(*line, *find_sampler("ddpm"), Metric::Chi2), "");
  EXPECT_THAT(refusal(*line, *find_sampler("ddpm"), Metric::PathKl), ::testing::HasSubstr("path_kl"));
  SamplerKind remembering = *find_sampler("ddim");
  remembering.name = "multistep";
  remembering.memory = true;
  EXPECT_EQ(refusal(*line, remembering, Metric::Tv),
            "grid: multistep remembers its last evaluation; use characteristics");
  Mixture::Component plane{1, Eigen::VectorXd::Zero(2), Eigen::VectorXd::Ones(2), {}};
  EXPECT_EQ(refusal(Mixture({plane}), *find_sampler("ddpm"), Metric::Tv), "");
  EXPECT_THAT(refusal(Mixture({plane}), *find_sampler("randomised_midpoint"), Metric::Tv),
              ::testing::HasSubstr("mixes"));
  Mixture::Component component{1, Eigen::VectorXd::Zero(3), Eigen::VectorXd::Ones(3), {}};
  EXPECT_THAT(refusal(Mixture({component}), *find_sampler("ddpm"), Metric::Tv), ::testing::HasSubstr("d = 3"));
}

TEST(Grid, ATailBeyondTheNoiseIsInTheError) {
  // chi2 = 748.2, of which a fifth lies where the density of Y is below its noise: a millionth of N(0, 4) carries it,
  // while at the rim of a shallow cut N(0, 0.01) does, and falls.
  const auto outlier = testing::line_mixture({0.999999, 1e-6}, {0, 0}, {0.01, 4});
  const Schedule schedule = testing::schedule_family("linear", 0.09, 30)->with_steps(16);
  const Score score(*outlier, schedule);
  const Measurement found =
      find_law("grid")->measure({score, *find_sampler("ddpm"), Start::Exact, 0}, {Metric::Chi2})[0];
  EXPECT_NEAR(found.estimate.value, 748.2, 2 * found.estimate.error);
  EXPECT_LT(found.estimate.error, 0.5 * found.estimate.value);
  EXPECT_EQ(found.status, Status::Unresolved);
}

TEST(Grid, WhatLiesBelowTheNoiseMayFallSlowerThanItsRim) {
  // The truth is a sum over 10^5 characteristics in 80-bit arithmetic. Below 10^-11 of Y's density log q/p bends.
  const auto narrow = testing::line_mixture({0.8060729224517159, 0.5615299951340323, 0.9082530709414546},
                                            {1.14501953125, -2.719482421875, 1.0703125},
                                            {0.0012237932400048176, 0.6150249849164396, 3.8267077493312404e-05});
  const Schedule schedule = testing::schedule_family("karras", 0.000594, 4.26)->with_steps(17);
  const Score score(*narrow, schedule);
  const Measurement found =
      find_law("grid")->measure({score, *find_sampler("ddim"), Start::Normal, 0}, {Metric::Chi2})[0];
  EXPECT_NEAR(found.estimate.value, 570.213570192096, 2 * found.estimate.error);
  EXPECT_LT(found.estimate.error, 1e-3 * found.estimate.value);
}

TEST(Grid, WhatABandCutsOffIsInTheError) {
  // Four steps take N(0, 1) to a Gaussian 1e-4 wide, and its transform grows beyond what any grid is made for: TV is
  // 1.6e-3 off, which two resolutions agree on to 4e-9.
  const auto narrow = testing::line_mixture({1}, {0}, {1e-8});
  const Schedule schedule = testing::schedule_family("smooth", 1e-8, 12)->with_steps(5);
  const Score score(*narrow, schedule);
  const std::vector<Metric> tv{Metric::Tv};
  for (const Start start : {Start::Normal, Start::Exact}) {
    const Question question{score, *find_sampler("exponential_sde"), start, 0};
    const Measurement found = find_law("grid")->measure(question, tv)[0],
                      truth = find_law("gaussian")->measure(question, tv)[0];
    ASSERT_EQ(truth.status, Status::Ok);
    EXPECT_GT(std::abs(found.estimate.value - truth.estimate.value), 1e-3);  // else a cut is tested that is none
    EXPECT_NEAR(found.estimate.value, truth.estimate.value, found.estimate.error);
    EXPECT_EQ(found.status, Status::Unresolved);
  }
}

}  // namespace
}  // namespace diffrates
