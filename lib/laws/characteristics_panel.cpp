#include "laws/characteristics_panel.hpp"

#include <algorithm>
#include <array>

#include "divergences/integrands.hpp"
#include "laws/characteristics_values.hpp"

namespace diffrates {
namespace {

constexpr double tail = 1e-30;
constexpr int first_panels = 8, most_first_panels = 4096;
constexpr double most_log = 700;        // of a ratio whose exponential is a double
constexpr double most_mismatch = 1e-3;  // of the rise of y_1 and the integral of its Jacobian, relative

/// What one panel's nodes brought back.
struct Nodes {
  Eigen::ArrayXXd y, rise;  ///< a row a node; rise: dy_1/du times half the panel's width
  Eigen::ArrayXd rounding;
  std::vector<bool> folded;
  Eigen::ArrayXd open = {};  ///< of l, left by an interpolant; none without
  double off = 0;            ///< of y_1 between the nodes
};

/// What rounded places do to log ratios: |dl/dx| times their rounding, carried back to the start x; `slope` is dx/du
/// times half the panel's width, dl/du is taken between neighbours.
Eigen::ArrayXd of_places(const Eigen::ArrayXd& log_ratio, const Eigen::ArrayXd& slope, const Eigen::ArrayXd& places) {
  const Eigen::ArrayXd& nodes = panel_rule().nodes();
  Eigen::ArrayXd rounding(log_ratio.size());
  for (Eigen::Index i = 0; i < log_ratio.size(); ++i) {
    const Eigen::Index a = std::max<Eigen::Index>(i - 1, 0), b = std::min(i + 1, log_ratio.size() - 1);
    rounding[i] = std::abs((log_ratio[b] - log_ratio[a]) / ((nodes[b] - nodes[a]) * slope[i])) * places[i];
  }
  return rounding.isFinite().select(rounding, 0);
}

/// Whether no node is folded, and the increase of y_1 is the integral of its derivative, to its largest coordinate.
bool smooth(const Nodes& nodes) {
  if (std::find(nodes.folded.begin(), nodes.folded.end(), true) != nodes.folded.end()) return false;
  double largest = 0, mismatch = nodes.off;
  for (Eigen::Index j = 0; j < nodes.y.cols(); ++j) {
    const double jump = nodes.y(panel_order - 1, j) - nodes.y(0, j);
    largest = std::max(largest, std::abs(jump));
    mismatch = std::max(mismatch, std::abs(jump - panel_rule().between_outer_nodes(nodes.rise.col(j))));
  }
  return mismatch <= most_mismatch * largest;
}

/// The integrands of the metrics, f(l) p dx/du times half the panel's width, one column a metric.
Eigen::Array<double, panel_order, 4> integrands(const LinePanel& panel) {
  Eigen::Array<double, panel_order, 4> f;
  for (int i = 0; i < panel_order; ++i)
    for (int m = 0; m < 4; ++m)
      f(i, m) = under_y(static_cast<Metric>(m), panel.log_ratio[i]) * panel.mass[i] / panel_rule().weights()[i];
  return f;
}

/// What an interpolant left open of one node's l, as an error that a narrower panel has less of.
void add_open(double open, double l, double mass, LinePanel& panel) {
  for (int m = 0; m < 4; ++m) panel.error[m] += slope_under_y(static_cast<Metric>(m), l) * open * mass;
  panel.error[x_excess_row] += std::exp(l) * open * mass;
}

void integrate(LinePanel& panel, const Nodes& nodes) {
  const Eigen::ArrayXd& weights = panel_rule().weights();
  const Eigen::Array<double, panel_order, 4> f = integrands(panel);
  const Eigen::ArrayXd gap = -panel.log_ratio.unaryExpr([](double l) { return std::expm1(l); }) * panel.mass / weights;
  for (int m = 0; m < 4; ++m) {
    const Eigen::ArrayXd values = f.col(m);
    panel.integral[m] = (weights * values).sum();
    panel.error[m] = panel_rule().decay(values).quadrature();
    panel.first[m] = 2 / (panel.right - panel.left) * values[0];
    panel.last[m] = 2 / (panel.right - panel.left) * values[panel_order - 1];
  }
  const Legendre::Decay decay = panel_rule().decay(gap);
  panel.integral[y_mass_row] = panel.mass.sum();
  panel.integral[x_excess_row] = -(weights * gap).sum();
  panel.error[y_mass_row] = panel_rule().decay(panel.mass / weights).quadrature();
  panel.error[x_excess_row] = decay.quadrature();
  if (panel.smooth && panel_rule().changes_sign(gap)) {
    panel.integral[0] = panel_rule().positive_part(gap);
    panel.error[0] = decay.interpolation();
  }
  for (int i = 0; i < panel_order; ++i) {
    const double l = panel.log_ratio[i], mass = panel.mass[i];
    for (int m = 0; m < 4; ++m) {
      panel.rounding[m] += slope_under_y(static_cast<Metric>(m), l) * nodes.rounding[i] * mass;
      if (nodes.folded[static_cast<std::size_t>(i)]) panel.folded[m] += weights[i] * f(i, m);
    }
    panel.rounding[x_excess_row] += std::exp(l) * nodes.rounding[i] * mass;
    if (nodes.open.size() > 0) add_open(nodes.open[i], l, mass, panel);
    if (nodes.folded[static_cast<std::size_t>(i)]) {
      panel.folded_y += mass;
      if (!nodes.y.row(i).isFinite().all()) panel.ended_y += mass;
      panel.folded_x += std::exp(l) * mass;
    }
  }
}

/// X's mass between two nodes is taken as its larger density at the two times their distance.
double hidden_mass(const LinePanel& panel, const Nodes& nodes) {
  const Eigen::ArrayXd rise = nodes.rise.abs().rowwise().maxCoeff();
  const Eigen::ArrayXd x_density = panel.mass * panel.log_ratio.exp() / (panel_rule().weights() * rise);
  double hidden = panel.mass.sum();
  for (int i = 0; i + 1 < panel_order; ++i) {
    const double bound =
        std::max(x_density[i], x_density[i + 1]) * (nodes.y.row(i + 1) - nodes.y.row(i)).abs().maxCoeff();
    if (std::isfinite(bound)) hidden += bound;
  }
  return hidden;
}

/// The error of a panel that is not smooth: anything may happen in a layer that no node saw, unless the panel is so
/// narrow that its nodes are as close as doubles allow; then the layer is like what they saw.
void bound_hidden(LinePanel& panel) {
  const bool seen = panel.right - panel.left < narrowest_panel && panel.folded_y == 0;
  const double steepest = panel.log_ratio.abs().maxCoeff();
  for (int m = 0; m < 4; ++m) {
    double largest = 0;
    for (int i = 0; i < panel_order; ++i)
      largest = std::max(largest, under_y(static_cast<Metric>(m), panel.log_ratio[i]));
    panel.error[m] = panel.hidden * (seen ? 4 * largest : std::max({1.0, steepest, largest}));
  }
  panel.error[x_excess_row] = panel.hidden;
}

}  // namespace

const Legendre& panel_rule() {
  static const Legendre rule(panel_order);
  return rule;
}

void StartLine::cover(const Interval& middle, const Interval& whole) {
  centre = (middle.low + middle.high) / 2;
  scale = middle.width() / 2;
  left = std::asinh((whole.low - centre) / scale);
  right = std::asinh((whole.high - centre) / scale);
}

StartLine::StartLine(const Question& question) {
  const double z = normal_tail_point(0.1), reach = normal_tail_point(tail);
  const NoiseLevel& at = question.schedule().at(question.schedule().steps());
  if (question.start == Start::Normal)
    cover({-z, z}, {-reach, reach});
  else
    cover(question.target().bulk(at, 0.1), question.target().bulk(at, tail));
}

namespace {

/// Places `at` of each panel, on [-1, 1].
Points place(const StartLine& line, const Span* spans, int count, const Eigen::ArrayXd& at, Eigen::ArrayXd& slope) {
  const int d = static_cast<int>(line.direction.size());
  const Eigen::Index each = at.size();
  Points start(count * each, d);
  slope.resize(count * each);
  for (int p = 0; p < count; ++p) {
    const double half = (spans[p].right - spans[p].left) / 2, middle = (spans[p].right + spans[p].left) / 2;
    const Eigen::ArrayXd u = middle + half * at;
    const Eigen::ArrayXd along = line.centre + line.scale * u.sinh();
    for (int j = 0; j < d; ++j)
      start.coordinate(j).segment(p * each, each) = line.origin[j] + along * line.direction[j];
    slope.segment(p * each, each) = half * line.scale * u.cosh();
  }
  return start;
}

/// The places between the nodes at which an interpolant is held against the map, with P_16 and the interpolant's
/// weights there.
struct Between {
  static constexpr int count = 4;
  Eigen::ArrayXd at{count}, next{count};
  Eigen::MatrixXd weights{count, panel_order};

  Between() {
    constexpr std::array<int, count> after{0, 4, 9, 14};
    const Eigen::ArrayXd& nodes = panel_rule().nodes();
    for (int k = 0; k < count; ++k) {
      at[k] = (nodes[after[static_cast<std::size_t>(k)]] + nodes[after[static_cast<std::size_t>(k)] + 1]) / 2;
      next[k] = panel_rule().next(at[k]);
      for (int j = 0; j < panel_order; ++j)
        weights(k, j) = legendre_sum(panel_rule().coefficients(Eigen::VectorXd::Unit(panel_order, j).array()), at[k]);
    }
  }
};

/// What rounding may leave of an interpolant between the nodes, in roundings of one value.
constexpr double most_roundings = 4;
/// A part of a panel leaves an interpolant a small fraction as much open, if it is not rounding.
constexpr double same_as_whole = 1e-2;

/// Nodes of panels on a line, their Jacobian the derivative of each panel's interpolant.
Carried interpolate(const Carrier& carrier, const StartLine& line, const Span* spans, int count,
                    Eigen::ArrayXd& slope) {
  static const Between between;
  Eigen::ArrayXd unused;
  const Points nodes = place(line, spans, count, panel_rule().nodes(), slope),
               checks = place(line, spans, count, between.at, unused);
  const Points probes = carrier.noise() ? Points(0, 1) : noise_probes(carrier.question());
  Points all(nodes.size() + checks.size() + probes.size(), 1);
  all.values() << nodes.values(), checks.values(), probes.values();
  const Points moved = carry_values(carrier.question(), all);
  if (!carrier.noise()) {
    Points seen(probes.size(), 1);
    seen.values() = moved.values().bottomRows(probes.size());
    carrier.learn(noise_in(seen, start_scale(carrier.question())));
  }
  Points y(nodes.size(), 1, 1);
  y.values() = moved.values().topRows(nodes.size());
  const Eigen::MatrixXd& slopes = panel_rule().slopes();
  Eigen::ArrayXd open(nodes.size()), off(count), left(count), noise(nodes.size()), places(nodes.size());
  std::vector<bool> folded(static_cast<std::size_t>(nodes.size()));
  for (int p = 0; p < count; ++p) {
    const Eigen::Index first = p * panel_order;
    const Eigen::VectorXd values = std::as_const(y).coordinate(0).segment(first, panel_order);
    const double centre = values[panel_order / 2];
    const Eigen::VectorXd from_centre = values.array() - centre;
    const Eigen::ArrayXd rise = slopes * from_centre;
    const Eigen::ArrayXd missed =
        ((moved.coordinate(0).segment(nodes.size() + p * Between::count, Between::count) - centre) -
         (between.weights * from_centre).array())
            .abs();
    double rounded =
        carrier.noise()->at(values.cwiseAbs().maxCoeff(), (rise / slope.segment(first, panel_order)).abs().maxCoeff());
    // What a part of a panel has as well as the whole is no matter of width; but a jump is, until it is resolved.
    left[p] = missed.maxCoeff();
    if (left[p] > same_as_whole * spans[p].left_by_whole &&
        left[p] < most_mismatch * std::abs(values[panel_order - 1] - values[0]))
      rounded = std::max(rounded, left[p] / most_roundings);
    off[p] = std::max(0.0, missed.maxCoeff() - most_roundings * rounded);
    const double next = ((missed - most_roundings * rounded).max(0.0) / between.next.abs()).maxCoeff();
    for (Eigen::Index i = 0; i < panel_order; ++i) {
      // The map folds where values fall, not where a polynomial that does not fit them does.
      const Eigen::Index a = std::max<Eigen::Index>(i - 1, 0), b = std::min<Eigen::Index>(i + 1, panel_order - 1);
      const bool falls = std::min(values[b] - values[i], values[i] - values[a]) < -most_roundings * rounded;
      double slope_here = rise[i];
      if (!(slope_here > 0) && !falls) {
        slope_here = (std::abs(values[b] - values[a]) + rounded) / (panel_rule().nodes()[b] - panel_rule().nodes()[a]);
        off[p] = std::max(off[p], std::abs(values[panel_order - 1] - values[0]) + rounded);  // no panel to be kept
      }
      const double size = std::abs(slope_here);
      y.tangent(0)(first + i, 0) = slope_here / slope[first + i];
      open[first + i] = 2 * next * std::abs(panel_rule().next_slopes()[i]) / size;
      noise[first + i] = rounded * slopes.row(i).norm() / size;
      places[first + i] = rounded * slope[first + i] / size;
      folded[static_cast<std::size_t>(first + i)] = falls || !(slope_here > 0);
    }
  }
  Carried carried = conclude(carrier.question(), nodes, std::move(y), std::move(folded));
  carried.rounding += noise.isFinite().select(noise, 0);
  carried.places = places.isFinite().select(places, 0);
  carried.open = open.isFinite().select(open, 0);
  carried.off = std::move(off);
  carried.left = std::move(left);
  return carried;
}

/// Panels from their carried nodes.
std::vector<LinePanel> integrate_panels(const StartLine& line, const Span* spans, int count,
                                        const Eigen::ArrayXd& slope, const Carried& carried);

}  // namespace

Points place_nodes(const StartLine& line, const Span* spans, int count, Eigen::ArrayXd& slope) {
  return place(line, spans, count, panel_rule().nodes(), slope);
}

std::vector<Span> first_spans(const Question& question, const StartLine& line) {
  for (int count = first_panels;; count *= 2) {
    std::vector<Span> spans;
    const double width = (line.right - line.left) / count;
    for (int p = 0; p < count; ++p) spans.push_back({line.left + p * width, line.left + (p + 1) * width});
    Eigen::ArrayXd slope;
    const Points start = place_nodes(line, spans.data(), count, slope);
    const Eigen::ArrayXd density = log_start_density(question, start).exp();
    const double mass = (panel_rule().weights().replicate(count, 1) * slope * density).sum();
    if (std::abs(mass - 1) < 1e-6 || count == most_first_panels) return spans;
  }
}

std::vector<LinePanel> carry_panels(const Carrier& carrier, const StartLine& line, const Span* spans, int count) {
  Eigen::ArrayXd slope;
  if (carrier.interpolates()) {
    const Carried carried = interpolate(carrier, line, spans, count, slope);
    return integrate_panels(line, spans, count, slope, carried);
  }
  const Points start = place_nodes(line, spans, count, slope);
  return integrate_panels(line, spans, count, slope, carrier(start));
}

namespace {

std::vector<LinePanel> integrate_panels(const StartLine& line, const Span* spans, int count,
                                        const Eigen::ArrayXd& slope, const Carried& carried) {
  const auto d = line.direction.size();
  Eigen::ArrayXXd rise = Eigen::ArrayXXd::Zero(slope.size(), d);  // the Jacobian applied to dx/du
  for (int j = 0; j < d; ++j) rise += carried.y.tangent(j) * line.direction[j];
  rise.colwise() *= slope;
  const Eigen::ArrayXd stretched = stretch(carried.y);
  std::vector<LinePanel> panels(static_cast<std::size_t>(count));
  for (int p = 0; p < count; ++p) {
    const Eigen::Index first = p * panel_order;
    const auto part = [first](const auto& all) { return Eigen::ArrayXd(all.segment(first, panel_order)); };
    LinePanel& panel = panels[static_cast<std::size_t>(p)];
    panel.left = spans[p].left;
    panel.right = spans[p].right;
    panel.log_ratio = part(carried.log_ratio);
    panel.stretch = part(stretched);
    panel.mass = panel_rule().weights() * part(slope) * part(carried.log_start).exp();
    Eigen::ArrayXd rounding = part(carried.rounding);
    if (carried.places.size() > 0) rounding += of_places(panel.log_ratio, part(slope), part(carried.places));
    const Nodes nodes{carried.y.values().middleRows(first, panel_order),
                      rise.middleRows(first, panel_order),
                      std::move(rounding),
                      {carried.folded.begin() + first, carried.folded.begin() + first + panel_order},
                      carried.open.size() > 0 ? part(carried.open) : Eigen::ArrayXd(),
                      carried.off.size() > 0 ? carried.off[p] : 0};
    if (d == 1) {
      panel.place = nodes.y.col(0);
      panel.rise = nodes.rise.col(0);
      panel.noise = nodes.rounding * panel.mass * panel.log_ratio.min(most_log).exp();
    }
    if (carried.left.size() > 0) panel.left_open = carried.left[p];
    panel.smooth = smooth(nodes);
    integrate(panel, nodes);
    for (Eigen::Index i = 0; i < panel_order; ++i)
      if (carried.untold[static_cast<std::size_t>(first + i)]) panel.untold_y += panel.mass[i];
    if (!panel.smooth) {
      panel.hidden = hidden_mass(panel, nodes);
      bound_hidden(panel);
    }
  }
  return panels;
}

}  // namespace

}  // namespace diffrates
