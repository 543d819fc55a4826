/// A build is named by what was compiled, not by the commit it was compiled at.
#include "results/provenance.hpp"

#include "results/commit.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

const std::string mark(commit_record.mark, sizeof commit_record.mark);

/// The program's executable as the linker leaves it at another commit.
std::string built_at(std::string executable, const std::string& commit) {
  const std::size_t text = executable.find(mark) + mark.size();
  std::string padded = commit;
  padded.resize(sizeof commit_record.text, '\0');
  return executable.replace(text, padded.size(), padded);
}

class ProvenanceTest : public ::testing::Test {
 protected:
  const std::string executable_ = read_file(DIFFRATES_PROGRAM).value_or("");
};

TEST_F(ProvenanceTest, TheCommitStandsInTheExecutableOnce) {
  const std::size_t first = executable_.find(mark);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(executable_.find(mark, first + 1), std::string::npos);
  EXPECT_EQ(executable_.find(commit_record.text), first + mark.size());
  EXPECT_EQ(executable_.find(commit_record.text, first + mark.size() + 1), std::string::npos);
}

TEST_F(ProvenanceTest, AnotherCommitIsTheSameBuild) {
  const std::string id = build_id(executable_);
  EXPECT_EQ(build_id(built_at(executable_, "0123456789012345678901234567890123456789")), id);
  EXPECT_EQ(build_id(built_at(executable_, "0123456789012345678901234567890123456789-dirty")), id);
  EXPECT_EQ(build_id(built_at(executable_, "unknown")), id);
}

TEST_F(ProvenanceTest, OneChangedConstantIsAnotherBuild) {
  for (const std::size_t place : {executable_.find(mark) - 1, executable_.find(mark) + sizeof commit_record,
                                  executable_.size() / 2, executable_.size() - 1}) {
    std::string other = executable_;
    other[place] ^= 1;
    EXPECT_NE(build_id(other), build_id(executable_)) << place;
  }
}

}  // namespace
}  // namespace diffrates::test
