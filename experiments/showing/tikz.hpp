/// A figure as TikZ, for a paper: one file that LaTeX reads with \input, with the fonts of the document and as wide as
/// its place (\linewidth), whatever that is. Needs \usepackage{tikz} and nothing else.
#pragma once

#include <string>

#include "results/figure.hpp"

namespace diffrates {

/// Whether a figure is made for a column of a paper or for its page: its shape, how many ticks and how wide a key.
enum class PaperWidth { Page, Column };

/// The axes, and under them the key, which breaks into lines. Title and subtitle stand as a comment, a caption to start
/// from. Told apart without colour: the markers of five curves, the dashes of the next five; guides are thin and grey.
std::string tikz(const Figure& figure, PaperWidth width);

}  // namespace diffrates
