/// Whether the errors of a series level off at that of its start, N(0, I) in place of X_T.
#pragma once

#include <string>

#include "kinds/rates/series.hpp"

namespace diffrates {

/// In words that go on from a verdict; empty where the series falls to its end, starts exactly, or levels off
/// elsewhere. A deterministic sampler that follows its flow exactly carries the divergence of the start through
/// unchanged, whatever T. That of the start is taken from the mean and covariance of X_T, which is nearly Gaussian
/// where it is small.
std::string start_words(const Config& config, const Series& series);

}  // namespace diffrates
