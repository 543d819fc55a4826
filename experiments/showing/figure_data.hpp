/// Figures as data files for the scripts in plots/.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "results/figure.hpp"

namespace diffrates {

/// How a curve is drawn, as gnuplot names it.
struct CurveStyle {
  std::string_view colour;
  int filled = 0, hollow = 0;  ///< markers of points kept and dropped
  int dash = 1;                ///< of a joining line
  friend bool operator==(const CurveStyle&, const CurveStyle&) = default;
};
/// Of the i-th curve of a figure, from 0: no two of the first `distinct_styles` have the same colour and marker. Okabe
/// and Ito's palette, told apart by every kind of colour vision; the marker tells apart in print.
constexpr std::size_t distinct_styles = 50;
CurveStyle curve_style(std::size_t i);

/// "claimed: T^{-1}"
std::string guide_title(const Guide& guide);

/// The DATA of plots/*.gp.
std::string figure_data(const Figure& figure);

/// A script of plots/, as it was when the program was built; empty if there is none of that name.
std::string_view plot_script(std::string_view name);

}  // namespace diffrates
