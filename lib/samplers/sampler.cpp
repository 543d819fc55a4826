#include "samplers/sampler.hpp"

namespace diffrates {

const SamplerKind* find_sampler(std::string_view name) {
  for (const SamplerKind* kind : sampler_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

}  // namespace diffrates
