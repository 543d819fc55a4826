// What plot draws.
#include "formats/csv.hpp"
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

class PlotCommandTest : public ProgramTest {};

TEST_F(PlotCommandTest, PlotsEveryFigureInBothFormats) {
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

TEST_F(PlotCommandTest, PlotsFiguresOfEveryScript) {
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

TEST_F(PlotCommandTest, DrawsForPapers) {
  config();
  run("out");
  const fs::path plots = file("out", "plots");
  const auto width = [&](const char* name) {  // of the page, in points
    EXPECT_EQ(read_file(plots / name).value_or("").substr(0, 4), "%PDF") << name;
    const std::string found = (plots / "width").string();
    EXPECT_EQ(std::system(
                  fmt::format("python3 " SOURCE_ROOT "/tests/page_width.py '{}' >'{}'", (plots / name).string(), found)
                      .c_str()),
              0);
    const std::string printed = read_file(found).value_or("");
    return parse_number(printed.substr(0, printed.find("\n"))).value_or(0);
  };
  EXPECT_EQ(run_program({"plot", out("out"), "--format", "pdf,svg"}).code, 0);
  EXPECT_NEAR(width("tv_mixture_smooth_exact.pdf"), 17.8 / 2.54 * 72, 2);
  EXPECT_TRUE(fs::exists(plots / "tv_mixture_smooth_exact.svg"));
  EXPECT_FALSE(fs::exists(plots / "tv_mixture_smooth_exact.png"));
  EXPECT_EQ(run_program({"plot", out("out"), "--format", "pdf", "--width", "column"}).code, 0);
  EXPECT_NEAR(width("tv_mixture_smooth_exact.pdf"), 8.6 / 2.54 * 72, 2);
  const Outcome outcome = run_program({"plot", out("out"), "--format", "gif"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.output, ::testing::HasSubstr("gif not in {svg,png,pdf,tex}"));
}

/// Without gnuplot, under names that LaTeX can input, and as they stand in a paper.
TEST_F(PlotCommandTest, DrawsForLatex) {
  config("");
  const std::string name = "50% & #1_{a}^b~<c> $x$ ε";
  ASSERT_EQ(
      run("out", {"--set", "samplers=[\"ddim\",\"accelerated_ode\",\"ddpm\"]", "--set", "start=exact", "--set",
                  "steps=[64,128]", "--set",
                  "targets=[{\"name\":\"" + name +
                      "\",\"type\":\"gaussian_mixture\",\"weights\":[1,2],\"means\":[-1,1],\"variances\":[0.1,0.2]}]",
                  "--set", "score_error={\"type\":\"cosine\",\"epsilon\":0.01,\"frequency\":[1,2,4],\"phase\":0}"})
          .code,
      0);
  const Outcome outcome =
      run_program({"plot", out("out"), "--format", "tex", "--width", "column"}, {"PATH=/nonexistent"});
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  const fs::path plots = file("out", "plots");
  std::string files;
  for (const fs::directory_entry& entry : fs::directory_iterator(plots)) files += " " + entry.path().string();
  const std::string one = read_file(plots / "tv_50-1_-a-b-c-x-_smooth_exact_frequency_0.01.tex").value_or("");
  EXPECT_THAT(one, ::testing::HasSubstr("50\\% \\& \\#1\\_\\{a\\}\\textasciicircum{}b"));
  EXPECT_FALSE(fs::exists(plots / "rates.gp"));
  if (std::system("command -v pdflatex >/dev/null") != 0)
    GTEST_SKIP() << "no pdflatex here (Debian: texlive-latex-base, texlive-pictures)";
  EXPECT_EQ(std::system((SOURCE_ROOT "/tests/tex/compile /dev/null" + files).c_str()), 0);
}

TEST_F(PlotCommandTest, WithoutGnuplotPlotSaysSo) {
  config();
  run("out");
  const Outcome outcome = run_program({"plot", out("out")}, {"PATH=/nonexistent"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.output, ::testing::HasSubstr("gnuplot is needed"));
  EXPECT_EQ(run_program({"plot", out("nowhere")}).code, 2);
}

}  // namespace
}  // namespace diffrates::test
