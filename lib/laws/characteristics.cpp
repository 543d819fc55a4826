/// characteristics: points with Jacobians, for deterministic samplers.
#include <fmt/format.h>

#include "laws/characteristics_carry.hpp"
#include "laws/characteristics_line.hpp"
#include "laws/characteristics_space.hpp"

namespace diffrates {
namespace {

std::string refusal(const Setting& setting, Metric) {
  if (setting.target.dimension() > most_space_dimension)
    return fmt::format("characteristics: the target has dimension {}; at most {} is followed",
                       setting.target.dimension(), most_space_dimension);
  return characteristics_refusal(setting, "characteristics");
}

std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& metrics) {
  return question.target().dimension() == 1 ? measure_line(question, metrics) : measure_space(question, metrics);
}

}  // namespace

extern const LawKind law_characteristics;
constinit const LawKind law_characteristics{
    "characteristics",
    "points carried with their Jacobians: the exact density of Y_1 for deterministic samplers",
    {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
    refusal,
    measure};

}  // namespace diffrates
