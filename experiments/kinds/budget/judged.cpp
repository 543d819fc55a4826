#include "kinds/budget/judged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kinds/budget/words.hpp"
#include "rates/expected.hpp"

namespace diffrates {
namespace {

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

Value number(double x) { return std::isfinite(x) ? Value{x} : Value{csv_number(x)}; }

/// What verdicts.json says of a claim between its statement and its verdict.
Members details(const PredictsClaim& claim, const PredictionFinding& finding) {
  Members members{{"target", Value{claim.target}},
                  {"sampler", Value{std::string(claim.sampler->name)}},
                  {"metric", Value{std::string(name(claim.metric))}},
                  {"relation", Value{"predicts"}},
                  {"tolerance", Value{claim.tolerance}}};
  if (finding.ratio)
    members.insert(members.end(), {{"ratio", number(finding.ratio->value)},
                                   {"ratio_error", number(finding.ratio->error)},
                                   {"exponent_of_ratio", number(finding.off.exponent)}});
  if (finding.constant)
    members.insert(members.end(), {{"constant", number(finding.constant->value)},
                                   {"constant_error", number(finding.constant->error)},
                                   {"fitted_constant", number(finding.own.constant)},
                                   {"fitted_constant_low", number(finding.own.constant_low)},
                                   {"fitted_constant_high", number(finding.own.constant_high)}});
  return members;
}

}  // namespace

std::vector<PredictionFinding> find_predictions(const Config& config, const std::vector<Track>& tracks,
                                                const std::vector<Row>& rows) {
  std::vector<PredictionFinding> found;
  const std::size_t metrics = config.metrics.size();
  for (const Track& track : tracks)
    for (std::size_t m = 0; m < metrics; ++m) {
      std::vector<PredictedPoint> points;
      for (std::size_t i = 0; i < config.steps.size(); ++i) {
        const Measurement& one = predicted(track.budgets[i], config.metrics[m]);
        const Row& own = rows[track.rows[i * metrics + m]];
        points.push_back({static_cast<double>(config.steps[i]), one.estimate, own.estimate, one.status, own.status});
      }
      found.push_back(
          find_prediction(std::move(points), expected_of(config.metrics[m], track.place.target->target->dimension())));
    }
  return found;
}

JudgedClaim judged(const PredictsClaim& claim, const Config& config, const std::vector<Track>& tracks,
                   const std::vector<Row>& rows, const std::vector<PredictionFinding>& found) {
  const auto metric = std::find(config.metrics.begin(), config.metrics.end(), claim.metric) - config.metrics.begin();
  const auto track =
      std::find_if(tracks.begin(), tracks.end(), [&](const Track& one) { return speaks_of(claim, one.place); });
  const PredictionFinding& finding =
      found[static_cast<std::size_t>((track - tracks.begin()) * std::ssize(config.metrics) + metric)];
  JudgedClaim judged;
  judged.id = claim.id;
  judged.statement = claim.statement.empty() ? "one-step errors predict the error of the whole run" : claim.statement;
  judged.subject = fmt::format("{} {}", name(claim.metric), claim.sampler->name);
  judged.target = fmt::format("{} ({})", claim.target, assumption_words(track->place.target->target->assumptions()));
  judged.proven = "predicted/true -> 1";
  judged.measured = words_of(finding.ratio);
  judged.judgement = without_limit(judge(claim, finding), *track->place.schedule, config.steps);
  judged.details = details(claim, finding);
  judged.about = {{claim.target}, {std::string(claim.sampler->name)}, {}};
  for (const std::size_t row : track->rows) judged.seconds += rows[row].seconds;
  for (const double seconds : track->seconds) judged.seconds += seconds;
  return judged;
}

}  // namespace diffrates
