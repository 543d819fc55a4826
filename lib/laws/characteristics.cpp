#include "laws/law.hpp"
namespace diffrates {
extern const LawKind law_characteristics;
const LawKind law_characteristics{"characteristics", "points with Jacobians", {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
  [](const Setting&, Metric) { return std::string("characteristics: not written yet"); },
  [](const Question&, const std::vector<Metric>&) { return std::vector<Measurement>(); }};
}
