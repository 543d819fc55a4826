#include "numerics/random.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <vector>

namespace diffrates {
namespace {

TEST(Random, BitsArePhilox4x32Ten) {
  // By ten rounds written out in Python, which gives d16cfe09 94fdcceb 5001e420 24126ea1 for Random123's test vector of
  // pi's digits.
  Stream stream(2024, "known answer", 3);
  std::vector<std::uint64_t> bits(34);
  for (std::uint64_t& b : bits) b = stream();
  EXPECT_EQ(bits[0], 0x63583389cf64b3e5u);
  EXPECT_EQ(bits[1], 0x43eaf26627a2be85u);
  EXPECT_EQ(bits[2], 0x1872027c3be0bb9u);
  EXPECT_EQ(bits[31], 0x7892f9af3ed24e1fu);
  EXPECT_EQ(bits[32], 0xf6de7306bdb8894cu);
  EXPECT_EQ(bits[33], 0x8df2f2d8d4745894u);
}

TEST(Random, StreamsDifferInEveryPartOfTheirKey) {
  const std::uint64_t first = Stream(1, "a", 0)();
  EXPECT_EQ(first, Stream(1, "a", 0)());
  EXPECT_NE(first, Stream(2, "a", 0)());
  EXPECT_NE(first, Stream(1, "b", 0)());
  EXPECT_NE(first, Stream(1, "a", 1)());
}

/// Pearson's statistic of draws that fall into `counts.size()` equally likely bins.
double pearson(const std::vector<double>& counts, double draws) {
  const double expected = draws / static_cast<double>(counts.size());
  double sum = 0;
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

TEST(Random, NormalsFollowTheNormalLawToItsTails) {
  // 10^6 draws in 1000 bins of equal probability, the outermost beyond 3.09; wrong once in 10^6 seeds each.
  const int draws = 1000000, bins = 1000;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    Stream stream(seed, "normal");
    std::vector<double> counts(bins);
    double largest = 0;
    for (int i = 0; i < draws; ++i) {
      const double z = stream.normal();
      largest = std::max(largest, std::abs(z));
      counts[std::min<std::size_t>(bins - 1, static_cast<std::size_t>(bins * cdf(boost::math::normal(), z)))] += 1;
    }
    EXPECT_LT(pearson(counts, draws), quantile(complement(boost::math::chi_squared(bins - 1), 1e-6)));
    // P(no draw beyond 4.2) = (1 - 2.7e-5)^10^6 = 2.6e-12; P(one beyond 7) = 2.6e-6.
    EXPECT_GT(largest, 4.2);
    EXPECT_LT(largest, 7);
  }
}

TEST(Random, NeighboursAndStreamsAreUncorrelated) {
  // Means of 10^6 products of independent normals: standard deviation 1e-3, 5 of them once in 2 10^6.
  const Eigen::Index n = 1000000;
  Eigen::ArrayXd a(n), b(n);
  Stream(5, "neighbours", 0).normals(a);
  Stream(5, "neighbours", 1).normals(b);
  const double tolerance = 5e-3;
  EXPECT_NEAR((a.head(n - 1) * a.tail(n - 1)).mean(), 0, tolerance);
  EXPECT_NEAR((a.square().head(n - 1) - 1).cwiseProduct(a.square().tail(n - 1) - 1).mean() / 2, 0, tolerance);
  EXPECT_NEAR((a * b).mean(), 0, tolerance);
}

}  // namespace
}  // namespace diffrates
