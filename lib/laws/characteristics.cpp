/// characteristics: points with Jacobians, for deterministic samplers.
#include <fmt/format.h>

#include "laws/characteristics_carry.hpp"
#include "laws/characteristics_line.hpp"
#include "laws/characteristics_space.hpp"
#include "laws/conditions.hpp"
#include "laws/cost.hpp"

namespace diffrates {
namespace {

std::string refusal(const Setting& setting, Metric metric) {
  if (const std::string why = distance_refusal("characteristics", setting, metric); !why.empty()) return why;
  if (const std::string why = data_refusal("characteristics", setting); !why.empty()) return why;
  if (setting.target.dimension() > most_space_dimension)
    return fmt::format("characteristics: the target has dimension {}; at most {} is followed",
                       setting.target.dimension(), most_space_dimension);
  return characteristics_refusal(setting, "characteristics");
}

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  return question.target().dimension() == 1 ? line_evidence(follow_line(question, metrics), metrics)
                                            : follow_space(question, metrics);
}

double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const bool line = setting.target.dimension() == 1;
  return line ? line_cost(setting, schedule.steps()) + seconds_of_distances(metrics)
              : space_cost(setting, schedule, metrics);
}

}  // namespace

extern const LawKind law_characteristics;
constinit const LawKind law_characteristics{
    "characteristics",
    "points carried with their Jacobians: the exact density of Y_1 for deterministic samplers",
    {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2, Metric::W1, Metric::W2},
    refusal,
    follow,
    cost,
    nullptr,
    true};

}  // namespace diffrates
