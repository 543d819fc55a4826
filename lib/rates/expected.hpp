/// What theory says of a metric's errors before any is measured.
#pragma once

#include "divergences/metric.hpp"
#include "rates/rates.hpp"

namespace diffrates {

/// Exponents in T are multiples of a unit: total variation of marginals and Wasserstein distances are linear in the
/// error's terms, which are whole powers of 1/T (unit 1); divergences are quadratic in them (2). A divergence of paths
/// adds up over T steps (1), and its root bounds their total variation (1/2).
///
/// Above `largest` an error is not small, and expansions in 1/T say nothing of it: total variation is bounded by 1, a
/// divergence of marginals is of order one a coordinate where they hardly overlap. Divergences of paths add up over T
/// steps, and have no such bound; distances have the unit of the data, of which nothing is known here.
FitModel expected_of(Metric metric, int dimension);

}  // namespace diffrates
