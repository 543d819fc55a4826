#include "samplers/sampler.hpp"

#include <stdexcept>

namespace diffrates {

void Law::mix(const std::vector<double>&, const Branch&) { throw std::logic_error("this law cannot follow a mixture"); }

const SamplerKind* find_sampler(std::string_view name) {
  for (const SamplerKind* kind : sampler_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

}  // namespace diffrates
