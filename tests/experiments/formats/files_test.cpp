/// Digests are those of sha256sum; what is no regular file is written to and stays what it is.
#include "formats/files.hpp"

#include <sys/stat.h>

#include <future>

#include "support/config.hpp"

namespace diffrates {
namespace {

namespace fs = std::filesystem;

// FIPS 180-4, examples of SHA-256; the empty text by `sha256sum /dev/null`.
TEST(Digest, IsSha256) {
  EXPECT_EQ(digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, TellsEveryByte) {
  const std::string zeros(3, '\0');
  EXPECT_NE(digest(zeros), digest(zeros + '\0'));
  EXPECT_NE(digest(zeros), digest(""));
}

TEST(WriteFile, FollowsLinks) {
  const test::TemporaryFolder folder;
  const fs::path target = folder.write("target", "old"), link = folder.path() / "link",
                 second = folder.path() / "second";
  fs::create_symlink("target", link);
  fs::create_symlink("link", second);
  write_file(second, "new");
  EXPECT_TRUE(fs::is_symlink(link) && fs::is_symlink(second) && !fs::is_symlink(target));
  EXPECT_EQ(read_file(target), "new");
  const fs::path dangling = folder.path() / "dangling";
  fs::create_symlink("made", dangling);
  write_file(dangling, "here");
  EXPECT_EQ(read_file(folder.path() / "made"), "here");
  fs::create_symlink("circle", folder.path() / "circle");
  EXPECT_THROW(write_file(folder.path() / "circle", "nowhere"), FileError);
}

TEST(WriteFile, WritesIntoPipes) {
  const test::TemporaryFolder folder;
  const fs::path pipe = folder.path() / "pipe", link = folder.path() / "link";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  fs::create_symlink("pipe", link);
  for (const fs::path& place : {pipe, link}) {
    auto text = std::async(std::launch::async, [&] { return read_file(pipe); });
    write_file(place, "through");
    EXPECT_EQ(text.get(), "through");
    EXPECT_TRUE(fs::is_fifo(pipe));
  }
}

TEST(WriteFile, SaysWhenADeviceTakesNoMore) {
  const test::TemporaryFolder folder;
  const fs::path link = folder.path() / "full";  // a link, so that nothing happens to the device if this fails
  fs::create_symlink("/dev/full", link);
  try {
    write_file(link, "text");
    FAIL() << "nothing was said";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("full: cannot write: No space left on device"));
  }
  EXPECT_TRUE(fs::is_character_file(link));
  EXPECT_THROW(write_file(folder.path(), "text"), FileError);
}

TEST(WriteFile, NamesTheFileAsItWasGiven) {
  try {
    write_file("/nonexistent/report.html", "text");
    FAIL() << "nothing was said";
  } catch (const FileError& error) {
    EXPECT_STREQ(error.what(), "/nonexistent/report.html: cannot open: No such file or directory");
  }
}

}  // namespace
}  // namespace diffrates
