#include "laws/plane_sample.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "laws/grid_line.hpp"
#include "numerics/fourier_plane.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;
using Pair = std::array<Index, 2>;

constexpr Index draws = 4096;
constexpr double noise_reach = 7.3;                  // standard deviations: exp(-7.3^2/2) = 3e-12
constexpr double clean_side = 1e-13, empty = 1e-15;  // of the largest density
constexpr double resolved = 1e-12, whole = 1e-11;
constexpr double outwards = 0.08;    // of the width, each time a side moves
constexpr double far_out = 0.3;      // where mass is missing beyond clean sides
constexpr double most_missed = 0.1;  // of the mass, where what is seen is taken to be resolved
constexpr int most_attempts = 60;

/// A target's law at one level, on a grid that is being fitted to it.
class Fitting {
 public:
  Fitting(const Target& target, const NoiseLevel& at, Index most_points)
      : target_(target), at_(at), most_points_(most_points) {
    const Moments moments = target.moments();
    Points x(draws, 2);
    Stream stream(0, "grid hull");
    target.draw(stream, x);
    const double reach = noise_reach * std::sqrt(at.noise);
    for (int a = 0; a < 2; ++a) {
      if (!std::isfinite(moments.covariance(a, a)))
        throw Unresolvable("the target has no variance to size a rectangle by");
      const double spread = std::sqrt(at.abar * moments.covariance(a, a) + at.noise);
      const double low = std::min(at.signal * x.coordinate(a).minCoeff() - reach, at.signal * moments.mean[a] - spread);
      const double high =
          std::max(at.signal * x.coordinate(a).maxCoeff() + reach, at.signal * moments.mean[a] + spread);
      sample_.period[a] = {low, high - low};
    }
    sample_.n = {32, 32};
  }

  PlaneSample fit() {
    for (int attempt = 0; attempt < most_attempts; ++attempt) {
      evaluate();
      if (widen()) continue;  // first: a density cut off at a side has no last frequency
      if (refine()) continue;
      if (std::abs(mass_ - 1) < whole) return trimmed();
      search();
    }
    throw Unresolvable("no rectangle holds the law of X_t");
  }

 private:
  void evaluate() {
    const Pair& n = sample_.n;
    if (n[0] * n[1] > most_points_)
      throw Unresolvable(
          fmt::format("the law of X_t at 1 - abar = {:.1e} needs more than {} grid points", at_.noise, most_points_));
    sample_.places = plane_grid(sample_.period, n);
    target_.evaluate(at_, sample_.places, nullptr, &sample_.density);
    sample_.density = sample_.density.exp();
    PlaneSeries series;
    fourier_.series(table(), sample_.period, {n[0] / 2 - 1, n[1] / 2 - 1}, series);
    const Eigen::ArrayXXd size = series.coefficients.abs();
    for (int a = 0; a < 2; ++a) last_[a] = last_mode(size, a, resolved);
    mass_ = series.mass();
  }

  Eigen::Map<const Eigen::ArrayXXd> table() const { return {sample_.density.data(), sample_.n[0], sample_.n[1]}; }

  /// The next grid, where this one does not resolve the density.
  bool refine() {
    bool any = false;
    for (int a = 0; a < 2; ++a)
      if (last_[a] > sample_.n[a] / 3) sample_.n[a] = fft_size(sample_.n[a] * 3 / 2), any = true;
    return any;
  }

  /// A wider rectangle, where the density does not end at a side.
  bool widen() {
    const auto p = table();
    const double floor = clean_side * p.maxCoeff();
    const std::array<double, 2> low{p.row(0).maxCoeff(), p.col(0).maxCoeff()},
        high{p.bottomRows(1).maxCoeff(), p.rightCols(1).maxCoeff()};
    bool any = false;
    for (int a = 0; a < 2; ++a) {
      const double move = outwards * sample_.period[a].width;
      if (low[a] > floor) sample_.period[a].low -= move, sample_.period[a].width += move, any = true;
      if (high[a] > floor) sample_.period[a].width += move, any = true;
    }
    return any;
  }

  /// Mass is missing: where a finer grid does not change that, it lies outside.
  void search() {
    const bool outside = mass_ > most_missed && std::abs(mass_ - missed_at_) < whole / 10;
    missed_at_ = mass_;
    for (int a = 0; a < 2; ++a) {
      const double move = far_out * sample_.period[a].width;
      if (outside)
        sample_.period[a].low -= move, sample_.period[a].width += 2 * move;
      else
        sample_.n[a] *= 2;
    }
  }

  PlaneSample trimmed() {
    const auto p = table();
    const double floor = empty * p.maxCoeff();
    const std::array<Eigen::ArrayXd, 2> top{p.rowwise().maxCoeff(), p.colwise().maxCoeff().transpose()};
    const PlaneSample before = sample_;
    for (int a = 0; a < 2; ++a) {
      const Index n = before.n[a];
      const double h = before.period[a].width / static_cast<double>(n);
      Index first = 0, last = n - 1;
      while (first < n - 1 && top[a][first] < floor) ++first;
      while (last > first && top[a][last] < floor) --last;
      first = std::max<Index>(first - 1, 0), last = std::min(last + 1, n);
      const double share = static_cast<double>(last - first) / static_cast<double>(n);
      sample_.period[a] = {before.period[a].low + h * static_cast<double>(first),
                           h * static_cast<double>(last - first)};
      sample_.n[a] = fft_size(static_cast<Index>(3.1 * share * static_cast<double>(last_[a])) + 16);
    }
    if (sample_.n[0] * sample_.n[1] >= before.n[0] * before.n[1]) return before;
    evaluate();
    const bool fits = last_[0] <= sample_.n[0] / 3 && last_[1] <= sample_.n[1] / 3 && std::abs(mass_ - 1) < whole;
    return fits ? sample_ : before;
  }

  const Target& target_;
  const NoiseLevel& at_;
  Index most_points_;
  FourierPlane fourier_;
  PlaneSample sample_;
  Pair last_{};
  double mass_ = 0, missed_at_ = -1;
};

}  // namespace

Points plane_grid(const std::array<Period, 2>& period, const Pair& n) {
  Points x(n[0] * n[1], 2);
  for (Index j = 0; j < n[1]; ++j)
    for (Index i = 0; i < n[0]; ++i) {
      x.coordinate(0)[i + n[0] * j] =
          period[0].low + period[0].width * static_cast<double>(i) / static_cast<double>(n[0]);
      x.coordinate(1)[i + n[0] * j] =
          period[1].low + period[1].width * static_cast<double>(j) / static_cast<double>(n[1]);
    }
  return x;
}

Index last_mode(const Eigen::ArrayXXd& size, int axis, double floor) {
  const Index modes = axis == 0 ? (size.rows() - 1) / 2 : size.cols() - 1;
  for (Index k = modes; k > 0; --k) {
    const double largest =
        axis == 0 ? std::max(size.row(modes - k).maxCoeff(), size.row(modes + k).maxCoeff()) : size.col(k).maxCoeff();
    if (largest >= floor) return k;
  }
  return 0;
}

PlaneSample sample_plane(const Target& target, const NoiseLevel& at, Index most_points) {
  return Fitting(target, at, most_points).fit();
}

}  // namespace diffrates
