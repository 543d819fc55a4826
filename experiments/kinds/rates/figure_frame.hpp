/// What a figure of rates says around its curves: names, titles, axes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "configuration/config.hpp"
#include "results/figure.hpp"

namespace diffrates {

/// Metrics of whole trajectories share a picture with those of Y_1.
Metric marginal_of(Metric metric);

/// "smooth", or "smooth-2" for the second of several schedules of that type; likewise for a score error.
std::string tag(const Described& schedule, const Config& config);
std::string error_tag(const Described& score_error, const Config& config);

/// "T^{-1} (log T)^{2}" in enhanced text, with so many decimals or as few digits as needed.
std::string power(Against against, double exponent, double log_power, std::optional<int> decimals = {});
/// "steps T", ...
std::string axis_words(Against against);
/// "score error cosine(...), ε = 0.01"; empty without one.
std::string error_words(const Place& place);
/// The label, its middle left out where it is long (a command).
std::string short_label(const Described& score_error);
/// ", ε = 0.01"; empty where the size is measured and not set.
std::string size_words(const Place& place);

/// Whether the configuration asks for both this metric and its twin of whole trajectories (or of Y_1).
bool has_twin(const Config& config, Metric metric);
/// The name of a curve, saying which of the two it is where both are drawn.
std::string curve_name(const Config& config, Metric metric, const std::string& what);

/// The frame of a figure at a place, before the parts that its kind adds.
Figure frame(const Config& config, const Place& place, std::string_view script);

}  // namespace diffrates
