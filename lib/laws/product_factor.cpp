#include "laws/product_factor.hpp"

#include <algorithm>

#include "divergences/affinity.hpp"
#include "laws/characteristics_panel.hpp"
#include "laws/grid_density.hpp"
#include "laws/judge.hpp"

namespace diffrates {
namespace {

constexpr double turn_a_panel = 8;    // radians of u l that 16 nodes resolve
constexpr double negligible = 1e-16;  // mass of a panel not worth splitting
constexpr int most_pieces = 512;      // of one panel
constexpr double most_turn = 1.5;     // radians of u l between grid points
constexpr double most_untold = 1e-7;  // density of Y below which they may turn more
constexpr double most_grid_pieces = 64;
constexpr double least_weight = 1e-25;
constexpr int stencil = 8;

/// Values on a uniform grid between points j and j + 1, by the polynomial through the eight points around.
double between(const Eigen::ArrayXd& values, Eigen::Index j, double part) {
  double sum = 0;
  for (int a = 0; a < stencil; ++a) {
    double basis = 1;
    for (int b = 0; b < stencil; ++b)
      if (b != a) basis *= (part + 3 - b) / (a - b);
    sum += basis * values[j - 3 + a];
  }
  return sum;
}

/// Values of the interpolant of `values` at `pieces` x 16 nodes.
Eigen::ArrayXd resample(const Eigen::ArrayXd& values, int pieces) {
  const Eigen::VectorXd c = panel_rule().coefficients(values);
  Eigen::ArrayXd fine(pieces * panel_order);
  for (int k = 0; k < pieces; ++k)
    for (int i = 0; i < panel_order; ++i)
      fine[k * panel_order + i] = legendre_sum(c, (2 * k + 1 + panel_rule().nodes()[i]) / pieces - 1);
  return fine;
}

}  // namespace

FactorLaw::FactorLaw(const Question& factor, const std::vector<Metric>& metrics, double deviations) {
  const bool variation = std::find(metrics.begin(), metrics.end(), Metric::Tv) != metrics.end();
  std::vector<Metric> wanted{Metric::Tv, Metric::Kl};  // what TV of the product is made from
  for (const Metric metric : metrics)
    if (metric != Metric::Tv && metric != Metric::Kl) wanted.push_back(metric);
  if (factor.sampler.stochastic) {
    const FollowedDensities found = follow_densities(factor, wanted);
    measured_ = judge("grid", found.found);
    if (variation && found.densities.q.size() > 0) take_grid(found.densities, deviations);
  } else {
    const CarriedLine line = follow_line(factor, wanted);
    measured_ = judge("characteristics", line_evidence(line, wanted));
    folded_y_ = line.folded_y;
    folded_x_ = line.folded_x;
    if (variation) split_panels(line, deviations);
  }
}

const Measurement& FactorLaw::measured(Metric metric) const {
  return *std::find_if(measured_.begin(), measured_.end(),
                       [metric](const Measurement& m) { return m.metric == metric; });
}

void FactorLaw::split_panels(const CarriedLine& line, double deviations) {
  for (const LinePanel& panel : line.panels) variance_ += (panel.mass * panel.log_ratio.square()).sum();
  largest_u_ = deviations / std::sqrt(variance_);
  std::vector<double> mass, log_ratio;
  const auto add = [&](const Eigen::ArrayXd& m, const Eigen::ArrayXd& l) {
    mass.insert(mass.end(), m.begin(), m.end());
    log_ratio.insert(log_ratio.end(), l.begin(), l.end());
  };
  for (const LinePanel& panel : line.panels) {
    const double turn = largest_u_ * (panel.log_ratio.maxCoeff() - panel.log_ratio.minCoeff()) / turn_a_panel;
    if (!panel.smooth || panel.mass.sum() < negligible || turn < 1) {
      add(panel.mass, panel.log_ratio);
      continue;
    }
    const int pieces = static_cast<int>(std::min<double>(std::ceil(turn), most_pieces));
    const Eigen::ArrayXd density = resample(panel.mass / panel_rule().weights(), pieces);
    add(density * panel_rule().weights().replicate(pieces, 1) / pieces, resample(panel.log_ratio, pieces));
  }
  set_nodes(mass, log_ratio);
}

void FactorLaw::take_grid(const LineDensities& densities, double deviations) {
  // Where q drowns in its noise its mass is about that noise: nothing for TV.
  const Eigen::Index n = densities.q.size();
  const double floor = 100 * densities.noise, spacing = densities.period.width / static_cast<double>(n);
  Eigen::ArrayXd ratio(n);
  double steepest = 0;  // change of l from point to point, where there is mass to tell
  for (Eigen::Index j = 0; j < n; ++j) {
    ratio[j] = densities.q[j] > floor ? densities.log_p[j] - std::log(densities.q[j]) : NAN;
    if (densities.q[j] > floor) variance_ += spacing * densities.q[j] * ratio[j] * ratio[j];
    if (j > 0 && densities.q[j] > most_untold && densities.q[j - 1] > most_untold)
      steepest = std::max(steepest, std::abs(ratio[j] - ratio[j - 1]));
  }
  const int pieces = static_cast<int>(
      std::clamp(std::ceil(deviations / std::sqrt(variance_) * steepest / most_turn), 1.0, most_grid_pieces));
  largest_u_ = most_turn * pieces / steepest;
  std::vector<double> mass, log_ratio;
  for (Eigen::Index j = 0; j < n; ++j) {
    if (std::isnan(ratio[j])) continue;
    const bool inside = j >= 3 && j + 4 < n && ratio.segment(j - 3, stencil).isFinite().all();
    for (int k = 0; k < (inside ? pieces : 1); ++k) {
      const double part = inside ? static_cast<double>(k) / pieces : 0, l = inside ? between(ratio, j, part) : ratio[j];
      const double log_p = inside ? between(densities.log_p, j, part) : densities.log_p[j];
      mass.push_back(spacing / (inside ? pieces : 1) * std::exp(log_p - l));
      log_ratio.push_back(l);
    }
  }
  set_nodes(mass, log_ratio);
}

void FactorLaw::set_nodes(const std::vector<double>& mass, const std::vector<double>& log_ratio) {
  std::vector<double> kept;
  std::vector<double> weight;
  for (std::size_t i = 0; i < mass.size(); ++i) {
    const double w = mass[i] * std::exp(log_ratio[i] / 2);
    if (log_ratio[i] < -700) lost_ += mass[i] / 2;  // r = 0: Re D = 1 - (1 - r)/2
    if (std::abs(log_ratio[i]) > 700 || w < least_weight) continue;
    kept.push_back(log_ratio[i]);
    weight.push_back(w);
  }
  log_ratio_ = Eigen::Map<const Eigen::ArrayXd>(kept.data(), static_cast<Eigen::Index>(kept.size()));
  weight_ = Eigen::Map<const Eigen::ArrayXd>(weight.data(), static_cast<Eigen::Index>(weight.size()));
  square_ = (log_ratio_ / 4).sinh().square();
  sine_ = (log_ratio_ / 2).sinh();
}

std::complex<double> FactorLaw::log_affinity(double u) const {
  // The control term u (e^l - 1) has mean zero: of use where u l is small, a burden of rounding where it is not.
  const double control = u * u * variance_ < 1 ? u : 0;
  double real = lost_, imaginary = 0;
  for (Eigen::Index i = 0; i < weight_.size(); ++i) {
    const double s = std::sin(u * log_ratio_[i] / 2), c = std::cos(u * log_ratio_[i] / 2);
    real += 2 * weight_[i] * (square_[i] + s * s);
    imaginary += 2 * weight_[i] * (control * sine_[i] - s * c);
  }
  return complex_log1p({-real, -imaginary});
}

}  // namespace diffrates
