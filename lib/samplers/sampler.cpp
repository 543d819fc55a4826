#include "samplers/sampler.hpp"

#include <stdexcept>

namespace diffrates {

void Law::mix(const std::vector<double>&, const Branch&) { throw std::logic_error("this law cannot follow a mixture"); }

std::vector<Points*> Sampler::remembered() { throw std::logic_error("this sampler does not give what it remembers"); }

const SamplerKind* find_sampler(std::string_view name) {
  for (const SamplerKind* kind : sampler_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

}  // namespace diffrates
