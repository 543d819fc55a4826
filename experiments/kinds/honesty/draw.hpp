/// Random choices of a question, and the values that a configuration is made of.
#pragma once

#include <cmath>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "numerics/random.hpp"
#include "parameters/value.hpp"

namespace diffrates {

class Draw {
 public:
  explicit Draw(Stream stream) : stream_(stream) {}

  double uniform(double low, double high) { return low + (high - low) * stream_.uniform(); }
  /// 10^u, u uniform: ends are exponents.
  double decades(double low, double high) { return std::pow(10.0, uniform(low, high)); }
  int whole(int low, int high) {
    return low + static_cast<int>(stream_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool chance(double probability) { return stream_.uniform() < probability; }
  template <class List>
  const auto& pick(const List& list) {
    return list[stream_.below(list.size())];
  }
  /// A multiple of 2^-12 `unit` in [-range, range] `unit`: `unit` being a power of two, sums with others of its kind
  /// and with multiples of `unit` up to 2^36 are exact.
  double dyadic(double range, double unit) { return std::round(uniform(-range, range) * 4096) / 4096 * unit; }
  std::uint64_t bits() { return stream_(); }

 private:
  Stream stream_;
};

/// The largest power of two that is at most x > 0.
inline double power_of_two(double x) { return std::exp2(std::floor(std::log2(x))); }

inline Value value_of(double number) { return {number}; }
inline Value value_of(std::string_view text) { return {std::string(text)}; }
inline Value value_of(const std::vector<double>& numbers) {
  List list;
  for (const double number : numbers) list.push_back(Value{number});
  return {std::move(list)};
}

/// The member of that name, replaced or added at the end.
inline void set(Members& members, std::string_view key, Value value) {
  for (Member& member : members)
    if (member.first == key) {
      member.second = std::move(value);
      return;
    }
  members.emplace_back(key, std::move(value));
}

}  // namespace diffrates
