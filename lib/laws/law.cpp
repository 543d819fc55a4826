#include "laws/law.hpp"

#include <fmt/format.h>

#include "laws/judge.hpp"

namespace diffrates {

const std::vector<MetricKind>& metric_kinds() {
  static const std::vector<MetricKind> kinds{
      {Metric::Tv, "tv", "total variation between X_1 and Y_1"},
      {Metric::Kl, "kl", "KL(X_1 || Y_1)"},
      {Metric::KlReverse, "kl_reverse", "KL(Y_1 || X_1)"},
      {Metric::Chi2, "chi2", "chi^2(Y_1 || X_1) = E_X1 (p_Y1/p_X1 - 1)^2"},
      {Metric::PathKl, "path_kl", "KL((X_T, ..., X_1) || (Y_T, ..., Y_1)), the whole trajectories"},
      {Metric::PathTv, "path_tv", "total variation between the whole trajectories"}};
  return kinds;
}

std::string_view name(Metric metric) {
  for (const MetricKind& kind : metric_kinds())
    if (kind.metric == metric) return kind.name;
  return {};
}

const LawKind* find_law(std::string_view name) {
  for (const LawKind* kind : law_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

std::vector<Measurement> LawKind::measure(const Question& question, const std::vector<Metric>& asked) const {
  return judge(name, follow(question, asked));
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
