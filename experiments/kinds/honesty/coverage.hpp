/// How often two answers to one question lie further apart than their errors allow.
///
/// The fewest independent replicates that any stated error rests on are 16, so that at most what Student's t with 15
/// degrees of freedom has is allowed beyond 2, 3 and 4 combined errors (6.4, 0.9 and 0.12 percent), and nothing beyond
/// 10 (5e-8). Errors that are bounds have less.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "claims/calibration.hpp"
#include "claims/claims.hpp"
#include "kinds/honesty/pairs.hpp"

namespace diffrates {

struct Allowed {
  double errors;  ///< combined
  double share;   ///< of pairs further apart than that
};
inline constexpr std::array<Allowed, 3> allowed{{{2, 0.0639}, {3, 0.00897}, {4, 0.00116}}};
inline constexpr double never_beyond = 10;
/// Fewer pairs confirm nothing.
inline constexpr std::int64_t least_pairs = 50;

/// Of some pairs: a law's, a metric's, a family's.
struct Coverage {
  std::int64_t asked = 0;  ///< numbers
  std::int64_t ok = 0;     ///< of them, first answers that are ok
  std::int64_t pairs = 0;  ///< both ok
  std::array<std::int64_t, 3> beyond{};
  std::int64_t far = 0;  ///< beyond never_beyond
  double worst = 0;
  /// Where the other answer's error is less than a third: mean of (one - other)/error, and how many.
  double signed_sum = 0;
  std::int64_t judged = 0;

  void add(const NumberPair& pair);
  Frequency share(std::size_t level) const { return {beyond[level], pairs}; }
  /// Violated where something lies beyond never_beyond, or where the whole 95 percent interval of a share lies above
  /// what is allowed; else confirmed, if there are pairs enough.
  Verdict verdict() const;
  std::string words() const;
};

}  // namespace diffrates
