#include "laws/characteristics_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>

#include "divergences/integrands.hpp"
#include "laws/characteristics_chords.hpp"
#include "laws/characteristics_points.hpp"
#include "laws/cost.hpp"
#include "numerics/tail_shape.hpp"

namespace diffrates {
namespace {

constexpr int fewest_points = 4, first_points = 64, points_apart = 256, most_points = 1024;  // of one replicate
constexpr double goal = 0.03;         // relative standard error of TV; of the others, which fall like TV^2, twice that
constexpr double most_work = 2.5e12;  // floating point operations, roughly: a minute on two cores
constexpr int least_steps = 1024;     // that are budgeted for: below, every T has the same points
constexpr double least_nodes = 1 << 16, usual_nodes = 6e4, most_nodes = 1 << 18;  // of all chords
constexpr Eigen::Index first_chords = 1, least_chords = 2;                        // of a replicate
constexpr int few = 10, some = 30;                           // points: they may be missed; they tell what they carry
constexpr double most_of_few = 0.05, most_of_a_chord = 0.1;  // of a mean
constexpr double most_folded = 1e-6;     // mass, relative to the value, known on chords as it is on a line
constexpr double most_roundings = 1000;  // by which an average may be off as its terms' rounding is larger than taken
constexpr double most_rounding = 1e100;  // of one term, so that a sum of them is finite

/// Floating point operations to carry one point through `steps` steps, or what they are at T = least_steps.
double work_of_a_point(const Target& target, const SamplerKind& sampler, int steps) {
  const double d = target.dimension();
  return std::max(steps, least_steps) * (sampler.evaluations_per_step * target.work() + 0.7 * d * d * d);
}

/// The most points of a replicate that their work allows.
Eigen::Index affordable_points(const Target& target, const SamplerKind& sampler, int steps) {
  const double affordable = most_work / (replicates * work_of_a_point(target, sampler, steps));
  Eigen::Index most = fewest_points;
  while (most < most_points && 2 * static_cast<double>(most) <= affordable) most *= 2;
  return most;
}

using Means = Eigen::Array<double, replicates, 1>;

/// A mean over replicates, its standard error, what points beyond those seen may add to it, the largest share that one
/// point has of it, and each replicate's own.
struct Average {
  double mean = 0, scatter = 0, unseen = 0, largest_share = 0;
  Means by_replicate = Means::Zero();
  double bias = 0;  ///< of one sign, as far as it is known

  double error() const { return std::hypot(scatter, unseen) + bias; }
};

Average biased(Average average, double bias) {
  average.bias += bias;
  return average;
}

std::vector<double> list(const Means& means) { return {means.begin(), means.end()}; }

/// Of independent parts: chords, whose conditional expectations have no tails beyond those of the lines.
Average of_chords(const Eigen::ArrayXXd& terms) {
  const Means means = terms.colwise().mean().transpose();
  const double mean = means.mean(), spread = (means - mean).square().sum() / (replicates - 1);
  return {mean, std::sqrt(spread / replicates), 0,
          terms.abs().maxCoeff() / (std::abs(mean) * static_cast<double>(terms.size())), means};
}

/// Which tails of r a term has: where it grows like r, and like 1/r.
struct Tails {
  bool of_ratio = false, of_inverse = false;
};

/// Those of a metric's integrand under Y.
Tails tails_of(Metric metric) { return {metric != Metric::Tv, metric == Metric::Chi2}; }

/// The shape that the points which carry most of a mean tell of its tail: the median of their own.
double known_shape(const Eigen::ArrayXXd& terms, const Sample& sample, Tails tails) {
  std::vector<Eigen::Index> places(static_cast<std::size_t>(terms.size()));
  std::iota(places.begin(), places.end(), 0);
  const auto last = places.begin() + std::min<std::ptrdiff_t>(few, std::ssize(places));
  std::partial_sort(places.begin(), last, places.end(), [&](Eigen::Index a, Eigen::Index b) {
    return std::abs(terms.data()[a]) > std::abs(terms.data()[b]);
  });
  std::vector<double> shapes;
  for (auto place = places.begin(); place != last; ++place) {
    const bool has_tail = sample.log_ratio.data()[*place] > 0 ? tails.of_ratio : tails.of_inverse;
    shapes.push_back(has_tail ? sample.shape.data()[*place] : -std::numeric_limits<double>::infinity());
  }
  std::nth_element(shapes.begin(), shapes.begin() + std::ssize(shapes) / 2, shapes.end());
  return shapes[shapes.size() / 2];
}

Average of_points(const Sample& sample, const Eigen::ArrayXXd& terms, Tails tails) {
  Average found = of_chords(terms);
  found.unseen = unseen_tail(terms.reshaped(), known_shape(terms, sample, tails));
  return found;
}

template <class Term>
Average of_points(const Sample& sample, Tails tails, Term term) {
  return of_points(sample, sample.log_ratio.unaryExpr(term), tails);
}

/// E r - 1.
Average mass_seen(const Sample& sample) {
  return of_points(sample, {true, false}, [](double l) { return std::expm1(l); });
}

/// What the rounding of the log ratios does to a mean, all of one sign.
double rounded(Metric metric, const Sample& sample) {
  double sum = 0;
  for (Eigen::Index i = 0; i < sample.log_ratio.size(); ++i) {
    const double l = sample.log_ratio.data()[i], r = sample.rounding.data()[i];
    sum += std::min(slope_under_y(metric, l) * r + (metric == Metric::Tv ? 0 : r * r), most_rounding);
  }
  return sum / static_cast<double>(sample.log_ratio.size());
}

/// X's mass that the points did not see, E r being 1.
double missed_mass(const Average& seen, double others = 0) {
  return std::max(0.0, std::abs(seen.mean) - 3 * std::hypot(seen.scatter, others));
}

/// Without the rounding that every term has; `logarithm_rounds`: the mean rounding of the log ratios.
Average without_rounding(const Sample& sample, Metric metric, double logarithm_rounds = 0) {
  const double missed = missed_mass(mass_seen(sample));
  // Every integrand holds r (KL(Y||X) and chi2 as it is, KL(X||Y) times its logarithm), which is 1 on average.
  const Average plain = of_points(sample, tails_of(metric), [metric](double l) { return under_y(metric, l); });
  if (metric == Metric::KlReverse) {
    // An E r that is off by some roundings may be: then they are larger than was taken, and the logarithm has them too.
    const double off = missed < most_roundings * logarithm_rounds ? missed : 0;
    const Average logarithm = biased(of_points(sample, {}, [](double l) { return -l; }), logarithm_rounds + off);
    return logarithm.error() < biased(plain, missed).error() ? logarithm : biased(plain, missed);
  }
  if (metric != Metric::Tv) return biased(plain, missed);
  // X's mass that no point saw lies where Y has little: less than 3/n with 95 percent, and there TV's integrand is 0,
  // not 1.
  const double unseen = std::min(missed, 3 / static_cast<double>(sample.log_ratio.size()));
  const Average both = of_points(sample, {true, false}, [](double l) { return 0.5 * std::abs(std::expm1(l)); });
  if (missed == 0 && both.error() < plain.error()) return both;
  return biased(plain, unseen);
}

Average average(const Sample& sample, Metric metric) {
  return biased(without_rounding(sample, metric, sample.rounding.mean()), rounded(metric, sample));
}

Evidence evidence_of(Metric metric, const Sample& sample) {
  const Average mean = average(sample, metric);
  const auto points = static_cast<double>(sample.log_ratio.size());
  Evidence found{metric, Method::Scrambles, {mean.mean, mean.error()}};
  found.folded_y = static_cast<double>(sample.folded.count()) / points;
  found.folded_x = sample.folded.select(sample.log_ratio.exp(), 0).sum() / points;
  found.largest_share = mean.largest_share;
  found.remark = fmt::format("{} points", points);
  found.by_replicate = list(mean.by_replicate);
  return found;
}

bool accurate(const Sample& sample, const std::vector<Metric>& metrics) {
  return std::all_of(metrics.begin(), metrics.end(), [&](Metric metric) {
    const Average found = without_rounding(sample, metric, sample.rounding.mean());
    const double wanted = (metric == Metric::Tv ? goal : 2 * goal) * std::abs(found.mean);
    // More points do not round less, and a tail is not known better by four times as many.
    return found.scatter + found.bias <= std::max(wanted, rounded(metric, sample));
  });
}

/// The stretch that is exceeded at so many points.
double stretch_of_points(const Sample& sample, int points) {
  std::vector<double> all(sample.stretch.data(), sample.stretch.data() + sample.stretch.size());
  const auto nth = all.begin() + std::min<std::ptrdiff_t>(points, std::ssize(all) - 1);
  std::nth_element(all.begin(), nth, all.end(), std::greater<>());
  return *nth;
}

/// The metrics of which a part that matters lies where the map stretches more than at all but a few points: as many
/// may have been expected there, or none.
std::vector<Metric> torn(const std::vector<Metric>& metrics, const Sample& sample, const Chords& chords) {
  const double from = stretch_of_points(sample, few);
  std::vector<Metric> found;
  for (const Metric metric : metrics) {
    const double part = chords.torn(metric, from).mean(), all = chords.torn(metric, 0).mean();
    if (!(part <= most_of_few * all)) found.push_back(metric);
  }
  return found;
}

/// Points and chords together: with w = where_torn, E f = E f (1 - w) + E f w; points average the first, which many of
/// them carry, and chords the second, which is rare.
class Joined {
 public:
  /// w is 0 but where the map stretches more than at all but `some` points.
  Joined(Metric metric, const Sample& sample, const Chords& chords)
      : metric_(metric), sample_(&sample), from_(stretch_of_points(sample, some)) {
    Eigen::ArrayXXd terms(sample.log_ratio.rows(), replicates);
    for (Eigen::Index i = 0; i < terms.size(); ++i)
      terms.data()[i] = under_y(metric, sample.log_ratio.data()[i]) * (1 - where_torn(sample.stretch.data()[i], from_));
    bulk_ = of_points(sample, terms, tails_of(metric));
    look(chords);
  }

  void look(const Chords& chords) {
    rare_ = of_chords(chords.torn(metric_, from_));
    unresolved_ = chords.error(metric_);
  }
  Metric metric() const { return metric_; }
  Estimate estimate() const {
    return {bulk_.mean + rare_.mean, std::hypot(bulk_.error(), rare_.error()) + unresolved_ +
                                         missed_mass(mass_seen(*sample_), rare_.mean) + rounded(metric_, *sample_)};
  }
  /// Points and chords of a replicate share their scrambling: the scatter of the sums holds their covariance, which the
  /// error stated leaves out.
  std::vector<double> by_replicate() const { return list(bulk_.by_replicate + rare_.by_replicate); }
  /// More chords would not help.
  bool accurate() const {
    const auto [value, error] = estimate();
    if (rare_.largest_share * rare_.mean > most_of_a_chord * value) return false;
    return error <= (metric_ == Metric::Tv ? goal : 2 * goal) * value || 2 * rare_.scatter <= bulk_.scatter;
  }
  double largest_share() const {
    return std::max(bulk_.largest_share * bulk_.mean, rare_.largest_share * rare_.mean) / (bulk_.mean + rare_.mean);
  }

 private:
  Metric metric_;
  const Sample* sample_;
  double from_, unresolved_ = 0;
  Average bulk_, rare_;
};

/// The work for the first chords is not too much.
bool affords_chords(const Target& target, const SamplerKind& sampler, const Schedule& schedule) {
  return least_nodes * work_of_a_point(target, sampler, schedule.steps()) <= most_work;
}

/// Whether chords are looked at: where there can be thin layers.
bool uses_chords(const Target& target, const SamplerKind& sampler, const Schedule& schedule) {
  return affords_chords(target, sampler, schedule) && lies_apart(target, schedule.at(1));
}

/// What the points found of each metric.
Eigen::Array4d sizes_of(const Sample& sample) {
  Eigen::Array4d sizes;
  for (int m = 0; m < 4; ++m) sizes[m] = without_rounding(sample, static_cast<Metric>(m)).mean;
  return sizes;
}

/// Replaces what the points found where layers too thin for them matter.
void look_between(const Carrier& carrier, const std::vector<Metric>& metrics, Sample& sample,
                  std::vector<Evidence>& found) {
  const Question& question = carrier.question();
  Eigen::Array4d sizes = sizes_of(sample);
  for (int m = 0; m < 4; ++m)
    if (std::find(metrics.begin(), metrics.end(), static_cast<Metric>(m)) == metrics.end()) sizes[m] = NAN;
  const double most = std::min(
      most_nodes, most_work / work_of_a_point(question.target(), question.sampler, question.schedule().steps()));
  Chords chords(carrier, sizes, most / (least_chords * replicates));
  chords.extend(first_chords);
  const std::vector<Metric> wanted = torn(metrics, sample, chords);
  if (!wanted.empty()) {
    const Eigen::Index points = sample.log_ratio.rows();
    if (points < points_apart) extend(carrier, points, points_apart, sample);
    chords.extend(least_chords);
  }
  std::vector<Joined> joined;
  for (const Metric metric : wanted) joined.emplace_back(metric, sample, chords);
  const auto accurate = [&] { return std::all_of(joined.begin(), joined.end(), std::mem_fn(&Joined::accurate)); };
  while (!accurate() && 2 * chords.nodes() <= most) {
    chords.extend(2 * chords.of_a_replicate());
    for (Joined& one : joined) one.look(chords);
  }
  for (Evidence& one : found) {
    const auto better =
        std::find_if(joined.begin(), joined.end(), [&](const Joined& j) { return j.metric() == one.metric; });
    if (better != joined.end()) {
      one.estimate = better->estimate();
      one.largest_share = better->largest_share();
      one.by_replicate = better->by_replicate();
      one.remark = fmt::format("{} points, {} chords of {:.0f} nodes", sample.log_ratio.size(),
                               chords.of_a_replicate() * replicates,
                               chords.nodes() / static_cast<double>(chords.of_a_replicate() * replicates));
    }
    if (std::max(chords.folded_x(), chords.folded_y()) > most_folded * std::abs(one.estimate.value)) {
      one.folded_x = chords.folded_x();
      one.folded_y = chords.folded_y();
    }
  }
}

}  // namespace

std::vector<Evidence> follow_space(const Question& question, const std::vector<Metric>& metrics) {
  const Target& target = question.target();
  const Eigen::Index most = affordable_points(target, question.sampler, question.schedule().steps());
  const Carrier carrier(question);
  Sample sample;
  for (Eigen::Index from = 0, to = std::min<Eigen::Index>(first_points, most); to <= most; from = to, to *= 2) {
    extend(carrier, from, to, sample);
    if (accurate(sample, metrics)) break;
  }
  std::vector<Evidence> result;
  for (const Metric metric : metrics) result.push_back(evidence_of(metric, sample));
  if (uses_chords(target, question.sampler, question.schedule())) look_between(carrier, metrics, sample, result);
  return result;
}

bool seems_apart(const Target& target, const Schedule& schedule) {
  constexpr double looked_at = 1e8, most_pairs = 256, least_pairs = 16;  // floating point operations
  const double pairs = looked_at / (3 * target.work());
  return pairs >= least_pairs && lies_apart(target, schedule.at(1), static_cast<int>(std::min(pairs, most_pairs)));
}

double space_cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const double d = setting.target.dimension();
  const int steps = schedule.steps();
  // The goal is met by 64 points of a replicate in few dimensions, and by more like d^2; between components that lie
  // apart KL of a sampler of higher order seldom meets it.
  const double most = static_cast<double>(affordable_points(setting.target, setting.sampler, steps));
  const bool apart = seems_apart(setting.target, schedule),
             chords = affords_chords(setting.target, setting.sampler, schedule);
  const bool squares = std::any_of(metrics.begin(), metrics.end(), [](Metric metric) { return metric != Metric::Tv; });
  double points = apart && !chords && squares && setting.sampler.order > 1 ? most : first_points;
  while (points < first_points * d * d / 50) points *= 2;
  points = replicates * std::min(points, most);
  if (apart && chords) points = std::max(points, usual_nodes);
  const double determinant = 30e-9 + 0.4e-9 * d * d * d;
  return 1e-3 + points * (evaluations(setting.sampler, steps) * seconds_with_tangents(setting) + steps * determinant);
}

}  // namespace diffrates
