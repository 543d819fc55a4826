/// Fourier series on a period of the line, from scattered points and back.
///
/// Forward (type-1 nonuniform transform): c_k = sum_i w_i exp(-2 pi i k (y_i - low) / width), k = 0 .. modes, for any
/// points and real weights. When the w_i = h p(x_i) sample a smooth decaying density on a uniform grid and y_i =
/// m(x_i), the trapezoidal rule makes c_k the characteristic function of m(X), without an inverse or a Jacobian of m.
/// Method: fast Gaussian gridding (Greengard, Lee, "Accelerating the nonuniform fast Fourier transform", SIAM Review
/// 46, 2004): spread over 32 nodes of a grid oversampled 2.5 times, FFT, divide by the kernel's transform. Accuracy:
/// about 1e-15 sum |w_i|, and the rounding of the places, whose phases are 2 pi k (y_i - low) / width. Cost: about 100
/// flops and two exponentials a point, and one real FFT of 5 modes.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <unsupported/Eigen/FFT>
#include <vector>

namespace diffrates {

/// The half-open interval [low, low + width), its ends identified.
struct Period {
  double low = 0;
  double width = 1;
  double frequency(double k) const { return 2 * 3.14159265358979323846 * k / width; }
};

/// f(x) = (1/width) sum_{|k| <= modes} c_k exp(2 pi i k (x - low) / width), real: c_{-k} = conj c_k.
/// As a density, c_k is its Fourier transform at frequency(k) about `low`, and c_0 its mass.
struct FourierSeries {
  Period period;
  Eigen::ArrayXcd coefficients;  ///< k = 0 .. modes
  Eigen::Index modes() const { return coefficients.size() - 1; }
  FourierSeries derivative() const;
  /// The zero-mean part's antiderivative: c_0 is left out of it.
  FourierSeries antiderivative() const;
};

/// The least multiple of 4 that is at least `least` and has no prime factor above 5.
Eigen::Index fft_size(Eigen::Index least);

/// Transforms with their plans and scratch space; one for each thread.
class FourierLine {
 public:
  /// `out` becomes the series of sum_i w_i delta(y_i) * N(0, variance), up to `modes`. Points outside the period count
  /// at their place modulo the period.
  void forward(const Eigen::ArrayXd& y, const Eigen::ArrayXd& w, double variance, Eigen::Index modes,
               FourierSeries& out);
  /// f at the n points low + j width / n; n a multiple of 4, n > 2 modes.
  void values(const FourierSeries& series, Eigen::Index n, Eigen::ArrayXd& out);
  /// The series through n values at low + j width / n, up to `modes` < n / 2.
  void series(const Eigen::ArrayXd& values, Period period, Eigen::Index modes, FourierSeries& out);

 private:
  Eigen::FFT<double> fft_{
      Eigen::default_fft_impl<double>(),
      static_cast<Eigen::FFT<double>::Flag>(Eigen::FFT<double>::HalfSpectrum | Eigen::FFT<double>::Unscaled)};
  std::vector<double> fine_;
  std::vector<std::complex<double>> spectrum_;
  Eigen::ArrayXd offset_, height_, rise_;
};

/// Evaluates a series anywhere in its period to about 1e-15 of its largest value (type-2 transform): an FFT once, then
/// about 100 flops a point.
class FourierInterpolant {
 public:
  explicit FourierInterpolant(const FourierSeries& series);
  double operator()(double x) const;

 private:
  Period period_;
  Eigen::Index size_;
  std::vector<double> fine_;
};

}  // namespace diffrates
