#include "support/wide.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/special_functions/erf.hpp>

namespace diffrates::test {

Wide::Wide(const char* digits) : digits_(digits) {}
Wide::operator double() const { return digits_.convert_to<double>(); }

Wide& Wide::operator+=(const Wide& b) { return digits_ += b.digits_, *this; }
Wide& Wide::operator-=(const Wide& b) { return digits_ -= b.digits_, *this; }
Wide& Wide::operator*=(const Wide& b) { return digits_ *= b.digits_, *this; }
Wide& Wide::operator/=(const Wide& b) { return digits_ /= b.digits_, *this; }
bool operator<(const Wide& a, const Wide& b) { return a.digits_ < b.digits_; }
bool operator==(const Wide& a, const Wide& b) { return a.digits_ == b.digits_; }

Wide abs(const Wide& x) { return Wide(abs(x.digits_)); }
Wide sqrt(const Wide& x) { return Wide(sqrt(x.digits_)); }
Wide exp(const Wide& x) { return Wide(exp(x.digits_)); }
Wide expm1(const Wide& x) { return Wide(expm1(x.digits_)); }
Wide log(const Wide& x) { return Wide(log(x.digits_)); }
Wide log1p(const Wide& x) { return Wide(log1p(x.digits_)); }
Wide sin(const Wide& x) { return Wide(sin(x.digits_)); }
Wide cos(const Wide& x) { return Wide(cos(x.digits_)); }
Wide acos(const Wide& x) { return Wide(acos(x.digits_)); }
Wide erfc(const Wide& x) { return Wide(boost::math::erfc(x.digits_)); }
Wide pow(const Wide& x, const Wide& y) { return Wide(pow(x.digits_, y.digits_)); }
Wide Wide::pi() { return Wide(boost::math::constants::pi<Digits>()); }

WideInverse::WideInverse(const WideMatrix& m) : inverse(m), determinant(1) {
  // Gauss-Jordan in place; the pivots of a positive definite matrix are positive.
  const auto d = m.rows();
  for (Eigen::Index k = 0; k < d; ++k) {
    const Wide pivot = inverse(k, k);
    determinant *= pivot;
    inverse(k, k) = 1;
    for (Eigen::Index j = 0; j < d; ++j) inverse(k, j) /= pivot;
    for (Eigen::Index i = 0; i < d; ++i) {
      if (i == k) continue;
      const Wide factor = inverse(i, k);
      inverse(i, k) = 0;
      for (Eigen::Index j = 0; j < d; ++j) inverse(i, j) -= factor * inverse(k, j);
    }
  }
}

}  // namespace diffrates::test
