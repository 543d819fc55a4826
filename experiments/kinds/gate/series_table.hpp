/// Real series of known exponent as a table (CSV), a line a series:
///   sampler, schedule, target   what the errors are of, in words
///   metric, dimension           which say what a fit expects of them (rates/expected.hpp)
///   exponent, log_power         the truth, and the power of log x declared to the fit
///   steps, values, errors       numbers between blanks: x increasing, and the error at each with its own error
/// scripts/real-series makes configs/real-series.csv.
#pragma once

#include "claims/real_series.hpp"
#include "parameters/parameters.hpp"

namespace diffrates {

/// All problems are recorded at `pointer` and name the line; no series after one.
std::vector<RealSeries> parse_real_series(const std::string& text, const std::string& file, const std::string& pointer,
                                          Problems& problems);

}  // namespace diffrates
