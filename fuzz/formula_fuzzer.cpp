// Any bytes as a formula in x: a formula that can be evaluated, with the same bits again, or a FormulaError.
#include <bit>
#include <cstdint>
#include <cstdlib>

#include "numerics/formula.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diffrates;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const Formula formula(text, {"x"});
    for (const double x : {-1.5, 0.0, 1e-300, 1e300})
      if (std::bit_cast<std::uint64_t>(formula({x})) != std::bit_cast<std::uint64_t>(formula({x}))) std::abort();
  } catch (const FormulaError&) {
  }
  return 0;
}
