/// Counted score evaluations against the declared number.
#include <gtest/gtest.h>

#include "support.hpp"

namespace diffrates::testing {
namespace {

/// Counts the points whose score is asked.
class Counting : public Mixture {
 public:
  using Mixture::Mixture;
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    if (score != nullptr) count += x.size();
    Mixture::evaluate(at, x, score, log_density);
  }
  mutable Points::Index count = 0;
};

/// Plain points; a mixture splits them into its branches in turn.
class Sample : public Law {
 public:
  Sample(Points points, std::uint64_t seed) : points_(std::move(points)), stream_(seed, "sample") {}
  void map(const Map& move) override { points_ = move(points_); }
  void add_noise(double variance) override {
    for (Points::Index i = 0; i < points_.size(); ++i)
      points_.coordinate(0)[i] += std::sqrt(variance) * stream_.normal();
  }
  void mix(const std::vector<double>& weights, const Branch& branch) override {
    const auto parts = static_cast<Points::Index>(weights.size()), many = points_.size() / parts;
    for (Points::Index k = 0; k < parts; ++k) {
      Sample part(Points(Eigen::ArrayXd(points_.coordinate(0).segment(k * many, many))), static_cast<std::uint64_t>(k));
      branch(static_cast<std::size_t>(k), part);
      points_.coordinate(0).segment(k * many, many) = part.points_.coordinate(0);
    }
  }
  const Points& points() const { return points_; }

 private:
  Points points_;
  Stream stream_;
};

class Evaluations : public ::testing::TestWithParam<const SamplerKind*> {};

TEST_P(Evaluations, AreWhatIsDeclared) {
  const Counting target(reference_target("mixture")->components());
  const Points::Index n = 8;
  for (const int T : {4, 5, 40}) {
    const Schedule schedule = schedule_family("smooth", 1e-3, 12)->with_steps(T);
    target.count = 0;
    Sample law(Points(Eigen::ArrayXd(Eigen::ArrayXd::LinSpaced(n, -2, 2))), 1);
    const std::unique_ptr<Sampler> sampler = GetParam()->make(schedule);
    run_sampler(*sampler, Score(target, schedule), law);
    EXPECT_EQ(target.count, n * GetParam()->evaluations(T)) << "T = " << T;
    EXPECT_TRUE(law.points().values().isFinite().all());
  }
}

INSTANTIATE_TEST_SUITE_P(Samplers, Evaluations, ::testing::ValuesIn(sampler_kinds()), sampler_name);

}  // namespace
}  // namespace diffrates::testing
