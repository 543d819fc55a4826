/// Whether a list of T will decide a claim on an exponent, before anything is computed.
///
/// A fit needs 4 values over a factor 8. Beyond that no one can know; but of real series (claims/real_series.hpp, in
/// powers of two over a factor 8 to 32, schedules and targets of all kinds) it is known how many right claims got a
/// verdict at a last T, by the order of the sampler and the tolerance: corrections are usually as large as the leading
/// term at T = 20 to 60, and schedules with a singular end drift for longer.
#pragma once

#include <string>
#include <vector>

namespace diffrates {

/// Share of right claims decided, from 0 to 1; at tolerances between 0.05 and 0.3 and at T between 32 and 2048
/// interpolated in the logarithm, beyond them as at the ends.
double usually_decided(double order, double last, double tolerance);

/// In words what speaks against a verdict: too few values, too short a span, or a last T at which fewer than half of
/// the real series were decided, with the T at which half and nine in ten were. Empty where nothing does.
/// Steps increasing.
std::string outlook(const std::vector<int>& steps, double order, double tolerance);

}  // namespace diffrates
