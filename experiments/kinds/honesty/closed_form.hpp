/// Numbers of a sampler on one isotropic Gaussian or atom, in fifty digits, from the schedule's levels alone.
#pragma once

#include <optional>
#include <string_view>

#include "divergences/metric.hpp"
#include "laws/law.hpp"
#include "schedules/schedule.hpp"

namespace diffrates {

/// X_0 ~ N(mean, variance I) in R^d; mean zero unless the start is exact. The score at level t is -x/V_t,
/// V_t = abar_t variance + 1 - abar_t, so that Y_t stays a centred Gaussian whose variance follows
///   ddim             v -> v (1 - b/(2V))^2 / a
///   ddpm             v -> (v (1 - b/V)^2 + b) / a
///   accelerated_sde  v -> ((v + b/2) (1 - b/V)^2 + b/2) / a
/// The metrics of two centred Gaussians are elementary; TV only in d = 1. Path KL of ddpm with exact start is
/// (d/2) sum_t (r - 1 - log r), r = 1 - b_t/V_t. Nothing where none of this applies, or the number is infinite.
std::optional<double> closed_form(std::string_view sampler, Metric metric, const Schedule& schedule, Start start,
                                  double variance, int dimension);

}  // namespace diffrates
