/// Where on the line a log density is more than nothing, and what it is there between any nodes.
///
/// A formula says nowhere where its mass lies. It is looked for at places 10^(k/8) from 1e-9 to 1e15 to both sides of
/// zero and of every place that is known to matter (breakpoints a user gives, numbers in the formula), at 2^17 places
/// evenly spread over the interval, and by climbing from the best of them. What is missed: a bump without a known place
/// that is visible on less than 1e-5 of the interval (of a spike of standard deviation s about 10 s are visible).
#pragma once

#include <functional>
#include <vector>

#include "targets/piecewise.hpp"
#include "targets/target.hpp"

namespace diffrates {

/// The part of [low, high], ends that may be infinite, outside which f lies more than 700 below its largest value; the
/// whole of it where both ends are finite and that part is no less than a 64th. Throws NotResolved where f is NaN or
/// infinite, nothing, or does not fall far enough within 1e15 towards an infinite end.
Interval window_of(const std::function<double(double)>& f, Interval support, const std::vector<double>& known);

/// f inside a finite interval, from left to right. Throws NotResolved where it is not finite (at a known place it may
/// be: there it is left out).
std::vector<Probe> probes_of(const std::function<double(double)>& f, Interval interval,
                             const std::vector<double>& known);

}  // namespace diffrates
