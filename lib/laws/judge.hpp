/// The one judge of a number: from what a law found, whether the number stands.
///
/// A law brings evidence (an estimate, and what may speak against it) and decides nothing. A number is
///   failed      where a part of it failed, or a value that cannot be infinite is not finite;
///   folded      where folded mass is more than its limit: the change of variables does not give the law there;
///   unresolved  where it is infinite, one point carries too much of it, its variance cannot be trusted, or its stated
///               error is above its limit (so is every negative value: all metrics are divergences);
///   ok          otherwise.
/// Domain: any evidence, also NaN. Throws nothing. The limits are in one table, limits_of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "laws/law.hpp"

namespace diffrates {

/// What a number is held to; the limits are relative to the value.
struct Limits {
  double error;       ///< stated error
  double folded;      ///< mass on folded characteristics, under X or Y
  double share;       ///< of one point in an average
  double curvature;   ///< largest b_t lambda_max(-H_t) on the paths
  Status not_finite;  ///< what a value beyond the numbers is: unresolved where a divergence may be infinite
};

const Limits& limits_of(Method method);

/// `law` opens the reason. A remark is kept whatever the status.
Measurement judge(std::string_view law, const Evidence& evidence);
std::vector<Measurement> judge(std::string_view law, const std::vector<Evidence>& evidence);

/// Why KL(Y||X) or chi2 does not stand where Y has that mass beyond what X's formula tells (targets/density_line.hpp).
std::string untold_words(double mass_of_y);

}  // namespace diffrates
