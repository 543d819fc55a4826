#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "commands/commands.hpp"
#include "formats/printable.hpp"
#include "formats/terminal.hpp"
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

/// One thing: what `list` says of it, and how a configuration names it.
struct Listed {
  std::string_view name;
  std::string text, example;
};

/// `first`: what stands before the type in an example.
template <class Thing>
std::vector<Listed> listed(const Kinds<Thing>& kinds, std::string_view key, std::string_view first = "") {
  std::vector<Listed> all;
  for (const auto* kind : kinds) {
    std::string text = entry(kind->name, kind->meaning);
    for (const Key& keyed : kind->keys) text += wrapped(fmt::format("      {:<11}", keyed.name), keyed.meaning, 18);
    all.push_back({kind->name, std::move(text),
                   fmt::format(R"("{}": {{{}"type": "{}"{}{}}})", key, first, kind->name,
                               kind->example.empty() ? "" : ", ", kind->example)});
  }
  return all;
}

std::vector<Listed> listed_targets() {
  std::vector<Listed> all = listed(target_kinds(), "targets", R"("name": "mine", )");
  for (Listed& target : all) {  // a list of one
    target.example.insert(target.example.find('{'), "[");
    target.example += "]";
  }
  return all;
}

std::vector<Listed> listed_samplers() {
  std::vector<Listed> all;
  for (const SamplerKind* kind : sampler_kinds()) {
    std::string text = entry(kind->name, kind->meaning);
    text += wrapped("      source:", kind->source, 8);
    text += wrapped(
        std::string(5, ' '),
        fmt::format("{}{}, order {}{}, {} score evaluation{} a step", kind->stochastic ? "stochastic" : "deterministic",
                    kind->memory ? ", multistep" : "", kind->order,
                    kind->path_kl_order > 0 ? fmt::format(" in tv and {} in path_kl", kind->path_kl_order) : " in tv",
                    kind->evaluations_per_step, kind->evaluations_per_step == 1 ? "" : "s"),
        6);
    all.push_back({kind->name, std::move(text), fmt::format(R"("samplers": ["{}"])", kind->name)});
  }
  return all;
}

std::vector<Listed> listed_metrics() {
  std::vector<Listed> all;
  for (const MetricKind& kind : metric_kinds())
    all.push_back({kind.name, entry(kind.name, kind.meaning), fmt::format(R"("metrics": ["{}"])", kind.name)});
  return all;
}

std::vector<Listed> listed_laws() {
  std::vector<Listed> all;
  for (const LawKind* kind : law_kinds()) {
    std::string metrics;
    for (const MetricKind& metric : metric_kinds())
      if (kind->metrics.contains(metric.metric)) metrics += (metrics.empty() ? "" : ", ") + std::string(metric.name);
    all.push_back({kind->name, entry(kind->name, kind->meaning) + wrapped("      gives:", metrics, 8),
                   fmt::format(R"("law": "{}")", kind->name)});
  }
  return all;
}

struct Section {
  std::string_view name, heading;
  std::vector<Listed> (*all)();
};

constexpr Section sections[] = {
    {"targets", "Targets (in `targets`, each with a `name`)", listed_targets},
    {"schedules", "Noise schedules (`schedule`)", [] { return listed(schedule_kinds(), "schedule"); }},
    {"samplers", "Samplers (a = alpha_t, b = 1 - alpha_t)", listed_samplers},
    {"metrics", "Metrics", listed_metrics},
    {"score-errors", "Score errors (`score_error`)", [] { return listed(all_score_errors(), "score_error"); }},
    {"laws", "Laws (`law`; by default the first that can follow the sampler)", listed_laws},
};

int list_one(const Section& section, const std::string& name) {
  std::vector<std::string_view> known;
  for (const Listed& one : section.all()) {
    known.push_back(one.name);
    if (one.name != name) continue;
    fmt::print("{}      example: {}\n", one.text, one.example);
    return all_good;
  }
  say("list {}: \"{}\" is not one of them{}; accepted: {}\n", section.name, printable(name, 100),
      did_you_mean(name, known), one_of(known));
  return bad_usage;
}

}  // namespace

std::vector<std::string> list_sections() {
  std::vector<std::string> names;
  for (const Section& section : sections) names.emplace_back(section.name);
  return names;
}

int list_command(const std::string& what, const std::string& name) {
  bool first = true;
  for (const Section& section : sections) {
    if (!what.empty() && what != section.name) continue;
    if (!name.empty()) return list_one(section, name);
    fmt::print("{}{}\n", first ? "" : "\n", section.heading);
    for (const Listed& one : section.all()) fmt::print("{}", one.text);
    first = false;
  }
  return first ? bad_usage : all_good;
}

}  // namespace diffrates
