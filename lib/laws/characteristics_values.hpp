/// Characteristics of a map that is known by where it takes points, and gives no derivatives (Question::values_only):
/// a program, or a sampler whose score is one.
///
/// Rounding: not known beforehand, and so measured. Over 8 points so close together that the map is a polynomial there,
/// differences of order 4 hold nothing but rounding: sigma^2 = mean of their squares / 70, the largest of three places
/// and of all coordinates (Hamming, Numerical Methods for Scientists and Engineers, 1962; Moré and Wild, "Estimating
/// computational noise", 2011).
/// R^d: the Jacobian by central differences at two widths, h = (3 sigma)^{1/3} and 2 h, extrapolated to width 0. What
/// the two log determinants disagree by is added to the rounding of l: it holds the differences' own error, of order
/// h^2, and their rounding, sigma / h.
/// On a line the Jacobian is the derivative of a panel's interpolant (characteristics_panel.hpp).
/// A map is taken to fold where the determinant of the whole of it is not positive: what happens within is not seen.
/// Cost: 4 d + 1 places a point.
#pragma once

#include "laws/characteristics_carry.hpp"

namespace diffrates {

/// Y_1 of every point; no tangents.
Points carry_values(const Question& question, const Points& start);

/// The scale on which the start is smooth.
double start_scale(const Question& question);

/// Clusters of points of the start, and the rounding of where they came; `scale` is that of the start.
Points noise_probes(const Question& question);
ValueNoise noise_in(const Points& y, double scale);

Carried carry_by_differences(const Question& question, const Points& start, const ValueNoise& noise);

}  // namespace diffrates
