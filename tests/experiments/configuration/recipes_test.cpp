/// Recipes in a configuration: inline or from a file, as one sampler or as many, claimed of by name.
#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string family = R"_({"name": "family", "let": {"eta": [0, 1]},
  "step": [{"score": "s", "of": "y", "at": "t"},
           {"set": "y", "to": "(y + (1 + eta^2)/2*beta(t)*s)/sqrt(alpha(t))"},
           {"noise": "eta^2*beta(t)/alpha(t)"}]})_";

std::vector<std::string> names_of(const Config& config) {
  std::vector<std::string> names;
  for (const SamplerKind* sampler : config.samplers) names.emplace_back(sampler->name);
  return names;
}

std::string with(const std::string& samplers, const std::string& claimed) {
  return changed({"samplers=" + samplers, R"(claims=[{"id": "c", "target": "mixture", "sampler": ")" + claimed +
                                              R"(", "metric": "tv", "exponent": 1, "relation": "equals"}])"});
}

TEST(Recipes, StandBesideNamesAndAreClaimedOfByTheirLabels) {
  const Reading reading = read_text(with("[\"ddim\", " + family + "]", "family(eta=1)"));
  ASSERT_TRUE(reading.config) << reading.problems;
  EXPECT_THAT(names_of(*reading.config), ElementsAre("ddim", "family(eta=0)", "family(eta=1)"));
  EXPECT_EQ(reading.config->claims[0].sampler, reading.config->samplers[2]);
  EXPECT_FALSE(reading.config->samplers[1]->stochastic);
  EXPECT_TRUE(reading.config->samplers[2]->stochastic);
  EXPECT_THAT(reading.experiment->derived(), HasSubstr("family(eta=0): deterministic, 1 score evaluation a step"));
  const Reading unknown = read_text(with("[" + family + "]", "family"));
  EXPECT_THAT(unknown.problems,
              HasSubstr("/claims/0/sampler: is \"family\"; accepted: a sampler of this configuration: "
                        "family(eta=0) or family(eta=1)"));
}

TEST(Recipes, ReadAsThemselvesWhenResolved) {
  const Reading first = read_text(with("[\"ddim\", " + family + "]", "family(eta=1)"));
  ASSERT_TRUE(first.config) << first.problems;
  const std::string resolved = json_text(first.experiment->resolved);
  const Reading second = read_text(resolved);
  ASSERT_TRUE(second.config) << second.problems << resolved;
  EXPECT_EQ(json_text(second.experiment->resolved), resolved);
  EXPECT_EQ(names_of(*second.config), names_of(*first.config));
}

TEST(Recipes, AFileIsReadBesideTheConfigurationAndItsDigestKept) {
  const TemporaryFolder folder;
  folder.write("family.json", family);
  const std::string config = folder.write("config.json", with(R"(["ddim", {"file": "family.json"}])", "family(eta=0)"));
  Problems problems;
  const auto read = read_experiment(config, {}, false, problems);
  ASSERT_TRUE(read) << lines(problems);
  ASSERT_EQ(read->inputs.size(), 1u);
  EXPECT_EQ(read->inputs[0].first, "/samplers/1/file");
  // The recipe itself is in what was read, so that a result needs the file no more.
  const Reading again = read_text(json_text(read->resolved));
  ASSERT_TRUE(again.config) << again.problems;
  EXPECT_THAT(names_of(*again.config), ElementsAre("ddim", "family(eta=0)", "family(eta=1)"));
  folder.write("family.json", family + " ");
  const auto changed_file = read_experiment(config, {}, false, problems);
  EXPECT_NE(describe(changed_file->inputs[0].second, 200), describe(read->inputs[0].second, 200));
}

TEST(Recipes, ProblemsInAFileHaveThePlaceOfTheEntry) {
  const TemporaryFolder folder;
  folder.write("bad.json", R"({"name": "bad", "step": [{"set": "y", "to": "y + s"}]})");
  folder.write("broken.json", "{\"name\": ");
  folder.write("file.json", R"({"file": "file.json"})");
  const std::string config = folder.write(
      "config.json", with(R"([{"file": "bad.json"}, {"file": "broken.json"}, {"file": "file.json"}])", "bad"));
  Problems problems;
  EXPECT_EQ(read_experiment(config, {}, false, problems), nullptr);
  EXPECT_THAT(lines(problems), HasSubstr("/samplers/0/step/0/to: is \"y + s\": column 5: "));
  EXPECT_THAT(lines(problems), HasSubstr("(in bad.json)"));
  EXPECT_THAT(lines(problems), HasSubstr("/samplers/1/name: line 1, column 9: "));
  EXPECT_THAT(lines(problems), HasSubstr("(in broken.json)"));
  EXPECT_THAT(lines(problems), HasSubstr("/samplers/2/file: is not a key here"));
}

TEST(Recipes, ANameIsOneSamplers) {
  const Reading twice = read_text(with("[" + family + ", " + family + "]", "family(eta=1)"));
  EXPECT_THAT(twice.problems, HasSubstr("/samplers/1/name: is \"family(eta=0)\" again"));
}

TEST(Recipes, AreRefusedWhereNoLawFollowsThem) {
  const Reading reading = read_text(with(
      R"([{"name": "through", "step": [{"score": "s", "of": "y", "at": "t"}, {"noise": 0.01}, {"set": "y", "to": "y + beta(t)*s"}]}])",
      "through"));
  EXPECT_THAT(reading.problems, HasSubstr("/metrics/0: no law gives tv of through on target \"mixture\""));
  EXPECT_THAT(reading.problems, HasSubstr("grid: through remembers"));
}

TEST(Recipes, TakeFaultsLikeBuiltIns) {
  const std::string text = changed({"samplers=[" + family + "]"});
  Problems problems;
  std::optional<Value> root = parse_json(text, problems);
  Members& members = std::get<Members>(root->data);
  std::erase_if(members, [](const auto& member) { return member.first == "claims"; });
  members.emplace_back("experiment", Value{std::string("mutations")});
  const Reading mutants = read_text(json_text(*root));
  ASSERT_TRUE(mutants.config) << mutants.problems;
  EXPECT_THAT(names_of(*mutants.config), ::testing::Contains("family(eta=1) (noise x 1.1)"));
}

TEST(Recipes, AChangedFileIsNotResumed) {
  const TemporaryFolder folder;
  folder.write("family.json", family);
  const std::string config = folder.write(
      "config.json", changed({R"(samplers=[{"file": "family.json"}])", "claims=[]", "steps=[8]", "metrics=[\"tv\"]"}));
  const std::string output = (folder.path() / "results").string();
  const Outcome first = run_program({"run", config, "--output", output});
  ASSERT_EQ(first.code, 0) << first.output;
  folder.write("family.json", std::string(family).replace(family.find("/2*beta"), 7, "/3*beta"));
  const Outcome second = run_program({"run", config, "--output", output, "--resume"});
  EXPECT_EQ(second.code, 2) << second.output;
  // What was computed is still read: the recipe is part of it.
  EXPECT_EQ(run_program({"report", output, "--markdown"}).code, 0);
}

}  // namespace
}  // namespace diffrates::test
