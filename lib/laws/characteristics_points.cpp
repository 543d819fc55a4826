#include "laws/characteristics_points.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "laws/local_shape.hpp"
#include "numerics/sobol.hpp"

namespace diffrates {
namespace {

constexpr int replicates_together = 8;
static_assert(replicates % replicates_together == 0);
constexpr double batch_doubles = 16'384;  // points and tangents of a batch fit the second cache several times

using Fractions = Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic>;

/// Starting points from `from` on of a replicate, given their fractions.
Points place(const Question& question, const Fractions& points, int replicate, Eigen::Index from) {
  const std::uint64_t key = key_of(fmt::format("sobol {} {}", question.seed, replicate));
  const Eigen::ArrayXXd normals = normal_quantiles(scramble(points, key));
  Points start(normals.rows(), question.target().dimension());
  if (question.start == Start::Normal) {
    start.values() = normals;
    return start;
  }
  const NoiseLevel& at = question.schedule().at(question.schedule().steps());
  Stream stream(question.seed, "characteristics draws of X_0",
                static_cast<std::uint64_t>(replicate) << 32 | static_cast<std::uint64_t>(from));
  question.target().draw(stream, start);
  start.values() = at.signal * start.values() + at.sigma * normals;
  return start;
}

}  // namespace

Points start_points(const Question& question, int replicate, Eigen::Index from, Eigen::Index to) {
  return place(question, sobol_points(to, question.target().dimension()).bottomRows(to - from), replicate, from);
}

void extend(const Carrier& carrier, Eigen::Index from, Eigen::Index to, Sample& sample) {
  const Question& question = carrier.question();
  const int d = question.target().dimension();
  const auto points = sobol_points(to, d).bottomRows(to - from).eval();
  const Eigen::Index batch = std::clamp<Eigen::Index>(static_cast<Eigen::Index>(batch_doubles) / (d * (d + 1)), 4, 256);
  const int batches = static_cast<int>((to - from + batch - 1) / batch);
  sample.log_ratio.conservativeResize(to, replicates);
  sample.rounding.conservativeResize(to, replicates);
  sample.stretch.conservativeResize(to, replicates);
  sample.shape.conservativeResize(to, replicates);
  sample.folded.conservativeResize(to, replicates);
  // A program is asked seldom, and much at once: several replicates go together.
  const int together = question.sampler.program ? replicates_together : 1;
  tbb::parallel_for(0, batches * replicates / together, [&](int job) {
    const int k = job / batches * together;
    const Eigen::Index first = job % batches * batch, size = std::min(batch, to - from - first);
    Points start(together * size, d);
    for (int i = 0; i < together; ++i)
      start.values().middleRows(i * size, size) =
          place(question, points.middleRows(first, size), k + i, from + first).values();
    const Carried carried = carrier(start);
    const Eigen::ArrayXd stretched = stretch(carried.y), shapes = local_shapes(question, start, carried);
    for (Eigen::Index i = 0; i < start.size(); ++i) {
      const Eigen::Index row = from + first + i % size, column = k + i / size;
      sample.stretch(row, column) = stretched[i];
      sample.shape(row, column) = shapes[i];
      sample.log_ratio(row, column) = carried.log_ratio[i];
      sample.rounding(row, column) = carried.rounding[i];
      sample.folded(row, column) = carried.folded[static_cast<std::size_t>(i)];
    }
  });
}

}  // namespace diffrates
