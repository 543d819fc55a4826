#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "commands/commands.hpp"
#include "laws/law.hpp"
#include "programs/score_program.hpp"
#include "scores/score_error.hpp"

namespace diffrates {
namespace {

constexpr std::size_t width = 80;

/// `head`, then `text` in lines of at most 80 columns, the further ones indented.
std::string wrapped(const std::string& head, std::string_view text, std::size_t indent) {
  std::string result, line = head;
  while (!text.empty()) {
    const std::size_t length = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    if (line.size() + 1 + word.size() > width && line.size() > indent) {
      result += line + '\n';
      line = std::string(indent - 1, ' ');
    }
    line += ' ';
    line += word;
  }
  return result + line + '\n';
}

std::string entry(std::string_view name, std::string_view meaning) {
  return wrapped(fmt::format("  {}:", name), meaning, 6);
}

template <class Thing>
std::string kinds_text(const Kinds<Thing>& kinds, const std::vector<Key>& common) {
  std::string text;
  for (const auto* kind : kinds) {
    text += entry(kind->name, kind->meaning);
    for (const std::vector<Key>* keys : {&common, &kind->keys})
      for (const Key& key : *keys) text += wrapped(fmt::format("      {:<11}", key.name), key.meaning, 18);
  }
  return text;
}

std::string samplers_text() {
  std::string text;
  for (const SamplerKind* kind : sampler_kinds()) {
    text += entry(kind->name, kind->meaning);
    text += wrapped("      source:", kind->source, 8);
    text += wrapped(
        std::string(5, ' '),
        fmt::format("{}{}, order {}{}, {} score evaluation{} a step", kind->stochastic ? "stochastic" : "deterministic",
                    kind->memory ? ", multistep" : "", kind->order,
                    kind->path_kl_order > 0 ? fmt::format(" in tv and {} in path_kl", kind->path_kl_order) : " in tv",
                    kind->evaluations_per_step, kind->evaluations_per_step == 1 ? "" : "s"),
        6);
  }
  return text;
}

std::string metrics_text() {
  std::string text;
  for (const MetricKind& kind : metric_kinds()) text += entry(kind.name, kind.meaning);
  return text;
}

std::string laws_text() {
  std::string text;
  for (const LawKind* kind : law_kinds()) {
    text += entry(kind->name, kind->meaning);
    std::string metrics;
    for (const MetricKind& metric : metric_kinds())
      if (kind->metrics.contains(metric.metric)) metrics += (metrics.empty() ? "" : ", ") + std::string(metric.name);
    text += wrapped("      gives:", metrics, 8);
  }
  return text;
}

struct Section {
  std::string_view name, heading;
  std::string (*text)();
};

constexpr Section sections[] = {
    {"targets", "Targets (in `targets`, each with a `name`)", [] { return kinds_text(target_kinds(), {}); }},
    {"schedules", "Noise schedules (`schedule`)", [] { return kinds_text(schedule_kinds(), {}); }},
    {"samplers", "Samplers (a = alpha_t, b = 1 - alpha_t)", samplers_text},
    {"metrics", "Metrics", metrics_text},
    {"score-errors", "Score errors (`score_error`)", [] { return kinds_text(all_score_errors(), {}); }},
    {"laws", "Laws (`law`; by default the first that can follow the sampler)", laws_text},
};

}  // namespace

int list_command(const std::string& what) {
  bool first = true;
  for (const Section& section : sections) {
    if (!what.empty() && what != section.name) continue;
    fmt::print("{}{}\n{}", first ? "" : "\n", section.heading, section.text());
    first = false;
  }
  return first ? bad_usage : all_good;
}

}  // namespace diffrates
