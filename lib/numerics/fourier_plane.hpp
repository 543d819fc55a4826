/// Fourier series on a rectangle, from scattered points and back: fourier.hpp in two dimensions.
///
/// Method: Gaussian gridding over 24 x 24 nodes of a grid oversampled twice in each direction (Greengard, Lee 2004).
/// Accuracy: about 3e-12 sum |w_i|, kept below the line's because a point costs taps^2.
/// Cost: about 600 multiplications a point, and a real FFT of 16 modes_1 modes_2.
#pragma once

#include <Eigen/Core>
#include <array>
#include <complex>
#include <unsupported/Eigen/FFT>
#include <vector>

#include "numerics/fourier.hpp"
#include "numerics/points.hpp"

namespace diffrates {

/// f(x) = sum_k c_k exp(i f_k . (x - low)) / area over |k_1| <= modes_1, |k_2| <= modes_2, real: c_{-k} = conj c_k.
struct PlaneSeries {
  std::array<Period, 2> period;
  Eigen::ArrayXXcd coefficients;  ///< (2 modes_1 + 1) x (modes_2 + 1): k_1 = -modes_1 .. modes_1, k_2 = 0 .. modes_2
  Eigen::Index modes(int axis) const { return axis == 0 ? (coefficients.rows() - 1) / 2 : coefficients.cols() - 1; }
  double mass() const { return coefficients(modes(0), 0).real(); }
  /// Drops what lies beyond `modes`.
  void crop(const std::array<Eigen::Index, 2>& modes);
};

class FourierPlane {
 public:
  /// `out`, whose periods are given, becomes the series of sum_i w_i delta(y_i) * N(0, variance I), up to `modes`.
  void forward(const Points& y, const Eigen::ArrayXd& w, double variance, const std::array<Eigen::Index, 2>& modes,
               PlaneSeries& out);
  /// f on the grid of n_1 x n_2 points (n_2 a multiple of 4, n > 2 modes): entry (i, j) at low + (i w_1/n_1, j
  /// w_2/n_2).
  void values(const PlaneSeries& series, const std::array<Eigen::Index, 2>& n, Eigen::ArrayXXd& out);
  /// The series through values on such a grid, up to `modes` < n / 2.
  void series(const Eigen::ArrayXXd& values, const std::array<Period, 2>& period,
              const std::array<Eigen::Index, 2>& modes, PlaneSeries& out);

 private:
  /// Transform of real rows, each `stride` doubles apart; coefficients up to `modes`, unscaled.
  void transform(const double* rows, Eigen::Index stride, const std::array<Eigen::Index, 2>& size,
                 const std::array<Eigen::Index, 2>& modes, Eigen::ArrayXXcd& out);

  Eigen::FFT<double> fft_{
      Eigen::default_fft_impl<double>(),
      static_cast<Eigen::FFT<double>::Flag>(Eigen::FFT<double>::HalfSpectrum | Eigen::FFT<double>::Unscaled)};
  std::vector<double> fine_;
  std::vector<std::complex<double>> half_, column_, work_;
};

}  // namespace diffrates
