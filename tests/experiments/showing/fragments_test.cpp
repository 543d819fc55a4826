#include "showing/fragments.hpp"

#include <gmock/gmock.h>

namespace diffrates {
namespace {

using ::testing::MatchesRegex;

TEST(Fragments, AreTheSameInEveryReport) {
  Fragments one, other;
  const std::string words = "tv of ddim on mixture, smooth(l_min=0.001;l_max=12), start exact";
  EXPECT_EQ(one.of_result("theorem-1"), "theorem-1");
  EXPECT_EQ(one.of_claim("theorem-1", "thm1-ddim"), "theorem-1.claim.thm1-ddim");
  // printf '%s' "$words" | sha256sum
  EXPECT_EQ(one.of_series("theorem-1", words), "theorem-1.tv-of-ddim-on-mixture.46f03ec0");
  other.of_series("theorem-1", "tv of heun on mixture, ...");
  EXPECT_EQ(other.of_series("theorem-1", words), "theorem-1.tv-of-ddim-on-mixture.46f03ec0");
}

TEST(Fragments, TellApartWhatDiffers) {
  Fragments all;
  EXPECT_NE(all.of_series("a", "tv of ddim, x"), all.of_series("a", "tv of ddim, y"));
  EXPECT_NE(all.of_claim("a", "a b"), all.of_claim("a", "a-b"));
  EXPECT_NE(all.of_claim("a", "ε"), all.of_claim("a", "χ"));
  const std::string first = all.of_result("same"), second = all.of_result("same");
  EXPECT_EQ(first, "same");
  EXPECT_EQ(second, "same.2");
}

TEST(Fragments, AreLettersOfLinksWhateverTheName) {
  Fragments all;
  for (const char* name : {"\"><script>", "a b#c%20", "ε", "", "x/../y"})
    EXPECT_THAT(all.of_claim("r", name), MatchesRegex("[-A-Za-z0-9._]+")) << name;
}

}  // namespace
}  // namespace diffrates
