// Mutations as an experiment: configuration, files, verdicts.
#include <fmt/format.h>

#include <fstream>
#include <set>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string& small() {
  static const std::string text = R"({"schema_version": 1, "name": "small", "experiment": "mutations",
    "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}],
    "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 9}, "start": "exact", "samplers": ["ddim", "ddim_exact"], "sizes": [0.5],
    "steps": [32, 64, 128, 256], "metrics": ["tv"], "tolerance": 0.2})";
  return text;
}

std::string problems_of(const std::vector<std::string>& sets) {
  Problems problems;
  const auto test = parse_experiment(small(), "m.json", sets, false, problems);
  EXPECT_EQ(test == nullptr, !problems.empty());
  return lines(problems);
}

TEST(Mutations, EveryCommandWorksOnThem) {
  const TemporaryFolder folder;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  RunOptions options;
  options.configs = {folder.write("small.json", small())};
  options.output = (folder.path() / "out").string();
  EXPECT_EQ(validate_command(options.configs), all_good);
  ASSERT_EQ(run_command(options), all_good);
  const fs::path result = folder.path() / "out" / "small";
  EXPECT_EQ(check_command({options.output}, (folder.path() / "m.xml").string()), all_good);
  EXPECT_EQ(plot_command(options.output), all_good);
  EXPECT_GT(fs::file_size(result / "plots" / "tv_ddim.png"), 10'000u);
  EXPECT_EQ(report_command({options.output}, (folder.path() / "report.html").string(), Printed::Markdown), all_good);
  EXPECT_THAT(*read_file(folder.path() / "report.html"), HasSubstr("schedule t+1"));
  EXPECT_EQ(baseline_update_command(options.output, (folder.path() / "kept").string()), all_good);
  EXPECT_EQ(compare_command(options.output, (folder.path() / "kept").string(), ""), all_good);
  // A fault that changes nothing is a failure: its numbers replaced by those of the right sampler.
  std::string table = *read_file(result / "mutations.csv");
  const auto number = [&](const std::string& sampler, int T) {
    const std::size_t place = table.find(fmt::format(",{},{},", sampler, T)),
                      start = table.find("characteristics,", place) + 16;
    return std::pair{start, table.find(",ok", start)};
  };
  for (const int T : {32, 64, 128, 256}) {
    const auto [from, to] = number("ddim", T);
    const std::string right = table.substr(from, to - from);
    const auto [begin, end] = number("ddim (schedule t+1)", T);
    table.replace(begin, end - begin, right);
  }
  std::ofstream(result / "mutations.csv") << table;
  EXPECT_EQ(check_command({options.output}, ""), claim_violated);
  EXPECT_EQ(compare_command(options.output, (folder.path() / "kept").string(), ""), claim_violated);
  std::ofstream(result / "mutations.csv") << table.replace(table.find("(score x 1.5)"), 13, "(score x 1.6)");
  EXPECT_EQ(check_command({options.output}, ""), bad_usage);
  ::testing::internal::GetCapturedStdout();
  ::testing::internal::GetCapturedStderr();
}

TEST(MutationsConfig, TakesEverySamplerByDefault) {
  Problems problems;
  std::string text = small();
  text.replace(text.find("\"samplers\""), std::string("\"samplers\": [\"ddim\", \"ddim_exact\"],").size(), "");
  const auto test = parse_experiment(text, "m.json", {}, false, problems);
  ASSERT_TRUE(test) << lines(problems);
  std::set<std::string> right;
  for (const SamplerKind* kind : sampler_kinds()) right.insert(std::string(kind->name));
  for (const Row& row : dynamic_cast<ProductExperiment&>(*test).rows()) right.erase(row.place.sampler);
  EXPECT_TRUE(right.empty()) << *right.begin();
  const auto again = parse_experiment(json_text(test->resolved), "m.json", {}, false, problems);
  ASSERT_TRUE(again) << lines(problems);
  EXPECT_EQ(json_text(again->resolved), json_text(test->resolved));
}

TEST(MutationsConfig, SaysWhatIsWrong) {
  EXPECT_THAT(problems_of({"sizes=[0]"}), HasSubstr("/sizes"));
  EXPECT_THAT(problems_of({"sizes=[1]"}), HasSubstr("/sizes"));
  EXPECT_THAT(problems_of({"sizes=[]"}), HasSubstr("/sizes"));
  EXPECT_THAT(problems_of({"samplers=[\"ddin\"]"}), HasSubstr("did you mean"));
  EXPECT_THAT(problems_of({"schedule={\"type\": \"li2024\", \"c0\": 1, \"c1\": 50}"}), HasSubstr("/schedule"));
  std::string many = "steps=[4";
  for (int T = 5; T < 68; ++T) many += fmt::format(",{}", T);
  std::string fine = "sizes=[0.1";
  for (int i = 2; i < 10; ++i) fine += fmt::format(",{}", i / 10.0);
  std::string schedules = "schedule=[";
  for (int i = 1; i <= 32; ++i)
    schedules += fmt::format("{}{{\"type\":\"smooth\",\"l_min\":0.01,\"l_max\":{}}}", i > 1 ? "," : "", 5 + i);
  EXPECT_THAT(problems_of({many + "]", fine + "]", schedules + "]"}),
              HasSubstr("numbers of samplers and their faulty twins"));
  EXPECT_THAT(problems_of({"claims=[]"}), HasSubstr("/claims"));
  EXPECT_EQ(problems_of({"metrics=[\"tv\", \"path_kl\"]"}), "");
}

}  // namespace
}  // namespace diffrates::test
