#include "showing/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "formats/tables.hpp"
#include "showing/enhanced_text.hpp"
#include "showing/figure_data.hpp"

namespace diffrates {
namespace {

// In units of the drawing, which is scaled to the page.
constexpr double width = 440, height = 260, left = 66, right = 8, top = 8, bottom = 40;
constexpr double marker_radius = 3.2;

/// An axis from `low` to `high`, drawn from `first` to `last`; of the logarithms to a base, or linear.
struct Axis {
  int base;  ///< 0: linear
  double low, high, first, last;
  double part(double x) const {
    return base == 0 ? (x - low) / (high - low) : std::log(x / low) / std::log(high / low);
  }
  double at(double x) const { return first + (last - first) * part(x); }
  bool shows(double x) const { return base == 0 || x > 0; }
  bool holds(double x) const { return shows(x) && part(x) >= -1e-9 && part(x) <= 1 + 1e-9; }
  /// Labelled by powers of ten.
  bool many_decades() const { return base == 10 && std::log10(high / low) > 1.7; }
};

/// Around the numbers, by a part of their span on both sides; `least` of a logarithmic axis, a factor.
Axis spanning(int base, const std::vector<double>& numbers, double margin, double least, double first, double last) {
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  if (base == 0) {
    const double size = std::max(std::abs(*low), std::abs(*high));
    const double widened = margin * (*high - *low) + (size > 0 ? 0.01 * size : 1);
    return {base, *low - widened, *high + widened, first, last};
  }
  const double widened = std::max(std::pow(*high / *low, margin), least);
  return {base, *low / widened, *high * widened, first, last};
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

/// Powers of the base with their plain multiples where there are few, thinned to at most nine.
std::vector<double> ticks(const Axis& axis, const std::vector<double>& multiples) {
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
  if (powers.size() < 3) return all;
  const std::size_t stride = (powers.size() + 8) / 9;
  std::vector<double> thinned;
  for (std::size_t i = 0; i < powers.size(); i += stride) thinned.push_back(powers[i]);
  return thinned;
}

std::string number_label(double x, bool power) {
  if (!power) return fmt::format("{:g}", x);
  return fmt::format("10<tspan dy=\"-4\" font-size=\"8\">{}</tspan>", static_cast<int>(std::lround(std::log10(x))));
}

std::string axes(const Figure& figure, const Axis& x, const Axis& y) {
  std::string grid, labels;
  const bool powers = y.many_decades();
  for (const double tick : ticks(y, {1, 2, 5})) {
    grid += fmt::format("M{:g} {:.1f}H{:g}", x.first, y.at(tick), x.last);
    labels += fmt::format("<text x=\"{:g}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", x.first - 5, y.at(tick) + 4,
                          number_label(tick, powers));
  }
  for (const double tick : ticks(x, x.base == 10 ? std::vector<double>{1, 3} : std::vector<double>{1})) {
    grid += fmt::format("M{:.1f} {:g}V{:g}", x.at(tick), y.first, y.last);
    labels +=
        fmt::format("<text x=\"{:.1f}\" y=\"{:g}\" text-anchor=\"middle\">{:g}</text>", x.at(tick), y.first + 15, tick);
  }
  return fmt::format(
             "<path d=\"{}\" stroke=\"#d8d8d8\" stroke-width=\"0.7\"/><path d=\"M{:g} {:g}V{:g}H{:g}\" "
             "stroke=\"#404040\"/>",
             grid, x.first, y.last, y.first, x.last) +
         fmt::format(
             "<g fill=\"#404040\" stroke=\"none\">{}<text x=\"{:g}\" y=\"{:g}\" text-anchor=\"middle\">{}</text>"
             "<text transform=\"translate(12 {:g}) rotate(-90)\" text-anchor=\"middle\">{}</text></g>",
             labels, (x.first + x.last) / 2, height - 6, enhanced_plain(figure.x_label), (y.first + y.last) / 2,
             enhanced_plain(figure.y_label));
}

std::string line(const std::vector<PlotPoint>& points, const Axis& x, const Axis& y) {
  std::string path;
  for (const PlotPoint& point : points)
    if (x.shows(point.x) && y.shows(point.value))
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x.at(point.x), y.at(point.value));
  return path;
}

/// gnuplot's circle, square, triangle up, triangle down and diamond, by their filled numbers.
std::string marker(int filled, double x, double y) {
  constexpr double r = marker_radius;
  switch (filled) {
    case 7:
      return fmt::format("M{:.1f} {:.1f}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0-{d} 0", x - r, y, fmt::arg("r", r),
                         fmt::arg("d", 2 * r));
    case 5:
      return fmt::format("M{:.1f} {:.1f}h{d}v{d}h-{d}z", x - 0.9 * r, y - 0.9 * r, fmt::arg("d", 1.8 * r));
    case 9:
      return fmt::format("M{:.1f} {:.1f}l{a} {b}h-{c}z", x, y - 1.2 * r, fmt::arg("a", 1.1 * r), fmt::arg("b", 1.9 * r),
                         fmt::arg("c", 2.2 * r));
    case 11:
      return fmt::format("M{:.1f} {:.1f}l{a}-{b}h-{c}z", x, y + 1.2 * r, fmt::arg("a", 1.1 * r), fmt::arg("b", 1.9 * r),
                         fmt::arg("c", 2.2 * r));
    default:
      return fmt::format("M{:.1f} {:.1f}l{a} {a}l-{a} {a}l-{a}-{a}z", x, y - 1.25 * r, fmt::arg("a", 1.25 * r));
  }
}

std::string markers(const std::vector<PlotPoint>& points, int filled, const Axis& x, const Axis& y) {
  std::string path;
  for (const PlotPoint& point : points) path += marker(filled, x.at(point.x), y.at(point.value));
  return path;
}

/// Error bars longer than their markers; one that reaches zero runs off the axis.
std::string bars(const PlotCurve& curve, const Axis& x, const Axis& y) {
  std::string path;
  for (const std::vector<PlotPoint>* points : {&curve.kept, &curve.dropped})
    for (const PlotPoint& p : *points) {
      const double low = y.at(std::max(p.value - p.below, y.low)), high = y.at(std::min(p.value + p.above, y.high));
      if (low - high > 2 * marker_radius) path += fmt::format("M{:.1f} {:.1f}V{:.1f}", x.at(p.x), low, high);
    }
  return path;
}

std::string curve_svg(const PlotCurve& curve, const CurveStyle& style, const Axis& x, const Axis& y) {
  return fmt::format(
      "<g stroke=\"{0}\"><path d=\"{1}\"/><path d=\"{2}\"/><path d=\"{3}\" fill=\"#fff\"/>"
      "<path d=\"{4}\" fill=\"{0}\"/></g>",
      style.colour, line(curve.line, x, y), bars(curve, x, y), markers(curve.dropped, style.filled, x, y),
      markers(curve.kept, style.filled, x, y));
}

std::string guide_dashes(std::size_t i) {
  static const char* dashes[] = {"6 4", "2 3", "8 3 2 3", "12 4"};
  return dashes[i % std::size(dashes)];
}

std::string plot(const Figure& figure) {
  const std::vector<double> xs = numbers_of(figure, &PlotPoint::x), ys = numbers_of(figure, &PlotPoint::value);
  if (xs.empty()) return {};
  const Axis x = spanning(figure.x_base, xs, 0.04, 1.05, left, width - right),
             y = spanning(figure.y_base, ys, 0.06, 1.3, height - bottom, top);
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {:g} {:g}\" role=\"img\" aria-label=\"{}\" font-size=\"11\" fill=\"none\">",
                  width, height, enhanced_plain(figure.title));
  svg += axes(figure, x, y);
  // An inner drawing cuts off what runs out of the axes.
  svg +=
      fmt::format("<svg x=\"{0:g}\" y=\"{1:g}\" width=\"{2:g}\" height=\"{3:g}\" viewBox=\"{0:g} {1:g} {2:g} {3:g}\">",
                  left, top, width - left - right, height - top - bottom);
  for (std::size_t i = 0; i < figure.guides.size(); ++i)
    svg += fmt::format("<path d=\"{}\" stroke=\"#707070\" stroke-dasharray=\"{}\"/>", line(figure.guides[i].line, x, y),
                       guide_dashes(i));
  for (std::size_t i = 0; i < figure.curves.size(); ++i) svg += curve_svg(figure.curves[i], curve_style(i), x, y);
  return svg + "</svg></svg>";
}

std::string_view glyph(int filled) {
  switch (filled) {
    case 7:
      return "●";
    case 5:
      return "■";
    case 9:
      return "▲";
    case 11:
      return "▼";
    default:
      return "◆";
  }
}

std::string key(const Figure& figure) {
  std::string list = "<ul class=\"key\">";
  bool hollow = false;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const CurveStyle style = curve_style(i);
    list += fmt::format("<li><span style=\"color:{}\">{}</span> {}</li>", style.colour, glyph(style.filled),
                        enhanced_html(figure.curves[i].title));
    hollow = hollow || !figure.curves[i].dropped.empty();
  }
  for (std::size_t i = 0; i < figure.guides.size(); ++i)
    list += fmt::format("<li><span>{}</span> {}</li>", i % 2 == 0 ? "╌" : "┈",
                        enhanced_html(guide_title(figure.guides[i])));
  if (hollow) list += fmt::format("<li><span>○</span> {}</li>", enhanced_html(figure.hollow));
  return list + "</ul>";
}

}  // namespace

std::string drawing(const Figure& figure) {
  std::string caption = fmt::format("<b>{}</b>", enhanced_html(figure.title));
  for (const std::string* line : {&figure.subtitle, &figure.detail})
    if (!line->empty()) caption += "<br>" + enhanced_html(*line);
  return fmt::format("<figure><figcaption>{}</figcaption>{}{}</figure>\n", caption, plot(figure), key(figure));
}

}  // namespace diffrates
