/// The mutation self-test: what the suite sees of a fault put into a sampler (samplers/mutant.hpp), in one metric.
///
/// The faulty sampler's values are held against the claim that the sampler keeps its declared order, as a configuration
/// would make it, and against the right sampler's values, as a baseline would:
///   rate       from which T on, as the largest of the series, the verdict is `violated`
///   constant   from which T on the two values differ by more than their errors (z = 3.29 of their sum in squares), or
///              the faulty one does not stand at all (folded, say) where the right one does
/// A fault that leaves a lower order than declared shows in the rate once what it leaves outgrows the error of the
/// right sampler; until then, and always where the order stays, it shows in the constant.
#pragma once

#include <optional>

#include "claims/claims.hpp"
#include "laws/law.hpp"
#include "samplers/mutant.hpp"

namespace diffrates {

/// The order the sampler declares in this metric: of TV, twice that of the other marginal divergences, of path KL; half
/// of it for path TV. Nothing where it declares none.
std::optional<double> declared_order(const SamplerKind& sampler, Metric metric);
/// The order the faulty sampler keeps at most, as far as is known beforehand.
double order_left(const SamplerKind& sampler, Metric metric, const Mutation& mutation);

struct MutationFinding {
  double declared = 0, left = 0;  ///< orders
  Fit fit;                        ///< of the faulty sampler's values
  Judgement judgement;            ///< of "equals declared"
  double violated_from = 0;       ///< T; 0 if at no T
  double differs_from = 0;        ///< T; 0 if at no T
  double ratio = 0;               ///< faulty / right, at the largest T where both are ok; NaN if there is none
  bool expected_in_rate() const { return left < declared; }
  /// Confirmed: seen where it is expected. Holds: expected in the rate, and up to this T seen in the constant alone.
  /// Violated: not seen, or seen in the rate where the order was expected to stay.
  Verdict verdict() const;
};

/// Values at the same T in the same order.
MutationFinding find_mutation(double declared, double left, double tolerance, const std::vector<RatePoint>& right,
                              const std::vector<RatePoint>& wrong);

}  // namespace diffrates
