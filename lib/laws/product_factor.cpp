#include "laws/product_factor.hpp"

#include <algorithm>

#include "divergences/affinity.hpp"
#include "laws/characteristics_panel.hpp"
#include "laws/grid_density.hpp"
#include "laws/judge.hpp"

namespace diffrates {
namespace {

constexpr double turn_a_panel = 8;    // radians of u l that 16 nodes resolve
constexpr double rounding = 1e-12;    // of log ratios
constexpr double negligible = 1e-16;  // mass of a panel not worth splitting
constexpr int most_pieces = 512;      // of one panel
constexpr double most_turn = 1.5;     // radians of u l between grid points
constexpr double most_untold = 1e-7;  // density of Y below which they may turn more
constexpr double most_grid_pieces = 64;
constexpr double least_weight = 1e-25;
constexpr double told = 1e-8;        // mass of sqrt(p q) in a panel that psi must be told with
constexpr double farthest_near = 2;  // log ratio of near nodes
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

/// X's mass of nodes with masses q of Y and log ratios; e^l alone may be beyond a double.
Eigen::ArrayXd mass_of_x(const Eigen::ArrayXd& mass, const Eigen::ArrayXd& log_ratio) {
  return (mass > 0).select((mass.log() + log_ratio).exp(), 0.0);
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
    missed_ = line.missed;
    if (variation) split_panels(line, deviations);
  }
}

const Measurement& FactorLaw::measured(Metric metric) const {
  return *std::find_if(measured_.begin(), measured_.end(),
                       [metric](const Measurement& m) { return m.metric == metric; });
}

void FactorLaw::split_panels(const CarriedLine& line, double deviations) {
  for (const LinePanel& panel : line.panels) variance_ += (panel.mass * panel.log_ratio.square()).sum();
  // Of laws that are equal to rounding the deviation is rounding, and nothing asks for u so large.
  const double wanted = deviations / std::max(std::sqrt(variance_), rounding);
  largest_u_ = wanted;
  for (const LinePanel& panel : line.panels) {
    const Eigen::ArrayXd x = mass_of_x(panel.mass, panel.log_ratio), w = (x * panel.mass).sqrt();
    const bool far = panel.log_ratio.abs().maxCoeff() > farthest_near;
    if (far) add_masses(panel.mass.sum(), x.sum());
    Nodes& nodes = far ? far_ : near_;
    const double turn_of_one = (panel.log_ratio.maxCoeff() - panel.log_ratio.minCoeff()) / turn_a_panel;
    if (!panel.smooth || w.sum() < negligible || wanted * turn_of_one < 1) {
      nodes.add(w, panel.log_ratio);
      continue;
    }
    const int pieces = static_cast<int>(std::min<double>(std::ceil(wanted * turn_of_one), most_pieces));
    if (w.sum() > told) largest_u_ = std::min(largest_u_, pieces / turn_of_one);
    // sqrt(p q) is interpolated, not q: where q falls p/q rises, and would blow up the error.
    const Eigen::ArrayXd density = resample(w / panel_rule().weights(), pieces);
    nodes.add(density * panel_rule().weights().replicate(pieces, 1) / pieces, resample(panel.log_ratio, pieces));
  }
  prepare();
}

void FactorLaw::take_grid(const LineDensities& densities, double deviations) {
  // Where q drowns in its noise its mass is about that noise: nothing for TV.
  const Eigen::Index n = densities.q.size();
  const double floor = 100 * densities.noise, spacing = densities.period.width / static_cast<double>(n);
  Eigen::ArrayXd ratio(n);
  double steepest = 0;  // change of l from point to point, where there is mass to tell
  for (Eigen::Index j = 0; j < n; ++j) {
    // Well above what may hide q there is X alone; else the two may be equal there.
    if (densities.q[j] <= floor) missed_ += spacing * std::max(0.0, std::exp(densities.log_p[j]) - floor);
    ratio[j] = densities.q[j] > floor ? densities.log_p[j] - std::log(densities.q[j]) : NAN;
    if (densities.q[j] > floor) variance_ += spacing * densities.q[j] * ratio[j] * ratio[j];
    if (j > 0 && densities.q[j] > most_untold && densities.q[j - 1] > most_untold)
      steepest = std::max(steepest, std::abs(ratio[j] - ratio[j - 1]));
  }
  const int pieces = static_cast<int>(std::clamp(
      std::ceil(deviations / std::max(std::sqrt(variance_), rounding) * steepest / most_turn), 1.0, most_grid_pieces));
  largest_u_ = most_turn * pieces / steepest;
  for (Eigen::Index j = 0; j < n; ++j) {
    if (std::isnan(ratio[j])) continue;
    const bool inside = j >= 3 && j + 4 < n && ratio.segment(j - 3, stencil).isFinite().all();
    const int parts = inside ? pieces : 1;
    for (int k = 0; k < parts; ++k) {
      const double part = static_cast<double>(k) / parts, l = inside ? between(ratio, j, part) : ratio[j];
      const double log_p = inside ? between(densities.log_p, j, part) : densities.log_p[j], h = spacing / parts;
      const bool far = std::abs(l) > farthest_near;
      if (far) add_masses(h * std::exp(log_p - l), h * std::exp(log_p));
      (far ? far_ : near_).add(h * std::exp(log_p - l / 2), l);
    }
  }
  prepare();
}

void FactorLaw::Nodes::add(double w, double l) {
  if (std::abs(w) < least_weight) return;
  weights.push_back(w);
  log_ratios.push_back(l);
}

void FactorLaw::Nodes::add(const Eigen::ArrayXd& w, const Eigen::ArrayXd& l) {
  for (Eigen::Index i = 0; i < w.size(); ++i) add(w[i], l[i]);
}

void FactorLaw::Nodes::prepare() {
  const auto n = static_cast<Eigen::Index>(weights.size());
  weight = Eigen::Map<const Eigen::ArrayXd>(weights.data(), n);
  log_ratio = Eigen::Map<const Eigen::ArrayXd>(log_ratios.data(), n);
  weights = log_ratios = {};
}

void FactorLaw::add_masses(double y, double x) {
  far_mean_ += (x + y) / 2;
  far_excess_ += x - y;
}

void FactorLaw::prepare() {
  near_.prepare();
  far_.prepare();
  square_ = (near_.log_ratio / 4).sinh().square();
  sine_ = (near_.log_ratio / 2).sinh();
}

std::complex<double> FactorLaw::log_affinity(double u) const {
  // The control term u (e^l - 1) has mean zero: of use where u l is small, a burden of rounding where it is not.
  const double control = u * u * variance_ < 1 ? u : 0;
  double real = far_mean_ + missed_ / 2, imaginary = control * (far_excess_ + missed_);
  for (Eigen::Index i = 0; i < near_.weight.size(); ++i) {
    const double s = std::sin(u * near_.log_ratio[i] / 2), c = std::cos(u * near_.log_ratio[i] / 2);
    real += 2 * near_.weight[i] * (square_[i] + s * s);
    imaginary += 2 * near_.weight[i] * (control * sine_[i] - s * c);
  }
  for (Eigen::Index i = 0; i < far_.weight.size(); ++i) {
    real -= far_.weight[i] * std::cos(u * far_.log_ratio[i]);
    imaginary -= far_.weight[i] * std::sin(u * far_.log_ratio[i]);
  }
  return complex_log1p({-real, -imaginary});
}

}  // namespace diffrates
