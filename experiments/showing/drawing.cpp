#include "showing/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "formats/tables.hpp"
#include "showing/axes.hpp"
#include "showing/enhanced_text.hpp"
#include "showing/figure_data.hpp"

namespace diffrates {
namespace {

// In units of the drawing, which is scaled to the page.
constexpr double width = 440, height = 260, left = 66, right = 8, top = 8, bottom = 40;
constexpr double marker_radius = 3.2;  // of the circle in all_markers

std::string number_label(double x, bool power) {
  if (!power) return fmt::format("{:g}", x);
  return fmt::format("10<tspan dy=\"-4\" font-size=\"8\">{}</tspan>", static_cast<int>(std::lround(std::log10(x))));
}

std::string axes(const Figure& figure, const Axis& x, const Axis& y) {
  std::string grid, beside, below;
  const std::vector<double> heights = y_ticks(y);
  const bool powers = powers_of_ten(heights);
  for (const double tick : heights) {
    grid += fmt::format("M{:g} {:.1f}H{:g}", x.first, y.at(tick), x.last);
    beside +=
        fmt::format("<text x=\"{:g}\" y=\"{:.1f}\">{}</text>", x.first - 5, y.at(tick) + 4, number_label(tick, powers));
  }
  for (const double tick : x_ticks(x)) {
    grid += fmt::format("M{:.1f} {:g}V{:g}", x.at(tick), y.first, y.last);
    below += fmt::format("<text x=\"{:.1f}\" y=\"{:g}\">{:g}</text>", x.at(tick), y.first + 15, tick);
  }
  return fmt::format(
             "<path d=\"{}\" stroke=\"#d8d8d8\" stroke-width=\"0.7\"/><path d=\"M{:g} {:g}V{:g}H{:g}\" "
             "stroke=\"#404040\"/>",
             grid, x.first, y.last, y.first, x.last) +
         fmt::format(
             "<g fill=\"#404040\" stroke=\"none\"><g text-anchor=\"end\">{}</g><g text-anchor=\"middle\">{}"
             "<text x=\"{:g}\" y=\"{:g}\">{}</text><text transform=\"translate(12 {:g}) "
             "rotate(-90)\">{}</text></g></g>",
             beside, below, (x.first + x.last) / 2, height - 6, enhanced_plain(figure.x_label), (y.first + y.last) / 2,
             enhanced_plain(figure.y_label));
}

std::string line(const std::vector<PlotPoint>& points, const Axis& x, const Axis& y) {
  std::string path;
  for (const PlotPoint& point : points)
    if (x.shows(point.x) && y.shows(point.value))
      path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x.at(point.x), y.at(point.value));
  return path;
}

/// A drawing's markers by gnuplot's filled numbers: the outline of each around the origin, and the letter most like it.
struct Marker {
  int filled;
  std::string_view path, letter;
};
constexpr Marker all_markers[] = {{7, "M-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0", "●"},
                                  {5, "M-2.9-2.9h5.8v5.8h-5.8z", "■"},
                                  {9, "M0-3.8l3.5 6.1h-7z", "▲"},
                                  {11, "M0 3.8l3.5-6.1h-7z", "▼"},
                                  {13, "M0-4l4 4l-4 4l-4-4z", "◆"}};

const Marker& marker(int filled) {
  return *std::find_if(std::begin(all_markers), std::end(all_markers),
                       [&](const Marker& m) { return m.filled == filled; });
}

/// The points, each with its numbers and, where it was left out, why: the page's script tells them.
std::string points(const std::vector<PlotPoint>& points, int filled, const Axis& x, const Axis& y) {
  std::string text;
  for (const PlotPoint& point : points) {
    text += fmt::format("<use href=\"#m{}\" x=\"{:.1f}\" y=\"{:.1f}\" data-p=\"{:g} {:.4g}", filled, x.at(point.x),
                        y.at(point.value), point.x, point.value);
    if (point.below > 0 || point.above > 0) text += fmt::format(" {:.1e}", point.below);
    if (point.above != point.below) text += fmt::format(" {:.1e}", point.above);
    text += point.why.empty() ? "\"/>" : fmt::format("\" data-why=\"{}\"/>", html_text(point.why));
  }
  return text;
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

std::string curve_svg(std::size_t i, const PlotCurve& curve, const Axis& x, const Axis& y) {
  const CurveStyle style = curve_style(i);
  return fmt::format(
      "<g data-curve=\"{0}\" stroke=\"{1}\"><path d=\"{2}\"/><path d=\"{3}\"/><g fill=\"#fff\">{4}</g><g "
      "fill=\"{1}\">{5}</g></g>",
      i, style.colour, line(curve.line, x, y), bars(curve, x, y), points(curve.dropped, style.filled, x, y),
      points(curve.kept, style.filled, x, y));
}

std::string guide_dashes(std::size_t i) {
  static const char* dashes[] = {"6 4", "2 3", "8 3 2 3", "12 4"};
  return dashes[i % std::size(dashes)];
}

std::string plot(const Figure& figure) {
  if (!has_points(figure)) return {};
  const auto [x, y] = axes_of(figure, {left, width - right}, {height - bottom, top});
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
  for (std::size_t i = 0; i < figure.curves.size(); ++i) svg += curve_svg(i, figure.curves[i], x, y);
  return svg + "</svg></svg>";
}

std::string key(const Figure& figure, const Links& links) {
  std::string list = "<ul class=\"key\">";
  bool hollow = false;
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const PlotCurve& curve = figure.curves[i];
    const CurveStyle style = curve_style(i);
    const auto link = links.find(curve.about.series);
    const std::string title = enhanced_html(curve.title);
    // A curve with a link is about what its table is about.
    list +=
        fmt::format("<li data-curve=\"{}\"{}><span style=\"color:{}\">{}</span> {}</li>", i,
                    link == links.end() ? about_attributes(curve.about) : "", style.colour, marker(style.filled).letter,
                    link == links.end() ? title : fmt::format("<a href=\"#{}\">{}</a>", link->second, title));
    hollow = hollow || !curve.dropped.empty();
  }
  for (std::size_t i = 0; i < figure.guides.size(); ++i)
    list += fmt::format("<li><span>{}</span> {}</li>", i % 2 == 0 ? "╌" : "┈",
                        enhanced_html(guide_title(figure.guides[i])));
  if (hollow) list += fmt::format("<li><span>○</span> {}</li>", enhanced_html(figure.hollow));
  return list + "</ul>";
}

}  // namespace

std::string about_attributes(const About& about) {
  std::string text;
  const auto add = [&](const char* name, const std::vector<std::string>& all) {
    if (!all.empty()) text += fmt::format(" data-{}=\"{}\"", name, html_text(fmt::format("{}", fmt::join(all, "\n"))));
  };
  add("samplers", about.samplers);
  add("targets", about.targets);
  return text;
}

std::string drawing_markers() {
  std::string text = "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>";
  for (const Marker& one : all_markers) text += fmt::format("<path id=\"m{}\" d=\"{}\"/>", one.filled, one.path);
  return text + "</defs></svg>\n";
}

std::string drawing(const Figure& figure, const Links& links) {
  std::string caption = fmt::format("<b>{}</b>", enhanced_html(figure.title));
  for (const std::string* line : {&figure.subtitle, &figure.detail})
    if (!line->empty()) caption += "<br>" + enhanced_html(*line);
  return fmt::format("<figure data-x=\"{}\" data-y=\"{}\"><figcaption>{}</figcaption>{}{}</figure>\n",
                     enhanced_plain(figure.x_label), enhanced_plain(figure.y_label), caption, plot(figure),
                     key(figure, links));
}

}  // namespace diffrates
