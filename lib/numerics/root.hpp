/// The root of a continuous function between two places where its signs differ, by algorithm 748 of Alefeld, Potra and
/// Shi (ACM Trans. Math. Softw. 21, 1995; Boost.Math).
/// Error: four roundings of the larger of |low| and |high|, or what the rounding of f leaves open. Cost: about ten
/// evaluations where f is smooth, at most 100.
#pragma once

#include <functional>

namespace diffrates {

/// low < high; f_low and f_high are f's values there, of different signs or one of them zero; NaN where either is NaN.
double root_between(const std::function<double(double)>& f, double low, double high, double f_low, double f_high);

}  // namespace diffrates
