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
constexpr double width = 440, height = 260, left = 58, right = 8, top = 8, bottom = 40;
constexpr double marker_radius = 3.2;

/// A logarithmic axis: from `low` to `high`, drawn from `first` to `last`.
struct Axis {
  double low, high, first, last;
  double at(double x) const { return first + (last - first) * std::log(x / low) / std::log(high / low); }
  bool holds(double x) const { return x >= low * (1 - 1e-9) && x <= high * (1 + 1e-9); }
  double decades() const { return std::log10(high / low); }
};

Axis spanning(const std::vector<double>& numbers, double margin, double least, double first, double last) {
  const auto [low, high] = std::minmax_element(numbers.begin(), numbers.end());
  const double widened = std::max(std::pow(*high / *low, margin), least);
  return {*low / widened, *high * widened, first, last};
}

/// The places of all points, each along one of its coordinates.
std::vector<double> numbers_of(const Figure& figure, double PlotPoint::*coordinate) {
  std::vector<double> numbers;
  for (const PlotCurve& curve : figure.curves)
    for (const std::vector<PlotPoint>* points : {&curve.kept, &curve.dropped})
      for (const PlotPoint& point : *points) numbers.push_back(point.*coordinate);
  return numbers;
}

/// Powers of the base with their plain multiples where there are few, thinned to at most nine.
std::vector<double> ticks(const Axis& axis, double base, const std::vector<double>& multiples) {
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
  const bool powers = y.decades() > 1.7;
  for (const double tick : ticks(y, 10, {1, 2, 5})) {
    grid += fmt::format("M{:g} {:.1f}H{:g}", x.first, y.at(tick), x.last);
    labels += fmt::format("<text x=\"{:g}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>", x.first - 5, y.at(tick) + 4,
                          number_label(tick, powers));
  }
  for (const double tick :
       ticks(x, figure.x_base, figure.x_base == 10 ? std::vector<double>{1, 3} : std::vector<double>{1})) {
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
    if (point.x > 0 && point.value > 0)
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
  const Axis x = spanning(xs, 0.04, 1.05, left, width - right), y = spanning(ys, 0.06, 1.3, height - bottom, top);
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
