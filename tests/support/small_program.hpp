/// The program run on a small configuration in a folder of its own.
#pragma once

#include <set>

#include "formats/csv.hpp"
#include "support/program.hpp"

namespace diffrates::test {

namespace fs = std::filesystem;

inline const std::set<std::string> result_files{"config.json", "fit_points.csv",  "fits.csv",
                                                "points.csv",  "provenance.json", "verdicts.json"};

inline const std::string config_text = R"({"schema_version": 1, "name": "small",
  "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}],
  "schedule": {"type": "smooth", "l_min": 0.001, "l_max": 12}, "start": ["exact", "normal"],
  "samplers": ["ddpm", "accelerated_sde"], "steps": [16, 24, 32, 48, 64, 96, 128, 192, 256], "metrics": ["tv", "kl"],
  "claims": [CLAIMS]})";
inline std::string claim(const std::string& id, double exponent) {
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

}  // namespace diffrates::test
