/// A figure as part of a page: its titles and key as HTML, which wraps on a phone, around a small SVG drawing of some 3
/// KB.
#pragma once

#include <string>

#include "results/figure.hpp"

namespace diffrates {

/// <figure>...</figure>. Points that a fit or a status left out are hollow; guides are dashed.
std::string drawing(const Figure& figure);

}  // namespace diffrates
