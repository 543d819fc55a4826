// Every configuration in configs/ is a test: it reads without a problem, and its results go where its file name says.
#include "kinds/self_test.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

std::vector<std::string> shipped() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(SOURCE_ROOT "/configs"))
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

struct Shipped {
  std::string name, resolved;
};
std::optional<Shipped> read(const std::string& file, bool quick, Problems& problems) {
  if (self_test_kind_of_file(file) != nullptr) {
    const std::unique_ptr<SelfTest> test = read_self_test(file, {}, quick, problems);
    if (test) return Shipped{test->heading.name, json_text(test->resolved)};
  } else {
    const std::unique_ptr<Config> config = read_config(file, {}, quick, problems);
    if (config) return Shipped{config->name, json_text(config->resolved)};
  }
  return {};
}

TEST(ShippedConfigs, read_without_a_problem_under_their_own_name) {
  const std::vector<std::string> files = shipped();
  EXPECT_GE(files.size(), 6u);
  for (const std::string& file : files)
    for (const bool quick : {false, true}) {
      Problems problems;
      const std::optional<Shipped> config = read(file, quick, problems);
      ASSERT_TRUE(config) << file << "\n" << lines(problems);
      EXPECT_EQ(config->name, std::filesystem::path(file).stem().string());
    }
}

TEST(ShippedConfigs, read_as_themselves_when_resolved) {
  for (const std::string& file : shipped()) {
    Problems problems;
    const std::optional<Shipped> config = read(file, false, problems);
    ASSERT_TRUE(config) << file << "\n" << lines(problems);
    // At the same place in a tree that has the data files too.
    Problems again;
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink(SOURCE_ROOT "/data", folder.path() / "data");
    const std::filesystem::path place = std::filesystem::relative(file, SOURCE_ROOT);
    std::filesystem::create_directories((folder.path() / place).parent_path());
    const std::optional<Shipped> second = read(folder.write(place.string(), config->resolved), false, again);
    ASSERT_TRUE(second) << file << "\n" << lines(again);
    EXPECT_EQ(second->resolved, config->resolved);
  }
}

}  // namespace
}  // namespace diffrates::test
