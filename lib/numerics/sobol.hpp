/// Sobol points with nested uniform scrambling (Owen, "Randomly permuted (t, m, s)-nets and (t, s)-sequences", 1995).
///
/// Direction numbers: Joe and Kuo (2008), from Boost.Random. Each binary digit of a coordinate is flipped or not by a
/// keyed hash of the digits before it, so that every point is uniform on the cube, the first 2^m points stay a net, and
/// averages over independent replicates are unbiased with a standard error that can be read off. Domain: dimension 1 to
/// 1024; 32 scrambled digits and 21 random ones. Cost: 33 hashes a coordinate.
#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace diffrates {

inline constexpr int most_sobol_dimension = 1024;

/// The first n points of the sequence, n x d, as 32-bit fractions; the origin is the first.
Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic> sobol_points(Eigen::Index n, int dimension);

/// The points scrambled by the key, in the open cube.
Eigen::ArrayXXd scramble(const Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic>& points, std::uint64_t key);

/// The standard normal quantile of every entry.
Eigen::ArrayXXd normal_quantiles(const Eigen::ArrayXXd& uniform);

}  // namespace diffrates
