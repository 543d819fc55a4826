#include "computing/journal.hpp"

#include "formats/files.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    config_ = std::move(read_changed({}).config);
    plan_ = make_plan(*config_);
    for (std::size_t i = 0; i < plan_.rows.size(); ++i) {
      plan_.rows[i].estimate = {1.0 / 3 * static_cast<double>(i + 1), 1e-17};
      plan_.rows[i].status = Status::Unresolved;
      plan_.rows[i].seconds = 0.125;
      plan_.rows[i].remark = "a \"reason\", with\na line break";
    }
    Journal::begin(folder_.path(), {config_->resolved, {"1.0", "abc"}});
  }
  std::filesystem::path file() const { return folder_.path() / "unfinished.csv"; }
  /// Appends the first cells and returns the file's text.
  std::string with_cells(std::size_t count) {
    std::vector<Row> rows = plan_.rows;
    Journal journal(folder_.path(), plan_, rows);
    for (std::size_t cell = 0; cell < count; ++cell) journal.append(cell, plan_, plan_.rows);
    return read_file(file()).value();
  }
  /// How many cells a fresh reader finds; their rows must be what was appended.
  std::size_t found() {
    std::vector<Row> rows = make_plan(*config_).rows;
    const Journal journal(folder_.path(), plan_, rows);
    std::size_t count = 0;
    for (std::size_t cell = 0; cell < plan_.cells.size(); ++cell) {
      if (!journal.finished()[cell]) continue;
      ++count;
      for (const std::size_t i : plan_.cells[cell].rows) {
        EXPECT_EQ(rows[i].estimate.value, plan_.rows[i].estimate.value);
        EXPECT_EQ(rows[i].estimate.error, plan_.rows[i].estimate.error);
        EXPECT_EQ(rows[i].status, plan_.rows[i].status);
        EXPECT_EQ(rows[i].seconds, plan_.rows[i].seconds);
        EXPECT_EQ(rows[i].remark, "a \"reason\", with a line break");
      }
    }
    return count;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Config> config_;
  Plan plan_;
};

TEST_F(JournalTest, HoldsWhatWasAppended) {
  with_cells(7);
  EXPECT_EQ(found(), 7U);
}

TEST_F(JournalTest, SaysWhatItIsOf) {
  const std::optional<Identity> identity = unfinished(folder_.path());
  ASSERT_TRUE(identity.has_value());
  EXPECT_EQ(identity->build.version, "1.0");
  EXPECT_EQ(identity->build.id, "abc");
  EXPECT_EQ(json_text(identity->config), json_text(config_->resolved));
}

TEST_F(JournalTest, CutAnywhereItHoldsTheWholeLinesBefore) {
  const std::string text = with_cells(3);
  for (std::size_t size = 0; size <= text.size(); size += 7) {
    write_file(file(), text.substr(0, size));
    const auto whole =
        static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), '\n'));
    ASSERT_EQ(found(), whole) << "cut at " << size;
    ASSERT_EQ(read_file(file())->size(), whole == 0 ? 0 : text.substr(0, size).rfind('\n') + 1)
        << "the torn line stays";
  }
}

TEST_F(JournalTest, GoesOnAfterATornLine) {
  const std::string text = with_cells(3);
  write_file(file(), text.substr(0, text.size() - 5));
  std::vector<Row> rows = plan_.rows;
  {
    Journal journal(folder_.path(), plan_, rows);
    journal.append(2, plan_, plan_.rows);
    journal.append(3, plan_, plan_.rows);
  }
  EXPECT_EQ(found(), 4U);
}

TEST_F(JournalTest, ALineThatWasChangedIsNotThere) {
  const std::string text = with_cells(2);
  for (const std::size_t at : {std::size_t{3}, std::size_t{20}, text.find("1e-17"), text.find('\n') - 1}) {
    std::string changed = text;
    changed[at] = changed[at] == '1' ? '2' : '1';
    write_file(file(), changed);
    EXPECT_EQ(found(), 1U) << changed;
  }
}

TEST_F(JournalTest, IsGoneWhenRemoved) {
  std::vector<Row> rows = plan_.rows;
  Journal journal(folder_.path(), plan_, rows);
  journal.remove();
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  EXPECT_FALSE(unfinished(folder_.path()).has_value());
}

}  // namespace
}  // namespace diffrates::test
