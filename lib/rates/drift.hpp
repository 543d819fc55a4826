/// Whether the local order of a series has settled, and how far its limit may still be.
///
/// A series of exact errors is smooth: its values carry no noise to average, and a list of x twice as dense says
/// nothing new. What is known of the limit q of the local order is what the last doublings of x show of its drift. They
/// are read off the values nearest to x_n, x_n/2, x_n/4, ..., whatever lies between:
///
///   r_1, r_2, ...    local orders over the last doubling, the one before, ...
///   limit            q of the curve a - q log x + b/x through the last three of these values
///   change           by how much q moves when c/x^2 and a fourth value join in: the correction after the last
///   drift            |r_1 - r_2|, or half of |r_2 - r_3|, or a quarter of |r_3 - r_4| where that is larger (what a
///                    drift that falls like 1/x would have left of it: one that vanishes by a turn is none), or the
///                    drift of the fitted curve where noise hides the others
///
/// Everything counts beyond what the numerical errors explain (CurveData::noise).
///
/// No limit is known (`reason` says why, and what would help)
/// - where the last doubling moves the local order by more than a tenth: the terms dropped are then as large as those
///   kept; or by a quarter where powers of log x are declared: such laws come to their order like 1/log x, and drift
///   for long. A tenth of itself, where it is below one and rises: such errors have hardly begun to fall;
/// - where it moves more in the last doubling than in the one before, or turns, by more than 0.02: a term that grows
///   explains it as well as one that falls, and two terms cross. Below 0.02 the limit may be 16 drifts away;
/// - where the drift falls by more than a factor 8 in a doubling: it passes through zero;
/// - where noise leaves open whether the errors fall at all.
///
/// Otherwise q lies within 3 change + drift/2 of the limit. Errors are expansions in 1/x whose first exponent is a
/// multiple of a known unit (FitModel::unit). An interval that holds no such multiple has misjudged its drift, which
/// may be of a kind that falls far more slowly; it is then carried on to the nearest multiple on either side, as far as
/// 32 drifts reach. Without drift nothing is added.
///
/// What is assumed, and cannot be seen: that no term is yet to come whose drift is below `least_growth` a doubling.
#pragma once

#include <string>
#include <vector>

#include "rates/curve.hpp"
#include "rates/rates.hpp"

namespace diffrates {

/// Drifts below it may grow without being taken for a crossing.
constexpr double least_growth = 0.003;

struct Settling {
  std::string reason;  ///< why the limit is not known, in words; empty if it is
  double drift = 0;    ///< a doubling, in the end
  Range limit;         ///< where q may be, beyond statistics
};

/// The values nearest to x_n, x_n/ratio, x_n/ratio^2, ..., from the last one back; neighbours at least 1.4 apart.
std::vector<Eigen::Index> spaced(const Eigen::ArrayXd& x, double ratio);

/// All usable points of a decaying series without a declared floor (or above_floor.hpp of one), and the curve fitted to
/// the last of them, whose own interval is `fitted`.
Settling settle(const CurveData& data, const FitModel& model, const Curve& curve, const Range& fitted);

/// Of growth: the limit holds `fitted`, and where the local order goes with larger x (smaller, where the limit is at
/// 0), if it has moved in one direction twice. All usable points (above_floor.hpp).
Settling settle_growth(const CurveData& data, const FitModel& model, const Range& fitted);

}  // namespace diffrates
