/// The weights of exponential integrators against their recursion and known values.
#include <gtest/gtest.h>

#include "samplers/stride.hpp"

namespace diffrates {
namespace {

TEST(Phi, SatisfiesItsRecursion) {
  for (const double z : {-8.0, -1.0001, -0.9999, -0.5, -1e-3, 1e-8, 0.3, 1.0, 1.0001, 5.0}) {
    EXPECT_NEAR(z * phi(1, z) + 1, std::exp(z), 4e-16 * std::exp(std::abs(z))) << z;
    EXPECT_NEAR(z * phi(2, z) + 1, phi(1, z), 4e-16 * std::exp(std::abs(z))) << z;
    EXPECT_NEAR(z * phi(3, z) + 0.5, phi(2, z), 4e-16 * std::exp(std::abs(z))) << z;
  }
}

TEST(Phi, KeepsItsDigits) {
  // N[(E^-1/10 - 1 + 1/10) / (1/10)^2, 20] and N[(E^(-1/1000) - 1 + 1/1000 - 1/2000000) / (-1/1000)^3, 20]
  EXPECT_NEAR(phi(2, -0.1), 0.48374180359595731642, 2e-16);
  EXPECT_NEAR(phi(3, -1e-3), 0.16662500833194464283, 1e-16);
  EXPECT_EQ(phi(1, 0), 1);
}

}  // namespace
}  // namespace diffrates
