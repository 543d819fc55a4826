/// characteristics: points with Jacobians, for deterministic samplers.
#include <fmt/format.h>

#include "laws/characteristics_carry.hpp"
#include "laws/characteristics_line.hpp"

namespace diffrates {
namespace {

std::string refusal(const Setting& setting, Metric) {
  if (setting.target.dimension() > 1)
    return fmt::format("characteristics: the target has dimension {}; only d = 1 is followed", setting.target.dimension());
  return characteristics_refusal(setting, "characteristics");
}

}  // namespace

extern const LawKind law_characteristics;
const LawKind law_characteristics{"characteristics",
                                  "points carried with their Jacobians: the exact density of Y_1 for deterministic samplers",
                                  {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
                                  refusal,
                                  measure_line};

}  // namespace diffrates
