// Any bytes as a configuration: a checked configuration or problems, and what is accepted reads as itself once
// resolved.
#include <cstdint>
#include <cstdlib>

#include "configuration/config.hpp"
#include "configuration/problem_printing.hpp"
#include "formats/json_writer.hpp"
#include "kinds/self_test.hpp"

namespace {

using namespace diffrates;

std::unique_ptr<Config> rates(const std::string& text, bool quick, Problems& problems) {
  return parse_config(text, "fuzz/config.json", {}, quick, problems);
}
std::unique_ptr<SelfTest> self_test(const std::string& text, bool quick, Problems& problems) {
  return parse_self_test(text, {}, quick, problems);
}

void read(auto reader, const std::string& text) {
  Problems problems;
  const auto config = reader(text, text.size() % 2 == 1, problems);
  if ((config == nullptr) == problems.empty()) std::abort();
  problems_text("fuzz", problems);
  if (config == nullptr) return;
  const std::string resolved = json_text(config->resolved);
  Problems again;
  const auto second = reader(resolved, false, again);
  if (second == nullptr || json_text(second->resolved) != resolved) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (self_test_kind(text) != nullptr)
    read(self_test, text);
  else
    read(rates, text);
  return 0;
}
