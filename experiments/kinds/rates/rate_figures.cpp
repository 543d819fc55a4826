#include "kinds/rates/rate_figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "kinds/rates/curves.hpp"
#include "kinds/rates/figure_frame.hpp"
#include "kinds/rates/parameter_figures.hpp"
#include "kinds/rates/work.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_curves = 10;

enum class Kind { Steps, Claimed, Frequency, Evaluations };

/// What the curves of one figure have in common; the rest of the place is left open.
struct FigureKey {
  Kind kind;
  Against against = Against::Steps;
  Place place;
  bool stochastic = false;  ///< where many samplers are parted into two figures
  friend auto operator<=>(const FigureKey&, const FigureKey&) = default;
};

/// Figures by what they have in common, in the order they are first met.
class Album {
 public:
  Figure& at(const FigureKey& key, const std::function<Figure()>& fresh) {
    const auto [found, is_new] = places_.emplace(key, figures_.size());
    if (is_new) figures_.push_back(fresh());
    return figures_[found->second];
  }
  /// Those with points.
  std::vector<Figure> take() {
    std::erase_if(figures_, [](const Figure& figure) {
      return std::all_of(figure.curves.begin(), figure.curves.end(),
                         [](const PlotCurve& c) { return c.kept.empty() && c.dropped.empty(); });
    });
    return std::move(figures_);
  }

 private:
  std::map<FigureKey, std::size_t> places_;
  std::vector<Figure> figures_;
};

struct Scene {
  const Config& config;
  const std::vector<Row>& rows;
  const RateFindings& findings;
};

/// Target, schedule, start and metric; trajectories with their marginals.
Place common(const Place& place) {
  Place open;
  open.target = place.target;
  open.dimension = place.dimension;
  open.schedule = place.schedule;
  open.start = place.start;
  open.metric = marginal_of(place.metric);
  return open;
}

void add_fitted(const Scene& scene, const Series& series, const std::string& what, Figure& figure) {
  figure.curves.push_back(fitted_curve(series, curve_name(scene.config, series.place.metric, what)));
  add_guide(figure, scene.findings, series, figure.curves.back());
}

/// What sizes and kinds of score errors there are: one error gives a curve a sampler; several a figure a sampler, and a
/// figure a kind of error where both kinds and sizes vary.
struct ErrorSpread {
  explicit ErrorSpread(const Config& config) : several(config.score_errors.size() > 1) {
    std::set<Described> kinds;
    for (const ScoreErrorChoice& error : config.score_errors) kinds.insert(error.described);
    both = kinds.size() > 1 && kinds.size() < config.score_errors.size();
  }
  bool several, both = false;
};

std::string size_words(const Place& place, const ErrorSpread& errors) {
  if (place.score_error.type == "none") return "exact score";
  return errors.both ? fmt::format("ε = {}", place.epsilon) : short_label(place.score_error) + size_words(place);
}

Figure steps_frame(const Scene& scene, const Place& place, const ErrorSpread& errors) {
  Figure figure = frame(scene.config, place, "rates");
  figure.x_label = axis_words(Against::Steps);
  if (errors.several) {
    figure.name += "_" + place.sampler + (errors.both ? "_" + error_tag(place.score_error, scene.config) : "");
    figure.title += ": " + plain_text(place.sampler);
    if (errors.both) figure.detail = "score error " + plain_text(place.score_error.label());
  } else {
    figure.detail = error_words(place);
    if (scene.config.samplers.size() > most_curves)
      figure.name += sampler_of(scene.config, place.sampler)->stochastic ? "_stochastic" : "_deterministic";
  }
  return figure;
}

FigureKey steps_key(const Scene& scene, const Place& place, const ErrorSpread& errors) {
  FigureKey key{Kind::Steps, Against::Steps, common(place), false};
  if (errors.several) key.place.sampler = place.sampler;
  if (errors.both) key.place.score_error = place.score_error;
  if (!errors.several && scene.config.samplers.size() > most_curves)
    key.stochastic = sampler_of(scene.config, place.sampler)->stochastic;
  return key;
}

/// Error against T.
void against_steps(const Scene& scene, Album& album) {
  const ErrorSpread errors(scene.config);
  const Series* before = nullptr;
  for (const Series& series : scene.findings.series) {
    const bool again = before != nullptr && before->rows == series.rows;  // the same under another log power
    before = &series;
    if (series.against != Against::Steps || again) continue;
    const Place& place = series.place;
    Figure& figure = album.at(steps_key(scene, place, errors), [&] { return steps_frame(scene, place, errors); });
    add_fitted(scene, series, errors.several ? size_words(place, errors) : place.sampler, figure);
  }
}

Figure claimed_frame(const Scene& scene, const Series& series) {
  const Place& place = series.place;
  Figure figure = frame(scene.config, place, "rates");
  figure.x_base = series.against == Against::Epsilon ? 10 : 2;
  figure.x_label = axis_words(series.against);
  if (series.against == Against::Dimension)
    figure.subtitle = fmt::format("targets from {}, {}, start {}", plain_text(place.target),
                                  plain_text(place.schedule.label()), name(place.start));
  if (place.score_error.type != "none")
    figure.detail = series.against == Against::Epsilon ? "score error " + plain_text(place.score_error.label())
                                                       : error_words(place);
  figure.subtitle += fmt::format(", T = {}", place.steps);
  figure.name +=
      fmt::format("_{}_{}_T{}", name(series.against), error_tag(place.score_error, scene.config), place.steps);
  return figure;
}

/// Error against epsilon or d, where a claim speaks of it: every series claimed of the same place in one figure.
void against_claimed(const Scene& scene, Album& album) {
  for (const Series& series : scene.findings.series) {
    if (series.against == Against::Steps) continue;
    FigureKey key{Kind::Claimed, series.against, common(series.place), false};
    key.place.steps = series.place.steps;
    key.place.score_error = series.place.score_error;
    Figure& figure = album.at(key, [&] { return claimed_frame(scene, series); });
    add_fitted(scene, series, series.place.sampler, figure);
  }
}

/// Rows of one joined curve, by what they have in common, in the order of their first row.
std::vector<std::vector<std::size_t>> curves_of(const std::vector<Row>& rows,
                                                const std::function<bool(const Row&)>& chosen,
                                                const std::function<Place(const Place&)>& key_of) {
  std::map<Place, std::size_t> known;
  std::vector<std::vector<std::size_t>> curves;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!chosen(rows[i])) continue;
    const auto [at, fresh] = known.emplace(key_of(rows[i].place), curves.size());
    if (fresh) curves.emplace_back();
    curves[at->second].push_back(i);
  }
  return curves;
}

Place with_curve(const Place& place) {
  Place key = common(place);
  key.sampler = place.sampler;
  key.metric = place.metric;
  return key;
}

/// Error against the frequency of the score error at the largest T, where three or more are given.
void against_frequency(const Scene& scene, Album& album) {
  std::set<double> distinct;
  for (const ScoreErrorChoice& error : scene.config.score_errors)
    if (error.frequency) distinct.insert(*error.frequency);
  if (distinct.size() < 3) return;
  const auto chosen = [&](const Row& row) {
    return row.place.frequency.has_value() && row.place.steps == scene.config.steps.back();
  };
  const auto key_of = [](const Place& place) {
    Place key = with_curve(place);
    key.epsilon = place.epsilon;
    return key;
  };
  for (const std::vector<std::size_t>& members : curves_of(scene.rows, chosen, key_of)) {
    const Place& place = scene.rows[members.front()].place;
    FigureKey key{Kind::Frequency, Against::Frequency, common(place), false};
    key.place.epsilon = place.epsilon;
    Figure& figure = album.at(key, [&] {
      Figure fresh = frame(scene.config, place, "curves");
      fresh.name += fmt::format("_frequency_{}", place.epsilon);
      fresh.x_label = "frequency of the score error";
      fresh.subtitle += fmt::format(", ε = {}, T = {}", place.epsilon, place.steps);
      fresh.hollow = "hollow: status not ok";
      return fresh;
    });
    figure.curves.push_back(joined_curve(scene.rows, members, curve_name(scene.config, place.metric, place.sampler),
                                         [](const Row& row) { return row.place.frequency.value_or(0); }));
  }
}

/// Error against score evaluations, where the samplers differ in them.
void against_evaluations(const Scene& scene, Album& album) {
  if (!compares_work(scene.config)) return;
  for (const std::vector<std::size_t>& members : curves_of(scene.rows, [](const Row&) { return true; }, with_curve)) {
    const Place& place = scene.rows[members.front()].place;
    Figure& figure = album.at({Kind::Evaluations, Against::Steps, common(place), false}, [&] {
      Figure fresh = frame(scene.config, place, "curves");
      fresh.name += "_evaluations";
      fresh.x_label = "score evaluations";
      fresh.detail = error_words(place);
      fresh.hollow = "hollow: status not ok";
      return fresh;
    });
    figure.curves.push_back(joined_curve(scene.rows, members, curve_name(scene.config, place.metric, place.sampler),
                                         [](const Row& row) { return double(row.nfe); }));
  }
}

/// Axes are made for the numbers that count: what was dropped far beyond them stands at the edge.
void bring_in(Figure& figure) {
  constexpr double beyond = 30;
  double low = std::numeric_limits<double>::infinity(), high = 0;
  for (const PlotCurve& curve : figure.curves)
    for (const PlotPoint& point : curve.kept) {
      low = std::min(low, point.value);
      high = std::max(high, point.value);
    }
  bool moved = false;
  for (PlotCurve& curve : figure.curves)
    for (PlotPoint& point : curve.dropped) {
      if (high == 0) continue;
      const double value = std::clamp(point.value, low / beyond, high * beyond);
      if (value == point.value) continue;
      point = {point.x, value, 0, 0, fmt::format("{} (the value is {:.4g}, beyond the axis)", point.why, point.value)};
      moved = true;
    }
  if (moved) figure.hollow += "; at the edge: beyond it";
}

}  // namespace

std::vector<Figure> rate_figures(const Config& config, const std::vector<Row>& rows, const RateFindings& findings) {
  const Scene scene{config, rows, findings};
  Album album;
  if (config.steps.size() > 1) against_steps(scene, album);
  against_claimed(scene, album);
  against_frequency(scene, album);
  against_evaluations(scene, album);
  std::vector<Figure> figures = album.take();
  for (Figure& figure : parameter_figures(config, rows, findings)) figures.push_back(std::move(figure));
  for (Figure& figure : figures)
    if (figure.y_base > 0) bring_in(figure);
  return figures;
}

}  // namespace diffrates
