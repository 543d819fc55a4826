// What is said of a list of T before anything is computed.
#include "claims/outlook.hpp"

#include <gmock/gmock.h>

namespace diffrates {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Outlook, SaysWhatAFitNeeds) {
  EXPECT_THAT(outlook({16, 32, 64}, 1, 0.3), HasSubstr("3 values of T decide nothing: a fit needs 4"));
  EXPECT_THAT(outlook({16, 32, 64, 100}, 1, 0.3), HasSubstr("a factor 8 or more, as to T = 128"));
  EXPECT_THAT(outlook({64, 512, 1024, 4096}, 1, 0.05), IsEmpty());
}

TEST(Outlook, SaysWhereRealSeriesAreDecided) {
  EXPECT_EQ(outlook({8, 16, 32, 64}, 1, 0.05),
            "steps that end at T = 64 decide 13 in 100 such claims on real series; T = 256 half, T = 2048 nine in ten");
  EXPECT_THAT(outlook({32, 64, 128, 256}, 2, 0.05), HasSubstr("T = 512 half, T = 2048 nine in ten"));
  EXPECT_THAT(outlook({32, 64, 128, 256}, 2, 0.3), IsEmpty());
}

TEST(Outlook, GrowsWithTAndTolerance) {
  for (const double order : {1, 2, 4})
    for (double T = 20; T < 5000; T *= 1.3)
      for (double tolerance = 0.01; tolerance < 1; tolerance *= 1.5) {
        const double share = usually_decided(order, T, tolerance);
        EXPECT_TRUE(share >= 0 && share <= 1);
        EXPECT_LE(share, usually_decided(order, 1.3 * T, tolerance));
        EXPECT_LE(share, usually_decided(order, T, 1.5 * tolerance) + 1e-15);
      }
}

}  // namespace
}  // namespace diffrates
