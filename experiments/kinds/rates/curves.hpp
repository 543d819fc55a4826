/// The curves of a figure of rates: fitted ones with the rate claimed of them, and joined ones.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kinds/rates/series.hpp"
#include "results/figure.hpp"

namespace diffrates {

/// The points of a series, those kept apart from those dropped, its line, and its exponent in the title.
PlotCurve fitted_curve(const Series& series, const std::string& title);

/// Points joined by a line, those that are not ok apart. `members` are rows, `x` what they are drawn against.
PlotCurve joined_curve(const std::vector<Row>& rows, const std::vector<std::size_t>& members, const std::string& title,
                       const std::function<double(const Row&)>& x);

/// The rate claimed of a series as a guide beside its curve: a bound where one is claimed, else the rate itself. Guides
/// of one rate are one guide, where it does not hide behind the curves.
void add_guide(Figure& figure, const RateFindings& findings, const Series& series, const PlotCurve& curve);

}  // namespace diffrates
