/// Which pictures a result makes, and the data files that the scripts in plots/ draw.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "configuration/config.hpp"
#include "results/findings.hpp"

namespace diffrates {

struct PlotPoint {
  double x = 0, value = 0, below = 0, above = below;  ///< below, above: how far the error bar reaches
};

/// One sampler (or one size of a score error, ...): its points, and the line fitted to those kept.
struct PlotCurve {
  std::string title;
  std::vector<PlotPoint> kept, dropped, line;
};

/// A proven rate, drawn dashed: its direction says something, its height does not.
struct Guide {
  std::string title;
  std::vector<PlotPoint> line;
};

/// Texts are gnuplot's enhanced text: names from outside are passed through plain_text.
struct Figure {
  std::string name;                                       ///< of its files
  std::string_view script;                                ///< the script in plots/ that draws it, without its ending
  std::string title, subtitle, detail, x_label, y_label;  ///< detail: a third line of title, may be empty
  int x_base = 2;                                         ///< tics at its powers
  std::vector<Guide> guides;
  std::vector<PlotCurve> curves;
  std::string hollow = "hollow: left out of the fit";  ///< what it means that a point is hollow
};

std::vector<Figure> figures(const Config& config, const std::vector<Row>& rows, const Findings& findings);

/// The DATA of plots/*.gp.
std::string figure_data(const Figure& figure);

/// A name as enhanced text that shows it letter by letter.
std::string plain_text(std::string_view name);

/// A script of plots/, as it was when the program was built; empty if there is none of that name.
std::string_view plot_script(std::string_view name);

}  // namespace diffrates
