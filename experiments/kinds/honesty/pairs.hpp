/// One question of the experiment, asked twice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kinds/honesty/families.hpp"
#include "kinds/honesty/ways.hpp"
#include "numerics/estimate.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// What may be drawn.
struct PairSource {
  std::vector<const TargetFamily*> families;
  std::vector<const Way*> ways;
  double seconds = 0.06;  ///< expected CPU seconds of both answers together, at most
  std::uint64_t seed = 1;
};

/// One number answered twice.
struct NumberPair {
  std::string family, way;
  int dimension = 1;
  std::string schedule, start, score_error;  ///< labels; the score error with its size
  std::string sampler;
  int steps = 0;
  Metric metric = Metric::Tv;
  std::string law, other_law;
  Estimate one, other;  ///< other: times the factor
  Status status = Status::Failed, other_status = Status::Failed;

  bool both_ok() const { return status == Status::Ok && other_status == Status::Ok; }
  /// |one - other| in units of hypot of their errors; 0 where they are equal, infinite where they differ without error
  /// or one is not finite. Meaningful where both are ok.
  double deviation() const;
};

/// Configurations to ask again; the second is missing where it is a closed form.
struct Replay {
  Members one;
  std::optional<Members> other;
};

/// Question `index`: drawn until both answers exist and cost no more than the source allows, 300 times at most, then
/// answered. Random numbers are keyed by the source's seed and the index.
std::vector<NumberPair> ask(const PairSource& source, std::size_t index);
/// The same without answering.
std::optional<Replay> replay(const PairSource& source, std::size_t index);

}  // namespace diffrates
