#include "kinds/budget/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kinds/budget/words.hpp"

namespace diffrates {
namespace {

constexpr int most_points = 40;         // of a curve
constexpr std::size_t most_curves = 6;  // of a figure: more samplers have more figures

About about(const Track& track) { return {{track.place.target->name}, {std::string(track.place.sampler->name)}, {}}; }

/// The part of the error, in percent, that lies in a factor 2 of the noise level: neighbouring steps together.
PlotCurve share_curve(const Track& track) {
  const Budget& budget = track.budgets.back();
  double total = 0;
  std::vector<StepShare> steps;
  for (const StepShare& step : budget.steps) {
    if (step.h > 0 && step.level > step.h) steps.push_back(step);
    total += step.arrives.value;
  }
  PlotCurve curve{fmt::format("{} (TV {:.3g})", plain_text(track.place.sampler->name), budget.tv.estimate.value),
                  {},
                  {},
                  {},
                  about(track)};
  if (steps.empty() || !(total > 0)) return curve;
  const double low = std::log2(steps.front().level - steps.front().h), high = std::log2(steps.back().level);
  std::size_t i = 0;
  for (int p = 0; p < most_points && i < steps.size(); ++p) {
    const double end = low + (high - low) * (p + 1) / most_points, from = std::log2(steps[i].level - steps[i].h);
    double sum = 0, to = from;
    while (i < steps.size() && (to == from || std::log2(steps[i].level) <= end * (1 + 1e-12) || p + 1 == most_points)) {
      sum += steps[i].arrives.value;
      to = std::log2(steps[i++].level);
    }
    curve.kept.push_back({std::exp2((from + to) / 2), 100 * sum / total / (to - from), 0, 0});
  }
  curve.line = curve.kept;
  return curve;
}

/// |predicted/true - 1| of one metric against T.
PlotCurve ratio_curve(const Config& config, const Track& track, const std::vector<Row>& rows, Metric metric,
                      std::size_t m) {
  PlotCurve curve{plain_text(track.place.sampler->name), {}, {}, {}, about(track)};
  for (std::size_t i = 0; i < config.steps.size(); ++i) {
    const Measurement& prediction = predicted(track.budgets[i], metric);
    const Row& own = rows[track.rows[i * config.metrics.size() + m]];
    const double off = std::abs(prediction.estimate.value / own.estimate.value - 1);
    if (!(off > 0 && std::isfinite(off))) continue;
    const double error =
        std::hypot(prediction.estimate.error / own.estimate.value,
                   prediction.estimate.value * own.estimate.error / (own.estimate.value * own.estimate.value));
    const bool ok = prediction.status == Status::Ok && own.status == Status::Ok && error < off;
    (ok ? curve.kept : curve.dropped)
        .push_back({static_cast<double>(config.steps[i]), off, ok ? error : 0, ok ? error : 0});
  }
  curve.line = curve.kept;
  return curve;
}

std::string file_name(const Track& track, std::size_t number) {
  std::string file = fmt::format("{}_{}", number + 1, track.place.target->name);
  for (char& c : file)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_') c = '-';
  return file;
}

Figure frame(const Track& track, std::string name, std::string title) {
  Figure figure;
  figure.script = "curves";
  figure.name = std::move(name);
  figure.title = std::move(title);
  figure.subtitle = plain_text(place_words(track.place));
  return figure;
}

/// Of samplers first .. last - 1 at one place; `name` ends the figures' names.
void add_figures(const Config& config, const std::vector<Track>& tracks, std::size_t first, std::size_t last,
                 const std::vector<Row>& rows, const std::string& name, std::vector<Figure>& figures) {
  Figure shares = frame(tracks[first], "budget_" + name, "Where the error is made");
  shares.detail = fmt::format("T = {}; in the key the total variation that arrives", config.steps.back());
  shares.x_label = "noise level  -log(abar)  (data on the left, noise on the right)";
  shares.y_label = "percent of the error in a factor 2 of noise";
  shares.x_base = 10;
  shares.y_base = 0;
  for (std::size_t s = first; s < last; ++s)
    if (PlotCurve curve = share_curve(tracks[s]); curve.kept.size() > 1) shares.curves.push_back(std::move(curve));
  if (!shares.curves.empty()) figures.push_back(std::move(shares));
  for (std::size_t m = 0; m < config.metrics.size(); ++m) {
    const Metric metric = config.metrics[m];
    Figure ratios = frame(tracks[first], fmt::format("predicted_{}_{}", diffrates::name(metric), name),
                          fmt::format("How well one-step errors predict {}", metric == Metric::Tv ? "TV" : "KL"));
    ratios.x_label = "steps T";
    ratios.y_label = fmt::format("|predicted / measured - 1|, {}", diffrates::name(metric));
    ratios.hollow = "hollow: below the numbers' own errors, or not ok";
    for (std::size_t s = first; s < last; ++s) {
      PlotCurve curve = ratio_curve(config, tracks[s], rows, metric, m);
      if (curve.kept.size() + curve.dropped.size() > 1) ratios.curves.push_back(std::move(curve));
    }
    if (!ratios.curves.empty()) figures.push_back(std::move(ratios));
  }
}

}  // namespace

std::vector<Figure> budget_figures(const Config& config, const std::vector<Track>& tracks,
                                   const std::vector<Row>& rows) {
  std::vector<Figure> figures;
  const std::size_t samplers = config.samplers.size();
  for (std::size_t place = 0; place * samplers < tracks.size(); ++place)
    for (std::size_t from = 0; from < samplers; from += most_curves) {
      std::string name = file_name(tracks[place * samplers], place);
      if (samplers > most_curves) name += fmt::format("_{}", from / most_curves + 1);
      add_figures(config, tracks, place * samplers + from, place * samplers + std::min(samplers, from + most_curves),
                  rows, name, figures);
    }
  return figures;
}

}  // namespace diffrates
