#include "configuration/config.hpp"

#include <cmath>

#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> error_labels(const Config& config) {
  std::vector<std::string> result;
  for (const ScoreErrorChoice& choice : config.score_errors)
    result.push_back(choice.described.label() + " " + shortest(choice.epsilon));
  return result;
}

/// The good configuration without claims, with more changes.
Reading without_claims(std::vector<std::string> sets) {
  sets.insert(sets.begin(), "claims=[]");
  return read_changed(sets);
}

TEST(Config, reads_every_part) {
  const Reading reading = read_text(good_config());
  ASSERT_TRUE(reading.config) << reading.problems;
  const Config& config = *reading.config;
  EXPECT_EQ(config.heading.name, "good");
  EXPECT_EQ(config.heading.title, "good");
  ASSERT_EQ(config.targets.size(), 2u);
  EXPECT_EQ(config.targets[1].name, "gaussian");
  EXPECT_TRUE(config.targets[1].target->gaussian());
  ASSERT_EQ(config.schedules.size(), 1u);
  EXPECT_EQ(config.schedules[0].described.label(), "smooth(l_min=0.001;l_max=12)");
  EXPECT_THAT(config.starts, ElementsAre(Start::Exact));
  EXPECT_THAT(config.steps, ElementsAre(32, 64, 128, 256, 512));
  EXPECT_THAT(config.metrics, ElementsAre(Metric::Tv, Metric::Kl));
  EXPECT_EQ(config.samplers[1]->name, "ddpm");
  ASSERT_EQ(config.score_errors.size(), 1u);
  EXPECT_EQ(config.score_errors[0].described, (Described{"none"}));
  EXPECT_EQ(config.law, nullptr);
  EXPECT_EQ(config.heading.seed, 1u);
  ASSERT_EQ(config.claims.size(), 1u);
  EXPECT_EQ(config.claims[0].rate.tolerance, 0.05);
  EXPECT_EQ(config.claims[0].log_power, 0);
  EXPECT_EQ(config.claims[0].sampler->name, "ddim");
  EXPECT_THAT(config.claims[0].targets, ElementsAre("mixture"));
}

TEST(Config, lone_values_and_lists_of_one_read_the_same) {
  const Reading lone = without_claims({"steps=64"});
  const Reading list = without_claims(
      {"steps=[64]", "start=[\"exact\"]", R"(schedule=[{"type": "smooth", "l_min": 0.001, "l_max": 12}])"});
  ASSERT_TRUE(lone.config && list.config) << lone.problems << list.problems;
  EXPECT_EQ(json_text(lone.experiment->resolved), json_text(list.experiment->resolved));
}

TEST(Config, the_resolved_configuration_reads_as_itself) {
  const std::string plain = good_config();
  const std::string rich = changed(
      {R"(schedule=[{"type": "karras", "l_min": 0.01, "l_max": 9}, {"type": "smooth", "l_min": 0.001, "l_max": 12}])",
       R"(start=["normal", "exact"])", "seed=9007199254740991", "title=A title", "description=Some\nwords",
       R"(score_error={"type": "constant", "epsilon": [0, 0.1], "direction": [1, -1]})", "claims=[]"});
  for (const std::string& text : {plain, rich}) {
    const Reading first = read_text(text);
    ASSERT_TRUE(first.config) << first.problems;
    const std::string resolved = json_text(first.experiment->resolved);
    const Reading second = read_text(resolved);
    ASSERT_TRUE(second.config) << second.problems << resolved;
    EXPECT_EQ(json_text(second.experiment->resolved), resolved);
    EXPECT_EQ(second.config->steps, first.config->steps);
    EXPECT_EQ(error_labels(*second.config), error_labels(*first.config));
  }
}

TEST(Config, resolved_fills_in_the_defaults) {
  const Reading reading = without_claims({R"(schedule={"type": "karras", "l_min": 0.01, "l_max": 9})"});
  ASSERT_TRUE(reading.config) << reading.problems;
  const std::string resolved = json_text(reading.experiment->resolved);
  for (const char* part : {"\"rho\": 7", "\"seed\": 1", "\"title\": \"good\"", "\"start\": [\"exact\"]"})
    EXPECT_THAT(resolved, HasSubstr(part));
  EXPECT_EQ(reading.config->schedules[0].described.label(), "karras(l_min=0.01;l_max=9;rho=7)");
}

TEST(Config, the_start_is_normal_by_default) {
  Problems problems;
  std::optional<Value> root = parse_json(changed({"claims=[]"}), problems);
  Members& members = std::get<Members>(root->data);
  std::erase_if(members, [](const auto& member) { return member.first == "start"; });
  const Reading reading = read_text(json_text(*root));
  ASSERT_TRUE(reading.config) << reading.problems;
  EXPECT_THAT(reading.config->starts, ElementsAre(Start::Normal));
}

TEST(Config, lists_in_the_score_error_span_a_product) {
  const Reading reading =
      without_claims({R"(score_error={"type": "constant", "epsilon": [0.01, 0.03], "direction": [1, -1]})"});
  ASSERT_TRUE(reading.config) << reading.problems;
  const std::vector<ScoreErrorChoice>& errors = reading.config->score_errors;
  ASSERT_EQ(errors.size(), 4u);
  EXPECT_EQ(errors[0].epsilon, 0.01);
  EXPECT_EQ(errors[1].epsilon, 0.03);
  EXPECT_EQ(errors[0].described, errors[1].described);
  EXPECT_NE(errors[0].described, errors[2].described);
  EXPECT_NE(errors[0].family, nullptr);
}

TEST(Config, epsilon_zero_is_the_exact_score_under_its_label) {
  const Reading reading = without_claims({R"(score_error={"type": "constant", "epsilon": [0, 0.1], "direction": 1})"});
  ASSERT_TRUE(reading.config) << reading.problems;
  EXPECT_EQ(reading.config->score_errors[0].family, nullptr);
  EXPECT_EQ(reading.config->score_errors[0].described, reading.config->score_errors[1].described);
  EXPECT_NE(reading.config->score_errors[1].family, nullptr);
}

TEST(Config, quick_and_sets_change_what_is_read_and_what_is_resolved) {
  const Reading quick = read_text(good_config(), {}, true);
  ASSERT_TRUE(quick.config) << quick.problems;
  EXPECT_THAT(quick.config->steps, ElementsAre(32, 64, 128, 256));
  EXPECT_EQ(describe(*quick.experiment->resolved.find("steps")), "[32, 64, 128, 256]");
  const Reading set = read_text(good_config(), {"schedule.l_min=0.01", "steps=[16, 32]"});
  ASSERT_TRUE(set.config) << set.problems;
  EXPECT_EQ(set.config->schedules[0].described.label(), "smooth(l_min=0.01;l_max=12)");
  EXPECT_THAT(set.config->steps, ElementsAre(16, 32));
}

/// Laws that give way in a setting are taken only when no other law can.
TEST(ChooseLaw, takes_the_first_that_does_not_refuse_and_else_tells_every_refusal) {
  const Reading reading = without_claims({});
  ASSERT_TRUE(reading.config) << reading.problems;
  for (const TargetChoice& choice : reading.config->targets)
    for (const SamplerKind* sampler : sampler_kinds())
      for (const MetricKind& metric : metric_kinds()) {
        const Setting setting{*choice.target, *sampler, Start::Exact, false};
        std::string why;
        const LawKind* chosen = choose_law(nullptr, setting, metric.metric, why);
        for (const LawKind* law : law_kinds()) {
          if (law == chosen) break;
          if (law->gives_way != nullptr && law->gives_way(setting)) continue;
          std::string own;
          EXPECT_EQ(choose_law(law, setting, metric.metric, own), nullptr) << law->name;
          EXPECT_FALSE(own.empty());
          EXPECT_THAT(why, HasSubstr(own));
        }
        if (chosen != nullptr) {
          EXPECT_EQ(choose_law(chosen, setting, metric.metric, why), chosen);
        }
      }
}

/// A result is read again from its own folder: data files are named by absolute paths in what is resolved.
TEST(Config, finds_data_files_again_from_another_folder) {
  const TemporaryFolder first, second;
  first.write("table.csv", "a,b\n0,1\n1,0\n0.5,2\n");
  const std::string file = first.write("config.json", R"({"schema_version": 1, "name": "data",
    "targets": [{"name": "turned", "type": "affine", "dimension": 2, "target": {"type": "samples", "file": "table.csv"}}],
    "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 6}, "samplers": ["ddim"], "steps": [16], "metrics": ["tv"]})");
  Problems problems;
  const std::unique_ptr<Experiment> config = read_experiment(file, {}, false, problems);
  ASSERT_TRUE(config) << lines(problems);
  const std::string moved = second.write("config.json", json_text(config->resolved));
  const std::unique_ptr<Experiment> again = read_experiment(moved, {}, false, problems);
  ASSERT_TRUE(again) << lines(problems);
  EXPECT_EQ(json_text(again->resolved), json_text(config->resolved));
}

}  // namespace
}  // namespace diffrates::test
