#include "numerics/random.hpp"

#include <Random123/philox.h>

namespace diffrates {

std::uint64_t key_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
  return hash;
}

Stream::Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t index) : index_(index) {
  // The key is itself a Philox output, so that neighbouring seeds and purposes share nothing.
  const std::uint64_t what = key_of(purpose);
  const r123::Philox4x32::ctr_type in{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32),
                                       static_cast<std::uint32_t>(what), static_cast<std::uint32_t>(what >> 32)}};
  const auto out = r123::Philox4x32()(in, {{0x64696666u, 0x72617465u}});
  key_ = {out[0], out[1]};
}

void Stream::fill() {
  for (std::size_t k = 0; k < blocks; ++k) {
    const std::uint64_t at = position_ + k;
    const r123::Philox4x32::ctr_type in{{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32),
                                         static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32)}};
    const auto out = r123::Philox4x32()(in, {{key_[0], key_[1]}});
    waiting_[2 * k] = out[2] | static_cast<std::uint64_t>(out[3]) << 32;
    waiting_[2 * k + 1] = out[0] | static_cast<std::uint64_t>(out[1]) << 32;
  }
  position_ += blocks;
  used_ = 0;
}

double Stream::uniform() { return (static_cast<double>((*this)() >> 11) + 0.5) * 0x1p-53; }

std::uint64_t Stream::below(std::uint64_t count) {
  // The bias is below count / 2^53.
  return static_cast<std::uint64_t>(uniform() * static_cast<double>(count));
}

}  // namespace diffrates
