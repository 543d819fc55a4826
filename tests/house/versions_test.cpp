/// One version, wherever it stands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

namespace diffrates {
namespace {

/// What the first group of `pattern` holds where it first matches; empty where it does not.
std::string first_in(const std::string& file, const std::string& pattern) {
  std::ifstream in(std::string(SOURCE_ROOT) + '/' + file);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

TEST(Version, IsOneInEveryFile) {
  const std::string version = first_in("meson.build", "version: '([0-9.]+)'");
  EXPECT_THAT(version, ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
  EXPECT_EQ(first_in("python/pyproject.toml", "\nversion = \"([^\"]*)\""), version);
  EXPECT_EQ(first_in("CITATION.cff", "\nversion: (\\S+)"), version);
  EXPECT_EQ(first_in("debian/changelog", "^diffrates \\(([^)]*)\\)"), version);
  EXPECT_EQ(first_in("CHANGELOG.md", "\n## ([0-9.]+)"), version);
}

TEST(Version, HasOneDate) {
  const std::string date = first_in("CITATION.cff", "\ndate-released: (\\S+)");
  EXPECT_THAT(date, ::testing::MatchesRegex("[0-9]+-[0-9]+-[0-9]+"));
  EXPECT_EQ(first_in("CHANGELOG.md", "\n## [0-9.]+ \\(([^)]*)\\)"), date);
}

}  // namespace
}  // namespace diffrates
