#include "targets/density_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numbers>

#include "numerics/gauss.hpp"
#include "targets/line_window.hpp"

namespace diffrates {
namespace {

constexpr double zero_below = -700;
constexpr double furthest = 30;             ///< from the window, in blurs, that 16 nodes a blur tell p
constexpr double well_above = 25;           ///< log of what is 1e11 times as large
constexpr double most_variation = 2;        ///< of log f on a piece
constexpr double most_disagreement = 1e-9;  ///< of two integrations
constexpr double finest = 1.0 / (1 << 14);  ///< narrowest tabulated blur, of the support
constexpr double coarse = 1.0 / 64;         ///< widest blur that is tabulated piece by piece
constexpr std::size_t most_nodes = 8'000'000;

/// Where the places of the mass, in double precision, are known to few digits of its spread, says so.
std::string offset_words(const NodeSum& nodes) {
  const Eigen::ArrayXd weights = nodes.log_weights().exp();
  const double mass = weights.sum(), mean = (weights * nodes.nodes()).sum() / mass;
  const double spread = std::sqrt((weights * (nodes.nodes() - mean).square()).sum() / mass);
  const double rounding = std::numeric_limits<double>::epsilon() * std::abs(mean) / spread;
  if (!(rounding > 1e-12)) return {};
  return fmt::format(
      ", or lies too far off: at {:.3g} x is rounded to {:.1e} of its spread {:.2g}, which the target affine "
      "with a shift avoids",
      mean, rounding, spread);
}

/// Of a formula so large that its differences are rounding.
std::string constant_words(double largest) {
  const double rounding = std::numeric_limits<double>::epsilon() * std::abs(largest);
  if (!(rounding > 1e-12)) return {};
  return fmt::format(", or is rounded: near {:.3g} to {:.1e}, which taking that constant off avoids", largest,
                     rounding);
}

}  // namespace

DensityLine::DensityLine(const std::function<double(double)>& log_f, Interval support, const std::vector<double>& known)
    : DensityLine(log_f, support, window_of(log_f, support, known), known) {}

DensityLine::DensityLine(const std::function<double(double)>& log_f, Interval support, Interval window,
                         const std::vector<double>& known)
    : bounded_(std::isfinite(support.low) && std::isfinite(support.high)),
      cut_(window.low > support.low || window.high < support.high),
      log_f_(log_f, window.low, window.high, probes_of(log_f, window, known)),
      largest_(log_f_.most()) {
  const double width = window.width();
  const NodeSum rough = table(width * coarse), fine = table(width * coarse / 2);
  const double mass = fine.log_weights().exp().sum();
  if (!(mass > 0) || !std::isfinite(mass)) throw NotResolved("has no mass that can be integrated");
  const double difference = std::abs(rough.log_weights().exp().sum() / mass - 1);
  double unresolved = 0;
  for (const Piecewise::Panel& panel : log_f_.panels())
    if (!panel.resolved)
      unresolved += panel.width() * std::exp(panel.most - largest_) * std::min(1.0, panel.most - panel.least);
  if (difference > 1e-11 || unresolved > 1e-11 * mass)
    throw NotResolved(
        fmt::format("cannot be integrated to 11 digits (its exponential diverges, or jumps too often{}{}): "
                    "relative error {:.1e}",
                    constant_words(largest_), offset_words(fine), std::max(difference, unresolved / mass)));
  log_mass_ = std::log(mass);
  uncertainty_ = difference + unresolved / mass + places_rounding(fine.nodes());
  check_integrals(log_f, fine);
  tabulate();
}

namespace {

/// Mass, mean and variance under exp(log f - largest), by Gauss-Legendre rules on pieces cut in the golden ratio until
/// log f varies little on them.
class Integrals {
 public:
  Integrals(const std::function<double(double)>& log_f, double largest, double centre)
      : log_f_(log_f), largest_(largest), centre_(centre) {}

  void add(double low, double high, int cuts = 0) {
    const double cut = low + (2 - std::numbers::phi) * (high - low), width = high - low;
    double least = INFINITY, most = -INFINITY;
    for (const double part : {0.02, 0.25, 0.47, 0.71, 0.98}) {
      const double value = log_f_(low + part * width);
      least = std::min(least, value);
      most = std::max(most, value);
    }
    if (most + most_variation < largest_ + zero_below) return;
    if (most - least > most_variation && cuts < 90 && low < cut && cut < high) {
      add(low, cut, cuts + 1);
      add(cut, high, cuts + 1);
      return;
    }
    gauss_legendre(12, low, high, [&](double place, double weight) {
      const double part = weight * std::exp(log_f_(place) - largest_), offset = place - centre_;
      mass += part;
      first += part * offset;
      second += part * offset * offset;
    });
  }

  double mass = 0, first = 0, second = 0;  ///< moments about the centre, not divided by the mass

 private:
  const std::function<double(double)>& log_f_;
  double largest_, centre_;
};

}  // namespace

void DensityLine::check_integrals(const std::function<double(double)>& log_f, const NodeSum& own) const {
  const Eigen::ArrayXd weights = own.log_weights().exp();  // not normalised yet
  const double mass = weights.sum(), centre = (weights * own.nodes()).sum() / mass;
  const double variance = (weights * (own.nodes() - centre).square()).sum() / mass, spread = std::sqrt(variance);
  Integrals other(log_f, largest_, centre);
  for (const Piecewise::Panel& panel : log_f_.panels()) other.add(panel.low, panel.high);
  const double off = std::max({std::abs(other.mass / mass - 1), std::abs(other.first) / other.mass / spread,
                               std::abs(other.second / other.mass / variance - 1)});
  if (!(off < most_disagreement))
    throw NotResolved(
        fmt::format("gives other integrals on other nodes (relative difference of mass, mean or variance "
                    "{:.1e}): it has features that are not resolved; breakpoints at them may help",
                    off));
}

/// What rounded places do to integrals, relative: half a unit in the last place of x, times int |f'| / int f.
double DensityLine::places_rounding(const Eigen::ArrayXd& places) const {
  double sum = 0, before = 0;
  for (const double x : places) {
    const double f = std::exp(log_f_(x) - largest_ - log_mass_);
    sum += std::abs(x) * std::abs(f - before);
    before = f;
  }
  return 0.5 * std::numeric_limits<double>::epsilon() * sum;
}

void DensityLine::append(double low, double high, double width, Nodes& nodes) const {
  const auto& panels = log_f_.panels();
  for (std::size_t i = log_f_.panel_of(low); i < panels.size() && panels[i].low < high; ++i) {
    const Piecewise::Panel& panel = panels[i];
    if (panel.most - largest_ < zero_below) continue;
    const double from = std::max(low, panel.low), to = std::min(high, panel.high);
    const int pieces = static_cast<int>(std::ceil(std::max(1.0, (to - from) / width)));
    for (int j = 0; j < pieces; ++j)
      append_piece(panel, from + (to - from) * j / pieces, j + 1 == pieces ? to : from + (to - from) * (j + 1) / pieces,
                   width, nodes);
    if (nodes.places.size() > most_nodes) throw NotResolved("varies too much to be integrated");
  }
}

void DensityLine::append_piece(const Piecewise::Panel& panel, double low, double high, double width,
                               Nodes& nodes) const {
  const double middle = low + (high - low) / 2;
  const auto [least, most] = std::minmax({panel(low), panel(middle), panel(high)});
  const double variation = most - least;
  if (most + variation - largest_ < zero_below) return;
  if (variation > most_variation && low < middle && middle < high && panel.resolved) {
    append_piece(panel, low, middle, width, nodes);
    append_piece(panel, middle, high, width, nodes);
    return;
  }
  if (high - low > width / 16)
    append_rule<16>(panel, low, high, nodes);
  else if (high - low > 1e-6 * width || (panel.resolved && variation > 1e-3))  // narrow next to the blur, or to log f
    append_rule<10>(panel, low, high, nodes);
  else
    append_rule<2>(panel, low, high, nodes);
}

template <int count>
void DensityLine::append_rule(const Piecewise::Panel& panel, double low, double high, Nodes& nodes) const {
  using Rule = Eigen::Array<double, count, 1>;
  static const Rule at = gauss_legendre(count).at, log_weight = gauss_legendre(count).weight.log();
  const double centre = low + (high - low) / 2, half = (high - low) / 2;
  const Rule places = centre + half * at;
  const Rule log_weights = panel(places) - largest_ + log_weight + (std::log(half) - log_mass_);
  nodes.places.insert(nodes.places.end(), places.begin(), places.end());
  nodes.log_weights.insert(nodes.log_weights.end(), log_weights.begin(), log_weights.end());
}

NodeSum DensityLine::table(double width) const {
  Nodes nodes;
  append(log_f_.low(), log_f_.high(), width, nodes);
  const auto count = static_cast<Eigen::Index>(nodes.places.size());
  return NodeSum(Eigen::Map<Eigen::ArrayXd>(nodes.places.data(), count),
                 Eigen::Map<Eigen::ArrayXd>(nodes.log_weights.data(), count));
}

void DensityLine::tabulate() {
  const double width = log_f_.high() - log_f_.low();
  const NodeSum whole = table(width * coarse);
  Eigen::ArrayXd places(whole.size()), weights(whole.size());
  Eigen::Index count = 0;
  for (Eigen::Index j = 0; j < whole.size(); ++j) {
    weights[count] = std::exp(whole.log_weights()[j]);
    places[count] = whole.nodes()[j];
    if (weights[count] > 0) ++count;
  }
  levels_.add_compressed(places.head(count), weights.head(count), width * coarse);
  for (int half_octaves = 12; half_octaves <= 28; ++half_octaves) {
    const double scale = width * std::exp2(-half_octaves / 2.0);
    levels_.add(scale, [this, scale] { return table(scale); });
  }
  const NodeSum fine = table(width / 4096);
  places_ = fine.nodes();
  cumulative_ = fine.log_weights().exp();
  mean_ = (cumulative_ * places_).sum() / cumulative_.sum();
  variance_ = (cumulative_ * (places_ - mean_).square()).sum() / cumulative_.sum();
  for (Eigen::Index j = 1; j < cumulative_.size(); ++j) cumulative_[j] += cumulative_[j - 1];
}

void DensityLine::evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  Eigen::ArrayXd own;
  if (log_density == nullptr && cut_) log_density = &own;
  evaluate_windowed(at, x, score, log_density);
  if (log_density == nullptr) return;
  // Beyond a window that cuts a tail off, f is at most e^-700 of its largest value, and so is what it adds to p.
  const double least = cut_ ? zero_below - log_mass_ - std::log(at.signal) + well_above : -INFINITY;
  // Of a window narrower than a blur, the nodes tell as much further out.
  if (score != nullptr && cut_)
    for (Points::Index i = 0; i < x.size(); ++i)
      if (!((*log_density)[i] > least)) score->all().row(i) = NAN;
  const double blurs = at.sigma / (at.signal * (log_f_.high() - log_f_.low()));
  const double reach = furthest * std::max(1.0, blurs) * at.sigma;
  const double low = at.signal * log_f_.low() - reach, high = at.signal * log_f_.high() + reach;
  const auto place = x.coordinate(0);
  *log_density = (*log_density > least && place >= low && place <= high).select(*log_density, -INFINITY);
}

void DensityLine::evaluate_windowed(const NoiseLevel& at, const Points& x, Points* score,
                                    Eigen::ArrayXd* log_density) const {
  const double scale = at.sigma / at.signal, low = log_f_.low(), high = log_f_.high();
  if (scale >= (high - low) * finest) return levels_.at(scale).evaluate(at.signal, at.noise, x, score, log_density);
  // Too narrow for a table: the pieces around x, one point at a time.
  if (score != nullptr) *score = Points(x.size(), 1, x.tangents());
  if (log_density != nullptr) log_density->resize(x.size());
  Points one(1, 1, x.tangents()), one_score;
  Eigen::ArrayXd one_log;
  Nodes nodes;
  for (Points::Index i = 0; i < x.size(); ++i) {
    one.all() = x.all().row(i);
    const double place = std::as_const(one).coordinate(0)[0] / at.signal;
    if (!std::isfinite(place)) {
      if (score != nullptr) score->all().row(i) = NAN;
      if (log_density != nullptr) (*log_density)[i] = NAN;
      continue;
    }
    nodes.places.clear();
    nodes.log_weights.clear();
    append_around(std::clamp(place, low, high), scale, nodes);
    const auto count = static_cast<Eigen::Index>(nodes.places.size());
    NodeSum(Eigen::Map<Eigen::ArrayXd>(nodes.places.data(), count),
            Eigen::Map<Eigen::ArrayXd>(nodes.log_weights.data(), count))
        .evaluate(at.signal, at.noise, one, score != nullptr ? &one_score : nullptr,
                  log_density != nullptr ? &one_log : nullptr);
    if (score != nullptr) score->all().row(i) = one_score.all();
    if (log_density != nullptr) (*log_density)[i] = one_log[0];
  }
}

void DensityLine::append_around(double centre, double scale, Nodes& nodes) const {
  for (double reach = 10 * scale; nodes.places.empty(); reach *= 4)  // further where f counts as zero
    append(std::max(log_f_.low(), centre - reach), std::min(log_f_.high(), centre + reach), scale, nodes);
}

Interval DensityLine::bulk(const NoiseLevel& at, double tail) const {
  const double total = cumulative_[cumulative_.size() - 1], reach = at.sigma * normal_tail_point(tail / 2);
  const auto quantile = [&](double mass) {
    return std::min<Eigen::Index>(
        std::upper_bound(cumulative_.data(), cumulative_.data() + cumulative_.size(), mass) - cumulative_.data(),
        cumulative_.size() - 1);
  };
  const Eigen::Index first = quantile(tail / 2 * total);
  // The sums from the right are not the differences of those from the left.
  double beyond = 0;
  Eigen::Index last = cumulative_.size() - 1;
  while (last > 0 && (beyond += cumulative_[last] - cumulative_[last - 1]) < tail / 2 * total) --last;
  const double low = first > 1 ? places_[first - 2] : log_f_.low();
  const double high = last + 2 < places_.size() ? places_[last + 2] : log_f_.high();
  return {at.signal * low - reach, at.signal * high + reach};
}

Moments DensityLine::moments() const {
  return {Eigen::VectorXd::Constant(1, mean_), Eigen::MatrixXd::Constant(1, 1, variance_)};
}

void DensityLine::draw(Stream& stream, Points& x) const {
  const Eigen::Index count = cumulative_.size();
  for (Points::Index i = 0; i < x.size(); ++i) {
    // A node by its weight, then its cell (bounded by the midpoints to its neighbours) by rejection against the cell's
    // ends and centre: log f varies by less than 1 in a cell.
    while (true) {
      const double u = stream.uniform() * cumulative_[count - 1];
      const Eigen::Index j = std::min<Eigen::Index>(
          std::upper_bound(cumulative_.data(), cumulative_.data() + count, u) - cumulative_.data(), count - 1);
      const double low = j > 0 ? (places_[j - 1] + places_[j]) / 2 : log_f_.low();
      const double high = j + 1 < count ? (places_[j] + places_[j + 1]) / 2 : log_f_.high();
      const double place = low + (high - low) * stream.uniform();
      const double weight = cumulative_[j] - (j > 0 ? cumulative_[j - 1] : 0);
      const double wanted = std::exp(log_f_(place) - largest_ - log_mass_) * (high - low);
      if (4 * weight * stream.uniform() > wanted) continue;
      x.coordinate(0)[i] = place;
      break;
    }
  }
}

bool DensityLine::concave() const {
  constexpr int count = 2000;
  const double step = (log_f_.high() - log_f_.low()) / count;
  double before = INFINITY;
  for (int i = 0; i + 1 < count; ++i) {
    const double left = log_f_.low() + (i + 0.25) * step, slope = (log_f_(left + step) - log_f_(left)) / step;
    if (slope > before + 1e-9 * (1 + std::abs(before)) + 1e-11 / step) return false;
    before = slope;
  }
  return concave_across_panels();
}

bool DensityLine::concave_across_panels() const {
  const double least_gap = 1e-9 * (log_f_.high() - log_f_.low());
  double place = NAN, value = NAN, before = INFINITY;
  for (const Piecewise::Panel& panel : log_f_.panels())
    for (const double part : {0.25, 0.75}) {
      const double next = panel.low + part * panel.width(), there = panel(next), gap = next - place;
      if (gap < least_gap) continue;
      const double slope = (there - value) / gap;
      if (slope > before + 1e-9 * (1 + std::abs(before)) + 1e-11 / gap) return false;
      if (std::isfinite(slope)) before = slope;
      place = next;
      value = there;
    }
  return true;
}

Assumptions DensityLine::assumptions() const {
  return {.density = true, .smooth = false, .log_concave = concave(), .bounded_support = bounded_};
}

}  // namespace diffrates
