/// One curve through the points of one window: weighted least squares on the logarithm of the errors.
///
///   log e(x) = log[ C (log x)^p x^-q (1 + c/x) exp(d u^2) + F ],   u = x_1/x, x_1 the smallest x
///
/// (x^+q for growth; 1 + c/log x and exp(d u) for a logarithmic correction; exp(d u) where there is no c). c, d and F
/// take part where the shape says so; c and F exclude each other. Variances are sigma_i^2 + misfit^2: the numerical
/// errors, and one common relative misfit, as large as the residuals demand (Paule and Mandel 1982: chi^2 equals the
/// degrees of freedom; zero where the numerical errors explain the residuals). Method: a scan of the one nonlinear
/// parameter (c or F), the rest by linear least squares, then Levenberg-Marquardt. The correction is sought in c > -x_1
/// (the logarithm exists) and c <= x_n/2 (the leading term leads where the data end): far beyond it, C x^-q (1 + c/x)
/// and C' x^-(q+1) are the same curve and q means nothing. Cost: some tens of microseconds for ten points.
#pragma once

#include <Eigen/Core>

#include "rates/replicates.hpp"

namespace diffrates {

enum class Correction { None, Power, Logarithm };

struct CurveShape {
  double log_power = 0;  ///< p
  bool growth = false;
  Correction correction = Correction::None;  ///< 1 + c/x, or 1 + c/log x
  bool next_order = false;                   ///< d, the order of 1/x after the last one given
  bool floor = false;                        ///< F; only without correction
  int parameters() const { return 2 + (correction != Correction::None) + next_order + floor; }
};

/// Increasing x; `sigma` is the relative numerical error of e = exp(y), at least one rounding error. Replicates, where
/// there are any, say which part of it is random and what is common to several x; weights are made of sigma alone.
struct CurveData {
  Eigen::ArrayXd x, y, sigma;
  Replicates replicates{};
  Eigen::Index size() const { return x.size(); }
  CurveData from(Eigen::Index first) const;
  CurveData without_last() const;
  /// How far numerical errors move a number that has these derivatives by the y: 99.9 percent. Without replicates
  /// stated errors are taken as independent standard deviations.
  double noise(const Eigen::ArrayXd& influence) const;
};

/// A fitted number and its derivative by each y_i: what carries errors and compares fits.
struct Fitted {
  double value = 0;
  Eigen::ArrayXd influence;
};

struct Range {
  double low = 0, high = 0;
};

struct Curve {
  CurveShape shape;
  Fitted exponent, log_constant;
  double correction = 0;                      ///< c, in units of x (or of log x)
  double next_order = 0;                      ///< d
  double floor = 0;                           ///< F
  double nonlinear = 0, nonlinear_error = 0;  ///< the parameter the profile scans, with its standard error
  double start = 0;                           ///< x_1
  double misfit = 0;                          ///< relative, beyond the numerical errors
  int freedom = 0;                            ///< points - parameters
  bool identified = false;                    ///< converged, with c inside its bounds
  /// The curve at any x; NaN where its logarithm does not exist.
  double at(double x) const;
};

/// Needs more points than parameters and estimates the misfit.
Curve fit_curve(const CurveData& data, const CurveShape& shape);
/// With the misfit given; as many points as parameters suffice.
Curve fit_curve(const CurveData& data, const CurveShape& shape, double misfit);

/// Profile likelihood of a fitted curve: the exponents (and log C) for which some values of the other parameters have
/// chi^2 <= least chi^2 + k^2. Where the curve is nearly linear in its parameters these are value -+ k standard errors;
/// where noise leaves c open the range is lopsided and says so, while the standard error at the best c is far too
/// small.
struct CurveProfile {
  Range exponent, log_constant;
};
CurveProfile profile(const CurveData& data, const Curve& curve, double k);

}  // namespace diffrates
