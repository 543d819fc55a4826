// What check says and exits with.
#include "results/rows.hpp"
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

class CheckCommandTest : public ProgramTest {};

TEST_F(CheckCommandTest, CheckExitsByTheWorstClaim) {
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

TEST_F(CheckCommandTest, CheckBelievesTheNumbersOnly) {
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

TEST_F(CheckCommandTest, CheckRefusesWhatIsNoResult) {
  EXPECT_EQ(run_program({"check", out("nowhere")}).code, 2);
  fs::create_directories(folder_.path() / "empty");
  EXPECT_EQ(run_program({"check", out("empty")}).code, 3);
  config();
  run("out");
  write_file(file("out", "config.json"), "{");
  EXPECT_EQ(run_program({"check", out("out")}).code, 2);
}

TEST_F(CheckCommandTest, CheckWritesJunit) {
  config(claim("good", 1) + "," + claim("bad", 2));
  run("out");
  EXPECT_EQ(run_program({"check", out("out"), "--junit", out("junit.xml")}).code, 1);
  EXPECT_EQ(std::system(("xmllint --noout --schema " SOURCE_ROOT "/tests/experiments/showing/junit.xsd " +
                         out("junit.xml") + " 2>/dev/null")
                            .c_str()),
            0);
  EXPECT_EQ(run_program({"check", out("out"), "--junit", out("nowhere/junit.xml")}).code, 2);
}

}  // namespace
}  // namespace diffrates::test
