/// Ways of following a sampler's output law exactly, and what each can measure.
///
/// To add a law: one file in this folder defining a `constinit const LawKind law_NAME`, and NAME in this folder's
/// meson.build, at the place of its precedence: where several laws can give a metric, the first in the list is taken.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "numerics/estimate.hpp"
#include "samplers/sampler.hpp"

namespace diffrates {

/// All are divergences of the law of Y_1 against the law of X_1 (or, path_*, of the whole trajectories).
///   tv          1/2 int |p_X1 - p_Y1|
///   kl          KL(p_X1 || p_Y1)
///   kl_reverse  KL(p_Y1 || p_X1)
///   chi2        chi^2(p_Y1 || p_X1) = E_X1 (p_Y1/p_X1 - 1)^2
///   path_kl     KL of the law of (X_T, ..., X_1) from that of (Y_T, ..., Y_1)
///   path_tv     total variation between the two
enum class Metric { Tv, Kl, KlReverse, Chi2, PathKl, PathTv };

/// A set of metrics, a literal type: law kinds are constants, initialised before any code runs.
class MetricSet {
 public:
  constexpr MetricSet(std::initializer_list<Metric> metrics) {
    for (const Metric metric : metrics) bits_ |= bit(metric);
  }
  constexpr bool contains(Metric metric) const { return (bits_ & bit(metric)) != 0; }

 private:
  static constexpr unsigned bit(Metric metric) { return 1u << static_cast<unsigned>(metric); }
  unsigned bits_ = 0;
};

struct MetricKind {
  Metric metric;
  std::string_view name;
  std::string_view meaning;
};
const std::vector<MetricKind>& metric_kinds();
std::string_view name(Metric metric);

/// Where the sampler starts: Y_T ~ N(0, I), or Y_T ~ p_{X_T}, which isolates the discretisation error.
enum class Start { Normal, Exact };
constexpr std::string_view name(Start start) { return start == Start::Normal ? "normal" : "exact"; }

/// One sampler at one T: everything a law needs. Holds references.
struct Question {
  const Score& score;  ///< with its target, schedule and error
  const SamplerKind& sampler;
  Start start = Start::Normal;
  std::uint64_t seed = 0;  ///< key of this cell's random numbers

  const Target& target() const { return score.target(); }
  const Schedule& schedule() const { return score.schedule(); }
};

struct Measurement {
  Metric metric;
  Estimate estimate;
  Status status = Status::Ok;
  std::string reason;  ///< why the status is not ok, or a remark
};

/// What decides whether a law can carry a question, before any T is chosen.
struct Setting {
  const Target& target;
  const SamplerKind& sampler;
  Start start = Start::Normal;
  bool score_error = false;
};

struct LawKind {
  std::string_view name;
  std::string_view meaning;
  MetricSet metrics;
  /// Why this law cannot carry the setting, as "grid: dpm_solver_pp_2m remembers its last evaluation; use
  /// characteristics"; empty if it can.
  std::string (*refusal)(const Setting&, Metric);
  /// The metrics asked, in that order. Same bits for any number of threads. Numerical trouble is a status, not a throw.
  std::vector<Measurement> (*measure)(const Question&, const std::vector<Metric>&);
  /// Settings where any other law that does not refuse is preferred to this one; null: none. (product gives way on a
  /// line, where the general laws are exact too and are the ones held to reference values.)
  bool (*gives_way)(const Setting&) = nullptr;
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
