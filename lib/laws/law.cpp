#include "laws/law.hpp"

#include <fmt/format.h>

#include <cmath>

#include "laws/centred.hpp"
#include "laws/judge.hpp"

namespace diffrates {

namespace {

constexpr double data_count = 2;  // relative errors of the data that a number has: those of X_1 and of Y_1

}  // namespace

const LawKind* find_law(std::string_view name) {
  for (const LawKind* kind : law_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

std::vector<Measurement> LawKind::measure(const Question& question, const std::vector<Metric>& asked) const {
  const Centred centred(question);
  std::vector<Evidence> found = follow(centred.question(), asked);
  for (Evidence& one : found)
    one.estimate.error += data_count * question.target().uncertainty() * std::abs(one.estimate.value);
  std::vector<Measurement> measured = judge(name, found);
  for (Measurement& one : measured)
    if (one.status != Status::Ok && !centred.kept().empty()) one.reason += "; " + centred.kept();
  return measured;
}

const LawKind* first_law(const LawKind* wanted, const Setting& setting, Metric metric, std::string& why) {
  why.clear();
  const LawKind* reserve = nullptr;
  for (const LawKind* law : law_kinds()) {
    if (wanted != nullptr && law != wanted) continue;
    const bool gives = law->metrics.contains(metric);
    const std::string refusal =
        gives ? law->refusal(setting, metric) : fmt::format("{}: does not give {}", law->name, name(metric));
    if (!refusal.empty()) {
      why += (why.empty() ? "" : "; ") + refusal;
    } else if (law->gives_way == nullptr || !law->gives_way(setting)) {
      return law;
    } else if (reserve == nullptr) {
      reserve = law;
    }
  }
  return reserve;
}

}  // namespace diffrates
