#include "laws/path_panels.hpp"

#include <algorithm>

#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

constexpr int order = 10;
constexpr double negligible = 1e-26;
constexpr double resolved = 1e-10;
constexpr double missed = 1e-9;  // of the mass 1, above which it is searched for
constexpr double flat = 1e-20;   // of the information 1/blur^2: a plateau, whose score is next to nothing or rounding
constexpr int first_panels = 4;
constexpr int most_halvings = 60;
constexpr double most_searched = 32768;  // places
constexpr double risen = 0.01;           // in log density, over what the panels show
constexpr int draws = 1024;

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

/// How far the density at the end points is from the polynomial through the nodes between them, as a mass: what lies
/// beyond the outer nodes shows in it (barycentric formula of the Gauss-Legendre nodes).
double mass_beyond_nodes(const Sampled& s) {
  const Nodes& nodes = gauss_legendre(order);
  const Eigen::ArrayXd density = s.log_density.exp();
  double most = 0;
  for (const double end : {-1.0, 1.0}) {
    double above = 0, below = 0;
    for (int k = 0; k < order; ++k) {
      const double weight =
          (k % 2 == 0 ? 1 : -1) * std::sqrt((1 - nodes.at[k] * nodes.at[k]) * nodes.weight[k]) / (end - nodes.at[k]);
      above += weight * density[k + 1];
      below += weight;
    }
    most = std::max(most, std::abs(density[end < 0 ? 0 : order + 1] - above / below));
  }
  return most * s.panel.width();
}

/// What one way of bisecting found.
struct Found {
  std::vector<Interval> panels{};
  std::vector<double> highest{};  ///< bound of the log density on each panel, from its nodes
  double mass = 0;
};

/// `careful`: the end points count too.
struct Bisection {
  const LineDensity& density;
  double blur;
  bool careful = false;

  void refine(const Sampled& s, int halvings, Found& found) const {
    const double bound = mass_bound(s);
    if (bound < negligible) return;
    const double middle = 0.5 * (s.panel.low + s.panel.high);
    const Sampled left = sample(density, {s.panel.low, middle}), right = sample(density, {middle, s.panel.high});
    // A panel of a resolved density holds its peak times its width up to a modest factor; a peak between the nodes does
    // not show.
    const double information = std::abs(left.information + right.information - s.information);
    const bool fine = std::abs(left.mass + right.mass - s.mass) < resolved &&
                      (information * s.mass < 10 * resolved * s.information || information * blur * blur < flat) &&
                      bound < resolved + 100 * s.mass && (!careful || mass_beyond_nodes(s) < 10 * missed);
    if (halvings == most_halvings || fine) {
      found.panels.push_back(s.panel);
      found.highest.push_back(std::log(bound / s.panel.width()));
      found.mass += left.mass + right.mass;
      return;
    }
    refine(left, halvings + 1, found);
    refine(right, halvings + 1, found);
  }
  /// `edges` increasing.
  Found between(const std::vector<double>& edges) const {
    Found found;
    for (std::size_t k = 0; k + 1 < edges.size(); ++k) refine(sample(density, {edges[k], edges[k + 1]}), 0, found);
    return found;
  }
};

std::vector<double> even_edges(Interval range, int panels) {
  std::vector<double> edges;
  for (int k = 0; k <= panels; ++k) edges.push_back(range.low + k * range.width() / panels);
  return edges;
}

/// Of the places inside the range those where the density is higher than the panels show, at most 64.
std::vector<double> hidden_places(const LineDensity& density, Interval range, const Eigen::ArrayXd& places,
                                  const Found& found) {
  Eigen::ArrayXd log_density, slope;
  density(Points(places), log_density, slope);
  std::vector<double> hidden;
  std::size_t k = 0;
  for (Eigen::Index i = 0; i < places.size(); ++i) {
    if (places[i] <= range.low || places[i] >= range.high) continue;
    while (k < found.panels.size() && found.panels[k].high < places[i]) ++k;
    const bool inside = k < found.panels.size() && found.panels[k].low <= places[i];
    if (log_density[i] > (inside ? found.highest[k] + risen : std::log(negligible / range.width())))
      hidden.push_back(places[i]);
  }
  std::vector<double> chosen;
  const std::size_t stride = hidden.size() / 64 + 1;
  for (std::size_t i = 0; i < hidden.size(); i += stride) chosen.push_back(hidden[i]);
  return chosen;
}

bool complete(const Found& found) { return std::abs(found.mass - 1) <= missed; }

/// Bisects again from edges at hidden places, until there are none.
void search(const LineDensity& density, Interval range, const Eigen::ArrayXd& places, double blur,
            std::vector<double>& edges, Found& found) {
  for (int round = 0; round < 3 && !complete(found); ++round) {
    const std::vector<double> hidden = hidden_places(density, range, places, found);
    if (hidden.empty()) return;
    edges.insert(edges.end(), hidden.begin(), hidden.end());
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    found = Bisection{density, blur, true}.between(edges);
  }
}

}  // namespace

std::vector<Interval> resolving_panels(const LineDensity& density, Interval range, const Hints& hints) {
  std::vector<double> edges = even_edges(range, first_panels);
  Found found = Bisection{density, hints.blur}.between(edges);
  if (complete(found)) return found.panels;
  if (hints.places.size() > 0) search(density, range, hints.places, hints.blur, edges, found);
  const double apart = range.width() / hints.blur;
  if (!complete(found) && apart < most_searched)
    search(density, range, Eigen::ArrayXd::LinSpaced(static_cast<Eigen::Index>(apart) + 2, range.low, range.high),
           hints.blur, edges, found);
  return found.panels;
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

Hints line_hints(const Eigen::ArrayXd& drawn, const NoiseLevel& at) { return {at.sigma, at.signal * drawn}; }

std::vector<Interval> line_panels(const Target& target, const NoiseLevel& at, const Eigen::ArrayXd& drawn) {
  return resolving_panels(line_density(target, at), line_range(target, at), line_hints(drawn, at));
}

Eigen::ArrayXd drawn_places(const Target& target) {
  Points x(draws, 1);
  Stream stream(0, "places of a line");
  target.draw(stream, x);
  Eigen::ArrayXd places = x.coordinate(0);
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace diffrates
