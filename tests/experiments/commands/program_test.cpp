// The command line as a contract: exit codes, files, what survives a kill.
#include "support/program.hpp"

#include <set>

#include "formats/csv.hpp"
#include "numerics/random.hpp"
#include "results/rows.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> result_files{"config.json", "fit_points.csv",  "fits.csv",
                                         "points.csv",  "provenance.json", "verdicts.json"};

const std::string config_text = R"({"schema_version": 1, "name": "small",
  "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}],
  "schedule": {"type": "smooth", "l_min": 0.001, "l_max": 12}, "start": ["exact", "normal"],
  "samplers": ["ddpm", "accelerated_sde"], "steps": [16, 24, 32, 48, 64, 96, 128, 192, 256], "metrics": ["tv", "kl"],
  "claims": [CLAIMS]})";
std::string claim(const std::string& id, double exponent) {
  return R"({"id": ")" + id +
         R"(", "target": "mixture", "sampler": "ddpm", "metric": "tv", "start": "exact", "tolerance": 0.1,
             "relation": "equals", "exponent": )" +
         csv_number(exponent) + "}";
}

class ProgramTest : public ::testing::Test {
 protected:
  std::string config(const std::string& claims = claim("tv", 1)) const {
    std::string text = config_text;
    return folder_.write("small.json", text.replace(text.find("CLAIMS"), 6, claims));
  }
  Outcome run(const std::string& output, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"run", (folder_.path() / "small.json").string(), "--output", out(output)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program(arguments);
  }
  std::string out(const std::string& name) const { return (folder_.path() / name).string(); }
  fs::path file(const std::string& output, const std::string& name) const {
    return folder_.path() / output / "small" / name;
  }
  std::string text(const std::string& output, const std::string& name) const {
    return read_file(file(output, name)).value_or("missing");
  }
  /// points.csv without its last column.
  std::string numbers(const std::string& output) const {
    std::string all;
    for (CsvRecord record : parse_csv(text(output, "points.csv"))) {
      record.pop_back();
      all += csv_line(record);
    }
    return all;
  }
  void expect_same(const std::string& a, const std::string& b) const {
    EXPECT_EQ(numbers(a), numbers(b));
    for (const char* name : {"config.json", "fits.csv", "fit_points.csv", "verdicts.json"})
      EXPECT_EQ(text(a, name), text(b, name)) << name;
  }
  std::set<std::string> files(const std::string& output) const {
    std::set<std::string> names;
    if (fs::exists(file(output, "")))
      for (const auto& entry : fs::directory_iterator(file(output, ""))) names.insert(entry.path().filename().string());
    return names;
  }
  std::size_t journaled(const std::string& output) const {
    const std::string lines = read_file(file(output, "unfinished.csv")).value_or("");
    return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
  }
  /// Waits until so many cells are in the journal or the program has written its result.
  void wait_for(const std::string& output, std::size_t cells) const {
    for (int i = 0; i < 60000 && journaled(output) < cells && !fs::exists(file(output, "provenance.json")); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  TemporaryFolder folder_;
};

TEST_F(ProgramTest, WritesTheFilesOfAResult) {
  config();
  const Outcome outcome = run("out");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_EQ(files("out"), result_files);
  EXPECT_THAT(outcome.output, ::testing::ContainsRegex("small +tv +tv ddpm T\\^-1 +[01]\\.[0-9]+ \\[.*confirmed"));
  const std::vector<PointLine> rows = read_points(text("out", "points.csv"));
  ASSERT_EQ(rows.size(), 2U * 2 * 9 * 2);
  for (const PointLine& row : rows) EXPECT_EQ(row.status, Status::Ok) << row.at("metric") << row.at("steps");
  for (const char* key : {"\"git_commit\"", "\"git_dirty\"", "\"compiler\"", "\"flags\"", "\"cpu\"", "\"libraries\"",
                          "\"seed\"", "\"command\"", "\"seconds\""})
    EXPECT_THAT(text("out", "provenance.json"), ::testing::HasSubstr(key));
}

TEST_F(ProgramTest, TheBitsDoNotDependOnTheNumberOfThreads) {
  config();
  EXPECT_EQ(run("one", {"--jobs", "1"}).code, 0);
  EXPECT_EQ(run("two", {"--jobs", "2"}).code, 0);
  EXPECT_EQ(run("five", {"--jobs", "5"}).code, 0);
  expect_same("one", "two");
  expect_same("one", "five");
}

TEST_F(ProgramTest, ASecondRunIsUpToDateAndChangesNothing) {
  config();
  run("out");
  const std::string before = text("out", "provenance.json") + text("out", "points.csv");
  const Outcome again = run("out");
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.output, ::testing::HasSubstr("up to date"));
  EXPECT_EQ(text("out", "provenance.json") + text("out", "points.csv"), before);
  EXPECT_EQ(run("out", {"--force"}).code, 0);
  EXPECT_NE(text("out", "provenance.json") + text("out", "points.csv"), before);
}

TEST_F(ProgramTest, AnEditedResultIsComputedAgain) {
  config();
  run("out");
  const std::string good = numbers("out");
  write_file(file("out", "points.csv"), text("out", "points.csv") + "junk\n");
  EXPECT_EQ(run("out").code, 0);
  EXPECT_EQ(numbers("out"), good);
}

TEST_F(ProgramTest, AnotherConfigurationOfThatNameIsRefusedNamingTheField) {
  config();
  run("out");
  const std::string before = text("out", "points.csv");
  for (const std::vector<std::string>& flags : {std::vector<std::string>{}, {"--resume"}}) {
    std::vector<std::string> more{"--set", "schedule.l_max=11"};
    more.insert(more.end(), flags.begin(), flags.end());
    const Outcome refused = run("out", more);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.output, ::testing::AllOf(::testing::HasSubstr("l_max is 12 there and 11 here"),
                                                 ::testing::HasSubstr("--force")));
  }
  EXPECT_EQ(text("out", "points.csv"), before);
  EXPECT_EQ(run("out", {"--set", "schedule.l_max=11", "--force"}).code, 0);
  EXPECT_NE(text("out", "points.csv"), before);
}

TEST_F(ProgramTest, AChangedDataFileIsRefusedNamingTheField) {
  folder_.write("data.csv", "a\n-1\n0\n1.5\n");
  folder_.write("small.json",
                R"({"schema_version": 1, "name": "small", "schedule": {"type": "smooth", "l_min": 0.1, "l_max": 9},
    "targets": [{"name": "data", "type": "samples", "file": "data.csv", "bandwidth": 0.3}],
    "samplers": ["ddim"], "steps": [16, 32], "metrics": ["tv"]})");
  EXPECT_EQ(run("out").code, 0);
  EXPECT_THAT(run("out").output, ::testing::HasSubstr("up to date"));
  // A baseline does not know where the file lies.
  EXPECT_EQ(run_program({"baseline", "update", out("out"), "--baseline", out("kept")}).code, 0);
  EXPECT_THAT(text("kept", "config.json"), ::testing::HasSubstr(R"("file": "data.csv")"));
  EXPECT_EQ(run_program({"compare", out("out"), "--baseline", out("kept")}).code, 0);
  const std::string before = text("out", "points.csv");
  folder_.write("data.csv", "a\n-1\n0\n1.6\n");
  for (const std::vector<std::string>& flags : {std::vector<std::string>{}, {"--resume"}}) {
    const Outcome refused = run("out", flags);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.output, ::testing::HasSubstr("/targets/0/file"));
    EXPECT_EQ(text("out", "points.csv"), before);
  }
  EXPECT_EQ(run("out", {"--force"}).code, 0);
  EXPECT_NE(text("out", "points.csv"), before);
}

TEST_F(ProgramTest, AFinishedResultStandsWithoutItsDataFiles) {
  fs::create_directories(folder_.path() / "home");
  folder_.write("home/data.csv", "a,b\n-1,2\n0,3\n1.5,1\n");
  const std::string config =
      folder_.write("home/small.json",
                    R"({"schema_version": 1, "name": "small", "schedule": {"type": "smooth", "l_min": 0.1, "l_max": 9},
    "targets": [{"name": "data", "type": "samples", "file": "data.csv", "columns": ["b"], "bandwidth": 0.3}],
    "samplers": ["ddim"], "steps": [16, 32, 64, 128], "metrics": ["tv"], "start": "exact", "claims": [{"id": "tv",
    "target": "data", "sampler": "ddim", "metric": "tv", "exponent": 1, "relation": "equals", "tolerance": 0.3}]})");
  const Outcome ran = run_program({"run", config, "--output", out("home/out")});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output, ::testing::HasSubstr("data.csv: 3 records, 2 columns: a, b"));
  EXPECT_EQ(run_program({"baseline", "update", out("home/out"), "--baseline", out("kept")}).code, 0);
  const auto stands = [&](const std::string& result) {
    std::string said;
    for (const auto& [command, code] : std::vector<std::pair<std::vector<std::string>, int>>{
             {{"check", result}, 0},
             {{"plot", result}, 0},
             {{"compare", result, "--baseline", out("kept")}, 0},
             {{"report", result, "--output", out("report.html")}, 0}}) {
      const Outcome outcome = run_program(command);
      EXPECT_EQ(outcome.code, code) << command.front() << ": " << outcome.output;
      said += outcome.output;
    }
    return said;
  };
  EXPECT_THAT(stands(out("home/out")), ::testing::Not(::testing::HasSubstr("has changed")));
  folder_.write("home/data.csv", "a,b\n-1,2\n0,3\n");
  EXPECT_THAT(stands(out("home/out")), ::testing::HasSubstr("data.csv has changed since the result was computed"));
  fs::remove(folder_.path() / "home" / "data.csv");
  fs::rename(folder_.path() / "home", folder_.path() / "moved");
  EXPECT_THAT(stands(out("moved/out")), ::testing::Not(::testing::HasSubstr("has changed")));
}

TEST_F(ProgramTest, SaysHowManyNumbersDidNotResolveAndWhy) {
  config("");
  const std::vector<std::string> narrow{
      "--set",
      "samplers=[\"ddpm\", \"ddim\"]",
      "--set",
      "steps=[4, 5]",
      "--set",
      R"(targets=[{"name": "mixture", "type": "gaussian_mixture", "weights": [1, 1], "means": [[-2, 0], [2, 0]], "covariances": [1e-5, 1e-5]}])"};
  const Outcome ran = run("out", narrow);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output, ::testing::ContainsRegex(
                              "small: [0-9]+ of 16 numbers did not resolve:\n  8 by grid, unresolved: .* grid points"));
  const Outcome checked = run_program({"check", out("out")});
  EXPECT_EQ(ran.output.substr(ran.output.find("did not resolve")),
            checked.output.substr(checked.output.find("did not resolve")));
}

TEST_F(ProgramTest, KilledAtAnyMomentItResumesToTheSameBits) {
  config();
  ASSERT_EQ(run("whole").code, 0);
  Stream random(1, "moments");
  for (int i = 0; i < 20; ++i) {
    Program program({"run", out("small.json"), "--output", out("killed"), "--jobs", "2", "--resume"});
    std::this_thread::sleep_for(std::chrono::duration<double>(0.06 * random.uniform()));
    program.send(SIGKILL);
    program.wait();
    if (fs::exists(file("killed", "provenance.json"))) {  // it was done before the kill: begin again
      expect_same("whole", "killed");
      fs::remove_all(folder_.path() / "killed");
    }
  }
  EXPECT_EQ(run("killed", {"--resume"}).code, 0);
  expect_same("whole", "killed");
}

TEST_F(ProgramTest, ResumingKeepsWhatTheJournalHolds) {
  config();
  Program program({"run", out("small.json"), "--output", out("out"), "--jobs", "1"});
  wait_for("out", 3);
  program.send(SIGKILL);
  program.wait();
  const std::vector<CsvRecord> journal =
      parse_csv(text("out", "unfinished.csv").substr(0, text("out", "unfinished.csv").rfind('\n') + 1));
  ASSERT_GE(journal.size(), 3U);
  ASSERT_FALSE(fs::exists(file("out", "points.csv")));
  EXPECT_EQ(run_program({"check", out("out")}).code, 2);  // an unfinished result is none
  const Outcome refused = run("out", {"--resume", "--set", "seed=7"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.output, ::testing::HasSubstr("/seed is 1 there and 7 here"));
  // A journal of tampered numbers shows that they are taken from it and not computed again.
  std::string planted;
  for (CsvRecord record : journal) {
    record[2] = "0.125";
    record.erase(record.begin());
    const std::string line = csv_line(record);
    char seal[32];
    std::snprintf(seal, sizeof seal, "%016llx,", static_cast<unsigned long long>(key_of(line)));
    planted += seal + line;
  }
  write_file(file("out", "unfinished.csv"), planted);
  EXPECT_EQ(run("out", {"--resume"}).code, 0);
  EXPECT_EQ(files("out"), result_files);
  std::size_t found = 0;
  for (const PointLine& row : read_points(text("out", "points.csv"))) found += row.estimate.value == 0.125 ? 1 : 0;
  EXPECT_EQ(found, journal.size());
}

TEST_F(ProgramTest, InterruptedItLeavesCompleteFilesAndSaysHowToGoOn) {
  config();
  ASSERT_EQ(run("whole").code, 0);
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program(
        {"run", out("small.json"), "--output", out("out"), "--set", "steps=[16,24,32,48,64,96,128,192,256,4096,8192]"});
    wait_for("out", 0);
    for (int i = 0; i < 60000 && !fs::exists(file("out", "unfinished.json")); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    program.send(signal);
    EXPECT_EQ(program.wait(), 130);
    EXPECT_THAT(program.output(), ::testing::HasSubstr("--resume"));
    EXPECT_EQ(files("out"), (std::set<std::string>{"unfinished.csv", "unfinished.json"}));
  }
}

TEST_F(ProgramTest, CheckExitsByTheWorstClaim) {
  const auto code = [&](const std::string& claims) {
    config(claims);
    EXPECT_EQ(run("out", {"--force"}).code, 0);  // computing succeeds whatever the verdicts
    return run_program({"check", out("out")}).code;
  };
  EXPECT_EQ(code(claim("good", 1)), 0);
  EXPECT_EQ(code(claim("bad", 2)), 1);
  EXPECT_EQ(code(claim("good", 1) + "," + claim("bad", 2)), 1);
  EXPECT_EQ(code(""), 3);
}

TEST_F(ProgramTest, CheckBelievesTheNumbersOnly) {
  config(claim("bad", 2));
  run("out");
  std::string verdicts = text("out", "verdicts.json");
  verdicts.replace(verdicts.find("\"violated\""), 10, "\"confirmed\"");
  write_file(file("out", "verdicts.json"), verdicts);
  EXPECT_EQ(run_program({"check", out("out")}).code, 1);

  config(claim("good", 1));
  run("out", {"--force"});
  const std::string points = text("out", "points.csv");
  const auto edited = [&](const std::string& changed) {
    write_file(file("out", "points.csv"), changed);
    const int code = run_program({"check", out("out")}).code;
    write_file(file("out", "points.csv"), points);
    return code;
  };
  std::vector<PointLine> rows = read_points(points);
  for (PointLine& row : rows) row.estimate.value /= std::stod(row.at("steps"));
  EXPECT_EQ(edited(points_csv(rows)), 1);
  for (PointLine& row : rows) row.estimate.value = std::nan("");
  EXPECT_EQ(edited(points_csv(rows)), 3);
  rows.pop_back();
  EXPECT_EQ(edited(points_csv(rows)), 2);
  EXPECT_EQ(edited(points.substr(0, points.size() / 2)), 2);
  EXPECT_EQ(edited(""), 2);
  fs::remove(file("out", "points.csv"));
  EXPECT_EQ(run_program({"check", out("out")}).code, 2);
}

TEST_F(ProgramTest, CheckRefusesWhatIsNoResult) {
  EXPECT_EQ(run_program({"check", out("nowhere")}).code, 2);
  fs::create_directories(folder_.path() / "empty");
  EXPECT_EQ(run_program({"check", out("empty")}).code, 3);
  config();
  run("out");
  write_file(file("out", "config.json"), "{");
  EXPECT_EQ(run_program({"check", out("out")}).code, 2);
}

TEST_F(ProgramTest, CheckWritesJunit) {
  config(claim("good", 1) + "," + claim("bad", 2));
  run("out");
  EXPECT_EQ(run_program({"check", out("out"), "--junit", out("junit.xml")}).code, 1);
  EXPECT_EQ(std::system(("xmllint --noout --schema " SOURCE_ROOT "/tests/experiments/showing/junit.xsd " +
                         out("junit.xml") + " 2>/dev/null")
                            .c_str()),
            0);
  EXPECT_EQ(run_program({"check", out("out"), "--junit", out("nowhere/junit.xml")}).code, 2);
}

/// The exit code of a line of shell in which PROGRAM is the program.
int shell(std::string line) {
  for (std::size_t at; (at = line.find("PROGRAM")) != std::string::npos;) line.replace(at, 7, DIFFRATES_PROGRAM);
  const int status = std::system(line.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(ProgramTest, LosingStandardOutputIsAnError) {
  config();
  run("out");
  const std::string file_name = out("small.json"), result = out("out");
  for (const std::string& command :
       {std::string("list"), "validate " + file_name, "check " + result, "report --markdown " + result,
        "run --output " + result + " " + file_name, std::string("--help")}) {
    EXPECT_EQ(shell("PROGRAM " + command + " > /dev/full 2> " + out("said")), 2) << command;
    EXPECT_THAT(read_file(out("said")).value_or(""), ::testing::HasSubstr("standard output: cannot be written"));
    EXPECT_EQ(shell("PROGRAM " + command + " >&- 2> /dev/null"), 2) << command;
  }
  EXPECT_EQ(shell("PROGRAM run --force --output " + result + " " + file_name + " > /dev/null 2> /dev/full"), 0);
  EXPECT_EQ(shell("PROGRAM check " + result + " --junit /dev/stdout > " + out("both")), 0);
  EXPECT_THAT(read_file(out("both")).value_or(""),
              ::testing::AllOf(::testing::HasSubstr("confirmed"), ::testing::HasSubstr("<testsuites")));
}

TEST_F(ProgramTest, ConfigurationsComeThroughPipes) {
  config();
  const std::string cat = "cat " + out("small.json") + " | PROGRAM ";
  EXPECT_EQ(shell(cat + "validate - > /dev/null"), 0);
  EXPECT_EQ(shell(cat + "validate /dev/stdin > /dev/null"), 0);
  EXPECT_EQ(shell(cat + "run - --output " + out("piped") + " > /dev/null 2>&1"), 0);
  EXPECT_EQ(files("piped"), result_files);
  EXPECT_EQ(shell(cat + "validate - - > /dev/null 2> " + out("said")), 2);
  EXPECT_THAT(read_file(out("said")).value_or(""), ::testing::HasSubstr("accepted: - once"));
}

TEST_F(ProgramTest, BadInputWritesNothing) {
  config();
  EXPECT_EQ(run("out", {"--set", "steps=[2]"}).code, 2);
  EXPECT_EQ(run("out", {"--jobs", "-1"}).code, 2);
  EXPECT_EQ(run("out", {"--resume", "--force"}).code, 2);
  EXPECT_EQ(run_program({"run", out("small.json"), out("small.json"), "--output", out("out")}).code, 2);
  EXPECT_EQ(run_program({"run", out("missing.json"), "--output", out("out")}).code, 2);
  EXPECT_EQ(run("out", {"--dry-run"}).code, 0);
  EXPECT_FALSE(fs::exists(folder_.path() / "out"));
  folder_.write("a-file", "keep me");
  EXPECT_EQ(run("a-file").code, 2);
  EXPECT_EQ(read_file(folder_.path() / "a-file"), "keep me");
}

TEST_F(ProgramTest, PlotsEveryFigureInBothFormats) {
  config();
  run("out");
  const Outcome outcome = run_program({"plot", out("out")});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.output, ::testing::Not(::testing::HasSubstr("warning")));
  for (const char* name :
       {"tv_mixture_smooth_exact", "tv_mixture_smooth_normal", "kl_mixture_smooth_exact", "kl_mixture_smooth_normal"}) {
    const std::string png = read_file(file("out", "plots") / (std::string(name) + ".png")).value_or("");
    EXPECT_EQ(png.substr(0, 4), "\x89PNG") << name;
    const std::string svg = (file("out", "plots") / (std::string(name) + ".svg")).string();
    EXPECT_EQ(std::system(("xmllint --noout " + svg).c_str()), 0) << svg;
  }
}

TEST_F(ProgramTest, PlotsFiguresOfEveryScript) {
  config("");
  ASSERT_EQ(run("out", {"--set", "samplers=[\"ddim\",\"accelerated_ode\",\"ddpm\"]", "--set", "start=exact", "--set",
                        "steps=[64,128]", "--set",
                        "score_error={\"type\":\"cosine\",\"epsilon\":0.01,\"frequency\":[1,2,4],\"phase\":0}"})
                .code,
            0);
  const Outcome outcome = run_program({"plot", out("out")});
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_TRUE(fs::exists(file("out", "plots") / "tv_mixture_smooth_exact_frequency_0.01.png"));
  EXPECT_TRUE(fs::exists(file("out", "plots") / "tv_mixture_smooth_exact_ddim.svg"));
}

TEST_F(ProgramTest, WithoutGnuplotPlotSaysSo) {
  config();
  run("out");
  const Outcome outcome = run_program({"plot", out("out")}, {"PATH=/nonexistent"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.output, ::testing::HasSubstr("gnuplot is needed"));
  EXPECT_EQ(run_program({"plot", out("nowhere")}).code, 2);
}

}  // namespace
}  // namespace diffrates::test
