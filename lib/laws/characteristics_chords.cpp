#include "laws/characteristics_chords.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "divergences/integrands.hpp"
#include "laws/characteristics_points.hpp"

namespace diffrates {
namespace {

constexpr int panels_a_batch = 8;
constexpr int first_panels = 8, most_first_panels = 1024;
constexpr double settled = 1e-6;      // change of the line's mass, relative, when panels are halved
constexpr double empty = 1e-18;       // of the line's mass: a panel that is not followed
constexpr double accuracy = 3e-3;     // of each panel, relative to what is expected of the whole
constexpr double most_rounding = 16;  // of a panel's own
constexpr double fold_accuracy = 0.01;
constexpr double beyond = 1e-24;  // mass of the start on either side
constexpr double deepest_path = 8;
constexpr Eigen::Index spread_draws = 256;

/// Draws of X_1.
Points draws_at(const Target& target, const NoiseLevel& at, Stream& stream, Eigen::Index count) {
  Points x(count, target.dimension());
  target.draw(stream, x);
  Eigen::ArrayXXd normals(count, target.dimension());
  stream.normals(normals);
  x.values() = at.signal * x.values() + at.sigma * normals;
  return x;
}

/// The line through z along u: the coordinate along it runs over all but `beyond` of the start's mass.
StartLine line_through(const Question& question, const Eigen::VectorXd& z, const Eigen::VectorXd& u) {
  StartLine line;
  line.direction = u;
  line.origin = z - z.dot(u) * u;
  const double bulk = normal_tail_point(0.1), reach = normal_tail_point(beyond);
  if (question.start == Start::Normal) {
    line.cover({-bulk, bulk}, {-reach, reach});
    return line;
  }
  const NoiseLevel& at = question.schedule().at(question.schedule().steps());
  Points draws(spread_draws, question.target().dimension());
  Stream stream(question.seed, "chord spread");
  question.target().draw(stream, draws);
  const Eigen::ArrayXd along = at.signal * (draws.values().matrix() * u).array();
  const double low = std::min(along.minCoeff(), z.dot(u)), high = std::max(along.maxCoeff(), z.dot(u));
  const double rest = reach * at.sigma + (high - low);
  line.cover({low - bulk * at.sigma, high + bulk * at.sigma}, {low - rest, high + rest});
  return line;
}

/// Panels that see the line's mass, and that mass.
struct Division {
  std::vector<Span> spans;
  double mass = 0;
};

Division divide(const Question& question, const StartLine& line) {
  double before = -1;
  for (int count = first_panels;; count *= 2) {
    Division found;
    const double width = (line.right - line.left) / count;
    for (int p = 0; p < count; ++p) found.spans.push_back({line.left + p * width, line.left + (p + 1) * width});
    Eigen::ArrayXd slope;
    const Points start = place_nodes(line, found.spans.data(), count, slope);
    const Eigen::ArrayXd mass =
        panel_rule().weights().replicate(count, 1) * slope * log_start_density(question, start).exp();
    found.mass = mass.sum();
    const bool enough = std::abs(found.mass - before) <= settled * found.mass;
    before = found.mass;
    if (!enough && count < most_first_panels) continue;
    std::vector<Span> kept;
    for (int p = 0; p < count; ++p)
      if (mass.segment(p * panel_order, panel_order).sum() > empty * found.mass)
        kept.push_back(found.spans[static_cast<std::size_t>(p)]);
    found.spans = std::move(kept);
    return found;
  }
}

std::vector<LinePanel> carry_all(const Carrier& carrier, const StartLine& line, const std::vector<Span>& spans) {
  std::vector<LinePanel> panels;
  for (std::size_t from = 0; from < spans.size(); from += panels_a_batch) {
    const int size = std::min(panels_a_batch, static_cast<int>(spans.size() - from));
    for (LinePanel& panel : carry_panels(carrier, line, spans.data() + from, size)) panels.push_back(std::move(panel));
  }
  return panels;
}

/// Whether a panel need not be bisected, on a line of this mass.
bool good(const LinePanel& panel, const Eigen::Array4d& sizes, double mass) {
  if (panel.right - panel.left < narrowest_panel) return true;
  const double folded = fold_accuracy * std::max(panel.folded_y, panel.folded_x);
  for (int m = 0; m < 4; ++m) {
    if (!std::isfinite(sizes[m])) continue;
    const double allowed = std::max({accuracy * sizes[m] * mass, most_rounding * panel.rounding[m], folded});
    if (!(panel.error[m] <= allowed)) return false;
  }
  return true;
}

void add(const LinePanel& panel, double mass, Chord& chord) {
  chord.error += (panel.error + panel.rounding + 3 * panel.folded + 3 * (panel.folded_y + panel.folded_x)) / mass;
  chord.folded_y += panel.folded_y / mass;
  chord.folded_x += panel.folded_x / mass;
  for (int i = 0; i < panel_order; ++i) {
    chord.mass.push_back(panel.mass[i] / mass);
    chord.log_ratio.push_back(panel.log_ratio[i]);
    chord.stretch.push_back(panel.stretch[i]);
  }
}

Chord follow(const Carrier& carrier, const StartLine& line, const Eigen::Array4d& sizes, double most_nodes) {
  const Division division = divide(carrier.question(), line);
  Chord chord;
  std::vector<Span> spans = division.spans;
  for (int nodes = 0; !spans.empty();) {
    nodes += panel_order * static_cast<int>(spans.size());
    std::vector<Span> halves;
    for (const LinePanel& panel : carry_all(carrier, line, spans)) {
      if (nodes + panel_order * static_cast<int>(halves.size() + 2) > most_nodes || good(panel, sizes, division.mass)) {
        add(panel, division.mass, chord);
      } else {
        const double middle = (panel.left + panel.right) / 2;
        halves.push_back({panel.left, middle});
        halves.push_back({middle, panel.right});
      }
    }
    spans = std::move(halves);
  }
  return chord;
}

/// A direction for chord i of replicate k: every other joins two draws of X_1, which lies across most of what parts
/// them; the others are any direction, which sees what parts the rarest as well.
Eigen::VectorXd direction(const Question& question, int i, int k) {
  Stream stream(question.seed, "chord direction", static_cast<std::uint64_t>(k) << 32 | static_cast<std::uint64_t>(i));
  if ((i + k) % 2 == 1) {
    Eigen::VectorXd any(question.target().dimension());
    stream.normals(any);
    return any.normalized();
  }
  const Points two = draws_at(question.target(), question.reference(), stream, 2);
  const Eigen::VectorXd apart = (two.values().row(1) - two.values().row(0)).transpose().matrix();
  return apart.normalized();
}

}  // namespace

void Chords::extend(Eigen::Index to) {
  const Question& question = carrier_.question();
  chords_.resize(static_cast<std::size_t>(to * replicates));
  std::vector<Points> starts;
  for (int k = 0; k < replicates; ++k) starts.push_back(start_points(question, k, count_, to));
  tbb::parallel_for(0, static_cast<int>(to - count_) * replicates, [&](int job) {
    const int k = job % replicates, i = job / replicates, at = i + static_cast<int>(count_);
    const Eigen::VectorXd z = starts[static_cast<std::size_t>(k)].values().row(i).transpose().matrix();
    const StartLine line = line_through(question, z, direction(question, at, k));
    chords_[static_cast<std::size_t>(at * replicates + k)] = follow(carrier_, line, sizes_, most_nodes_);
  });
  count_ = to;
}

double Chords::nodes() const {
  double sum = 0;
  for (const Chord& chord : chords_) sum += static_cast<double>(chord.mass.size());
  return sum;
}

Eigen::ArrayXXd Chords::torn(Metric metric, double from) const {
  Eigen::ArrayXXd found = Eigen::ArrayXXd::Zero(count_, replicates);
  for (std::size_t c = 0; c < chords_.size(); ++c) {
    double& sum = found(static_cast<Eigen::Index>(c) / replicates, static_cast<Eigen::Index>(c) % replicates);
    for (std::size_t i = 0; i < chords_[c].mass.size(); ++i)
      sum += chords_[c].mass[i] * where_torn(chords_[c].stretch[i], from) * under_y(metric, chords_[c].log_ratio[i]);
  }
  return found;
}

double Chords::error(Metric metric) const {
  double sum = 0;
  for (const Chord& chord : chords_) sum += chord.error[static_cast<int>(metric)];
  return sum / static_cast<double>(chords_.size());
}

double Chords::folded_y() const {
  double sum = 0;
  for (const Chord& chord : chords_) sum += chord.folded_y;
  return sum / static_cast<double>(chords_.size());
}

double Chords::folded_x() const {
  double sum = 0;
  for (const Chord& chord : chords_) sum += chord.folded_x;
  return sum / static_cast<double>(chords_.size());
}

bool lies_apart(const Target& target, const NoiseLevel& last, int pairs) {
  Stream stream(0, "chord pairs");
  const Points ends = draws_at(target, last, stream, 2 * pairs);
  Points middles(pairs, target.dimension());
  middles.values() = (ends.values().topRows(pairs) + ends.values().bottomRows(pairs)) / 2;
  Eigen::ArrayXd at_ends, at_middles;
  target.evaluate(last, ends, nullptr, &at_ends);
  target.evaluate(last, middles, nullptr, &at_middles);
  return (at_middles + deepest_path < at_ends.head(pairs).min(at_ends.tail(pairs))).any();
}

}  // namespace diffrates
