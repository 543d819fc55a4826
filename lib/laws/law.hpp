/// Ways of following a sampler's output law exactly, and what each can measure.
///
/// To add a law: one file in this folder defining a `constinit const LawKind law_NAME`, and NAME in this folder's
/// meson.build, at the place of its precedence: where several laws can give a metric, the first in the list is taken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "divergences/metric.hpp"
#include "numerics/estimate.hpp"
#include "samplers/sampler.hpp"

namespace diffrates {

/// Where the sampler starts: Y_T ~ N(0, I), or Y_T ~ p_{X_T}, which isolates the discretisation error.
enum class Start { Normal, Exact };
constexpr std::string_view name(Start start) { return start == Start::Normal ? "normal" : "exact"; }

/// One sampler at one T: everything a law needs. Holds references.
struct Question {
  const Score& score;  ///< with its target, schedule and error
  const SamplerKind& sampler;
  Start start = Start::Normal;
  std::uint64_t seed = 0;     ///< key of this cell's random numbers
  bool against_data = false;  ///< Y_1 is compared with X_0 in place of X_1

  const Target& target() const { return score.target(); }
  const Schedule& schedule() const { return score.schedule(); }
  /// The noise level of what Y_1 is compared with.
  const NoiseLevel& reference() const { return schedule().at(against_data ? 0 : 1); }
  /// Whether points have no tangents of their own on their way: the sampler or the score error gives none.
  bool values_only() const {
    return sampler.values_only || (score.error() != nullptr && !score.error()->carries_tangents());
  }
};

/// How a number is made, which says what it is held to (judge.hpp).
enum class Method {
  ClosedForm,  ///< a formula in numbers that carry rounding only
  Line,        ///< adaptive quadrature over characteristics on a line
  Scrambles,   ///< averages over 16 scramblings of points in R^d
  Grid,        ///< densities on a grid, refined
  Paths,       ///< the whole trajectory, by quadrature or along forward paths
  Pairs        ///< U-statistics of forward paths that share their start
};

/// A number as judged.
struct Measurement {
  Metric metric;
  Estimate estimate;
  Status status = Status::Ok;
  std::string reason;                  ///< why the status is not ok, or a remark
  std::vector<double> by_replicate{};  ///< of an ok number with replicates (replicates.hpp): their values
};

/// A number as a law found it, and what may speak against it; judge.hpp decides. What a law does not know stays zero.
struct Evidence {
  Metric metric;
  Method method;
  Estimate estimate;
  double folded_x = 0, folded_y = 0;   ///< mass on folded characteristics, under X and under Y
  double ended_y = 0;                  ///< part of folded_y: paths that came where a formula tells no score
  double largest_share = 0;            ///< of the value, that one point carries
  double curvature = 0;                ///< largest b_t lambda_max(-H_t) met
  std::string problem{};               ///< what kept the law from its goal, should the number not stand
  std::string remark{};                ///< how the number came about
  std::vector<double> by_replicate{};  ///< values of the replicates, where the law has them (replicates.hpp)
  std::optional<Measurement> part{};   ///< of a product: the factor whose number stands least
};

/// What decides whether a law can carry a question, before any T is chosen.
struct Setting {
  const Target& target;
  const SamplerKind& sampler;
  Start start = Start::Normal;
  bool score_error = false;
  bool data = false;  ///< Y_1 is compared with X_0 itself: against_data, or L_1 = 0
};

struct LawKind {
  std::string_view name;
  std::string_view meaning;
  MetricSet metrics;
  /// Why this law cannot carry the setting, as "grid: dpm_solver_pp_2m remembers its last evaluation; use
  /// characteristics"; empty if it can.
  std::string (*refusal)(const Setting&, Metric);
  /// The metrics asked, in that order. Same bits for any number of threads. Numerical trouble is evidence, not a throw.
  std::vector<Evidence> (*follow)(const Question&, const std::vector<Metric>&);
  /// What `follow` will cost, in CPU seconds of an ordinary core (cost.hpp). Positive and finite. Null for
  /// a law of no cost.
  double (*cost)(const Setting&, const Schedule&, const std::vector<Metric>&) = nullptr;
  /// Settings where any other law that does not refuse is preferred to this one; null: none. (product gives way on a
  /// line, where the general laws are exact too and are the ones held to reference values.)
  bool (*gives_way)(const Setting&) = nullptr;
  /// Whether points without tangents are enough.
  bool follows_values = false;

  /// What `follow` found, judged.
  std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& asked) const;
};

/// The law that gives `metric` in this setting: `wanted`, or where that is null the first of law_kinds() that does not
/// refuse, laws that give way coming last. Null, with every refusal in `why`, when there is none.
const LawKind* first_law(const LawKind* wanted, const Setting& setting, Metric metric, std::string& why);

/// In order of precedence.
const std::vector<const LawKind*>& law_kinds();
const LawKind* find_law(std::string_view name);

/// Runs t = T .. 2.
inline void run_sampler(Sampler& sampler, const Score& score, Law& y) {
  for (int t = score.schedule().steps(); t >= 2; --t) sampler.step(t, score, y);
}

}  // namespace diffrates
