/// gaussian: mean and covariance of Y_1 for Gaussian targets, in any dimension, by driving the sampler itself.
///
/// The score of a Gaussian is affine and every sampler combines points and scores linearly, so each map is affine: one
/// point carried from the mean is the mean, and its d tangents, started at a factor V of the covariance V V^T, stay
/// one. Noise of variance v replaces V by a Cholesky factor of V V^T + v I. Where the target knows that its covariance
/// is diagonal, coordinates stay independent and one tangent carries all their standard deviations: no d x d matrix.
/// Where a sampler adds noise and remembers, y and what it remembers are jointly Gaussian and share one basis
/// (laws/joint_noise.hpp). Divergences in closed form (divergences/gaussian.hpp). Refuses a score error (it need not be
/// affine) and mixtures.
/// Error: rounding, one unit in the last place a step and direction, an eighth of it always of one sign, and of what a
/// step cancels, worse by the condition of X_1's covariance; for TV in d > 1 the Fourier integral.
/// Cost: T evaluations at one point with d tangents, and a d x d factorisation a noise; diagonal: O(d) a step.
#include "divergences/gaussian.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <algorithm>

#include "laws/conditions.hpp"
#include "laws/cost.hpp"
#include "laws/joint_noise.hpp"
#include "laws/law.hpp"
#include "numerics/dense.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr int most_dimension = 512, most_dimension_with_memory = 64;
constexpr double one_sided = 0.125;  // of a step's rounding: many small steps of one size round the same way
constexpr double of_a_term = 4;      // roundings in a term of a step: score, noise level, coefficient, sum
constexpr double unit = std::numeric_limits<double>::epsilon();

class GaussianLaw : public Law {
 public:
  /// `memory`: the sampler, where it adds noise and remembers; else null.
  GaussianLaw(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor, Sampler* memory)
      : y_(1, static_cast<int>(mean.size()), static_cast<int>(mean.size())), memory_(memory) {
    y_.values().row(0) = mean.transpose().array();
    set_factor(factor);
  }

  void map(const Map& move) override { y_ = move(y_); }

  void add_noise(double variance) override {
    if (variance == 0) return;
    if (memory_ != nullptr) return add_joint_noise(y_, memory_->remembered(), variance);
    const Eigen::MatrixXd v = factor();
    Eigen::MatrixXd covariance = v * v.transpose();
    covariance.diagonal().array() += variance;
    set_factor(covariance.llt().matrixL());
  }

  Eigen::VectorXd mean() const { return y_.values().row(0).transpose().matrix(); }
  Eigen::MatrixXd factor() const {
    Eigen::MatrixXd v(y_.dimension(), y_.tangents());
    for (int j = 0; j < y_.tangents(); ++j) v.col(j) = y_.tangent(j).row(0).transpose().matrix();
    return memory_ == nullptr ? v : triangular_factor(v);
  }

 private:
  void set_factor(const Eigen::MatrixXd& v) {
    for (int j = 0; j < y_.dimension(); ++j) y_.tangent(j).row(0) = v.col(j).transpose().array();
  }
  Points y_;
  Sampler* const memory_;
};

/// Independent coordinates: the mean, and a tangent that holds every coordinate's standard deviation; with memory
/// several, whose squares add.
class DiagonalLaw : public Law {
 public:
  DiagonalLaw(const DiagonalGaussian& start, Sampler* memory)
      : y_(1, static_cast<int>(start.mean.size()), 1),
        cancelled_(Eigen::ArrayXd::Zero(start.mean.size())),
        memory_(memory) {
    y_.values().row(0) = start.mean.transpose().array();
    y_.tangent(0).row(0) = start.deviations.transpose().array();
  }

  void map(const Map& move) override {
    const Eigen::ArrayXd before = deviations();
    y_ = move(y_);
    const Eigen::ArrayXd after = deviations();
    cancelled_ = (before > 0).select(cancelled_ * (after / before), 0.0) + of_a_term * unit * (before - after).max(0.0);
  }
  void add_noise(double variance) override {
    if (!(variance > 0)) return;
    const Eigen::ArrayXd before = deviations();
    if (memory_ == nullptr)
      y_.tangent(0) = (y_.tangent(0).square() + variance).sqrt();
    else
      add_independent_noise(y_, memory_->remembered(), variance);
    cancelled_ *= before / deviations();
  }

  DiagonalGaussian law() const { return {y_.values().row(0).transpose().matrix(), deviations().matrix()}; }
  /// What the deviations have lost where a step's terms nearly cancelled.
  const Eigen::ArrayXd& cancelled() const { return cancelled_; }

 private:
  Eigen::ArrayXd deviations() const {
    Eigen::ArrayXd sizes = y_.tangent(0).row(0).transpose().abs();
    if (y_.tangents() == 1) return sizes;
    sizes = sizes.square();
    for (int j = 1; j < y_.tangents(); ++j) sizes += y_.tangent(j).row(0).transpose().square();
    return sizes.sqrt();
  }

  Points y_;
  Eigen::ArrayXd cancelled_;
  Sampler* const memory_;
};

bool remembers_noise(const SamplerKind& sampler) { return sampler.memory && sampler.stochastic; }

std::string refusal(const Setting& setting, Metric metric) {
  if (!setting.target.gaussian()) return "gaussian: the target is not Gaussian";
  if (metric == Metric::W1 && setting.target.dimension() > 1)
    return fmt::format("gaussian: w1 is known on a line only, and the target has d = {}; use w2",
                       setting.target.dimension());
  if (metric == Metric::W1) return "gaussian: gives w2, not w1";
  if (const std::string why = metric == Metric::W2 ? "" : data_refusal("gaussian", setting); !why.empty()) return why;
  if (setting.target.dimension() > most_dimension && !setting.target.diagonal_moments())
    return fmt::format("gaussian: the target has dimension {} and no diagonal covariance; at most {}",
                       setting.target.dimension(), most_dimension);
  if (setting.score_error) return "gaussian: a score error need not be affine";
  if (remembers_noise(setting.sampler) && setting.target.dimension() > most_dimension_with_memory &&
      !setting.target.diagonal_moments())
    return fmt::format(
        "gaussian: {} adds noise and remembers evaluations, and the target has dimension {} and no diagonal "
        "covariance; at most {}",
        setting.sampler.name, setting.target.dimension(), most_dimension_with_memory);
  if (moves_of(setting.sampler, setting.target).mixes)
    return fmt::format("gaussian: {} mixes several moves at random, so that its law is no Gaussian",
                       setting.sampler.name);
  return {};
}

/// Y_1, by a law that begins so.
template <class Follower, class... Beginning>
Follower followed(const Question& question, const Beginning&... beginning) {
  const std::unique_ptr<Sampler> sampler = question.sampler.make(question.schedule());
  Follower law(beginning..., remembers_noise(question.sampler) ? sampler.get() : nullptr);
  run_sampler(*sampler, question.score, law);
  return law;
}

/// Of one sign in part.
double steps_rounding(const Question& question) {
  const auto steps = static_cast<double>(question.schedule().steps());
  return std::sqrt(steps) + one_sided * steps;
}

/// Y_1, and what it is compared with, where coordinates are independent.
class Diagonal {
 public:
  Diagonal(const Question& question, const DiagonalMoments& moments)
      : steps_(steps_rounding(question)), x_(at(moments, question.reference())), y_(start(question, moments)) {
    const DiagonalLaw law = followed<DiagonalLaw>(question, y_);
    y_ = law.law();
    cancelled_ = law.cancelled();
  }

  Estimate divergence(Metric metric) const {
    if (metric == Metric::W2) {
      Estimate found = gaussian_distance(y_, x_, 2 * unit * (1 + steps_));
      found.error += cancelled_.matrix().norm();
      return found;
    }
    GaussianPair pair = gaussian_pair(y_, x_);
    // Each step also rounds the mean by a unit in its last place, which counts by the coordinate's spread.
    const double offset = (x_.mean.array() / x_.deviations.array()).abs().maxCoeff();
    pair.uncertainty *= steps_ * (1 + offset) + 1;
    pair.uncertainty += 2 * (y_.deviations.array() > 0).select(cancelled_ / y_.deviations.array(), 0.0).maxCoeff();
    return gaussian_divergence(metric, pair);
  }

 private:
  static DiagonalGaussian at(const DiagonalMoments& moments, const NoiseLevel& level) {
    return {level.signal * moments.mean, (level.abar * moments.variances.array() + level.noise).sqrt().matrix()};
  }
  static DiagonalGaussian start(const Question& question, const DiagonalMoments& moments) {
    const auto d = moments.mean.size();
    if (question.start == Start::Normal) return {Eigen::VectorXd::Zero(d), Eigen::VectorXd::Ones(d)};
    return at(moments, question.schedule().at(question.schedule().steps()));
  }

  double steps_;
  DiagonalGaussian x_, y_;
  Eigen::ArrayXd cancelled_;
};

Eigen::MatrixXd covariance_at(const Moments& moments, const NoiseLevel& at) {
  Eigen::MatrixXd covariance = at.abar * moments.covariance;
  covariance.diagonal().array() += at.noise;
  return covariance;
}

/// V with V V^T = covariance, of any rank, and the size of eigenvalues that may as well be 0.
struct Root {
  Eigen::MatrixXd factor;
  double unknown;  ///< the sum of what may be 0
};
Root root_of(const Eigen::MatrixXd& covariance) {
  Eigenbasis basis = symmetric_eigenbasis(covariance);
  const double rounding = unit * static_cast<double>(basis.values.size()) * basis.values.cwiseAbs().maxCoeff();
  double unknown = 0;
  for (double& value : basis.values) {
    if (value < rounding) unknown += rounding, value = 0;
    value = std::sqrt(value);
  }
  return {basis.vectors * basis.values.asDiagonal(), unknown};
}

/// The same with correlated coordinates.
class Full {
 public:
  explicit Full(const Question& question)
      : steps_(steps_rounding(question)), moments_(question.target().moments()), at_(question.reference()) {
    const auto d = moments_.mean.size();
    mean_ = Eigen::VectorXd::Zero(d);
    factor_ = Eigen::MatrixXd::Identity(d, d);
    if (question.start == Start::Exact) {
      const NoiseLevel& start = question.schedule().at(question.schedule().steps());
      mean_ = start.signal * moments_.mean;
      factor_ = covariance_at(moments_, start).llt().matrixL();
    }
    const GaussianLaw law = followed<GaussianLaw>(question, mean_, factor_);
    mean_ = law.mean();
    factor_ = law.factor();
  }

  Estimate divergence(Metric metric) const {
    const Eigen::MatrixXd x = covariance_at(moments_, at_);
    const Eigen::VectorXd x_mean = at_.signal * moments_.mean;
    if (metric == Metric::W2) {
      const Root root = root_of(x);
      Estimate found = gaussian_distance(mean_, factor_, x_mean, root.factor, 2 * unit * (1 + steps_));
      found.error += std::sqrt(root.unknown);
      return found;
    }
    GaussianPair pair = gaussian_pair(mean_, factor_, x_mean, x);
    const auto d = static_cast<double>(x_mean.size());
    const double least = at_.noise > 0 ? at_.noise : symmetric_eigenvalues(x).minCoeff(),
                 condition = std::sqrt(x.diagonal().maxCoeff() / least);
    // Each step also rounds the mean by a unit in its last place, which counts by the narrowest spread.
    const double offset = x_mean.cwiseAbs().maxCoeff() / x.llt().matrixL().toDenseMatrix().diagonal().minCoeff();
    pair.uncertainty *= steps_ * (1 + offset) + (d > 1 ? d * condition : 1);
    return gaussian_divergence(metric, pair);
  }

 private:
  double steps_;
  Moments moments_;
  NoiseLevel at_;
  Eigen::VectorXd mean_;
  Eigen::MatrixXd factor_;
};

template <class Pair>
std::vector<Evidence> evidence(const Pair& pair, const std::vector<Metric>& metrics) {
  std::vector<Evidence> result;
  for (const Metric metric : metrics) {
    Evidence found{metric, Method::ClosedForm, pair.divergence(metric)};
    if (metric == Metric::Chi2 && !std::isfinite(found.estimate.value))
      found.problem = "infinite: Y_1's variance is at least twice X_1's in some direction";
    result.push_back(found);
  }
  return result;
}

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  if (const std::optional<DiagonalMoments> moments = question.target().diagonal_moments())
    return evidence(Diagonal(question, *moments), metrics);
  return evidence(Full(question), metrics);
}

/// Of a psi: a complex logarithm a coordinate, some hundred times.
double variation_seconds(const std::vector<Metric>& metrics, double d) {
  return std::find(metrics.begin(), metrics.end(), Metric::Tv) != metrics.end() && d > 1 ? 2e-5 * d : 0;
}

/// A step's score at one point with d tangents, and with noise a product and a factorisation of d x d matrices;
/// independent coordinates: with one tangent.
double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const double d = setting.target.dimension();
  const int steps = schedule.steps();
  const double fixed = 1e-4 * static_cast<double>(metrics.size()) + variation_seconds(metrics, d);
  const double tangents = remembers_noise(setting.sampler) ? 30 : 1;
  if (setting.target.diagonal_moments())
    return fixed + evaluations(setting.sampler, steps) * (1e-6 + 30e-9 * d * tangents);
  const double score = seconds_with_tangents(setting), joint = remembers_noise(setting.sampler) ? 200 : 1,
               matrices = setting.sampler.stochastic ? 1e-6 + 1e-9 * d * d * d * joint : 0;
  return fixed + evaluations(setting.sampler, steps) * (1e-6 + score) + steps * matrices;
}

}  // namespace

extern const LawKind law_gaussian;
constinit const LawKind law_gaussian{"gaussian",
                                     "mean and covariance of Y_1, for Gaussian targets in any dimension",
                                     {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2, Metric::W2},
                                     refusal,
                                     follow,
                                     cost,
                                     [](const Setting& setting) { return setting.target.dimension() == 1; }};

}  // namespace diffrates
