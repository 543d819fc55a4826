#include "kinds/budget/words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace diffrates {
namespace {

std::string number_words(const Estimate& estimate, Status status) {
  return status == Status::Ok ? fmt::format("{:.4g}", estimate.value) : std::string(name(status));
}

std::string percent(double part) { return fmt::format("{:+.1f} %", 100 * part); }

}  // namespace

std::string place_words(const LawCall& place) {
  return fmt::format("{} (d = {}), {}, start {}", place.target->name, place.target->target->dimension(),
                     place.schedule->described.label(), name(place.start));
}

std::string words_of(const std::optional<Limit>& limit) {
  return limit ? fmt::format("{:.5g} +- {:.1g}", limit->value, limit->error) : "none";
}

std::string constant_words(const Fit& fit) {
  return fit.conclusive ? fmt::format("{:.5g} [{:.5g}, {:.5g}]", fit.constant, fit.constant_low, fit.constant_high)
                        : "none";
}

MiddleHalf middle_half(const std::vector<StepShare>& steps) {
  double total = 0, sum = 0;
  for (const StepShare& step : steps) total += step.arrives.value;
  MiddleHalf half;
  for (const StepShare& step : steps) {
    // Within a step its part is spread evenly over its levels.
    const auto level_at = [&](double part) {
      return step.level - step.h * (1 - (part * total - sum) / step.arrives.value);
    };
    const double after = sum + step.arrives.value;
    if (sum <= 0.25 * total && after > 0.25 * total) half.low = level_at(0.25);
    if (sum <= 0.75 * total && after > 0.75 * total) half.high = level_at(0.75);
    sum = after;
  }
  return half;
}

FindingTable prediction_table(const Config& config, const std::vector<Track>& tracks,
                              const std::vector<PredictionFinding>& findings) {
  FindingTable table{
      "Predicted from one-step errors, and measured",
      "predicted: E|G|/2 and E G^2/2, G the sum of the log density ratios that single steps make; ratio: "
      "predicted/measured at this T, its limit, and how its distance from 1 falls; C: of error ~ C T^-q",
      {{"place", "sampler", "metric", "T", "predicted", "measured", "ratio", "limit", "distance", "q", "C predicted",
        "C fitted"},
       {}},
      true};
  std::size_t f = 0;
  for (const Track& track : tracks)
    for (const Metric metric : config.metrics) {
      const PredictionFinding& finding = findings[f++];
      const PredictedPoint& last = finding.points.back();
      table.words.lines.push_back(
          {place_words(track.place), std::string(track.place.sampler->name), std::string(name(metric)),
           fmt::format("{:g}", last.T), number_words(last.predicted, last.predicted_status),
           number_words(last.own, last.own_status),
           last.ok() ? fmt::format("{:.5g}", last.predicted.value / last.own.value) : "", words_of(finding.ratio),
           finding.off.conclusive ? fmt::format("T^-{:.2f}", finding.off.exponent) : "none",
           finding.exponent > 0 ? fmt::format("{:g}", finding.exponent) : "none", words_of(finding.constant),
           constant_words(finding.own)});
    }
  return table;
}

FindingTable half_table(const Config& config, const std::vector<Track>& tracks) {
  FindingTable table{
      "Where the error is made",
      "half of what arrives of the steps' errors is made between these noise levels, a quarter below and a quarter "
      "above; "
      "in brackets the noise against the signal, sigma/sqrt(abar). Steps cancel: the total variation is less than the "
      "sum of their parts",
      {{"place", "sampler", "T", "half is made between L = -log abar", "and", "sum of the parts", "total variation"},
       {}},
      true};
  for (const Track& track : tracks) {
    const Budget& budget = track.budgets.back();
    if (budget.steps.empty()) continue;
    double total = 0;
    for (const StepShare& step : budget.steps) total += step.arrives.value;
    const MiddleHalf half = middle_half(budget.steps);
    const auto level = [](double L) { return fmt::format("{:.3g} ({:.3g})", L, std::sqrt(std::expm1(L))); };
    table.words.lines.push_back({place_words(track.place), std::string(track.place.sampler->name),
                                 fmt::format("{}", config.steps.back()), level(half.low), level(half.high),
                                 fmt::format("{:.3g}", total), number_words(budget.tv.estimate, budget.tv.status)});
  }
  return table;
}

FindingTable gain_table(const Config& config, const std::vector<Track>& tracks, const std::vector<Row>& rows) {
  FindingTable table{"The schedules that the budgets ask for",
                     "measured on the law; in brackets the change against the schedule that the budget was taken on",
                     {{"place", "sampler", "metric", "T", "configured", "equalised", "least divergence"}, {}},
                     true};
  for (const Track& track : tracks)
    for (std::size_t i = 0; i < config.steps.size(); ++i)
      for (std::size_t m = 0; m < config.metrics.size(); ++m) {
        const std::size_t n = i * config.metrics.size() + m;
        const Row& own = rows[track.rows[n]];
        std::vector<std::string> line{place_words(track.place), std::string(track.place.sampler->name),
                                      std::string(name(config.metrics[m])), fmt::format("{}", config.steps[i]),
                                      number_words(own.estimate, own.status)};
        bool any = false;
        for (const AskedSchedule& asked : track.asked) {
          if (asked.measured.empty()) {
            line.push_back(asked.problem.empty() ? "none" : "none: " + asked.problem);
            any = any || (!asked.problem.empty() && i == 0);
            continue;
          }
          any = true;
          const Measurement& one = asked.measured[n];
          line.push_back(
              one.status == Status::Ok && own.status == Status::Ok
                  ? fmt::format("{:.4g} ({})", one.estimate.value, percent(one.estimate.value / own.estimate.value - 1))
                  : number_words(one.estimate, one.status));
        }
        if (any) table.words.lines.push_back(std::move(line));
      }
  return table;
}

}  // namespace diffrates
