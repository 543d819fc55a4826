#include "laws/characteristics_carry.hpp"
#include "laws/characteristics_line.hpp"
namespace diffrates {
extern const LawKind law_characteristics;
const LawKind law_characteristics{"characteristics", "points with Jacobians", {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
  [](const Setting& s, Metric) { return characteristics_refusal(s, "characteristics"); },
  [](const Question& q, const std::vector<Metric>& m) { return measure_line(q, m); }};
}
