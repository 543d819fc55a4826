/// Gaussian mixtures sum_k w_k N(mu_k, C_k) in R^d; zero variances are allowed (atoms).
///
/// X_t is the mixture with means signal mu_k and covariances abar C_k + (1 - abar) I. With g_k = (abar C_k + noise
/// I)^-1 (signal mu_k - x) and posterior weights gamma_k: score = sum gamma_k g_k, and the Hessian applied to v is sum
/// gamma_k (g_k - s) (g_k - s).v - sum gamma_k (abar C_k + noise I)^-1 v: a variance, so nothing cancels. Each C_k is
/// kept by its eigenvectors, so no noise level needs a factorisation. Cost per point: K exponentials and one logarithm,
/// and O(K d) (scalar and diagonal C_k) or O(K d^2).
#pragma once

#include "targets/target.hpp"

namespace diffrates {

class Mixture : public Target {
 public:
  struct Component {
    double weight;
    Eigen::VectorXd mean;
    Eigen::VectorXd variances;  ///< eigenvalues of the covariance, >= 0
    Eigen::MatrixXd axes;       ///< its eigenvectors as columns; empty when they are the coordinate axes
  };

  /// Weights positive (normalised here); components all in R^d.
  explicit Mixture(std::vector<Component> components);

  int dimension() const override { return dimension_; }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override;
  Interval bulk(const NoiseLevel& at, double tail) const override;
  Moments moments() const override;
  std::optional<DiagonalMoments> diagonal_moments() const override;
  void draw(Stream& stream, Points& x) const override;
  Assumptions assumptions() const override;
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override;
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override;
  double work() const override { return static_cast<double>(components_.size()) * Target::work(); }
  bool gaussian() const override { return components_.size() == 1; }

  const std::vector<Component>& components() const { return components_; }

 private:
  class Level;
  static Points pull_of(const Component& c, const Level& level, int k, const Points& x, Points::Column exponent);
  static void narrow(const Component& c, const Level& level, int k, const Points::ConstView& tangent, Points& narrowed);
  void evaluate_line(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const;
  void evaluate_space(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const;

  /// The Hessian's images of x's tangents, given normalised weights, pulls, and the score's values.
  void add_curvature(const Level& level, const Points& weights, const std::vector<Points>& pulls, const Points& x,
                     Points& score) const;

  int dimension_;
  std::vector<Component> components_;
};

}  // namespace diffrates
