#include "numerics/fourier.hpp"

#include <cmath>
#include <numbers>

namespace diffrates {
namespace {

using Index = Eigen::Index;

// The kernel exp(-z^2 / (2 s^2)) in units of the fine grid, reach nodes either side. Truncation exp(-reach^2 / (2 s^2))
// and aliasing exp(-s^2 (2 pi)^2 (1 - 1/2.5) / 2) of a grid oversampled 2.5 times are both below 1e-16.
constexpr Index reach = 16;
constexpr double oversampling = 2.5;
constexpr double spread = 3.25;  // s^2

using Taps = Eigen::Array<double, reach, 1>;

Index fine_size(Index modes) {
  const auto least = static_cast<Index>(std::ceil(oversampling * static_cast<double>(2 * modes + 2)));
  return fft_size(std::max(least, 4 * reach));
}

/// exp(-j^2 / (2 s^2)) for j = 1 .. reach, and for j = reach - 1 .. 0.
struct KernelTable {
  Taps above, below;
  KernelTable() {
    for (Index j = 0; j < reach; ++j) {
      const double up = static_cast<double>(j + 1), down = static_cast<double>(reach - 1 - j);
      above[j] = std::exp(-up * up / (2 * spread));
      below[j] = std::exp(-down * down / (2 * spread));
    }
  }
};
const KernelTable& table() {
  static const KernelTable kernel;
  return kernel;
}

/// The kernel at the `reach` nodes above and the `reach` at and below a point, divided by exp(-d^2 / (2 s^2)), d in
/// [0, 1) its distance from the node below; rise = exp(d / s^2). Powers by doubling: four roundings at most.
struct Kernel {
  Taps above, below;
  explicit Kernel(double rise, const KernelTable& kernel) {
    const double r2 = rise * rise, r4 = r2 * r2, r8 = r4 * r4;
    above[0] = rise;
    above[1] = r2;
    above.segment<2>(2) = above.head<2>() * r2;
    above.segment<4>(4) = above.head<4>() * r4;
    above.tail<8>() = above.head<8>() * r8;
    above *= kernel.above;
    const double fall = 1 / rise, f2 = fall * fall, f4 = f2 * f2, f8 = f4 * f4;
    below[15] = 1;
    below[14] = fall;
    below.segment<2>(12) = below.segment<2>(14) * f2;
    below.segment<4>(8) = below.segment<4>(12) * f4;
    below.head<8>() = below.tail<8>() * f8;
    below *= kernel.below;
  }
};

/// The transform of the kernel at coefficient k of `size` nodes, inverted.
double undo(Index k, Index size) {
  const double angle = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size);
  return std::exp(spread * angle * angle / 2) / std::sqrt(2 * std::numbers::pi * spread);
}

}  // namespace

FourierSeries FourierSeries::derivative() const {
  FourierSeries result{period, coefficients};
  for (Index k = 0; k <= modes(); ++k)
    result.coefficients[k] *= std::complex<double>(0, period.frequency(static_cast<double>(k)));
  return result;
}

FourierSeries FourierSeries::antiderivative() const {
  FourierSeries result{period, coefficients};
  result.coefficients[0] = 0;
  for (Index k = 1; k <= modes(); ++k)
    result.coefficients[k] /= std::complex<double>(0, period.frequency(static_cast<double>(k)));
  return result;
}

Index fft_size(Index least) {
  for (Index n = std::max<Index>(4, (least + 3) / 4 * 4);; n += 4) {
    Index rest = n;
    for (const Index prime : {2, 3, 5})
      while (rest % prime == 0) rest /= prime;
    if (rest == 1) return n;
  }
}

void FourierLine::forward(const Eigen::ArrayXd& y, const Eigen::ArrayXd& w, double variance, Index modes,
                          FourierSeries& out) {
  const Index size = fine_size(modes);
  const double scale = static_cast<double>(size) / out.period.width;
  fine_.assign(static_cast<std::size_t>(size + 2 * reach + 1), 0.0);
  offset_ = (y - out.period.low) * scale;
  offset_ -= (offset_ / static_cast<double>(size)).floor() * static_cast<double>(size);
  height_ = offset_.floor();
  offset_ -= height_;
  rise_ = (offset_ * (1 / spread)).exp();
  offset_ = w * (offset_.square() * (-0.5 / spread)).exp();
  const KernelTable& kernel = table();
  for (Index i = 0; i < y.size(); ++i) {
    // A point just below the upper end may round up to it: node `size`, which the padding holds.
    double* node = fine_.data() + static_cast<Index>(height_[i]) + 1;
    const Kernel taps(rise_[i], kernel);
    Eigen::Map<Taps>{node} += offset_[i] * taps.below;
    Eigen::Map<Taps>{node + reach} += offset_[i] * taps.above;
  }
  // Node 0 of the period stands at fine_[reach]; what was spread past an end belongs at the other.
  double* node = fine_.data() + reach;
  for (Index j = 0; j <= reach; ++j) node[j] += node[size + j];
  for (Index j = 1; j < reach; ++j) node[size - j] += node[-j];
  spectrum_.resize(static_cast<std::size_t>(size / 2 + 1));
  fft_.fwd(spectrum_.data(), node, size);
  out.coefficients.resize(modes + 1);
  const double angle = 2 * std::numbers::pi / static_cast<double>(size), step = out.period.frequency(1);
  const double growth = 0.5 * (spread * angle * angle - variance * step * step);
  const double height = 1 / std::sqrt(2 * std::numbers::pi * spread);
  for (Index k = 0; k <= modes; ++k)
    out.coefficients[k] =
        spectrum_[static_cast<std::size_t>(k)] * (height * std::exp(growth * static_cast<double>(k * k)));
}

void FourierLine::values(const FourierSeries& series, Index n, Eigen::ArrayXd& out) {
  spectrum_.assign(static_cast<std::size_t>(n / 2 + 1), 0.0);
  for (Index k = 0; k <= series.modes(); ++k) spectrum_[static_cast<std::size_t>(k)] = series.coefficients[k];
  out.resize(n);
  fft_.inv(out.data(), spectrum_.data(), n);
  out *= 1 / series.period.width;
}

void FourierLine::series(const Eigen::ArrayXd& values, Period period, Index modes, FourierSeries& out) {
  const Index n = values.size();
  spectrum_.resize(static_cast<std::size_t>(n / 2 + 1));
  fft_.fwd(spectrum_.data(), values.data(), n);
  out.period = period;
  out.coefficients.resize(modes + 1);
  for (Index k = 0; k <= modes; ++k)
    out.coefficients[k] = spectrum_[static_cast<std::size_t>(k)] * (period.width / static_cast<double>(n));
}

FourierInterpolant::FourierInterpolant(const FourierSeries& series)
    : period_(series.period), size_(fine_size(series.modes())) {
  FourierSeries undone = series;
  for (Index k = 0; k <= series.modes(); ++k) undone.coefficients[k] *= undo(k, size_);
  Eigen::ArrayXd nodes;
  FourierLine().values(undone, size_, nodes);
  fine_.resize(static_cast<std::size_t>(size_ + 2 * reach + 1));
  for (Index j = 0; j <= size_ + 2 * reach; ++j)
    fine_[static_cast<std::size_t>(j)] = nodes[(j + size_ - reach) % size_];
}

double FourierInterpolant::operator()(double x) const {
  double offset = (x - period_.low) * static_cast<double>(size_) / period_.width;
  offset -= std::floor(offset / static_cast<double>(size_)) * static_cast<double>(size_);
  const double node = std::floor(offset);
  offset -= node;
  const Kernel taps(std::exp(offset / spread), table());
  const double* at = fine_.data() + static_cast<Index>(node) + 1;
  const double sum =
      (Eigen::Map<const Taps>{at} * taps.below).sum() + (Eigen::Map<const Taps>{at + reach} * taps.above).sum();
  return sum * std::exp(-offset * offset / (2 * spread));
}

}  // namespace diffrates
