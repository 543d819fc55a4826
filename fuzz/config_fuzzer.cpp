// Any bytes as a configuration: a checked configuration or problems, and what is accepted reads as itself once resolved.
#include <cstdint>
#include <cstdlib>

#include "config.hpp"
#include "json_writer.hpp"
#include "problem_printing.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diffrates;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Problems problems;
  const std::unique_ptr<Config> config = parse_config(text, "fuzz/config.json", {}, size % 2 == 1, problems);
  if ((config == nullptr) == problems.empty()) std::abort();
  problems_text("fuzz", problems);
  if (config == nullptr) return 0;
  const std::string resolved = json_text(config->resolved);
  Problems again;
  const std::unique_ptr<Config> second = parse_config(resolved, "fuzz/config.json", {}, false, again);
  if (second == nullptr || json_text(second->resolved) != resolved) std::abort();
  return 0;
}
