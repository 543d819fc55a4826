// Every configuration in configs/ is a test: it reads without a problem, and its results go where its file name says.
#include "support/config.hpp"

namespace diffrates::test {
namespace {

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_ROOT "/configs"))
    if (entry.path().extension() == ".json" &&
        entry.path().parent_path().filename() != "samplers")  // those are recipes
      files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

/// Read without a problem, under its own name; with `quick`, as `run --quick` reads it.
std::unique_ptr<Experiment> read_shipped(const std::string& file, bool quick) {
  Problems problems;
  std::unique_ptr<Experiment> config = read_experiment(file, {}, quick, problems);
  EXPECT_EQ(config ? config->heading.name : "", std::filesystem::path(file).stem().string()) << file << "\n"
                                                                                             << lines(problems);
  return config;
}

TEST(ShippedConfigs, read_without_a_problem_when_quick) {
  for (const std::string& file : shipped()) read_shipped(file, true);
}

TEST(ShippedConfigs, read_without_a_problem_and_as_themselves_when_resolved) {
  const std::vector<std::string> files = shipped();
  EXPECT_GE(files.size(), 6u);
  for (const std::string& file : files) {
    const std::unique_ptr<Experiment> config = read_shipped(file, false);
    if (!config) continue;
    // At the same place in a tree that has the data files too.
    Problems again;
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink(SOURCE_ROOT "/data", folder.path() / "data");
    const std::filesystem::path place = std::filesystem::relative(file, SOURCE_ROOT);
    std::filesystem::create_directories((folder.path() / place).parent_path());
    std::filesystem::create_directories(folder.path() / "configs");
    std::filesystem::create_symlink(SOURCE_ROOT "/configs/real-series.csv",
                                    folder.path() / "configs" / "real-series.csv");
    const std::string resolved = json_text(config->resolved);
    const std::unique_ptr<Experiment> second =
        read_experiment(folder.write(place.string(), resolved), {}, false, again);
    ASSERT_TRUE(second) << file << "\n" << lines(again);
    EXPECT_EQ(json_text(second->resolved), resolved);
  }
}

}  // namespace
}  // namespace diffrates::test
