#include "showing/axes.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace diffrates {
namespace {

/// Around the numbers, by a part of their span on both sides; `least` of a logarithmic axis, a factor.
Axis spanning(int base, const std::vector<double>& numbers, double margin, double least, Extent extent) {
  if (numbers.empty()) throw std::invalid_argument("a figure without points has no axes");
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  if (base == 0) {
    const double size = std::max(std::abs(*low), std::abs(*high));
    const double widened = margin * (*high - *low) + (size > 0 ? 0.01 * size : 1);
    return {base, *low - widened, *high + widened, extent.first, extent.last};
  }
  const double widened = std::max(std::pow(*high / *low, margin), least);
  return {base, *low / widened, *high * widened, extent.first, extent.last};
}

/// The places of all points, each along one of its coordinates.
std::vector<double> numbers_of(const Figure& figure, double PlotPoint::* coordinate) {
  std::vector<double> numbers;
  for (const PlotCurve& curve : figure.curves)
    for (const std::vector<PlotPoint>* points : {&curve.kept, &curve.dropped})
      for (const PlotPoint& point : *points) numbers.push_back(point.*coordinate);
  return numbers;
}

/// Multiples of 1, 2 or 5 times a power of ten, four to nine of them.
std::vector<double> even_ticks(const Axis& axis) {
  double step = std::pow(10, std::floor(std::log10((axis.high - axis.low) / 4)));
  for (const double multiple : {5, 2})
    if ((axis.high - axis.low) / (multiple * step) >= 4) {
      step *= multiple;
      break;
    }
  std::vector<double> all;
  for (double n = std::ceil(axis.low / step - 1e-9); n * step <= axis.high; ++n)
    all.push_back(n * step + 0.0);  // no -0
  return all;
}

/// Powers of the base, with their plain multiples where there are few; even steps where these are few, too.
std::vector<double> ticks(const Axis& axis, const std::vector<double>& multiples, std::size_t most) {
  if (axis.base == 0) return even_ticks(axis);
  const double base = axis.base;
  std::vector<double> powers, all;
  const int first = static_cast<int>(std::floor(std::log(axis.low) / std::log(base))) - 1;
  const int last = static_cast<int>(std::ceil(std::log(axis.high) / std::log(base))) + 1;
  for (int n = first; n <= last; ++n) {
    const double power = std::pow(base, n);
    if (axis.holds(power)) powers.push_back(power);
    for (const double multiple : multiples)
      if (axis.holds(power * multiple)) all.push_back(power * multiple);
  }
  if (powers.size() < 3) return all.size() < 2 ? even_ticks(axis) : all;
  const std::size_t stride = (powers.size() + most - 1) / most;
  std::vector<double> thinned;
  for (std::size_t i = 0; i < powers.size(); i += stride) thinned.push_back(powers[i]);
  return thinned;
}

}  // namespace

double Axis::part(double x) const {
  return base == 0 ? (x - low) / (high - low) : std::log(x / low) / std::log(high / low);
}

bool has_points(const Figure& figure) { return !numbers_of(figure, &PlotPoint::x).empty(); }

Axes axes_of(const Figure& figure, Extent x, Extent y) {
  return {spanning(figure.x_base, numbers_of(figure, &PlotPoint::x), 0.04, 1.05, x),
          spanning(figure.y_base, numbers_of(figure, &PlotPoint::value), 0.06, 1.3, y)};
}

std::vector<double> x_ticks(const Axis& x, std::size_t most) {
  return ticks(x, x.base == 10 ? std::vector<double>{1, 3} : std::vector<double>{1}, most);
}
std::vector<double> y_ticks(const Axis& y, std::size_t most) { return ticks(y, {1, 2, 5}, most); }

bool powers_of_ten(const std::vector<double>& ticks) {
  const auto power = [](double tick) {
    const double exponent = std::log10(tick);
    return std::abs(exponent - std::round(exponent)) < 1e-9;
  };
  return ticks.size() >= 3 && std::all_of(ticks.begin(), ticks.end(), power);
}

}  // namespace diffrates
