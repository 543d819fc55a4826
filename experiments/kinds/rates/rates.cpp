#include "kinds/rates/rates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "claims/outlook.hpp"
#include "configuration/config_parts.hpp"
#include "kinds/rates/claim_words.hpp"
#include "kinds/rates/fit_table.hpp"
#include "kinds/rates/rate_figures.hpp"
#include "kinds/rates/score_sizes.hpp"
#include "kinds/rates/score_tables.hpp"
#include "kinds/rates/start_words.hpp"
#include "kinds/rates/value_tables.hpp"
#include "kinds/rates/work.hpp"
#include "results/replicates.hpp"
#include "results/result_folder.hpp"

namespace diffrates {
namespace {

/// JSON has no NaN and no infinity: those become the texts nan, inf and -inf.
Value number(double x) { return std::isfinite(x) ? Value{x} : Value{csv_number(x)}; }
Value text(std::string_view words) { return {std::string(words)}; }

/// What is said of the assumptions of the claim's targets, each different answer once.
std::string assumptions_of(const Config& config, const ConfigClaim& claim) {
  std::vector<std::string> answers;
  for (const TargetChoice& choice : config.targets) {
    if (std::find(claim.targets.begin(), claim.targets.end(), choice.name) == claim.targets.end()) continue;
    const std::string words = assumption_words(choice.target->assumptions());
    if (std::find(answers.begin(), answers.end(), words) == answers.end()) answers.push_back(words);
  }
  return fmt::format("{}", fmt::join(answers, "; or "));
}

std::string target_words(const Config& config, const ConfigClaim& claim) {
  const std::string assumptions = assumptions_of(config, claim);
  if (claim.targets.size() == 1) return fmt::format("{} ({})", claim.targets.front(), assumptions);
  return fmt::format("{} to {} ({} targets: {})", claim.targets.front(), claim.targets.back(), claim.targets.size(),
                     assumptions);
}

/// What verdicts.json says of a claim between its statement and its verdict.
Members details(const ClaimFinding& finding) {
  const ConfigClaim& claim = *finding.claim;
  List targets;
  for (const std::string& target : claim.targets) targets.push_back(text(target));
  Members members{{"targets", {targets}},
                  {"sampler", text(claim.sampler->name)},
                  {"metric", text(name(claim.metric))},
                  {"against", text(name(claim.against))},
                  {"exponent", number(claim.rate.exponent)},
                  {"log_power", number(claim.log_power)},
                  {"relation", text(name(claim.rate.relation))},
                  {"tolerance", number(claim.rate.tolerance)}};
  if (finding.series == nullptr) return members;
  const Place& place = finding.series->place;
  const Fit& fit = finding.series->fit;
  List used;
  for (const FittedPoint& point : fit.points)
    if (point.drop == Drop::None) used.push_back(number(point.point.x));
  members.insert(members.end(), {{"schedule", text(place.schedule.label())},
                                 {"start", text(name(place.start))},
                                 {"score_error", text(place.score_error.label())},
                                 {"epsilon", number(place.epsilon)},
                                 {"law", text(finding.series->law)},
                                 {"measured", number(fit.exponent)},
                                 {"low", number(fit.low)},
                                 {"high", number(fit.high)},
                                 {"used", {used}}});
  return members;
}

JudgedClaim judged(const Config& config, const std::vector<Row>& rows, const ClaimFinding& finding) {
  const ConfigClaim& claim = *finding.claim;
  JudgedClaim judged{claim.id,
                     claim.statement,
                     fmt::format("{} {}", name(claim.metric), claim.sampler->name),
                     target_words(config, claim),
                     rate_words(claim),
                     measured_words(finding),
                     finding.judgement,
                     0,
                     details(finding),
                     {claim.targets, {std::string(claim.sampler->name)}, {}}};
  if (finding.series == nullptr) return judged;
  judged.about.series = about(*finding.series).series;
  if (judged.judgement.verdict == Verdict::Violated || judged.judgement.verdict == Verdict::Inconclusive)
    judged.judgement.words += start_words(config, *finding.series);
  for (const std::size_t row : finding.series->rows) judged.seconds += rows[row].seconds;
  return judged;
}

/// One number that stands has its place in the tables of values.
bool one_value(const Series& series) {
  return series.fit.points.size() == 1 && series.fit.points.front().point.status == Status::Ok;
}

std::unique_ptr<Experiment> read_rates(Parameters& p, const ConfigSource& source, const Heading& heading,
                                       Members& resolved) {
  Config config;
  config.file = source.file;
  config.heading = heading;
  read_product(p, config, resolved, source.text_of);
  read_score_errors(p, config, resolved, source.text_of);
  const bool complete = p.good();
  if (complete) check_cells(config, p.problems());
  read_claims(p, config, complete, resolved);
  if (!p.good()) config.samplers.clear();  // nothing is expanded of what has a problem
  return std::make_unique<Rates>(std::move(config));
}

std::vector<Key> rates_keys() {
  std::vector<Key> keys = product_keys();
  keys.insert(keys.end(), {score_error_key, rate_claims_key});
  return keys;
}

std::vector<ComparedNumber> numbers(std::string_view table) { return compared_points(read_points(table)); }

}  // namespace

std::string Rates::extent() const {
  std::set<std::string_view> laws;
  for (const LawCall& call : plan().calls) laws.insert(call.law->name);
  const std::vector<int>& steps = config().steps;
  const std::string T =
      steps.size() == 1 ? fmt::format("{}", steps.front()) : fmt::format("{} to {}", steps.front(), steps.back());
  return fmt::format("{} cells, {} numbers, {} claims; T = {}, by {}", plan().calls.size(), rows().size(),
                     config().claims.size(), T, fmt::join(laws, ", "));
}

std::string Rates::outlook() const {
  std::string text;
  for (const ConfigClaim& claim : config().claims) {
    if (claim.against != Against::Steps || claim.floor) continue;
    const std::string words = diffrates::outlook(config().steps, claim.sampler->order, claim.rate.tolerance);
    if (!words.empty()) text += fmt::format("  claim {}: {}\n", claim.id, words);
  }
  return text;
}

Findings Rates::find() const {
  const RateFindings found = diffrates::find(config(), rows());
  Findings findings;
  for (const ClaimFinding& finding : found.claims) findings.claims.push_back(judged(config(), rows(), finding));
  findings.tables = work_tables(config(), rows());
  for (FindingTable& table : value_tables(config(), rows())) findings.tables.push_back(std::move(table));
  for (FindingTable& table : score_tables(config(), rows(), sizes_)) findings.tables.push_back(std::move(table));
  for (const Series& series : found.series)
    if (!one_value(series)) findings.tables.push_back(fit_table(series));
  findings.figures = rate_figures(config(), rows(), found);
  return findings;
}

std::vector<ResultFile> Rates::files() const {
  // The fits of both files are made once, by whichever is asked for first.
  const auto kept = std::make_shared<std::optional<RateFindings>>();
  const auto found = [this, kept]() -> const RateFindings& {
    if (!*kept) *kept = diffrates::find(config(), rows());
    return **kept;
  };
  std::vector<ResultFile> files{{"fits.csv", [found] { return fits_csv(found()); }},
                                {"fit_points.csv", [this, found] { return fit_points_csv(found(), rows()); }}};
  const auto has_replicates = [](const Row& row) { return !row.by_replicate.empty(); };
  if (std::any_of(rows().begin(), rows().end(), has_replicates))
    files.push_back({replicates_file, [this] { return replicates_csv(rows()); }});
  const auto injected = [](const ScoreErrorChoice& choice) { return choice.family != nullptr; };
  if (std::any_of(config().score_errors.begin(), config().score_errors.end(), injected))
    files.push_back({"score_errors.csv", [this] { return sizes_ = score_sizes_csv(config()); }});
  return files;
}

extern const ExperimentKind experiment_rates;
const ExperimentKind experiment_rates{
    "rates", "exponents of errors, and the claims on them", "points.csv", read_rates, numbers, rates_keys};

}  // namespace diffrates
