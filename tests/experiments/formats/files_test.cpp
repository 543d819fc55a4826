/// Digests are those of sha256sum.
#include "formats/files.hpp"

#include <gtest/gtest.h>

namespace diffrates {
namespace {

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

}  // namespace
}  // namespace diffrates
