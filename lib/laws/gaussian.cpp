/// gaussian: mean and covariance of Y_1 for Gaussian targets, in any dimension, by driving the sampler itself.
///
/// The score of a Gaussian is affine and every sampler combines points and scores linearly, so each map is affine: one
/// point carried from the mean is the mean, and its d tangents, started at a factor V of the covariance V V^T, stay
/// one. Noise of variance v replaces V by a Cholesky factor of V V^T + v I. Divergences in closed form
/// (divergences/gaussian.hpp). Refuses a score error (it need not be affine), noise with memory (a new factor is
/// another basis than the remembered) and mixtures. Error: rounding, one unit in the last place a step and direction,
/// an eighth of it always of one sign, worse by the condition of X_1's covariance; for TV in d > 1 the Fourier
/// integral. Cost: T evaluations at one point with d tangents, and a d x d factorisation a noise.
#include "divergences/gaussian.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>

#include "laws/cost.hpp"
#include "laws/law.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr int most_dimension = 512;
constexpr double one_sided = 0.125;  // of a step's rounding: many small steps of one size round the same way

class GaussianLaw : public Law {
 public:
  GaussianLaw(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor)
      : y_(1, static_cast<int>(mean.size()), static_cast<int>(mean.size())) {
    y_.values().row(0) = mean.transpose().array();
    set_factor(factor);
  }

  void map(const Map& move) override { y_ = move(y_); }

  void add_noise(double variance) override {
    if (variance == 0) return;
    const Eigen::MatrixXd v = factor();
    Eigen::MatrixXd covariance = v * v.transpose();
    covariance.diagonal().array() += variance;
    set_factor(covariance.llt().matrixL());
  }

  Eigen::VectorXd mean() const { return y_.values().row(0).transpose().matrix(); }
  Eigen::MatrixXd factor() const {
    Eigen::MatrixXd v(y_.dimension(), y_.dimension());
    for (int j = 0; j < y_.dimension(); ++j) v.col(j) = y_.tangent(j).row(0).transpose().matrix();
    return v;
  }

 private:
  void set_factor(const Eigen::MatrixXd& v) {
    for (int j = 0; j < y_.dimension(); ++j) y_.tangent(j).row(0) = v.col(j).transpose().array();
  }
  Points y_;
};

Eigen::MatrixXd covariance_at(const Moments& moments, const NoiseLevel& at) {
  Eigen::MatrixXd covariance = at.abar * moments.covariance;
  covariance.diagonal().array() += at.noise;
  return covariance;
}

std::string refusal(const Setting& setting, Metric) {
  if (!setting.target.gaussian()) return "gaussian: the target is not Gaussian";
  if (setting.target.dimension() > most_dimension)
    return fmt::format("gaussian: the target has dimension {}; at most {}", setting.target.dimension(), most_dimension);
  if (setting.score_error) return "gaussian: a score error need not be affine";
  if (setting.sampler.memory && setting.sampler.stochastic)
    return fmt::format("gaussian: {} adds noise and remembers evaluations", setting.sampler.name);
  if (moves_of(setting.sampler, setting.target).mixes)
    return fmt::format("gaussian: {} mixes several moves at random, so that its law is no Gaussian",
                       setting.sampler.name);
  return {};
}

GaussianPair pair_of(const Question& question) {
  const Schedule& schedule = question.schedule();
  const Moments moments = question.target().moments();
  const auto d = moments.mean.size();
  Eigen::VectorXd mean = Eigen::VectorXd::Zero(d);
  Eigen::MatrixXd factor = Eigen::MatrixXd::Identity(d, d);
  if (question.start == Start::Exact) {
    const NoiseLevel& at = schedule.at(schedule.steps());
    mean = at.signal * moments.mean;
    factor = covariance_at(moments, at).llt().matrixL();
  }
  GaussianLaw law(mean, factor);
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  run_sampler(*sampler, question.score, law);
  const NoiseLevel& at = schedule.at(1);
  const Eigen::MatrixXd x = covariance_at(moments, at);
  GaussianPair pair = gaussian_pair(law.mean(), law.factor(), at.signal * moments.mean, x);
  const double condition = std::sqrt(x.diagonal().maxCoeff() / at.noise);
  // Each step also rounds the mean by a unit in its last place, which counts by X_1's narrowest spread.
  const double offset =
      at.signal * moments.mean.cwiseAbs().maxCoeff() / x.llt().matrixL().toDenseMatrix().diagonal().minCoeff();
  const auto steps = static_cast<double>(schedule.steps());
  pair.uncertainty *=
      (std::sqrt(steps) + one_sided * steps) * (1 + offset) + (d > 1 ? static_cast<double>(d) * condition : 1);
  return pair;
}

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  const GaussianPair pair = pair_of(question);
  std::vector<Evidence> result;
  for (const Metric metric : metrics) {
    Evidence found{metric, Method::ClosedForm, gaussian_divergence(metric, pair)};
    if (metric == Metric::Chi2 && !std::isfinite(found.estimate.value))
      found.problem = "infinite: Y_1's variance is at least twice X_1's in some direction";
    result.push_back(found);
  }
  return result;
}

/// A step's score at one point with d tangents, and with noise a product and a factorisation of d x d matrices.
double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const double d = setting.target.dimension();
  const int steps = schedule.steps();
  const double score = seconds_with_tangents(setting),
               matrices = setting.sampler.stochastic ? 1e-6 + 1e-9 * d * d * d : 0;
  return 1e-4 * static_cast<double>(metrics.size()) + evaluations(setting.sampler, steps) * (1e-6 + score) +
         steps * matrices;
}

}  // namespace

extern const LawKind law_gaussian;
constinit const LawKind law_gaussian{"gaussian",
                                     "mean and covariance of Y_1, for Gaussian targets in any dimension",
                                     {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
                                     refusal,
                                     follow,
                                     cost,
                                     [](const Setting& setting) { return setting.target.dimension() == 1; }};

}  // namespace diffrates
