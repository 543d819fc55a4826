// The gate's frequencies where they are known in closed form: small normal errors on C x^-q, so that the fit is a
// linear regression of log error on (1, -log x, 1/x) with known standard deviation s of the exponent.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>

#include "claims/calibration.hpp"

namespace diffrates {
namespace {

constexpr double z = 3.2905267314919255;  // the gate's own, 99.9 percent

double Phi(double x) { return boost::math::cdf(boost::math::normal(), x); }

GateFamily linear_family(double stated) { return {"linear", 1, 0, 0, 0, 1e-6, stated, 0, 32, 7}; }

/// Standard deviation of the fitted exponent of the family.
double standard_deviation(const GateFamily& family) {
  Eigen::MatrixX3d design(family.points, 3);
  for (int i = 0; i < family.points; ++i) {
    const double x = family.first * std::exp2(i);
    design.row(i) << 1, -std::log(x), family.first / x;
  }
  const Eigen::Matrix3d covariance = (design.transpose() * design).inverse();
  return family.noise * std::sqrt(covariance(1, 1));
}

/// 4.5 standard deviations of a binomial frequency: off with probability 7e-6.
void expect_rate(const Frequency& measured, double p, const char* what) {
  EXPECT_NEAR(measured.rate(), p, 4.5 * std::sqrt(p * (1 - p) / static_cast<double>(measured.draws))) << what;
}

// Errors stated three times too large: the residuals never exceed them (chi^2 of 4 degrees of freedom above 36 has
// probability 3e-7), so the interval is q -+ 3 z s, with q normal around the truth.
TEST(CalibrationClosedForm, VerdictsAreThoseOfANormalExponent) {
  const GateFamily family = linear_family(3);
  const double s = standard_deviation(family), half = 3 * z * s;
  const std::vector<GateResult> passing = calibrate(fits_of(family, 1), 2000, {half + s}, {1.5 * s});
  expect_rate(passing[0].passed, Phi(1) - Phi(-1), "equals q confirmed");
  expect_rate(passing[1].passed, Phi(1), "at_least q holds");
  expect_rate(passing[2].passed, Phi(-0.5) - Phi(-2.5), "miss: equals q - shift");
  expect_rate(passing[3].passed, Phi(2.5) - Phi(0.5), "miss: equals q + shift");
  expect_rate(passing[4].passed, 1 - Phi(0.5), "miss: at_least q + shift");
  const std::vector<GateResult> violating = calibrate(fits_of(family, 2), 2000, {s}, {half + 1.5 * s});
  for (std::size_t i : {2, 3, 4}) expect_rate(violating[i].violated, Phi(0.5), "a wrong claim violated");
  for (std::size_t i : {0, 1}) EXPECT_EQ(violating[i].violated.count, 0);  // at 10.9 standard deviations
}

// Four points leave one window and one degree of freedom. With chi^2 that of the residuals in true standard deviations,
// independent of q, and errors stated as a fraction f of the true ones, the half-width would be at least
//   s sqrt(z^2 f^2 + t^2 max(chi^2 - f^2, 0)),  t Student's 95 percent point,
// were the residuals' scatter taken for noise of unknown size. It bounds the rate of false alarms: what the interval
// pays for a drift that the residuals make, three times the correction after the last and half the drift, is more than
// that.
TEST(CalibrationClosedForm, FalseAlarmsStayBelowTheirBound) {
  const double t = boost::math::quantile(boost::math::students_t(1), 0.975);
  constexpr int draws = 4000;
  for (const double stated : {0.1, 0.3, 1.0}) {
    GateFamily family = linear_family(stated);
    family.points = 4;
    const double s = standard_deviation(family), tolerance = 0.01 * s;
    const auto density = [&](double residual) {
      const double half =
          std::sqrt(z * z * stated * stated + t * t * std::max(residual * residual - stated * stated, 0.0));
      return 2 * Phi(-half - 0.01) * boost::math::pdf(boost::math::normal(), residual);
    };
    const double bound = 2 * boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, 0, stated, 10) +
                         2 * boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, stated, 12, 10);
    const Frequency alarms = calibrate(fits_of(family, 3), draws, {tolerance}, {s}).front().violated;
    EXPECT_LE(alarms.rate(), bound + 4.5 * std::sqrt(bound / draws)) << "stated " << stated;
  }
}

}  // namespace
}  // namespace diffrates
