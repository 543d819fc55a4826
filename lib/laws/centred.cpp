#include "laws/centred.hpp"

#include <fmt/format.h>

#include "samplers/shifts.hpp"

namespace diffrates {
namespace {

constexpr double near = 64;  // standard deviations: six bits of 53

/// Mean and mean variance of the coordinates of X_0.
struct Centre {
  Eigen::VectorXd mean;
  double variance;
};

Centre centre_of(const Target& target) {
  if (const std::optional<DiagonalMoments> moments = target.diagonal_moments())
    return {moments->mean, moments->variances.mean()};
  const Moments moments = target.moments();
  return {moments.mean, moments.covariance.diagonal().mean()};
}

/// Why the data must stay where they are; empty if they need not.
std::string bound(const Question& question) {
  if (question.against_data) return "compared with X_0, Y_1 does not move as far";
  if (question.start != Start::Exact) return "the start N(0, I) does not move with them";
  if (question.score.error() != nullptr) return "the score error does not move with them";
  if (!commutes_with_shifts(question.sampler, question.schedule()))
    return fmt::format("{} does not commute with shifts", question.sampler.name);
  return {};
}

}  // namespace

Centred::Centred(const Question& question) : asked_(question) {
  const Centre centre = centre_of(question.target());
  const NoiseLevel& at = question.reference();
  const double spread = std::sqrt(at.abar * centre.variance + at.noise),
               distance = at.signal * centre.mean.cwiseAbs().maxCoeff() / spread;
  if (!std::isfinite(distance) || distance <= near) return;  // also where a moment does not exist
  std::string why = bound(question);
  if (why.empty()) {
    target_ = question.target().moved(-centre.mean);
    if (target_ == nullptr) why = "a target of this kind cannot be moved";
  }
  if (!why.empty()) {
    kept_ = fmt::format("the data lie {:.2g} standard deviations from 0, which costs digits: {}", distance, why);
    return;
  }
  score_.emplace(*target_, question.schedule());
  moved_.emplace(Question{*score_, question.sampler, question.start, question.seed});
}

}  // namespace diffrates
