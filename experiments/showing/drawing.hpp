/// A figure as part of a page: its titles and key as HTML, which wraps on a phone, around a small SVG drawing of some 3
/// KB.
#pragma once

#include <map>
#include <string>

#include "results/figure.hpp"

namespace diffrates {

/// From what tells a series (About::series) to the identifier on the page of the table of its points.
using Links = std::map<std::string, std::string>;

/// <figure>...</figure>. Points that a fit or a status left out are hollow; guides are dashed. Each point carries its
/// numbers (data-p: x, value, error, further error upwards), and a hollow one its reason (data-why), for the script of
/// the page; a curve whose series has a table links to it. Needs drawing_markers() on the same page.
std::string drawing(const Figure& figure, const Links& links = {});

/// The shapes of points, once a page, invisible.
std::string drawing_markers();

/// " data-samplers=... data-targets=...", by which a page is filtered; several are parted by line ends.
std::string about_attributes(const About& about);

}  // namespace diffrates
