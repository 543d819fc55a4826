#include "numerics/fourier_plane.hpp"

#include <cmath>
#include <numbers>

namespace diffrates {
namespace {

using Index = Eigen::Index;
using Pair = std::array<Index, 2>;

// exp(-z^2 / (2 s^2)) on a grid oversampled twice: truncation and aliasing both about 3e-12.
constexpr Index reach = 12;
constexpr double spread = 2.7;  // s^2

using Taps = Eigen::Array<double, 2 * reach, 1>;

Index fine_size(Index modes) { return fft_size(std::max(2 * (2 * modes + 2), 4 * reach)); }

/// The kernel at nodes 1 - reach .. reach about the node below a point, which stands `offset` in [0, 1) above it.
Taps kernel_at(double offset) {
  static const Taps table = [] {
    Taps result;
    for (Index j = 0; j < 2 * reach; ++j) {
      const double z = static_cast<double>(j + 1 - reach);
      result[j] = std::exp(-z * z / (2 * spread));
    }
    return result;
  }();
  const double rise = std::exp(offset / spread), r2 = rise * rise, r4 = r2 * r2;
  Taps powers;
  powers[0] = std::exp(-offset * (0.5 * offset + static_cast<double>(reach - 1)) / spread);
  powers[1] = powers[0] * rise;
  powers.segment<2>(2) = powers.head<2>() * r2;
  for (Index j = 4; j < 2 * reach; j += 4) powers.segment<4>(j) = powers.segment<4>(j - 4) * r4;
  return powers * table;
}

}  // namespace

void PlaneSeries::crop(const Pair& kept) {
  const Index first = modes(0) - kept[0];
  coefficients = coefficients.block(first, 0, 2 * kept[0] + 1, kept[1] + 1).eval();
}

void FourierPlane::transform(const double* rows, Index stride, const Pair& size, const Pair& modes,
                             Eigen::ArrayXXcd& out) {
  const Index half = size[1] / 2 + 1;
  half_.resize(static_cast<std::size_t>(size[0] * (modes[1] + 1)));
  work_.resize(static_cast<std::size_t>(std::max(half, size[0])));
  column_.resize(static_cast<std::size_t>(size[0]));
  for (Index i = 0; i < size[0]; ++i) {
    fft_.fwd(work_.data(), rows + i * stride, size[1]);
    for (Index k = 0; k <= modes[1]; ++k)
      half_[static_cast<std::size_t>(k * size[0] + i)] = work_[static_cast<std::size_t>(k)];
  }
  out.resize(2 * modes[0] + 1, modes[1] + 1);
  for (Index k = 0; k <= modes[1]; ++k) {
    fft_.fwd(column_.data(), half_.data() + k * size[0], size[0]);
    for (Index j = -modes[0]; j <= modes[0]; ++j)
      out(j + modes[0], k) = column_[static_cast<std::size_t>(j < 0 ? j + size[0] : j)];
  }
}

void FourierPlane::forward(const Points& y, const Eigen::ArrayXd& w, double variance, const Pair& modes,
                           PlaneSeries& out) {
  const Pair size{fine_size(modes[0]), fine_size(modes[1])};
  const Index stride = size[1] + 2 * reach + 1, rows = size[0] + 2 * reach + 1;
  fine_.assign(static_cast<std::size_t>(rows * stride), 0.0);
  const auto place = [&](int axis, double x, Index& node) {
    const double n = static_cast<double>(size[axis]);
    double offset = (x - out.period[axis].low) * n / out.period[axis].width;
    offset -= std::floor(offset / n) * n;
    const double below = std::floor(offset);
    node = static_cast<Index>(below) + 1;  // of the first tap, in the padded grid
    return offset - below;
  };
  for (Index i = 0; i < y.size(); ++i) {
    if (w[i] == 0) continue;
    Index row = 0, column = 0;
    const Taps across = w[i] * kernel_at(place(0, y.coordinate(0)[i], row));
    const Taps along = kernel_at(place(1, y.coordinate(1)[i], column));
    double* at = fine_.data() + row * stride + column;
    for (Index a = 0; a < 2 * reach; ++a, at += stride) Eigen::Map<Taps>{at} += across[a] * along;
  }
  // What was spread past an end belongs at the other.
  for (Index i = 0; i < rows; ++i) {
    double* node = fine_.data() + i * stride + reach;
    for (Index j = 0; j <= reach; ++j) node[j] += node[size[1] + j];
    for (Index j = 1; j < reach; ++j) node[size[1] - j] += node[-j];
  }
  using Row = Eigen::Map<Eigen::ArrayXd>;
  const auto row = [&](Index i) { return Row{fine_.data() + (i + reach) * stride, stride}; };
  for (Index i = 0; i <= reach; ++i) row(i) += row(size[0] + i);
  for (Index i = 1; i < reach; ++i) row(size[0] - i) += row(-i);
  transform(fine_.data() + reach * stride + reach, stride, size, modes, out.coefficients);
  const auto undo = [&](int axis, Index k) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(size[axis]);
    const double frequency = out.period[axis].frequency(static_cast<double>(k));
    return std::exp(0.5 * (spread * angle * angle - variance * frequency * frequency)) /
           std::sqrt(2 * std::numbers::pi * spread);
  };
  Eigen::ArrayXd first(2 * modes[0] + 1);
  for (Index j = -modes[0]; j <= modes[0]; ++j) first[j + modes[0]] = undo(0, j);
  for (Index k = 0; k <= modes[1]; ++k) out.coefficients.col(k) *= first * undo(1, k);
}

void FourierPlane::values(const PlaneSeries& series, const Pair& n, Eigen::ArrayXXd& out) {
  const Index half = n[1] / 2 + 1;
  const Pair modes{series.modes(0), series.modes(1)};
  half_.assign(static_cast<std::size_t>(n[0] * half), 0.0);
  work_.resize(static_cast<std::size_t>(n[0]));
  column_.resize(static_cast<std::size_t>(n[0]));
  for (Index k = 0; k <= modes[1]; ++k) {
    std::fill(column_.begin(), column_.end(), 0.0);
    for (Index j = -modes[0]; j <= modes[0]; ++j)
      column_[static_cast<std::size_t>(j < 0 ? j + n[0] : j)] = series.coefficients(j + modes[0], k);
    fft_.inv(work_.data(), column_.data(), n[0]);
    for (Index i = 0; i < n[0]; ++i) half_[static_cast<std::size_t>(i * half + k)] = work_[static_cast<std::size_t>(i)];
  }
  fine_.resize(static_cast<std::size_t>(n[1]));
  out.resize(n[0], n[1]);
  const double area = series.period[0].width * series.period[1].width;
  for (Index i = 0; i < n[0]; ++i) {
    fft_.inv(fine_.data(), half_.data() + i * half, n[1]);
    out.row(i) = Eigen::Map<Eigen::ArrayXd>(fine_.data(), n[1]).transpose() / area;
  }
}

void FourierPlane::series(const Eigen::ArrayXXd& values, const std::array<Period, 2>& period, const Pair& modes,
                          PlaneSeries& out) {
  const Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = values;
  out.period = period;
  transform(rows.data(), values.cols(), {values.rows(), values.cols()}, modes, out.coefficients);
  out.coefficients *= period[0].width * period[1].width / static_cast<double>(values.size());
}

}  // namespace diffrates
