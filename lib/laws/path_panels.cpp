#include "laws/path_panels.hpp"

#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

constexpr int order = 10;
constexpr double negligible = 1e-26;
constexpr double resolved = 1e-10;
constexpr int first_panels = 4;
constexpr int most_halvings = 60;

/// A panel with its density at the end points and at the nodes between them.
struct Sampled {
  Interval panel;
  Eigen::ArrayXd at, log_density, slope;
  double mass = 0;         ///< int p
  double information = 0;  ///< int p (d log p/dx)^2, whose poles are those of the score
};

Sampled sample(const LineDensity& density, Interval panel) {
  const Nodes& nodes = gauss_legendre(order);
  Sampled s{panel, Eigen::ArrayXd(order + 2), {}, {}};
  s.at[0] = panel.low;
  s.at.segment(1, order) = panel.low + 0.5 * panel.width() * (nodes.at + 1);
  s.at[order + 1] = panel.high;
  density(Points(s.at), s.log_density, s.slope);
  const Eigen::ArrayXd element = 0.5 * panel.width() * nodes.weight * s.log_density.segment(1, order).exp();
  s.mass = element.sum();
  s.information = (element * s.slope.segment(1, order).square()).sum();
  return s;
}

/// An upper bound of the mass: between neighbours the density is at most what both tangents allow.
double mass_bound(const Sampled& s) {
  double highest = s.log_density.maxCoeff();
  for (int i = 0; i + 1 < s.at.size(); ++i) {
    const double rise = s.slope[i], fall = s.slope[i + 1];
    if (!(rise > 0 && fall < 0)) continue;
    const double h = s.at[i + 1] - s.at[i];
    const double where = (s.log_density[i + 1] - s.log_density[i] - fall * h) / (rise - fall);
    highest = std::max(highest, s.log_density[i] + rise * std::clamp(where, 0.0, h));
  }
  return std::exp(highest) * s.panel.width();
}

void refine(const LineDensity& density, const Sampled& s, int halvings, std::vector<Interval>& panels) {
  if (mass_bound(s) < negligible) return;
  const double middle = 0.5 * (s.panel.low + s.panel.high);
  const Sampled left = sample(density, {s.panel.low, middle}), right = sample(density, {middle, s.panel.high});
  // A panel of a resolved density holds its peak times its width up to a modest factor; a peak between the nodes does
  // not show.
  const bool fine =
      std::abs(left.mass + right.mass - s.mass) < resolved &&
      std::abs(left.information + right.information - s.information) * s.mass < 10 * resolved * s.information &&
      mass_bound(s) < resolved + 100 * s.mass;
  if (halvings == most_halvings || fine) {
    panels.push_back(s.panel);
    return;
  }
  refine(density, left, halvings + 1, panels);
  refine(density, right, halvings + 1, panels);
}

}  // namespace

std::vector<Interval> resolving_panels(const LineDensity& density, Interval range) {
  std::vector<Interval> panels;
  const double width = range.width() / first_panels;
  for (int k = 0; k < first_panels; ++k)
    refine(density, sample(density, {range.low + k * width, range.low + (k + 1) * width}), 0, panels);
  return panels;
}

PanelNodes panel_nodes(const std::vector<Interval>& panels, int nodes_each) {
  const Nodes& nodes = gauss_legendre(nodes_each);
  PanelNodes result{Eigen::ArrayXd(panels.size() * nodes_each), Eigen::ArrayXd(panels.size() * nodes_each)};
  Eigen::Index start = 0;
  for (const Interval& panel : panels) {
    result.at.segment(start, nodes_each) = panel.low + 0.5 * panel.width() * (nodes.at + 1);
    result.weight.segment(start, nodes_each) = 0.5 * panel.width() * nodes.weight;
    start += nodes_each;
  }
  return result;
}

LineDensity line_density(const Target& target, const NoiseLevel& at) {
  return [&target, at](const Points& x, Eigen::ArrayXd& log_density, Eigen::ArrayXd& slope) {
    Points score;
    target.evaluate(at, x, &score, &log_density);
    slope = score.coordinate(0);
  };
}

Interval line_range(const Target& target, const NoiseLevel& at) { return target.bulk(at, negligible); }

}  // namespace diffrates
