/// Expectations under X_t on the line.
#pragma once

#include <functional>

#include "targets/target.hpp"

namespace diffrates {

/// E f_i(X_t) for several functions at once, d = 1: `f(x, out)` fills one column of `out` a function (out is x.size() x
/// as many as there are tolerances).
///
/// Adaptive 16-point Gauss-Legendre panels over the bulk of X_t (1e-18 on either side), first no wider than 2 sigma_t,
/// the narrowest a feature of p_{X_t} can be, then halved wherever a panel's halves disagree with it by more than the
/// function's tolerance times E|f|. The density itself is one of the integrands (1e-13), and the result is the
/// quotient. Relative error about ten times the tolerance for nonnegative f of any frequency below 1e5 / width; kinks
/// cost halvings. Domain: at.noise > 0. Throws std::domain_error when the density's mass differs from 1 by more than
/// 1e-6. Cost: about 24 evaluations of p and f per 2 sigma_t of bulk.
/// Panels are halved `most_halvings` times at most; `unsettled`, where given, receives by how much those that were not
/// done then may be off: for f with noise of its own.
Eigen::ArrayXd line_expectation(const Target& target, const NoiseLevel& at, const std::vector<double>& tolerances,
                                const std::function<void(const Points& x, Eigen::Ref<Eigen::ArrayXXd> out)>& f,
                                int most_halvings = 30, Eigen::ArrayXd* unsettled = nullptr);

}  // namespace diffrates
