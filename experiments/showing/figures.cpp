#include "showing/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "showing/claim_table.hpp"
#include "showing/work.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_curves = 10;

/// Metrics that share a picture: those of Y_1 with those of the whole trajectory.
struct Group {
  std::string_view name, axis, marginal, path;
};
const Group& group_of(const std::string& metric) {
  static const Group groups[] = {
      {"tv", "total variation", "Total variation between X_1 and Y_1", "Total variation between whole trajectories"},
      {"kl", "KL divergence", "KL(X_1 || Y_1)", "KL(X || Y) of whole trajectories"},
      {"kl_reverse", "KL divergence", "KL(Y_1 || X_1)", ""},
      {"chi2", "chi-squared divergence", "χ^2(Y_1 || X_1)", ""}};
  const std::string name = metric.starts_with("path_") ? metric.substr(5) : metric;
  return *std::find_if(std::begin(groups), std::end(groups), [&](const Group& group) { return group.name == name; });
}
bool is_path(const Row& row) { return row.metric.starts_with("path_"); }

/// "smooth", or "smooth-2" for the second of several schedules of that type.
std::string tag(const std::string& label, const std::vector<std::string>& labels) {
  const std::string type = label.substr(0, label.find('('));
  std::vector<std::string> same;
  for (const std::string& other : labels)
    if (other.substr(0, other.find('(')) == type && std::find(same.begin(), same.end(), other) == same.end())
      same.push_back(other);
  if (same.size() < 2) return type;
  return fmt::format("{}-{}", type, std::find(same.begin(), same.end(), label) - same.begin() + 1);
}

std::string symbol(Against against) {
  switch (against) {
    case Against::Steps:
      return "T";
    case Against::Epsilon:
      return "ε";
    case Against::Dimension:
      return "d";
    case Against::Frequency:
      return "w";
    case Against::Draws:
      return "n";
  }
  return {};
}

std::string axis_words(Against against) {
  switch (against) {
    case Against::Steps:
      return "steps T";
    case Against::Epsilon:
      return "score error ε";
    case Against::Dimension:
      return "dimension d";
    case Against::Frequency:
      return "frequency w of the score error";
    case Against::Draws:
      return "draws n behind the score";
  }
  return {};
}

/// "T^{-1} (log T)^{2}" in enhanced text, with so many decimals or as few digits as needed.
std::string power(Against against, double exponent, double log_power, std::optional<int> decimals = {}) {
  const double shown = against == Against::Steps ? -exponent : exponent;
  std::string words =
      symbol(against) + "^{" + (decimals ? fmt::format("{:.{}f}", shown, *decimals) : fmt::format("{:g}", shown)) + "}";
  if (log_power != 0) words += fmt::format(" (log {})^{{{:g}}}", symbol(against), log_power);
  return words;
}

/// Nothing where a logarithmic axis has no place for the point.
void add(std::vector<PlotPoint>& points, double x, const Estimate& estimate) {
  if (!(x > 0 && estimate.value > 0 && std::isfinite(estimate.value))) return;
  points.push_back({x, estimate.value, std::isfinite(estimate.error) ? estimate.error : 0});
}

/// Collects figures under a key, in the order they are first met.
class Album {
 public:
  Figure& at(const std::string& key, const Figure& fresh) {
    const auto [found, is_new] = places_.emplace(key, figures_.size());
    if (is_new) figures_.push_back(fresh);
    return figures_[found->second];
  }
  std::vector<Figure> take() {
    std::erase_if(figures_, [](const Figure& figure) {
      return std::all_of(figure.curves.begin(), figure.curves.end(),
                         [](const PlotCurve& c) { return c.kept.empty() && c.dropped.empty(); });
    });
    return std::move(figures_);
  }

 private:
  std::map<std::string, std::size_t> places_;
  std::vector<Figure> figures_;
};

class Builder {
 public:
  Builder(const Config& config, const std::vector<Row>& rows, const Findings& findings)
      : config_(config), rows_(rows), findings_(findings) {
    for (const ScheduleChoice& schedule : config.schedules) schedule_labels_.push_back(schedule.label);
    for (const ScoreErrorChoice& error : config.score_errors) {
      error_labels_.push_back(error.label);
      if (error.frequency.size() == 1) frequencies_[error.label] = error.frequency.front();
    }
    for (const Metric metric : config.metrics) {
      const std::string word(name(metric));
      (word.starts_with("path_") ? path_ : marginal_).insert(std::string(group_of(word).name));
    }
  }

  std::vector<Figure> build() {
    if (config_.steps.size() > 1) against_steps();
    against_claimed();
    against_frequency();
    against_evaluations();
    return album_.take();
  }

 private:
  bool both(const Row& row) const {
    const std::string group(group_of(row.metric).name);
    return marginal_.contains(group) && path_.contains(group);
  }
  std::string heading(const Row& row) const {
    const Group& group = group_of(row.metric);
    if (both(row)) return fmt::format("{}, and of the whole trajectory", group.marginal);
    return std::string(is_path(row) ? group.path : group.marginal);
  }
  std::string curve_name(const Row& row, const std::string& what) const {
    return plain_text(what) + (both(row) ? (is_path(row) ? ", trajectory" : ", marginal") : "");
  }
  std::string error_tag(const Row& row) const { return tag(row.score_error, error_labels_); }
  std::string error_words(const Row& row) const {
    return row.score_error == "none" ? ""
                                     : fmt::format("score error {}, ε = {}", plain_text(row.score_error), row.epsilon);
  }

  /// A figure's frame for the place of a row, before the parts that its kind adds.
  Figure frame(const Row& row, std::string_view script) const {
    Figure figure;
    figure.script = script;
    figure.name = fmt::format("{}_{}_{}_{}", group_of(row.metric).name, row.target, tag(row.schedule, schedule_labels_),
                              row.start);
    figure.title = heading(row);
    figure.subtitle = fmt::format("{} (d = {}), {}, start {}", plain_text(row.target), row.dimension,
                                  plain_text(row.schedule), row.start);
    figure.y_label = group_of(row.metric).axis;
    return figure;
  }

  PlotCurve fitted_curve(const Series& series, const std::string& title) const {
    PlotCurve curve;
    const Fit& fit = series.fit;
    for (const FittedPoint& point : fit.points) {
      add(point.drop == Drop::None ? curve.kept : curve.dropped, point.point.x, point.point.error);
      if (point.drop == Drop::None && fit.conclusive) add(curve.line, point.point.x, {point.fitted, 0});
    }
    curve.title = title + ": no exponent";
    if (fit.conclusive) {
      const int decimals = decimals_for(fit.high - fit.low);
      curve.title = fmt::format("{}: {}, interval [{:.{}f}, {:.{}f}]", title,
                                power(series.against, fit.exponent, series.model.log_power, decimals), fit.low,
                                decimals, fit.high, decimals);
    }
    return curve;
  }

  PlotCurve joined_curve(const std::vector<std::size_t>& members, const std::string& title, const auto& x) const {
    PlotCurve curve;
    curve.title = title;
    for (const std::size_t i : members)
      add(rows_[i].status == Status::Ok ? curve.kept : curve.dropped, x(rows_[i]), rows_[i].estimate);
    const auto by_x = [](const PlotPoint& a, const PlotPoint& b) { return a.x < b.x; };
    std::sort(curve.kept.begin(), curve.kept.end(), by_x);
    curve.line = curve.kept;
    return curve;
  }

  /// The proven rate of a curve: a bound where one is claimed, else the rate itself.
  const ConfigClaim* claim_of(const Series& series) const {
    const ConfigClaim* chosen = nullptr;
    for (const ClaimFinding& finding : findings_.claims) {
      if (finding.series == nullptr || finding.series->against != series.against || finding.series->rows != series.rows)
        continue;
      if (chosen == nullptr || finding.claim->rate.relation == Relation::AtLeast) chosen = finding.claim;
    }
    return chosen;
  }

  void add_guide(Figure& figure, const Series& series, const PlotCurve& curve) const {
    const ConfigClaim* claim = claim_of(series);
    if (claim == nullptr || curve.kept.empty()) return;
    const double sign = claim->against == Against::Steps ? -1 : 1;
    const auto shape = [&](double x) {
      return std::pow(x, sign * claim->rate.exponent) *
             (claim->log_power == 0 ? 1 : std::pow(std::log(x), claim->log_power));
    };
    const std::string title =
        fmt::format("{}: {}", claim->rate.relation == Relation::AtLeast ? "proven bound" : "claimed",
                    power(claim->against, claim->rate.exponent, claim->log_power));
    // Above the larger end of a falling curve, below that of a rising one: near the data and inside the picture.
    const bool falls = claim->against == Against::Steps;
    const PlotPoint& anchor = falls ? curve.kept.front() : curve.kept.back();
    const double height = (falls ? 1.6 : 1 / 1.6) * anchor.value / shape(anchor.x);
    Guide guide{title, {}};
    for (const PlotPoint& point : curve.kept) guide.line.push_back({point.x, height * shape(point.x), 0});
    const auto same = std::find_if(figure.guides.begin(), figure.guides.end(),
                                   [&](const Guide& other) { return other.title == title; });
    if (same == figure.guides.end())
      figure.guides.push_back(std::move(guide));
    else if (same->line.back().value < guide.line.back().value)
      *same = std::move(guide);
  }

  void add_fitted(Figure& figure, const Series& series, const std::string& what) const {
    figure.curves.push_back(fitted_curve(series, curve_name(series.place, what)));
    add_guide(figure, series, figure.curves.back());
  }

  /// Error against T. One score error: a curve per sampler; several: a figure per sampler, and per kind of error where
  /// both kinds and sizes vary.
  void against_steps() {
    const bool sizes = config_.score_errors.size() > 1;
    const std::set<std::string> kinds(error_labels_.begin(), error_labels_.end());
    const bool labels = kinds.size() > 1 && kinds.size() < config_.score_errors.size();
    const Series* before = nullptr;
    for (const Series& series : findings_.series) {
      const bool again = before != nullptr && before->rows == series.rows;  // the same series under another log power
      before = &series;
      if (series.against != Against::Steps || again) continue;
      const Row& row = series.place;
      Figure figure = frame(row, "rates");
      figure.x_label = "steps T";
      if (sizes) {
        figure.name += "_" + row.sampler + (labels ? "_" + error_tag(row) : "");
        figure.title += ": " + plain_text(row.sampler);
        if (labels) figure.detail = "score error " + plain_text(row.score_error);
      } else {
        figure.detail = error_words(row);
        if (config_.samplers.size() > most_curves)
          figure.name += find_sampler(row.sampler)->stochastic ? "_stochastic" : "_deterministic";
      }
      const std::string size = row.score_error == "none" ? "exact score"
                               : labels                  ? fmt::format("ε = {}", row.epsilon)
                                                         : fmt::format("{}, ε = {}", row.score_error, row.epsilon);
      add_fitted(album_.at(figure.name, figure), series, sizes ? size : row.sampler);
    }
  }

  /// Error against epsilon or d, where a claim speaks of it: every series claimed of the same place in one figure.
  void against_claimed() {
    for (const Series& series : findings_.series) {
      if (series.against == Against::Steps) continue;
      const Row& row = series.place;
      Figure figure = frame(row, "rates");
      figure.x_base = series.against == Against::Epsilon ? 10 : 2;
      figure.x_label = axis_words(series.against);
      if (series.against == Against::Dimension)
        figure.subtitle =
            fmt::format("targets from {}, {}, start {}", plain_text(row.target), plain_text(row.schedule), row.start);
      if (row.score_error != "none")
        figure.detail =
            series.against == Against::Epsilon ? "score error " + plain_text(row.score_error) : error_words(row);
      figure.subtitle += fmt::format(", T = {}", row.steps);
      figure.name += fmt::format("_{}_{}_T{}", name(series.against), error_tag(row), row.steps);
      add_fitted(album_.at(figure.name, figure), series, row.sampler);
    }
  }

  /// Error against the frequency of the score error at the largest T, where three or more are given.
  void against_frequency() {
    std::set<double> distinct;
    for (const auto& [label, frequency] : frequencies_) distinct.insert(frequency);
    if (distinct.size() < 3) return;
    collect(
        "_frequency",
        [&](const Row& row) { return frequencies_.contains(row.score_error) && row.steps == config_.steps.back(); },
        [&](const Row& row) { return fmt::format("{}", row.epsilon); },
        [&](Figure& figure, const Row& row) {
          figure.x_label = "frequency of the score error";
          figure.subtitle += fmt::format(", ε = {}, T = {}", row.epsilon, row.steps);
        },
        [&](const Row& row) { return frequencies_.at(row.score_error); });
  }

  /// Error against score evaluations, where the samplers differ in them.
  void against_evaluations() {
    if (!compares_work(config_)) return;
    collect(
        "_evaluations", [](const Row&) { return true; }, [](const Row&) { return std::string(); },
        [&](Figure& figure, const Row& row) {
          figure.x_label = "score evaluations";
          figure.detail = error_words(row);
        },
        [](const Row& row) { return double(row.nfe); });
  }

  /// Joined curves, one per sampler and metric.
  void collect(const std::string& suffix, const auto& chosen, const auto& key, const auto& finish, const auto& x) {
    std::map<std::string, std::vector<std::size_t>> curves;
    std::vector<std::string> order;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const Row& row = rows_[i];
      if (!chosen(row)) continue;
      const std::string curve =
          fmt::format("{}|{}|{}|{}|{}|{}", row.target, row.schedule, row.start, row.sampler, row.metric, key(row));
      if (curves[curve].empty()) order.push_back(curve);
      curves[curve].push_back(i);
    }
    for (const std::string& curve : order) {
      const Row& row = rows_[curves[curve].front()];
      Figure figure = frame(row, "curves");
      figure.hollow = "hollow: status not ok";
      figure.name += suffix + (key(row).empty() ? "" : "_" + key(row));
      finish(figure, row);
      album_.at(figure.name, figure).curves.push_back(joined_curve(curves[curve], curve_name(row, row.sampler), x));
    }
  }

  const Config& config_;
  const std::vector<Row>& rows_;
  const Findings& findings_;
  std::vector<std::string> schedule_labels_, error_labels_;
  std::map<std::string, double> frequencies_;
  std::set<std::string> marginal_, path_;
  Album album_;
};

/// A text as gnuplot reads it from a data file: in quotes, which undo one level of backslashes.
std::string quoted(const std::string& words) {
  std::string out = "\"";
  for (const char c : words) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '"')
      out += '\'';
    else
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out + '"';
}

std::string line_block(const std::string& title, const std::vector<PlotPoint>& points) {
  std::string text = quoted(title) + '\n';
  for (const PlotPoint& point : points) text += fmt::format("{} {}\n", point.x, point.value);
  return text + (points.empty() ? "NaN NaN\n" : "");
}

std::string point_block(const std::string& title, const std::vector<PlotPoint>& points) {
  std::string text = quoted(title) + '\n';
  for (const PlotPoint& p : points)  // a bar that reaches zero runs off the logarithmic axis
    text += fmt::format("{} {} {} {}\n", p.x, p.value, std::max(p.value - p.below, p.value * 1e-6), p.value + p.above);
  return text + (points.empty() ? "NaN NaN NaN NaN\n" : "");
}

}  // namespace

std::vector<Figure> figures(const Config& config, const std::vector<Row>& rows, const Findings& findings) {
  return Builder(config, rows, findings).build();
}

std::string plain_text(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (std::string_view("\\{}^_@&~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string figure_data(const Figure& figure) {
  std::size_t dropped = 0;
  for (const PlotCurve& curve : figure.curves) dropped += curve.dropped.size();
  std::string text = fmt::format(
      "title {}\nsubtitle {}\ndetail {}\nxlabel {}\nylabel {}\nxbase {}\nguides {}\ndropped {}\nhollow {}\n",
      quoted(figure.title), quoted(figure.subtitle), quoted(figure.detail), quoted(figure.x_label),
      quoted(figure.y_label), figure.x_base, figure.guides.size(), dropped, quoted(figure.hollow));
  for (const Guide& guide : figure.guides) text += "\n\n" + line_block(guide.title, guide.line);
  for (const PlotCurve& curve : figure.curves)
    text += "\n\n" + point_block(curve.title, curve.kept) + "\n\n" + point_block("dropped", curve.dropped) + "\n\n" +
            line_block("fitted", curve.line);
  return text;
}

}  // namespace diffrates
