#include "kinds/gate/summary.hpp"

#include <fmt/format.h>

namespace diffrates {
namespace {

void raise(Frequency& most, const Frequency& other) {
  if (most.draws == 0 || other.count > most.count) most = other;
}

std::string rates(const GateSummary& s) {
  return fmt::format("{:.2g} / {:.2g} / {:.2g}", s.false_alarms.rate(), s.misses.rate(), s.undecided.rate());
}

}  // namespace

std::vector<GateSummary> summarise(const std::vector<GateLine>& lines) {
  std::vector<GateSummary> all;
  for (const GateLine& line : lines) {
    const GateResult& result = line.result;
    if (all.empty() || all.back().part != line.part || all.back().tolerance != result.tolerance)
      all.push_back({line.part, result.tolerance, {}, {}, {}});
    raise(result.claim.right() ? all.back().false_alarms : all.back().misses, result.wrong());
    if (result.claim.right()) raise(all.back().undecided, result.inconclusive);
  }
  return all;
}

WordTable gate_digest(const std::vector<GateLine>& lines) {
  WordTable table{{"false alarms / misses / no verdict, at tolerance"}, {}};
  const GatePart* part = nullptr;
  for (const GateSummary& summary : summarise(lines)) {
    if (table.lines.empty() || summary.part != part) table.lines.push_back({(part = summary.part)->name});
    if (table.lines.size() == 1) table.header.push_back(fmt::format("{:g}", summary.tolerance));
    table.lines.back().push_back(rates(summary));
  }
  return table;
}

}  // namespace diffrates
