/// The rectangle outside which a log density in the plane, on sides with infinite ends, is nothing: line_window.hpp in
/// two dimensions.
///
/// It is looked for at places 10^(k/4) from 1e-6 to 1e15 to all sides of zero and of places that are known to matter,
/// by climbing from the best of them, and by widening a rectangle until nothing is met on its border. Missed is what is
/// visible at none of these and parted from the rest by e^-60.
/// Cost: 10^5 to 10^6 evaluations.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "targets/target.hpp"

namespace diffrates {

/// Finite ends stay as they are; infinite ones move in to where f lies 60 below its largest value. Throws NotResolved
/// where f is NaN or infinite, nothing, or does not fall that far within 1e15.
std::array<Interval, 2> window_of(const std::function<double(double, double)>& f,
                                  const std::array<Interval, 2>& support,
                                  const std::vector<std::array<double, 2>>& known);

}  // namespace diffrates
