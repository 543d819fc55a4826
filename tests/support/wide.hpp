/// Fifty decimal digits, also in matrices. The arithmetic is compiled once (wide.cpp): expanded in every test it took
/// most of their compile time.
#pragma once

#include <Eigen/Core>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace diffrates::test {

class Wide {
 public:
  Wide(double value = 0) : digits_(value) {}  // NOLINT: converts as double does
  Wide(int value) : digits_(value) {}         // NOLINT
  explicit Wide(const char* digits);
  explicit operator double() const;

  Wide& operator+=(const Wide& b);
  Wide& operator-=(const Wide& b);
  Wide& operator*=(const Wide& b);
  Wide& operator/=(const Wide& b);
  friend Wide operator+(Wide a, const Wide& b) { return a += b; }
  friend Wide operator-(Wide a, const Wide& b) { return a -= b; }
  friend Wide operator*(Wide a, const Wide& b) { return a *= b; }
  friend Wide operator/(Wide a, const Wide& b) { return a /= b; }
  friend Wide operator-(const Wide& a) { return Wide(0) - a; }
  friend bool operator<(const Wide& a, const Wide& b);
  friend bool operator>(const Wide& a, const Wide& b) { return b < a; }
  friend bool operator==(const Wide& a, const Wide& b);

  friend Wide abs(const Wide& x);
  friend Wide sqrt(const Wide& x);
  friend Wide exp(const Wide& x);
  friend Wide expm1(const Wide& x);
  friend Wide log(const Wide& x);
  friend Wide log1p(const Wide& x);
  friend Wide sin(const Wide& x);
  friend Wide cos(const Wide& x);
  friend Wide acos(const Wide& x);
  friend Wide erfc(const Wide& x);
  friend Wide pow(const Wide& x, const Wide& y);
  static Wide pi();

 private:
  using Digits = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
  explicit Wide(Digits digits) : digits_(std::move(digits)) {}
  Digits digits_;
};

}  // namespace diffrates::test

namespace Eigen {
template <>
struct NumTraits<diffrates::test::Wide> : GenericNumTraits<double> {
  using Real = diffrates::test::Wide;
  using NonInteger = diffrates::test::Wide;
  using Nested = diffrates::test::Wide;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 8,
    AddCost = 100,
    MulCost = 100
  };
};
}  // namespace Eigen

namespace diffrates::test {

using WideVector = Eigen::Matrix<Wide, Eigen::Dynamic, 1>;
using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;

inline WideVector widened(const Eigen::VectorXd& v) { return v.cast<Wide>(); }
inline WideMatrix widened(const Eigen::MatrixXd& m) { return m.cast<Wide>(); }

/// The inverse and the determinant of a positive definite matrix.
struct WideInverse {
  explicit WideInverse(const WideMatrix& m);
  WideMatrix inverse;
  Wide determinant;
};

/// A noise level in fifty digits.
struct WideLevel {
  explicit WideLevel(double L) : abar(exp(-Wide(L))), signal(sqrt(abar)), noise(1 - abar) {}
  Wide abar, signal, noise;
};

/// log p_{X_t}, its gradient and its Hessian at one point.
struct WideLocal {
  Wide log_density;
  WideVector score;
  WideMatrix hessian;
  /// The sizes the errors of score and Hessian are relative to: sums of the magnitudes that enter them.
  double score_size = 0, hessian_size = 0;
};

}  // namespace diffrates::test
