#include "computing/runner.hpp"
#include "formats/files.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    reading_ = read_changed({});
    rates_ = std::dynamic_pointer_cast<Rates>(reading_.experiment);
    for (std::size_t i = 0; i < rates_->rows().size(); ++i) {
      Row& row = rates_->rows()[i];
      row.estimate = {1.0 / 3 * static_cast<double>(i + 1), 1e-17};
      row.status = Status::Unresolved;
      row.seconds = 0.125;
      if (i % 2 == 0) row.by_replicate.assign(16, 1.0 / 7);
      row.remark = "a \"reason\", with\na line break";
    }
    Journal::begin(folder_.path(), {rates_->resolved, {"1.0", "abc"}});
  }
  std::filesystem::path file() const { return folder_.path() / "unfinished.csv"; }
  /// The record of a cell as a run writes it.
  CsvRecord record(std::size_t cell) const { return record_of(*rates_, cell); }
  /// Appends the first cells and returns the file's text.
  std::string with_cells(std::size_t count) {
    Journal journal(folder_.path(), [](const CsvRecord&) { return true; });
    for (std::size_t cell = 0; cell < count; ++cell) journal.append(record(cell));
    return read_file(file()).value();
  }
  /// How many cells a fresh run finds; their rows must be what was appended.
  std::size_t found() {
    const Reading again = read_changed({});
    const diffrates::Run run(*again.experiment, folder_.path());
    std::size_t count = 0;
    for (std::size_t cell = 0; cell < run.cells.size(); ++cell) {
      if (!run.finished[cell]) continue;
      ++count;
      EXPECT_EQ(again.experiment->journal(cell), rates_->journal(cell));
    }
    const std::string text = read_file(file()).value();
    EXPECT_EQ(text.find("a line break") != std::string::npos, count > 0) << "remarks stay in one line";
    return count;
  }

  TemporaryFolder folder_;
  Reading reading_;
  std::shared_ptr<Rates> rates_;
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
  EXPECT_EQ(json_text(identity->config), json_text(rates_->resolved));
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
  {
    Journal journal(folder_.path(), [](const CsvRecord&) { return true; });
    journal.append(record(2));
    journal.append(record(3));
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
  Journal journal(folder_.path(), [](const CsvRecord&) { return true; });
  journal.remove();
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  EXPECT_FALSE(unfinished(folder_.path()).has_value());
}

}  // namespace
}  // namespace diffrates::test
