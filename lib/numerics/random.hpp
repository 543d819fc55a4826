/// Keyed random numbers: what a number is for decides its value, never who draws first.
///
/// A stream is Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011; Random123)
/// keyed by (seed, purpose) and counted from (index, position): independent streams for any keys, the same bits for any
/// number of threads.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string_view>

namespace diffrates {

class Stream {
 public:
  /// `purpose` says what the numbers are for ("path", "sobol shift", ...); `index` which of them (chunk, replicate, ...).
  Stream(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);

  /// Uniform on the open interval (0, 1), 53 bits.
  double uniform();
  /// Standard normal (Box-Muller).
  double normal();
  /// Fills with independent standard normals, column by column.
  template <class Derived>
  void normals(Eigen::DenseBase<Derived>& out) {
    for (Eigen::Index j = 0; j < out.cols(); ++j)
      for (Eigen::Index i = 0; i < out.rows(); ++i) out(i, j) = normal();
  }
  template <class Derived>
  void normals(Eigen::DenseBase<Derived>&& out) { normals(out); }
  /// Uniform on 0 .. count - 1.
  std::uint64_t below(std::uint64_t count);

 private:
  std::uint64_t next();
  std::array<std::uint32_t, 2> key_;
  std::uint64_t index_;
  std::uint64_t position_ = 0;
  std::array<std::uint64_t, 2> waiting_{};
  int left_ = 0;
  double spare_ = 0;
  bool has_spare_ = false;
};

/// A stable 64-bit hash of a text (FNV-1a), to turn names into keys.
std::uint64_t key_of(std::string_view text);

}  // namespace diffrates
