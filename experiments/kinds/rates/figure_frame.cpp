#include "kinds/rates/figure_frame.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace diffrates {
namespace {

/// The words of a metric and of its twin of whole trajectories.
struct MetricWords {
  Metric metric;
  std::string_view axis, marginal, path;
};
const MetricWords& words_of(Metric metric) {
  static const MetricWords words[] = {
      {Metric::Tv, "total variation", "Total variation between X_1 and Y_1",
       "Total variation between whole trajectories"},
      {Metric::Kl, "KL divergence", "KL(X_1 || Y_1)", "KL(X || Y) of whole trajectories"},
      {Metric::KlReverse, "KL divergence", "KL(Y_1 || X_1)", ""},
      {Metric::Chi2, "chi-squared divergence", "χ^2(Y_1 || X_1)", ""},
      {Metric::W1, "Wasserstein-1 distance", "W_1 of Y_1 from X_1", ""},
      {Metric::W2, "Wasserstein-2 distance", "W_2 of Y_1 from X_1", ""}};
  return *std::find_if(std::begin(words), std::end(words),
                       [&](const MetricWords& one) { return one.metric == marginal_of(metric); });
}

struct AxisWords {
  Against against;
  std::string_view symbol, words;
};
const AxisWords& words_of(Against against) {
  static const AxisWords words[] = {{Against::Steps, "T", "steps T"},
                                    {Against::Epsilon, "ε", "score error ε"},
                                    {Against::Dimension, "d", "dimension d"},
                                    {Against::Frequency, "w", "frequency w of the score error"},
                                    {Against::Draws, "n", "draws n behind the score"}};
  return *std::find_if(std::begin(words), std::end(words),
                       [&](const AxisWords& one) { return one.against == against; });
}

/// The type, with its number among several different ones of that type.
std::string numbered(const Described& one, const auto& choices) {
  std::vector<Described> same;
  for (const auto& choice : choices)
    if (choice.described.type == one.type && std::find(same.begin(), same.end(), choice.described) == same.end())
      same.push_back(choice.described);
  if (same.size() < 2) return one.type;
  return fmt::format("{}-{}", one.type, std::find(same.begin(), same.end(), one) - same.begin() + 1);
}

}  // namespace

Metric marginal_of(Metric metric) {
  if (metric == Metric::PathTv) return Metric::Tv;
  return metric == Metric::PathKl ? Metric::Kl : metric;
}

std::string tag(const Described& schedule, const Config& config) { return numbered(schedule, config.schedules); }
std::string error_tag(const Described& score_error, const Config& config) {
  return numbered(score_error, config.score_errors);
}

std::string power(Against against, double exponent, double log_power, std::optional<int> decimals) {
  const std::string_view symbol = words_of(against).symbol;
  const double shown = against == Against::Steps ? -exponent : exponent;
  std::string words = fmt::format("{}^{{{}}}", symbol,
                                  decimals ? fmt::format("{:.{}f}", shown, *decimals) : fmt::format("{:g}", shown));
  if (log_power != 0) words += fmt::format(" (log {})^{{{:g}}}", symbol, log_power);
  return words;
}

std::string axis_words(Against against) { return std::string(words_of(against).words); }

std::string error_words(const Place& place) {
  if (place.score_error.type == "none") return {};
  return fmt::format("score error {}{}", plain_text(short_label(place.score_error)), size_words(place));
}

std::string short_label(const Described& score_error) {
  constexpr std::size_t most = 56, kept = 24;
  const std::string label = score_error.label();
  if (label.size() <= most) return label;
  return label.substr(0, kept) + " ... " + label.substr(label.size() - kept);
}

std::string size_words(const Place& place) { return place.epsilon != 0 ? fmt::format(", ε = {}", place.epsilon) : ""; }

bool has_twin(const Config& config, Metric metric) {
  return std::any_of(config.metrics.begin(), config.metrics.end(),
                     [&](Metric other) { return other != metric && marginal_of(other) == marginal_of(metric); });
}

std::string curve_name(const Config& config, Metric metric, const std::string& what) {
  const std::string which = is_path(metric) ? ", trajectory" : ", marginal";
  return plain_text(what) + (has_twin(config, metric) ? which : "");
}

Figure frame(const Config& config, const Place& place, std::string_view script) {
  const MetricWords& words = words_of(place.metric);
  Figure figure;
  figure.script = script;
  figure.name =
      fmt::format("{}_{}_{}_{}", name(words.metric), place.target, tag(place.schedule, config), name(place.start));
  figure.title = std::string(is_path(place.metric) ? words.path : words.marginal);
  if (has_twin(config, place.metric)) figure.title = fmt::format("{}, and of the whole trajectory", words.marginal);
  if (config.against_data) figure.title = fmt::format("{}, X_1 being the data X_0", figure.title);
  figure.subtitle = fmt::format("{} (d = {}), {}, start {}", plain_text(place.target), place.dimension,
                                plain_text(place.schedule.label()), name(place.start));
  figure.y_label = words.axis;
  return figure;
}

}  // namespace diffrates
