/// A target X_0 in R^d and the exact law of X_t = signal X_0 + sigma N(0, I) at every noise level.
///
/// To add a target: one file in this folder defining a `const Kind<Target> target_NAME`, and NAME in this folder's
/// meson.build. tests/targets then holds it to the identities every target must satisfy.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "numerics/points.hpp"
#include "numerics/random.hpp"
#include "parameters/kind.hpp"
#include "schedules/schedule.hpp"

namespace diffrates {

struct Interval {
  double low = 0;
  double high = 0;
  double width() const { return high - low; }
};

struct Moments {
  Eigen::VectorXd mean;        ///< d
  Eigen::MatrixXd covariance;  ///< d x d
};

/// The same where coordinates are uncorrelated.
struct DiagonalMoments {
  Eigen::VectorXd mean, variances;  ///< d
};

/// What may be assumed of X_0, and whether the target has it. The theorem's assumptions (Li et al. 2024, as stated in
/// arXiv 2306.09251) are a density and bounded support; other theory asks for smoothness and log-concavity.
struct Assumptions {
  bool density = true;           ///< X_0 is absolutely continuous
  bool smooth = true;            ///< its log density is twice differentiable on all of R^d
  bool log_concave = false;      ///< and concave
  bool bounded_support = false;  ///< |X_0| is bounded
};

class Target {
 public:
  virtual ~Target() = default;

  virtual int dimension() const = 0;

  /// log p_{X_t}, its gradient (the score), and the Hessian's product with each tangent of x, sharing the exponentials.
  /// Either output may be null. `score` is shaped like x, its tangents the images of x's under the Hessian;
  /// `log_density` has n entries.
  /// Domain: at.noise > 0, or at.noise = 0 where X_0 has a smooth density. Any x: at infinity or NaN the answer means
  /// nothing, and the answers for the other points stay right. Where a formula does not tell the density, the log is
  /// -inf; where it does not tell the score either, that is NaN.
  /// Relative error about 1e-13 also far out, where the density underflows.
  virtual void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const = 0;

  /// d = 1: an interval outside which X_t has at most mass `tail` on either side.
  virtual Interval bulk(const NoiseLevel& at, double tail) const = 0;

  /// Mean and covariance of X_0 (infinite or NaN entries where they do not exist).
  virtual Moments moments() const = 0;
  /// The same where the covariance is diagonal and the target knows it, without d^2 numbers; nothing elsewhere.
  virtual std::optional<DiagonalMoments> diagonal_moments() const { return {}; }

  /// Fills x (values only) with independent draws of X_0.
  virtual void draw(Stream& stream, Points& x) const = 0;

  virtual Assumptions assumptions() const = 0;

  /// E exp(i w . X_0) where a closed form is known.
  virtual std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const {
    (void)w;
    return {};
  }

  /// The 1-D factors if X_0 is a product of independent coordinates and says so, in order; empty otherwise. Repeated
  /// factors are the same pointer.
  virtual std::vector<const Target*> factors() const { return {}; }

  /// The law of X_0 + by, made from its parameters, so that no digit is spent on the distance from 0; null where a
  /// target cannot.
  virtual std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const {
    (void)by;
    return nullptr;
  }

  /// Floating point operations, roughly and at most, of an evaluation with d tangents at one point; an exponential
  /// is 20.
  virtual double work() const { return 4.0 * dimension() * (dimension() + 1) + 20; }
  /// The same on average over a run from l_max to l_min, for telling beforehand how long one will take.
  virtual double usual_work() const { return work(); }

  /// Relative error of probabilities of X_0 as this target computes them: what a formula's rounded places and its
  /// quadrature leave; 0 where they come from parameters.
  virtual double uncertainty() const { return 0; }

  /// X_0 is Gaussian, so that moments() says everything.
  virtual bool gaussian() const { return false; }
};

/// "inside the theorem's assumptions", or what is missing of them: "lacks bounded support". Of a target with a density
/// also what the theorem does not ask: "inside the theorem's assumptions; not smooth".
std::string assumption_words(const Assumptions& assumptions);

/// -z where z is the standard normal quantile of `tail`: mass `tail` lies beyond the result.
double normal_tail_point(double tail);

const Kinds<Target>& target_kinds();

}  // namespace diffrates
