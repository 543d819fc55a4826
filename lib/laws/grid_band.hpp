/// Where the grid laws follow a characteristic function and what they cut off: one policy for a line and a plane.
///
/// The state is followed in a band |k| <= end, one for each direction. After every transform the band ends where the
/// coefficients sink into the transform's error, with a margin; the next transform looks a little further, and half as
/// far again until it sees the end. It cannot look beyond `most`: there the noise has damped everything, or the grid
/// that the points stood on no longer tells a frequency from its images. Coefficients that have not ended there are cut
/// off, and counted: see Lost.
///
/// What differs between line and plane is how well the transform knows a coefficient, and all limits of a policy follow
/// from that: 4e-15 on a line (fourier.hpp), 2e-11 in a plane (fourier_plane.hpp), where digits are paid for twice.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "numerics/fourier.hpp"

namespace diffrates {

/// Limits that follow from the accuracy of a transform. Weights and coefficients are relative to the largest.
struct BandPolicy {
  double coefficient;    ///< below it a coefficient is the transform's error
  double weight;         ///< below it a weight is
  double negligible;     ///< a weight that no coefficient sees: where the hull of the places ends
  double steep_weight;   ///< a weight from which a slope of the map counts
  double steepest;       ///< the largest slope a grid is made for; beyond, the map is folding or its weights are small
  double margin;         ///< of the hull, on either side: from where weights drown to where they are negligible
  double damped;         ///< standard deviations of the noise's transform after which it is below the error
  double kept;           ///< the band kept, in bands that hold coefficients: room for what rounding hides
  int spare;             ///< and so many coefficients more
  double accepted;       ///< a coefficient cut off that needs no other run
  double growth_factor;  ///< of the growth allowed for, from one run to the next
  double most_growth;    ///< after a run that allowed for more the cut stands, and enters the error
};

/// exp(-10^2/2) = 2e-22; e^-(9.2^2/2) = 4e-19 is the least weight of a place that widens the hull.
inline constexpr BandPolicy line_policy{.coefficient = 4e-15,
                                        .weight = 4e-15,
                                        .negligible = 1e-18,
                                        .steep_weight = 1e-13,
                                        .steepest = 32,
                                        .margin = 0.08,
                                        .damped = 10,
                                        .kept = 1.15,
                                        .spare = 8,
                                        .accepted = 1e-12,
                                        .growth_factor = 3,
                                        .most_growth = 100};
/// exp(-8^2/2) = 1e-14.
inline constexpr BandPolicy plane_policy{.coefficient = 2e-11,
                                         .weight = 3e-11,
                                         .negligible = 1e-14,
                                         .steep_weight = 1e-9,
                                         .steepest = 16,
                                         .margin = 0.06,
                                         .damped = 8,
                                         .kept = 1.12,
                                         .spare = 4,
                                         .accepted = 1e-9,
                                         .growth_factor = 2,
                                         .most_growth = 10};

inline constexpr double first_growth = 1.3;      ///< of the band in one step; samplers' steps are small
inline constexpr double most_step_growth = 2;    ///< that a step is prepared for because the last one grew
inline constexpr double wider = 1.5;             ///< the next look, where the band has not ended
inline constexpr double end_share = 0.93;        ///< of the coefficients looked at: those beyond must be error
inline constexpr double slope_tolerance = 1.05;  ///< a slope that a grid made for a smaller one still resolves
inline constexpr int slope_attempts = 3;         ///< at a grid that fits the map's slopes

/// The band of one direction.
struct Band {
  double end = 0;                                          ///< frequency beyond which there is error only
  double alias = std::numeric_limits<double>::infinity();  ///< frequency from which the points' spacing shows
  double growth = 1;                                       ///< of `end` in the last step
  double steepest = 1;                                     ///< slope of the last move where the density matters

  /// Of a density whose coefficients are known to end within two thirds of a grid's.
  static Band of_grid(double spacing) {
    const double end = std::numbers::pi / spacing * 2 / 3;
    return {.end = end, .alias = 2 * std::numbers::pi / spacing - end};
  }
  /// Where the next transform looks first.
  double first_look() const { return end * std::clamp(1.05 * growth, 1.1, most_step_growth); }
  /// Beyond it there is nothing (by the noise), or nothing but the density's own image (by the grid).
  double most(const BandPolicy& policy, double noise, double refinement) const {
    const double damped = policy.damped * refinement / std::sqrt(noise);
    return std::min(alias, noise > 0 ? damped : std::numeric_limits<double>::infinity());
  }
  /// What the next step may make of the band, at least `least`.
  double growth_allowed(double least) const { return std::max(std::min(1.2 * growth, most_step_growth), least); }
  /// A map has moved the points of a grid whose band ended at `before`.
  void moved(double spacing, double before) { alias = (2 * std::numbers::pi / spacing - before) / steepest; }
  void settle(double now) {
    growth = std::clamp(now / end, 1.0, most_step_growth);
    end = now;
  }
};

/// Whether coefficients up to `last` of `modes` end within them.
inline bool has_ended(Eigen::Index last, Eigen::Index modes) {
  return static_cast<double>(last) <= end_share * static_cast<double>(modes);
}

/// How many of `modes` are kept when those up to `last` hold something.
inline Eigen::Index kept_modes(const BandPolicy& policy, double refinement, Eigen::Index last, Eigen::Index modes) {
  return std::min(modes,
                  static_cast<Eigen::Index>(policy.kept * refinement * static_cast<double>(last)) + policy.spare);
}

/// What transforms cut off because a grid could not tell it from its images.
struct Lost {
  double largest = 0;  ///< coefficient, of one step; 1 is the whole mass
  /// Bound of int |change of the density|, summed over the steps: a later step moves mass and makes none. As many
  /// coefficients are taken to be lost as were kept, each as large as the largest at the end of the band: by Parseval
  /// and Cauchy-Schwarz, coefficient x sqrt(their number) a step.
  double mass = 0;

  void add(double coefficient, double modes) {
    largest = std::max(largest, coefficient);
    mass += coefficient * std::sqrt(modes);
  }
  /// `moved`, a part of the mass, may have gone anywhere.
  void misplace(double moved) { mass += 2 * moved; }
};

/// The law of Y_1 (whatever `follow(growth)` gives, with its `lost`), followed again with more growth allowed for in a
/// step until nothing but rounding is cut off. What the last run cut off stands, for the error. A few large steps may
/// narrow a law much in one of them.
template <class Follow>
auto follow_growing(const BandPolicy& policy, const Follow& follow) {
  for (double growth = first_growth;; growth *= policy.growth_factor) {
    auto followed = follow(growth);
    if (followed.lost.largest < policy.accepted || growth > policy.most_growth) return followed;
  }
}

}  // namespace diffrates
