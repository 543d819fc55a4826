/// The experiment "budget": where samplers make their error, predicted from single steps and held against the laws.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "configuration/config_parts.hpp"
#include "kinds/budget/asked_schedule.hpp"
#include "kinds/budget/claims.hpp"
#include "kinds/budget/figures.hpp"
#include "kinds/budget/journal_records.hpp"
#include "kinds/budget/judged.hpp"
#include "kinds/budget/tables.hpp"
#include "kinds/budget/words.hpp"
#include "kinds/product.hpp"

namespace diffrates {
namespace {

const Key gains_key{"gains", "whether the schedules that the budgets ask for are made and measured; true by default",
                    Shape::boolean().otherwise({true})};
const Key from_key{"asked_from", "T of the budget that they are made from; 256 by default",
                   Shape::whole(most::T_least, most_budget_steps).otherwise({256.0})};

class Budgets : public ProductExperiment {
 public:
  Budgets(Config config, std::vector<PredictsClaim> claims, bool gains, int from)
      : ProductExperiment(std::move(config), Seconds::Written),
        claims_(std::move(claims)),
        from_(gains ? from : 0),
        tracks_(make_tracks(this->config(), plan())) {
    for (Track& track : tracks_)
      for (const Asked asked : all_asked)
        by_file_[levels_file(track, asked)] = &track.asked[static_cast<std::size_t>(asked)];
  }

  std::string extent() const override {
    return fmt::format("{} budgets of {} samplers, {} numbers, {} claims; T = {} to {}",
                       tracks_.size() * config().steps.size(), config().samplers.size(), rows().size(), claims_.size(),
                       config().steps.front(), config().steps.back());
  }

  std::vector<Cell> cells() const override {
    std::vector<Cell> cells = ProductExperiment::cells();
    for (const Track& track : tracks_) {
      const std::string of = fmt::format("{} on {}", track.place.sampler->name, track.place.target->name);
      for (const int T : config().steps)
        cells.push_back({fmt::format("budget of {}, T = {}", of, T), "budget of " + of, cost_of(track, T)});
    }
    if (from_ == 0) return cells;
    for (const Track& track : tracks_) {
      const std::string of = fmt::format("{} on {}", track.place.sampler->name, track.place.target->name);
      cells.push_back({"schedules for " + of, "schedules for " + of, cost_of(track, from_) + 2 * law_cost(track)});
    }
    return cells;
  }

  void compute(std::size_t cell) override {
    const Which which = which_of(cell);
    if (which.track == nullptr) return ProductExperiment::compute(cell);
    const auto begin = std::chrono::steady_clock::now();
    if (which.asked) {
      which.track->asked = asked_of(config(), *which.track, rows(), from_);
      return;
    }
    Budget& budget = which.track->budgets[which.step];
    try {
      budget = budget_of(config(), which.track->place, config().steps[which.step]);
      budget.groups = {};
    } catch (const std::exception& error) {
      budget = {};
      for (Measurement* one : {&budget.tv, &budget.kl}) *one = {one->metric, {}, Status::Failed, error.what(), {}};
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    which.track->seconds[which.step] = std::round(seconds * 1e4) / 1e4;
  }

  CsvRecord journal(std::size_t cell) const override {
    const Which which = which_of(cell);
    if (which.track == nullptr) return ProductExperiment::journal(cell);
    if (which.asked) return record_of(which.track->asked);
    return record_of(which.track->budgets[which.step], which.track->seconds[which.step]);
  }

  bool restore(std::size_t cell, const CsvRecord& record) override {
    const Which which = which_of(cell);
    if (which.track == nullptr) return ProductExperiment::restore(cell, record);
    Track& track = *which.track;
    if (which.asked) return take_record(record, track.rows.size(), config().metrics, track.asked);
    return take_record(record, track.budgets[which.step], track.seconds[which.step]);
  }

  std::string table(bool timed = true) const override { return predictions_csv(config(), tracks_, rows(), timed); }
  void read_table(std::string_view text) override { take_predictions(text, config(), tracks_, rows()); }

  std::vector<std::string> side_files() const override {
    std::vector<std::string> files{std::string(budget_file)};
    if (from_ == 0) return files;
    files.emplace_back(schedules_file);
    for (const Track& track : tracks_)
      for (const Asked asked : all_asked) files.push_back(levels_file(track, asked));
    files.emplace_back(gains_file);
    return files;
  }

  void read_side_file(const std::string& name, std::string_view text) override {
    if (name == budget_file) return take_budgets(text, config(), tracks_);
    if (name == schedules_file) return take_schedules(text, tracks_);
    if (name == gains_file) return take_gains(text, config(), tracks_);
    by_file_.at(name)->levels = read_levels(text);
  }

  Findings find() const override {
    const std::vector<PredictionFinding> found = find_predictions(config(), tracks_, rows());
    Findings findings;
    for (const PredictsClaim& claim : claims_)
      findings.claims.push_back(judged(claim, config(), tracks_, rows(), found));
    findings.tables = {prediction_table(config(), tracks_, found), half_table(config(), tracks_)};
    if (FindingTable gains = gain_table(config(), tracks_, rows()); !gains.words.lines.empty())
      findings.tables.push_back(std::move(gains));
    findings.figures = budget_figures(config(), tracks_, rows());
    return findings;
  }

  std::vector<ResultFile> files() const override {
    std::vector<ResultFile> files{
        {"points.csv", [this] { return ProductExperiment::table(); }},
        {std::string(budget_file), [this] { return budget_csv(config(), tracks_); }},
        {"constants.csv",
         [this] { return constants_csv(config(), tracks_, find_predictions(config(), tracks_, rows())); }}};
    if (from_ == 0) return files;
    files.push_back({std::string(schedules_file), [this] { return schedules_csv(tracks_); }});
    files.push_back({std::string(gains_file), [this] { return gains_csv(config(), tracks_, rows()); }});
    for (const Track& track : tracks_)
      for (const Asked asked : all_asked)
        if (const AskedSchedule& schedule = track.asked[static_cast<std::size_t>(asked)]; !schedule.levels.empty())
          files.push_back({levels_file(track, asked), [&schedule] { return levels_csv(schedule.levels); }});
    return files;
  }

  std::string asked_schedule(const ScheduleWanted& wanted) const override {
    if (from_ == 0) throw ScheduleError("was computed without its schedules (gains = false)");
    return levels_csv(diffrates::asked_schedule(config(), tracks_, wanted));
  }

  std::string unresolved() const override {
    std::vector<Row> all = rows();
    for (const Track& track : tracks_)
      for (std::size_t n = 0; n < track.rows.size(); ++n) {
        const Measurement& one =
            predicted(track.budgets[n / config().metrics.size()], rows()[track.rows[n]].place.metric);
        Row& row = all.emplace_back(rows()[track.rows[n]]);
        row.law = "budget";
        row.estimate = one.estimate;
        row.status = one.status;
        row.remark = one.reason;
      }
    return unresolved_words(all);
  }

  std::string failures() const override {
    for (const Track& track : tracks_)
      for (std::size_t i = 0; i < track.budgets.size(); ++i)
        if (const Measurement& tv = track.budgets[i].tv; tv.status == Status::Failed && !tv.reason.empty())
          return fmt::format("the budget of {} on {}, T = {}, failed: {}", track.place.sampler->name,
                             track.place.target->name, config().steps[i], tv.reason);
    return ProductExperiment::failures();
  }

 private:
  /// What a cell is: a call of a law (no track), the budget at one T, or the schedules asked for.
  struct Which {
    Track* track = nullptr;
    std::size_t step = 0;
    bool asked = false;
  };
  Which which_of(std::size_t cell) const {
    if (cell < plan().calls.size()) return {};
    cell -= plan().calls.size();
    const std::size_t each = config().steps.size();
    if (cell < tracks_.size() * each) return {&tracks_[cell / each], cell % each, false};
    return {&tracks_[cell - tracks_.size() * each], 0, true};
  }

  static double cost_of(const Track& track, int T) {
    return budget_cost(track.place.setting(), track.place.schedule->family->with_steps(T));
  }
  double law_cost(const Track& track) const {
    double sum = 0;
    for (const LawCall& call : plan().calls)
      if (std::find(track.rows.begin(), track.rows.end(), call.rows.front()) != track.rows.end()) sum += cost(call);
    return sum;
  }

  std::vector<PredictsClaim> claims_;
  int from_;  ///< 0: no schedules are asked for
  mutable std::vector<Track> tracks_;
  std::map<std::string, AskedSchedule*> by_file_;
};

/// Every sampler, where there is no budget of it on some target.
void check_budgets(const Config& config, Problems& problems) {
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const SamplerKind* sampler : config.samplers) {
        const bool data = std::any_of(config.steps.begin(), config.steps.end(),
                                      [&](int T) { return compares_data(config, schedule, T); });
        const std::string why = budget_refusal({*target.target, *sampler, config.starts.front(), false, data});
        if (!why.empty())
          return problems.add("", fmt::format("asks for the budget of {} on {}: {}", sampler->name, target.name, why));
      }
}

std::unique_ptr<Experiment> read_budget(Parameters& p, const ConfigSource& source, const Heading& heading,
                                        Members& resolved) {
  Config config;
  config.file = source.file;
  config.heading = heading;
  config.score_errors.emplace_back();
  read_product(p, config, resolved, source.text_of, Absent::Problem, {{Metric::Tv, Metric::Kl}});
  for (const Metric metric : config.metrics)
    if (metric != Metric::Tv && metric != Metric::Kl)
      p.problem("metrics", fmt::format("holds {}; accepted in a budget: tv and kl, which it predicts", name(metric)));
  const bool gains = p.boolean(gains_key);
  const int from = p.integer(from_key);
  resolved.emplace_back(gains_key.name, Value{gains});
  resolved.emplace_back(from_key.name, Value{static_cast<double>(from)});
  if (!config.steps.empty() && config.steps.back() > most_budget_steps)
    p.problem("steps",
              fmt::format("holds {}; accepted in a budget: at most {}", config.steps.back(), most_budget_steps));
  if (p.good()) check_cells(config, p.problems());
  if (p.good()) check_budgets(config, p.problems());
  if (p.good() && gains)
    for (const ScheduleChoice& schedule : config.schedules)
      if (const std::string why = schedule.family->problem(from); !why.empty())
        p.problem(from_key.name,
                  fmt::format("is {}, and the schedule {} has no such T: {}", from, schedule.described.label(), why));
  std::vector<PredictsClaim> claims = read_predicts(p, config, resolved);
  if (!p.good()) config.samplers.clear();  // nothing is expanded of what has a problem
  return std::make_unique<Budgets>(std::move(config), std::move(claims), gains, from);
}

std::vector<Key> budget_keys() {
  std::vector<Key> keys = product_keys();
  for (Key& key : keys)
    if (key.name == "metrics") key.shape = Shape::list(Shape::word({"tv", "kl"}), 1, 2).unequal();
  keys.insert(keys.end(), {gains_key, from_key, predicts_claims_key});
  return keys;
}

}  // namespace

extern const ExperimentKind experiment_budget;
const ExperimentKind experiment_budget{"budget",
                                       "where samplers make their error, predicted from single steps",
                                       "predictions.csv",
                                       read_budget,
                                       compared_predictions,
                                       budget_keys};

}  // namespace diffrates
