// The gate as an experiment: configuration, files, verdicts, exit codes, resuming.
#include <fstream>

#include "commands/commands.hpp"
#include "support/program.hpp"
#include "support/silent_commands.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string& small_gate() {
  static const std::string text =
      R"({"schema_version": 1, "name": "small", "experiment": "gate", "draws": 200, "false_alarms": 0.05,
    "misses": 0.05, "tolerances": [0.03, 0.07],
    "families": [{"name": "exact", "exponent": 1, "correction": 10, "noise": [1e-8, 1e-6, 0.001], "points": 6}]})";
  return text;
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = small_gate();
  text.replace(text.find(from), from.size(), to);
  return text;
}

std::string problems_of(const std::string& text, const std::vector<std::string>& sets = {}) {
  Problems problems;
  const auto gate = parse_experiment(text, "gate.json", sets, false, problems);
  EXPECT_EQ(gate == nullptr, !problems.empty());
  return lines(problems);
}

struct Gate : SilentCommands {
  std::string config(const std::string& text = small_gate()) const { return folder.write("small.json", text); }
  int run(const std::string& text = small_gate(), int jobs = 1, const std::string& output = "out") const {
    return run_text(text, jobs, output);
  }
};

TEST_F(Gate, EveryCommandWorksOnIt) {
  EXPECT_EQ(validate_command({config()}), all_good);
  ASSERT_EQ(run(), all_good);
  for (const char* file : {"config.json", "gate.csv", "verdicts.json", "provenance.json"})
    EXPECT_TRUE(fs::exists(folder.path() / "out" / "small" / file)) << file;
  EXPECT_FALSE(fs::exists(folder.path() / "out" / "small" / "unfinished.csv"));
  EXPECT_EQ(check_command({path("out")}, path("gate.xml")), all_good);
  EXPECT_EQ(check_command({path("out/small")}, ""), all_good);
  EXPECT_THAT(*read_file(path("gate.xml")), HasSubstr("tests=\"15\" failures=\"0\""));
  EXPECT_EQ(plot_command(path("out/small")), all_good);
  EXPECT_GT(fs::file_size(folder.path() / "out/small/plots/noise_exact.png"), 10'000u);
  EXPECT_EQ(report_command({path("out")}, path("report.html"), Printed::Markdown), all_good);
  const std::string page = *read_file(path("report.html"));
  EXPECT_THAT(page, HasSubstr("15 claims: 15 confirmed"));
  EXPECT_THAT(page, HasSubstr("exact, noise 0.001"));
  EXPECT_THAT(page, HasSubstr("<svg"));
}

TEST_F(Gate, IsTheSameBitsForAnyNumberOfJobs) {
  ASSERT_EQ(run(small_gate(), 1, "one"), all_good);
  ASSERT_EQ(run(small_gate(), 2, "two"), all_good);
  for (const char* file : {"config.json", "gate.csv", "verdicts.json"})
    EXPECT_EQ(read_file(folder.path() / "one" / "small" / file), read_file(folder.path() / "two" / "small" / file));
}

TEST_F(Gate, AFrequentWrongVerdictViolates) {
  // A tolerance wider than the shift passes every wrong claim.
  ASSERT_EQ(run(with("\"draws\": 200", "\"draws\": 200, \"tolerance\": 0.2")), all_good);
  EXPECT_EQ(check_command({path("out")}, ""), claim_violated);
}

TEST_F(Gate, TooFewDrawsAreInconclusive) {
  ASSERT_EQ(run(with("\"draws\": 200", "\"draws\": 10")), all_good);
  EXPECT_EQ(check_command({path("out")}, ""), inconclusive_or_empty);
}

TEST_F(Gate, AFamilyMeasuredOnlyClaimsNothing) {
  ASSERT_EQ(run(with("\"points\": 6", "\"points\": 6, \"claimed\": false")), all_good);
  EXPECT_EQ(check_command({path("out")}, ""), inconclusive_or_empty);
}

TEST_F(Gate, ATamperedTableIsNotJudged) {
  ASSERT_EQ(run(), all_good);
  const fs::path file = folder.path() / "out" / "small" / "gate.csv";
  const std::string text = *read_file(file);
  for (const auto& [from, to] :
       {std::pair{",200,200,0,0,", ",200,199,1,0,"}, {",200,200,0,0,", ",200,201,0,0,"}, {"right", "wrong"}}) {
    std::string changed = text;
    changed.replace(changed.find(from), std::string(from).size(), to);
    std::ofstream(file) << changed;
    EXPECT_EQ(check_command({path("out")}, ""), bad_usage) << to;
  }
  std::ofstream(file) << text.substr(0, text.rfind('\n', text.size() - 2) + 1);
  EXPECT_EQ(check_command({path("out")}, ""), bad_usage);
}

/// Counts of the same draws are the same: one that is not is a difference, and so is one that is missing.
TEST_F(Gate, IsComparedWithABaseline) {
  ASSERT_EQ(run(), all_good);
  EXPECT_EQ(compare_command(path("out"), path("kept"), ""), bad_usage);
  EXPECT_EQ(baseline_update_command(path("out"), path("kept")), all_good);
  EXPECT_EQ(compare_command(path("out"), path("kept"), path("same.xml")), all_good);
  const fs::path file = folder.path() / "out" / "small" / "gate.csv";
  const std::string text = *read_file(file);
  std::string changed = text;
  changed.replace(changed.find(",200,200,0,0,"), 13, ",200,199,1,0,");
  std::ofstream(file) << changed;
  EXPECT_EQ(compare_command(path("out"), path("kept"), path("changed.xml")), claim_violated);
  EXPECT_THAT(*read_file(path("changed.xml")), HasSubstr("was 0 +- 0 and is 1 +- 0"));
  // One draw at the boundary of its verdict may fall otherwise on another processor; three do not.
  for (const auto& [counts, code] : {std::pair{",200,199,0,1,", all_good}, {",200,197,0,3,", claim_violated}}) {
    changed = text;
    std::ofstream(file) << changed.replace(changed.find(",200,200,0,0,"), 13, counts);
    EXPECT_EQ(compare_command(path("out"), path("kept"), ""), code) << counts;
  }
  std::ofstream(file) << text.substr(0, text.rfind('\n', text.size() - 2) + 1);
  EXPECT_EQ(compare_command(path("out"), path("kept"), ""), claim_violated);
  std::ofstream(file) << text;
  EXPECT_EQ(compare_command(path("out"), path("kept"), ""), all_good);
  fs::copy(folder.path() / "kept" / "small", folder.path() / "kept" / "other");
  EXPECT_EQ(compare_command(path("out"), path("kept"), ""), claim_violated) << "other is missing";
}

TEST_F(Gate, AnotherConfigurationIsRefused) {
  ASSERT_EQ(run(), all_good);
  EXPECT_EQ(run(), all_good);
  EXPECT_EQ(run(with("\"draws\": 200", "\"draws\": 201")), bad_usage);
}

TEST_F(Gate, AnInterruptedRunResumesToTheSameBits) {
  const std::string text = with("\"draws\": 200", "\"draws\": 2000");
  ASSERT_EQ(run(text, 2, "whole"), all_good);
  for (const int signal : {SIGINT, SIGKILL}) {
    const std::string output = path("out" + std::to_string(signal));
    Program program({"run", config(text), "--output", output, "--jobs", "1"});
    const fs::path journal = fs::path(output) / "small" / "unfinished.csv";
    while (!fs::exists(journal) || fs::file_size(journal) == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    program.send(signal);
    EXPECT_EQ(program.wait(), signal == SIGINT ? 130 : -1) << program.output();
    EXPECT_FALSE(fs::exists(fs::path(output) / "small" / "gate.csv"));
    EXPECT_EQ(check_command({output}, ""), bad_usage);
    const Outcome resumed = run_program({"run", config(text), "--output", output, "--jobs", "1", "--resume"});
    EXPECT_EQ(resumed.code, 0) << resumed.output;
    for (const char* file : {"config.json", "gate.csv", "verdicts.json"})
      EXPECT_EQ(read_file(fs::path(output) / "small" / file), read_file(folder.path() / "whole" / "small" / file));
  }
}

TEST(GateConfig, ReadsItsOwnResolution) {
  Problems problems;
  const auto gate = parse_experiment(small_gate(), "gate.json", {}, false, problems);
  ASSERT_TRUE(gate) << lines(problems);
  const auto again = parse_experiment(json_text(gate->resolved), "gate.json", {}, false, problems);
  ASSERT_TRUE(again) << lines(problems);
  EXPECT_EQ(json_text(again->resolved), json_text(gate->resolved));
  EXPECT_EQ(gate->kind->name, "gate");
  std::vector<std::string> cells;
  for (const Cell& cell : gate->cells()) cells.push_back(cell.words);
  EXPECT_EQ(cells, (std::vector<std::string>{"exact, noise 1e-08", "exact, noise 1e-06", "exact, noise 0.001"}));
}

TEST(GateConfig, SaysWhatIsWrong) {
  EXPECT_THAT(problems_of(with("[1e-8, 1e-6, 0.001]", "0")), HasSubstr("/families/0/noise"));
  EXPECT_THAT(problems_of(with("\"noise\"", "\"nois\"")), HasSubstr("did you mean"));
  EXPECT_THAT(problems_of(with("\"correction\": 10", "\"correction\": 40")), HasSubstr("every error is positive"));
  EXPECT_THAT(problems_of(with("\"points\": 6", "\"points\": 3")), HasSubstr("/families/0/points"));
  EXPECT_THAT(problems_of(with("\"draws\": 200", "\"draws\": 0")), HasSubstr("/draws"));
  EXPECT_THAT(problems_of(with("\"name\": \"exact\"", "\"name\": \"../x\"")), HasSubstr("/families/0/name"));
  EXPECT_THAT(problems_of(with("\"name\": \"small\"", "\"name\": \"../x\"")), HasSubstr("/name"));
  EXPECT_THAT(problems_of(with("\"schema_version\": 1", "\"schema_version\": 2")), HasSubstr("/schema_version"));
  EXPECT_THAT(problems_of(small_gate(), {"draws=-1"}), HasSubstr("from --set \"draws=-1\""));
  EXPECT_THAT(problems_of(small_gate(), {"experiment=gates"}), HasSubstr("/experiment: is \"gates\"; accepted: "));
  EXPECT_THAT(problems_of(small_gate(), {"experiment=rates"}), HasSubstr("/targets: is missing"));
  EXPECT_THAT(problems_of("{\"experiment\": \"gate\", \"name\": 3}"), HasSubstr("/families"));
}

}  // namespace
}  // namespace diffrates::test
