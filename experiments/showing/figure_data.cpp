#include "showing/figure_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace diffrates {
namespace {

/// A text as gnuplot reads it from a data file: in quotes, which undo one level of backslashes.
std::string quoted(const std::string& words) {
  std::string out = "\"";
  for (const char c : words) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '"')
      out += '\'';
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

std::string line_block(const std::string& title, const std::vector<PlotPoint>& points) {
  std::string text = quoted(title) + '\n';
  for (const PlotPoint& point : points) text += fmt::format("{} {}\n", point.x, point.value);
  return text + (points.empty() ? "NaN NaN\n" : "");
}

std::string point_block(const std::string& title, const std::vector<PlotPoint>& points, bool linear) {
  std::string text = quoted(title) + '\n';
  for (const PlotPoint& p : points) {
    const double low = p.value - p.below;  // a bar that reaches zero runs off a logarithmic axis
    text += fmt::format("{} {} {} {}\n", p.x, p.value, linear ? low : std::max(low, p.value * 1e-6), p.value + p.above);
  }
  return text + (points.empty() ? "NaN NaN NaN NaN\n" : "");
}

}  // namespace

std::string guide_title(const Guide& guide) {
  return guide.rate.empty() ? guide.meaning : fmt::format("{}: {}", guide.meaning, guide.rate);
}

CurveStyle curve_style(std::size_t i) {
  static constexpr std::array<std::string_view, 10> colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
                                                            "#56B4E9", "#000000", "#882255", "#7A7A00", "#6E6E6E"};
  static constexpr std::array markers{7, 5, 9, 11, 13};  // the hollow one is one below
  static_assert(colours.size() * markers.size() == distinct_styles);
  // A colour that comes again has the next marker.
  const int marker = markers[(i + i / colours.size()) % markers.size()];
  return {colours[i % colours.size()], marker, marker - 1, static_cast<int>(i / markers.size() % 4) + 1};
}

std::string figure_data(const Figure& figure) {
  std::size_t dropped = 0;
  for (const PlotCurve& curve : figure.curves) dropped += curve.dropped.size();
  std::string text = fmt::format(
      "title {}\nsubtitle {}\ndetail {}\nxlabel {}\nylabel {}\nxbase {}\nguides {}\ndropped {}\nhollow {}\nybase {}\n",
      quoted(figure.title), quoted(figure.subtitle), quoted(figure.detail), quoted(figure.x_label),
      quoted(figure.y_label), figure.x_base, figure.guides.size(), dropped, quoted(figure.hollow), figure.y_base);
  text += "\n\n";
  for (std::size_t i = 0; i < figure.curves.size(); ++i) {
    const CurveStyle style = curve_style(i);
    text += fmt::format("\"{}\" {} {} {}\n", style.colour, style.filled, style.hollow, style.dash);
  }
  for (const Guide& guide : figure.guides) text += "\n\n" + line_block(guide_title(guide), guide.line);
  for (const PlotCurve& curve : figure.curves)
    text += "\n\n" + point_block(curve.title, curve.kept, figure.y_base == 0) + "\n\n" +
            point_block("dropped", curve.dropped, figure.y_base == 0) + "\n\n" + line_block("fitted", curve.line);
  return text;
}

}  // namespace diffrates
