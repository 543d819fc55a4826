#include "programs/linear_form.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "laws/characteristics_carry.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::schedule_family;

constexpr double unit = std::numeric_limits<double>::epsilon() / 2;

std::unique_ptr<Mixture> two_in(int d) {
  const Eigen::VectorXd ones = Eigen::VectorXd::Ones(d);
  return std::make_unique<Mixture>(
      std::vector<Mixture::Component>{{0.4, -1.5 * ones, 0.09 * ones, {}}, {0.6, ones, 0.25 * ones, {}}});
}

/// A target as a program sees it: it is asked for scores of places, without tangents; what is known of those goes
/// along.
class Overheard : public Target {
 public:
  Overheard(const Target& inner, RunTangents& tangents) : inner_(inner), tangents_(tangents) {}
  int dimension() const override { return inner_.dimension(); }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd*) const override {
    EXPECT_EQ(x.tangents(), 0);
    Points found;
    inner_.evaluate(at, tangents_.asked(at.L, x), &found, nullptr);
    *score = Points(x.size(), x.dimension());
    score->values() = std::as_const(found).values();
    tangents_.answered(std::move(found));
  }
  Interval bulk(const NoiseLevel& at, double tail) const override { return inner_.bulk(at, tail); }
  Moments moments() const override { return inner_.moments(); }
  void draw(Stream& stream, Points& x) const override { inner_.draw(stream, x); }
  Assumptions assumptions() const override { return {}; }

 private:
  const Target& inner_;
  RunTangents& tangents_;
};

class Moved : public Law {
 public:
  explicit Moved(Points start) : y(std::move(start)) {}
  void map(const Map& move) override { y = move(y); }
  void add_noise(double) override { FAIL(); }
  Points y;
};

/// Y_1 of values, by a sampler that says what it does.
Points run(Sampler& sampler, const Target& target, const Schedule& schedule, const Points& start,
           RunTangents& tangents) {
  const Overheard overheard(target, tangents);
  const Score score(overheard, schedule);
  Points values(start.size(), start.dimension());
  values.values() = start.values();
  Moved law(std::move(values));
  run_sampler(sampler, score, law);
  return tangents.ended(law.y);
}

/// log |det dY_1/dY_T|, tangents carried by the sampler itself.
Eigen::ArrayXd by_the_sampler(const SamplerKind& kind, const Score& score, const Points& start) {
  Moved law(start);
  const auto sampler = kind.make(score.schedule());
  run_sampler(*sampler, score, law);
  return log_determinants(law.y);
}

Points normals(Eigen::Index count, int d, int tangents, std::uint64_t seed) {
  Points points(count, d, tangents);
  Eigen::ArrayXXd values(count, d);
  Stream stream(seed, "linear form");
  stream.normals(values);
  points.values() = values;
  if (tangents > 0) points.start_tangents();
  return points;
}

/// A step of ddim, changed.
struct Changed : Sampler {
  using Change = Points (*)(Points y, const Points& score, double factor);
  Changed(const Schedule& schedule, Change how) : Sampler(schedule), change(how) {}
  void step(int t, const Score& score, Law& y) override {
    y.map(
        [&](const Points& x) { return change(x, score(t, x), schedule_.beta(t) / 2) / std::sqrt(schedule_.alpha(t)); });
  }
  Change change;
};

Points unchanged(Points y, const Points& score, double factor) { return std::move(y.add(factor, score)); }

Schedule levels(int T) { return schedule_family("smooth", 0.001, 9)->with_steps(T); }

TEST(LinearForm, HasTheTangentsOfEveryDeterministicSampler) {
  for (const SamplerKind* kind : sampler_kinds()) {
    if (kind->stochastic) continue;
    for (const int d : {1, 3})
      for (const int T : {6, 40}) {
        SCOPED_TRACE(fmt::format("{}, d = {}, T = {}", kind->name, d, T));
        const auto target = two_in(d);
        const Schedule schedule = levels(T);
        const Score score(*target, schedule);
        const Points draws = normals(std::max(24, 48 / d), d, 0, 1), start = normals(100, d, d, 2);
        FormSearch search(draws);
        run(*kind->make(schedule), *target, schedule, draws, search);
        const auto form = search.form();
        ASSERT_TRUE(form.has_value());
        EXPECT_LT(form->roundings, 1e5);
        FormFollower follower(*form, start);
        const Points y = run(*kind->make(schedule), *target, schedule, start, follower);
        ASSERT_FALSE(follower.lost());
        const Eigen::ArrayXd truth = by_the_sampler(*kind, score, start);
        // As close as rounding of the start lets the sampler's own be.
        Points beside = start;
        beside.values() *= 1 + 8 * unit;
        const Eigen::ArrayXd sensitive = (by_the_sampler(*kind, score, beside) - truth).abs();
        // What the law takes for the rounding of places and tangents (conclude in laws/characteristics_carry.cpp).
        Points place(y.size(), d), pull;
        place.values() = y.values();
        target->evaluate(schedule.at(1), place, &pull, nullptr);
        const Eigen::ArrayXd allowed =
            form->of_tangents() * unit * std::sqrt(T) * (1 + (place.values() * pull.values()).abs().rowwise().sum());
        const Eigen::ArrayXd off = (log_determinants(y) - truth).abs();
        const auto kept = off.isFinite() && sensitive.isFinite();  // some fold
        EXPECT_GT(kept.count(), 75);
        // Errors of numbers are averages; single points may be off further.
        EXPECT_LT(kept.select(off, 0).mean(), kept.select(allowed + sensitive, 0).mean());
        EXPECT_LT(kept.select(off / (allowed + sensitive), 0).maxCoeff(), 100);
      }
  }
}

TEST(LinearForm, IsFoundAtAllLevels) {
  const auto target = two_in(2);
  for (const double l_max : {9.0, 30.0, 80.0}) {
    const Schedule schedule = schedule_family("smooth", 1e-5, l_max)->with_steps(200);
    const Points draws = normals(24, 2, 0, 1), start = normals(100, 2, 2, 2);
    FormSearch search(draws);
    run(*find_sampler("ddim")->make(schedule), *target, schedule, draws, search);
    const auto form = search.form();
    ASSERT_TRUE(form.has_value()) << l_max;
    FormFollower kept(*form, start);
    const Points y = run(*find_sampler("ddim")->make(schedule), *target, schedule, start, kept);
    EXPECT_FALSE(kept.lost()) << l_max;
    EXPECT_EQ(y.tangents(), 2);
  }
}

/// No form is claimed where there is none.
TEST(LinearForm, IsNoneOfWhatTreatsPointsDifferently) {
  const auto target = two_in(1);
  const Schedule schedule = levels(12);
  const Points draws = normals(48, 1, 0, 1);
  const auto has_form = [&](Changed::Change change) {
    FormSearch search(draws);
    Changed sampler(schedule, change);
    run(sampler, *target, schedule, draws, search);
    return search.form().has_value();
  };
  EXPECT_TRUE(has_form(unchanged));
  EXPECT_FALSE(has_form([](Points y, const Points& score, double factor) {  // clipped
    y.add(factor, score);
    y.values() = y.values().max(-1).min(1).eval();
    return y;
  }));
  EXPECT_FALSE(has_form([](Points y, const Points& score, double factor) {  // single precision
    y.add(factor, score);
    y.values() = y.values().cast<float>().cast<double>().eval();
    return y;
  }));
  EXPECT_FALSE(has_form([](Points y, const Points& score, double factor) {  // a step that depends on the point
    y.values() += factor * score.values() * (1 + 1e-9 * y.values().abs());
    return y;
  }));
  EXPECT_FALSE(has_form([](Points y, const Points& score, double factor) {  // an offset
    y.add(factor, score);
    y.values() += 1e-6;
    return y;
  }));
}

/// What no draw met is met by a later point.
TEST(LinearForm, IsLostWhereALaterRunLeavesIt) {
  const auto target = two_in(1);
  const Schedule schedule = levels(12);
  const Points draws = normals(48, 1, 0, 1);
  FormSearch search(draws);
  const auto clip_far_out = [](Points y, const Points& score, double factor) {
    y.add(factor, score);
    y.values() = y.values().max(-50).min(50).eval();
    return y;
  };
  Changed sampler(schedule, clip_far_out);
  run(sampler, *target, schedule, draws, search);
  const auto form = search.form();
  ASSERT_TRUE(form.has_value());
  Points start = normals(20, 1, 1, 2);
  FormFollower within(*form, start);
  EXPECT_EQ(run(sampler, *target, schedule, start, within).tangents(), 1);
  EXPECT_FALSE(within.lost());
  start.coordinate(0)[7] = 70;
  FormFollower beyond(*form, start);
  EXPECT_EQ(run(sampler, *target, schedule, start, beyond).tangents(), 0);
  EXPECT_TRUE(beyond.lost());
}

TEST(LinearForm, IsLostAtOtherLevelsAndAfterMoreOrFewerMoves) {
  const auto target = two_in(1);
  const Points draws = normals(48, 1, 0, 1), start = normals(20, 1, 1, 2);
  const Schedule schedule = levels(12);
  FormSearch search(draws);
  Changed sampler(schedule, unchanged);
  run(sampler, *target, schedule, draws, search);
  const auto form = search.form();
  ASSERT_TRUE(form.has_value());
  for (const Schedule& other : {levels(11), levels(13), schedule_family("smooth", 0.001, 9.0001)->with_steps(12)}) {
    FormFollower follower(*form, start);
    Changed elsewhere(other, unchanged);
    EXPECT_EQ(run(elsewhere, *target, other, start, follower).tangents(), 0);
    EXPECT_TRUE(follower.lost());
  }
}

}  // namespace
}  // namespace diffrates
