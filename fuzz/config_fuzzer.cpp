// Any bytes as a configuration: a checked configuration or problems, and what is accepted reads as itself once
// resolved.
#include <cstdint>
#include <cstdlib>

#include "configuration/problem_printing.hpp"
#include "formats/json_writer.hpp"
#include "results/experiment.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diffrates;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Problems problems;
  const auto experiment = parse_experiment(text, "fuzz/config.json", {}, size % 2 == 1, problems);
  if ((experiment == nullptr) == problems.empty()) std::abort();
  problems_text("fuzz", problems);
  if (experiment == nullptr) return 0;
  const std::string resolved = json_text(experiment->resolved);
  Problems again;
  const auto second = parse_experiment(resolved, "fuzz/config.json", {}, false, again);
  if (second == nullptr || json_text(second->resolved) != resolved) std::abort();
  return 0;
}
