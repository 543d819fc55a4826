#include "numerics/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

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

std::uint64_t Stream::next() {
  if (left_ == 0) {
    const r123::Philox4x32::ctr_type in{{static_cast<std::uint32_t>(position_), static_cast<std::uint32_t>(position_ >> 32),
                                         static_cast<std::uint32_t>(index_), static_cast<std::uint32_t>(index_ >> 32)}};
    const auto out = r123::Philox4x32()(in, {{key_[0], key_[1]}});
    waiting_ = {out[0] | static_cast<std::uint64_t>(out[1]) << 32, out[2] | static_cast<std::uint64_t>(out[3]) << 32};
    left_ = 2;
    ++position_;
  }
  return waiting_[--left_];
}

double Stream::uniform() { return (static_cast<double>(next() >> 11) + 0.5) * 0x1p-53; }

double Stream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint64_t Stream::below(std::uint64_t count) {
  // The bias is below count / 2^53.
  return static_cast<std::uint64_t>(uniform() * static_cast<double>(count));
}

}  // namespace diffrates
