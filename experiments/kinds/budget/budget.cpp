/// The experiment "budget": where samplers make their error, predicted from single steps and held against the laws.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "configuration/config_parts.hpp"
#include "kinds/budget/claims.hpp"
#include "kinds/budget/figures.hpp"
#include "kinds/budget/tables.hpp"
#include "kinds/budget/words.hpp"
#include "kinds/product.hpp"
#include "rates/expected.hpp"

namespace diffrates {
namespace {

const Key gains_key{"gains", "whether the schedules that the budgets ask for are made and measured; true by default",
                    Shape::boolean().otherwise({true})};
const Key from_key{"asked_from", "T of the budget that they are made from; 256 by default",
                   Shape::whole(most::T_least, most_budget_steps).otherwise({256.0})};

std::string one_line(std::string words) {
  std::replace_if(
      words.begin(), words.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return words;
}

/// Numbers and words of a record of the journal, one after the other.
struct Writer {
  CsvRecord record;
  void add(double x) { record.push_back(csv_number(x)); }
  void add(const std::string& words) { record.push_back(one_line(words)); }
  void add(const Estimate& estimate) { add(estimate.value), add(estimate.error); }
  void add(const Measurement& one) {
    add(one.estimate);
    add(static_cast<double>(one.status));
    add(one.reason);
  }
};
/// The same read back; `good` is false from the first field that is not there or no number.
struct Reader {
  const CsvRecord& record;
  std::size_t at = 0;
  bool good = true;

  std::string text() {
    good = good && at < record.size();
    return good ? record[at++] : std::string();
  }
  double number() {
    const std::optional<double> x = parse_number(text());
    good = good && x.has_value();
    return x.value_or(0);
  }
  std::size_t count(std::size_t most) {
    const double x = number();
    good = good && x >= 0 && x <= static_cast<double>(most);
    return good ? static_cast<std::size_t>(x) : 0;
  }
  Estimate estimate() {
    const double value = number();
    return {value, number()};
  }
  Measurement measurement(Metric metric) {
    Measurement one{metric, estimate(), Status::Failed, {}, {}};
    one.status = static_cast<Status>(count(static_cast<std::size_t>(Status::Failed)));
    one.reason = text();
    return one;
  }
};

constexpr std::size_t most_levels = 100'000;

/// The largest step in lambda of T steps, the first without noise left out.
double largest_step(const ScheduleChoice& choice, int T) {
  const Schedule schedule = choice.family->with_steps(T);
  double largest = 0;
  for (int t = 2; t <= T; ++t)
    if (schedule.at(t - 1).noise > 0)
      largest = std::max(largest, schedule.at(t - 1).lambda() - schedule.at(t).lambda());
  return largest;
}

/// What is said of T -> infinity needs steps that go to 0.
Judgement without_limit(Judgement judgement, const ScheduleChoice& schedule, const std::vector<int>& steps) {
  constexpr double shrunk = 0.9;
  const double first = largest_step(schedule, steps.front()), last = largest_step(schedule, steps.back());
  if (judgement.verdict != Verdict::Violated || last < shrunk * first) return judgement;
  judgement.verdict = Verdict::Inconclusive;
  judgement.words += fmt::format(
      "; but the largest step in lambda is {:.3g} at T = {} and {:.3g} at T = {}: it does not go to 0, and the ratio "
      "need "
      "not go to 1",
      first, steps.front(), last, steps.back());
  return judgement;
}

class Budgets : public ProductExperiment {
 public:
  Budgets(Config config, std::vector<PredictsClaim> claims, bool gains, int from)
      : ProductExperiment(std::move(config), Seconds::Written),
        claims_(std::move(claims)),
        from_(gains ? from : 0),
        tracks_(make_tracks(this->config(), plan())) {}

  std::string extent() const override {
    return fmt::format("{} budgets of {} samplers, {} numbers, {} claims; T = {} to {}",
                       tracks_.size() * config().steps.size(), config().samplers.size(), rows().size(), claims_.size(),
                       config().steps.front(), config().steps.back());
  }

  std::vector<Cell> cells() const override {
    std::vector<Cell> cells = ProductExperiment::cells();
    for (const Track& track : tracks_)
      for (const int T : config().steps)
        cells.push_back(
            {fmt::format("budget of {} on {}, T = {}", track.place.sampler->name, track.place.target->name, T),
             "budget", budget_cost(track.place.setting(), T)});
    if (from_ == 0) return cells;
    for (const Track& track : tracks_)
      cells.push_back({fmt::format("schedules for {} on {}", track.place.sampler->name, track.place.target->name),
                       "budget", budget_cost(track.place.setting(), from_) + 2 * law_cost(track)});
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
    Writer writer;
    if (which.asked) {
      for (const AskedSchedule& asked : which.track->asked) {
        writer.add(asked.problem);
        writer.add(static_cast<double>(asked.levels.size()));
        for (const double level : asked.levels) writer.add(level);
        for (const Measurement& one : asked.measured) writer.add(one);
      }
      return writer.record;
    }
    const Budget& budget = which.track->budgets[which.step];
    writer.add(budget.tv);
    writer.add(budget.kl);
    writer.add(which.track->seconds[which.step]);
    for (const StepShare& step : budget.steps) {
      for (const double x : {static_cast<double>(step.t), step.level, step.h}) writer.add(x);
      writer.add(step.tv);
      writer.add(step.kl);
      writer.add(step.arrives);
    }
    return writer.record;
  }

  bool restore(std::size_t cell, const CsvRecord& record) override {
    const Which which = which_of(cell);
    if (which.track == nullptr) return ProductExperiment::restore(cell, record);
    Reader reader{record};
    if (which.asked) {
      for (AskedSchedule& asked : which.track->asked) {
        asked = {};
        asked.problem = reader.text();
        const std::size_t levels = reader.count(most_levels);
        for (std::size_t i = 0; i < levels && reader.good; ++i) asked.levels.push_back(reader.number());
        for (std::size_t i = 0; i < which.track->rows.size() && levels > 0 && reader.good; ++i)
          asked.measured.push_back(reader.measurement(config().metrics[i % config().metrics.size()]));
      }
    } else {
      Budget& budget = which.track->budgets[which.step];
      budget.tv = reader.measurement(Metric::Tv);
      budget.kl = reader.measurement(Metric::Kl);
      which.track->seconds[which.step] = reader.number();
      budget.steps.clear();
      while (reader.good && reader.at < record.size()) {
        StepShare& step = budget.steps.emplace_back();
        step.t = static_cast<int>(reader.count(1'000'001));
        step.level = reader.number();
        step.h = reader.number();
        step.tv = reader.estimate();
        step.kl = reader.estimate();
        step.arrives = reader.estimate();
      }
    }
    return reader.good && reader.at == record.size();
  }

  std::string table(bool timed = true) const override { return predictions_csv(config(), tracks_, rows(), timed); }
  void read_table(std::string_view text) override { take_predictions(text, config(), tracks_, rows()); }

  std::vector<std::string> side_files() const override {
    std::vector<std::string> files{std::string(budget_file)};
    if (from_ == 0) return files;
    files.emplace_back(schedules_file);
    for (const Track& track : tracks_)
      for (const Asked asked : all_asked) files.push_back(levels_file(tracks_, track, asked));
    files.emplace_back(gains_file);
    return files;
  }

  void read_side_file(const std::string& name, std::string_view text) override {
    if (name == budget_file) return take_budgets(text, config(), tracks_);
    if (name == schedules_file) return take_schedules(text, tracks_);
    if (name == gains_file) return take_gains(text, config(), tracks_);
    for (Track& track : tracks_)
      for (const Asked asked : all_asked)
        if (levels_file(tracks_, track, asked) == name)
          track.asked[static_cast<std::size_t>(asked)].levels = read_levels(text);
  }

  Findings find() const override {
    const std::vector<PredictionFinding> found = predictions();
    Findings findings;
    for (const PredictsClaim& claim : claims_) findings.claims.push_back(judged(claim, found));
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
        {"constants.csv", [this] { return constants_csv(config(), tracks_, predictions()); }}};
    if (from_ == 0) return files;
    files.push_back({std::string(schedules_file), [this] { return schedules_csv(tracks_); }});
    files.push_back({std::string(gains_file), [this] { return gains_csv(config(), tracks_, rows()); }});
    for (const Track& track : tracks_)
      for (const Asked asked : all_asked)
        if (const AskedSchedule& schedule = track.asked[static_cast<std::size_t>(asked)]; !schedule.levels.empty())
          files.push_back({levels_file(tracks_, track, asked), [&schedule] { return levels_csv(schedule.levels); }});
    return files;
  }

  std::string asked_schedule(const ScheduleWanted& wanted) const override {
    if (from_ == 0) throw ScheduleError("was computed without its schedules (gains = false)");
    std::vector<std::string> targets, samplers;
    for (const TargetChoice& target : config().targets) targets.push_back(target.name);
    for (const SamplerKind* sampler : config().samplers) samplers.emplace_back(sampler->name);
    std::vector<std::string> schedules, starts;
    for (const ScheduleChoice& schedule : config().schedules) schedules.push_back(schedule.described.label());
    for (const Start start : config().starts) starts.emplace_back(name(start));
    const std::string target = chosen(wanted.target, targets, "target"),
                      sampler = chosen(wanted.sampler, samplers, "sampler"),
                      schedule = chosen(wanted.schedule, schedules, "schedule"),
                      start = chosen(wanted.start, starts, "start");
    for (const Track& track : tracks_) {
      if (track.place.target->name != target || track.place.sampler->name != sampler ||
          track.place.schedule->described.label() != schedule || name(track.place.start) != start)
        continue;
      const AskedSchedule& asked =
          track.asked[static_cast<std::size_t>(wanted.least_divergence ? Asked::LeastDivergence : Asked::Equalised)];
      if (!asked.levels.empty()) return levels_csv(asked.levels);
      throw ScheduleError(fmt::format("has no schedule for {} on {}: {}", sampler, target,
                                      asked.problem.empty() ? "its file is not there" : asked.problem));
    }
    throw ScheduleError("has no budget");
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

  double law_cost(const Track& track) const {
    double sum = 0;
    for (const LawCall& call : plan().calls)
      if (std::find(track.rows.begin(), track.rows.end(), call.rows.front()) != track.rows.end()) sum += cost(call);
    return sum;
  }

  /// One a track and metric.
  std::vector<PredictionFinding> predictions() const {
    std::vector<PredictionFinding> found;
    const std::size_t metrics = config().metrics.size();
    for (const Track& track : tracks_)
      for (std::size_t m = 0; m < metrics; ++m) {
        std::vector<PredictedPoint> points;
        for (std::size_t i = 0; i < config().steps.size(); ++i) {
          const Measurement& one = predicted(track.budgets[i], config().metrics[m]);
          const Row& own = rows()[track.rows[i * metrics + m]];
          points.push_back(
              {static_cast<double>(config().steps[i]), one.estimate, own.estimate, one.status, own.status});
        }
        found.push_back(find_prediction(std::move(points),
                                        expected_of(config().metrics[m], track.place.target->target->dimension())));
      }
    return found;
  }

  JudgedClaim judged(const PredictsClaim& claim, const std::vector<PredictionFinding>& found) const {
    const std::size_t metrics = config().metrics.size();
    const auto metric = std::find(config().metrics.begin(), config().metrics.end(), claim.metric);
    const auto track =
        std::find_if(tracks_.begin(), tracks_.end(), [&](const Track& one) { return speaks_of(claim, one.place); });
    const PredictionFinding& finding = found[static_cast<std::size_t>(track - tracks_.begin()) * metrics +
                                             static_cast<std::size_t>(metric - config().metrics.begin())];
    JudgedClaim judged;
    judged.id = claim.id;
    judged.statement = claim.statement.empty() ? "one-step errors predict the error of the whole run" : claim.statement;
    judged.subject = fmt::format("{} {}", name(claim.metric), claim.sampler->name);
    judged.target = fmt::format("{} ({})", claim.target, assumption_words(track->place.target->target->assumptions()));
    judged.proven = "predicted/true -> 1";
    judged.measured = words_of(finding.ratio);
    judged.judgement = without_limit(judge(claim, finding), *track->place.schedule, config().steps);
    for (const std::size_t row : track->rows) judged.seconds += rows()[row].seconds;
    for (const double seconds : track->seconds) judged.seconds += seconds;
    const auto number = [](double x) { return std::isfinite(x) ? Value{x} : Value{csv_number(x)}; };
    judged.details = {{"target", Value{claim.target}},
                      {"sampler", Value{std::string(claim.sampler->name)}},
                      {"metric", Value{std::string(name(claim.metric))}},
                      {"relation", Value{"predicts"}},
                      {"tolerance", Value{claim.tolerance}}};
    if (finding.ratio)
      judged.details.insert(judged.details.end(), {{"ratio", number(finding.ratio->value)},
                                                   {"ratio_error", number(finding.ratio->error)},
                                                   {"exponent_of_ratio", number(finding.off.exponent)}});
    if (finding.constant)
      judged.details.insert(judged.details.end(), {{"constant", number(finding.constant->value)},
                                                   {"constant_error", number(finding.constant->error)},
                                                   {"fitted_constant", number(finding.own.constant)},
                                                   {"fitted_constant_low", number(finding.own.constant_low)},
                                                   {"fitted_constant_high", number(finding.own.constant_high)}});
    return judged;
  }

  static std::string chosen(const std::string& wanted, const std::vector<std::string>& names, std::string_view noun) {
    if (std::find(names.begin(), names.end(), wanted) != names.end()) return wanted;
    if (wanted.empty() && names.size() == 1) return names.front();
    throw ScheduleError(
        wanted.empty()
            ? fmt::format("holds several {}s; accepted: --{} with one of {}", noun, noun, fmt::join(names, ", "))
            : fmt::format("has no {} \"{}\"; accepted: {}", noun, wanted, fmt::join(names, ", ")));
  }

  std::vector<PredictsClaim> claims_;
  int from_;  ///< 0: no schedules are asked for
  mutable std::vector<Track> tracks_;
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
