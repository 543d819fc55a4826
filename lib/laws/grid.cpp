#include "laws/law.hpp"
namespace diffrates {
extern const LawKind law_grid;
const LawKind law_grid{"grid", "a density on a line", {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
  [](const Setting&, Metric) { return std::string("grid: not written yet"); },
  [](const Question&, const std::vector<Metric>&) { return std::vector<Measurement>(); }};
}
