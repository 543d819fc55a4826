/// What to draw: points, fitted lines and proven rates, as the scripts in plots/ show them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diffrates {

/// What a claim, a table or a curve is about, for readers who look for it. What there is not, is empty.
struct About {
  std::vector<std::string> targets, samplers;
  std::string series;  ///< words that tell a series from every other of its result
};

struct PlotPoint {
  double x = 0, value = 0, below = 0, above = below;  ///< below, above: how far the error bar reaches
  std::string why = {};                               ///< it is hollow; plain text
};

/// One sampler (or one size of a score error, ...): its points, and the line fitted to those kept.
struct PlotCurve {
  std::string title;
  std::vector<PlotPoint> kept, dropped, line;
  About about = {};
};

/// A proven rate, drawn dashed: its direction says something, its height does not.
struct Guide {
  std::string meaning, rate;  ///< together its title: "claimed", "T^{-1}"; the rate may be empty
  std::vector<PlotPoint> line;
};

/// Texts are gnuplot's enhanced text: names from outside are passed through plain_text.
struct Figure {
  std::string name;                                       ///< of its files
  std::string_view script;                                ///< the script in plots/ that draws it, without its ending
  std::string title, subtitle, detail, x_label, y_label;  ///< detail: a third line of title, may be empty
  int x_base = 2, y_base = 10;                            ///< of the axes' logarithms, tics at its powers; 0: linear
  std::vector<Guide> guides;
  std::vector<PlotCurve> curves;
  std::string hollow = "hollow: left out of the fit";  ///< what it means that a point is hollow
};

/// A name as enhanced text that shows it letter by letter.
std::string plain_text(std::string_view name);

}  // namespace diffrates
