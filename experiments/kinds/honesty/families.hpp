/// Targets as users have them, drawn at random: scales from 1e-6 to 1e6, weights down to 1e-12, atoms, clouds on a line
/// or in a corner of their space, formulas with spikes, kinks, plateaus and ends where they vanish.
///
/// Places are multiples of a power of two, so that moving, mirroring and reordering them is exact in double precision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kinds/honesty/draw.hpp"
#include "schedules/schedule.hpp"

namespace diffrates {

/// One Gaussian of a mixture, its covariance a diagonal; an atom where that is zero.
struct Blob {
  double weight = 1;
  std::vector<double> mean, variance;
};

struct DrawnTarget {
  std::string_view family;
  int dimension = 1;
  Members description;      ///< type and keys, without a name
  std::vector<Blob> blobs;  ///< the same law as a mixture; empty where it is none
  double unit = 1;          ///< a power of two: means are multiples of unit/4096
  /// On a line: the same log density as a formula, empty where there is none, and its support as the key takes it.
  std::string formula = {};
  Value support = {};
  /// Of a product: each factor as a mixture on a line.
  std::vector<std::vector<Blob>> factors = {};
  /// In space: the same law after a rotation, as a product; empty where none is known.
  Members rotated = {};
};

struct TargetFamily {
  std::string_view name, meaning;
  DrawnTarget (*draw)(Draw&);
};

const std::vector<TargetFamily>& target_families();

/// How many of its narrowest features lie side by side across its whole width, along the coordinate that has most, at
/// that noise level; a formula's as narrow as the noise.
double features(const DrawnTarget& target, const NoiseLevel& at);

/// The mixture as an object of type gaussian_mixture.
Members mixture(const std::vector<Blob>& blobs);

}  // namespace diffrates
