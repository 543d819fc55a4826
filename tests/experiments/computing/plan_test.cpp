#include "computing/plan.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include "support/config.hpp"

namespace diffrates::test {
namespace {

std::string accepts(const Setting&, Metric) { return {}; }

std::vector<Evidence> throwing(const Question&, const std::vector<Metric>&) {
  throw std::runtime_error("the floor gave way");
}
std::vector<Evidence> too_few(const Question&, const std::vector<Metric>&) { return {}; }
std::vector<Evidence> not_finite(const Question&, const std::vector<Metric>& metrics) {
  std::vector<Evidence> all;
  for (const Metric metric : metrics)
    all.push_back({metric, Method::Paths, {metric == Metric::Tv ? INFINITY : 1.0, NAN}});
  return all;
}
/// The first 53 bits of its random numbers' key.
std::vector<Evidence> seed(const Question& question, const std::vector<Metric>& metrics) {
  return std::vector<Evidence>(metrics.size(),
                               {Metric::Tv, Method::ClosedForm, {static_cast<double>(question.seed >> 11), 0}});
}

LawKind law(std::vector<Evidence> (*follow)(const Question&, const std::vector<Metric>&)) {
  return {"a law for tests", "", {Metric::Tv, Metric::Kl}, accepts, follow};
}

/// The rows as this law would give them.
std::vector<Row> computed(const Config& config, const LawKind& kind) {
  Plan plan = make_plan(config);
  for (LawCall& call : plan.calls) {
    call.law = &kind;
    compute(config, call, plan.rows);
  }
  return plan.rows;
}

std::shared_ptr<const Config> config_of(const std::vector<std::string>& sets = {}) {
  Reading reading = read_changed(sets);
  EXPECT_TRUE(reading.config != nullptr) << reading.problems;
  return std::move(reading.config);
}

TEST(Plan, IsTheProductInTheOrderOfTheConfiguration) {
  const auto config = config_of();
  const Plan plan = make_plan(*config);
  ASSERT_EQ(plan.rows.size(), 2U * 2 * 5 * 2);
  EXPECT_EQ(words(plan.rows[0].place), "tv of ddim on mixture, smooth(l_min=0.001;l_max=12), start exact, T = 32");
  EXPECT_EQ(words(plan.rows[1].place), "kl of ddim on mixture, smooth(l_min=0.001;l_max=12), start exact, T = 32");
  EXPECT_EQ(words(plan.rows[2].place), "tv of ddim on mixture, smooth(l_min=0.001;l_max=12), start exact, T = 64");
  EXPECT_EQ(words(plan.rows.back().place),
            "kl of ddpm on gaussian, smooth(l_min=0.001;l_max=12), start exact, T = 512");
  EXPECT_EQ(plan.rows[0].nfe, 31);
}

TEST(Plan, EveryRowBelongsToOneCell) {
  const auto config = config_of();
  const Plan plan = make_plan(*config);
  std::vector<int> owners(plan.rows.size(), 0);
  for (const LawCall& call : plan.calls) {
    ASSERT_EQ(call.metrics.size(), call.rows.size());
    for (std::size_t i = 0; i < call.rows.size(); ++i) {
      ++owners[call.rows[i]];
      EXPECT_EQ(plan.rows[call.rows[i]].place.metric, call.metrics[i]);
      EXPECT_EQ(plan.rows[call.rows[i]].law, call.law->name);
    }
  }
  EXPECT_EQ(owners, std::vector<int>(plan.rows.size(), 1));
}

TEST(Plan, WhatIsThrownBecomesAStatusWithItsReason) {
  const auto config = config_of();
  for (const Row& row : computed(*config, law(throwing))) {
    EXPECT_EQ(row.status, Status::Failed);
    EXPECT_EQ(row.remark, "the floor gave way");
    EXPECT_TRUE(std::isnan(row.estimate.value));
  }
  EXPECT_NE(computed(*config, law(too_few))[0].remark.find("0 numbers for 2 metrics"), std::string::npos);
}

TEST(Plan, AnUnfinishedNumberIsNeverOk) {
  const auto config = config_of();
  const std::vector<Row> rows = computed(*config, law(not_finite));
  EXPECT_EQ(rows[0].status, Status::Failed);      // not finite
  EXPECT_EQ(rows[1].status, Status::Unresolved);  // no error stated
}

TEST(Plan, RandomNumbersDependOnThePlaceAndTheSeedOnly) {
  const auto keys = [](const std::vector<std::string>& sets) {
    std::map<std::string, double> found;
    for (const Row& row : computed(*config_of(sets), law(seed))) found[words(row.place)] = row.estimate.value;
    return found;
  };
  const auto all = keys({"metrics=[\"tv\"]"});
  std::set<double> distinct;
  for (const auto& [where, key] : all) distinct.insert(key);
  EXPECT_EQ(distinct.size(), all.size());
  for (const auto& [where, key] :
       keys({"metrics=[\"tv\"]", "samplers=[\"ddpm\",\"accelerated_sde\",\"ddim\"]", "steps=[512,8,64]"}))
    if (all.contains(where)) {
      EXPECT_EQ(all.at(where), key) << where;
    }
  for (const auto& [where, key] : keys({"metrics=[\"tv\"]", "seed=2"})) EXPECT_NE(all.at(where), key) << where;
}

}  // namespace
}  // namespace diffrates::test
