/// Total variation from affinities: N(m, 1) against N(0, 1), where log psi(u) = -m^2 (u^2 + 1/4)/2 and TV = erf(m /
/// sqrt 8).
#include "divergences/affinity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace diffrates {
namespace {

Estimate variation(double m) {
  return variation_from_affinity([m](double u) { return std::complex<double>(-m * m * (u * u + 0.25) / 2); });
}

TEST(Affinity, IsThatOfTwoGaussians) {
  for (const double m : {1e-12, 1e-9, 1e-6, 1e-3, 0.1, 1.0, 3.0, 8.0}) {
    const Estimate found = variation(m);
    EXPECT_NEAR(found.value, std::erf(m / std::sqrt(8.0)), found.error) << m;
    EXPECT_LT(found.error, 1e-9 * found.value) << m;
  }
}

/// Of n independent exponentials of rate e^t and n of rate 1: psi = (e^{(1/2 + iu) t} / (e^t (1/2 + iu) + 1/2 - iu))^n.
Estimate variation_of_exponentials(double t, int n) {
  return variation_from_affinity([t, n](double u) {
    const std::complex<double> s(0.5, u);
    return static_cast<double>(n) * (s * t - complex_log1p(std::expm1(t) * s));
  });
}

/// Sums decide: TV is that of two Gamma laws, which cross at x = n t / (e^t - 1). psi turns as it falls, the faster the
/// further out: few nodes see nothing of it.
TEST(Affinity, IsThatOfExponentials) {
  for (const int n : {1, 3, 4, 8, 64})
    for (double t = 1e-4; t < 3; t *= 1.3) {
      const Estimate found = variation_of_exponentials(t, n);
      const double x = n * t / std::expm1(t), rounding = 1e-15;
      EXPECT_NEAR(found.value, boost::math::gamma_p(n, x * std::exp(t)) - boost::math::gamma_p(n, x),
                  found.error + rounding)
          << n << " of " << t;
    }
}

TEST(Affinity, IsNoMoreThanOne) {
  for (const int n : {8, 20, 64})
    for (double t = 0.5; t < 8; t *= 1.1) {
      const Estimate found = variation_of_exponentials(t, n);
      EXPECT_LE(found.value, 1) << n << " of " << t;
      EXPECT_GT(found.value + found.error, 0.3);
    }
}

/// The integral ends where psi is no longer known, and not at the octave before: what is left open falls as more is
/// known.
TEST(Affinity, UsesAllThatIsKnownOfPsi) {
  const double t = 0.3;
  const auto log_affinity = [t](double u) {
    const std::complex<double> s(0.5, u);
    return 3.0 * (s * t - complex_log1p(std::expm1(t) * s));
  };
  Estimate before = variation_from_affinity(log_affinity, 40);
  for (double known = 41; known < 400; known += 1) {
    const Estimate now = variation_from_affinity(log_affinity, known);
    EXPECT_LT(now.error, before.error) << known;
    before = now;
  }
}

/// Whether an octave is halved, or one more is taken, is for rounding to say where it is nearly good enough, and
/// rounding is the machine's.
TEST(Affinity, ErrorsDoNotJumpFromOneLawToTheNext) {
  for (const int n : {8, 64}) {
    double most = 1;
    Estimate before = variation_of_exponentials(1e-3, n);
    for (double t = 1e-3; t < 2; t *= 1.003) {
      const Estimate now = variation_of_exponentials(t, n);
      most = std::max({most, now.error / before.error, before.error / now.error});
      before = now;
    }
    EXPECT_LT(most, 10) << n;
  }
}

}  // namespace
}  // namespace diffrates
