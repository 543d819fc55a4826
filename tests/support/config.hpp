/// Configurations written to a temporary folder, and what reading them says.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "configuration/overrides.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"
#include "kinds/rates/rates.hpp"

namespace diffrates::test {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "diffrates-test-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    const std::string file = (path_ / name).string();
    std::ofstream(file, std::ios::binary) << text;
    return file;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A configuration that is good in itself; tests change one thing of it by overrides.
inline const std::string& good_config() {
  static const std::string text = R"({
  "schema_version": 1,
  "name": "good",
  "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]},
              {"name": "gaussian", "type": "gaussian_mixture", "weights": [1], "means": [0.5], "variances": [0.25]}],
  "schedule": {"type": "smooth", "l_min": 0.001, "l_max": 12},
  "start": "exact",
  "samplers": ["ddim", "ddpm"],
  "steps": [256, 32, 64, 128, 512],
  "metrics": ["tv", "kl"],
  "claims": [{"id": "first", "target": "mixture", "sampler": "ddim", "metric": "tv", "exponent": 1, "relation": "equals"}]
})";
  return text;
}

inline std::string lines(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems.list()) text += problem.pointer + ": " + problem.message + "\n";
  return text;
}

struct Reading {
  std::shared_ptr<Experiment> experiment;
  std::shared_ptr<const Config> config;  ///< of an experiment on a product, which it keeps
  std::string problems;                  ///< one a line, "pointer: message"
  std::size_t count = 0;
};

/// With DIFFRATES_KEEP=FOLDER every configuration that a test reads is kept in FOLDER/good or FOLDER/bad, the latter
/// with what is said of it: tests/schema holds the schema to them.
inline void keep(const std::string& text, const Reading& reading) {
  const char* folder = std::getenv("DIFFRATES_KEEP");
  if (folder == nullptr) return;
  static int count = 0;
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string name = std::string(test->test_suite_name()) + "." + test->name() + "." + std::to_string(++count);
  std::replace(name.begin(), name.end(), '/', '.');
  const std::filesystem::path into = std::filesystem::path(folder) / (reading.experiment != nullptr ? "good" : "bad");
  std::filesystem::create_directories(into);
  std::ofstream(into / (name + ".json"), std::ios::binary) << text;
  if (reading.experiment == nullptr) std::ofstream(into / (name + ".txt"), std::ios::binary) << reading.problems;
}

inline Reading read_text(const std::string& text, const std::vector<std::string>& sets = {}, bool quick = false) {
  const TemporaryFolder folder;
  Problems problems;
  Reading reading;
  reading.experiment = read_experiment(folder.write("config.json", text), sets, quick, problems);
  if (const auto product = std::dynamic_pointer_cast<ProductExperiment>(reading.experiment))
    reading.config = std::shared_ptr<const Config>(product, &product->config());
  reading.problems = lines(problems);
  reading.count = problems.size();
  if (sets.empty()) keep(text, reading);
  return reading;
}

/// The good configuration with changes, written into the text and not by --set.
inline std::string changed(const std::vector<std::string>& sets) {
  Problems problems;
  std::optional<Value> root = parse_json(good_config(), problems);
  apply_overrides(*root, sets, problems);
  EXPECT_TRUE(problems.empty()) << lines(problems);
  return json_text(*root);
}

/// Reads the good configuration with the changes.
inline Reading read_changed(const std::vector<std::string>& sets) { return read_text(changed(sets)); }

}  // namespace diffrates::test
