#include "kinds/mutations/mutations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "claims/mutations.hpp"
#include "configuration/config_parts.hpp"
#include "kinds/mutations/bundles.hpp"
#include "kinds/mutations/words.hpp"

namespace diffrates {
namespace {

const Key sizes_key{"sizes", "relative sizes of the faults; 0.01, 0.1 and 0.5 by default",
                    Shape::numbers({0, 1, true, true}, 10)};
const Key tolerance_key{"tolerance", "of the claim that a sampler keeps its order; 0.05 by default",
                        Shape::number(Bounds::positive(10)).otherwise({0.05})};

std::string where(const Place& place) {
  return fmt::format("{}, {}, start {}", place.target, place.schedule.label(), name(place.start));
}

/// A sampler, right or faulty, and what was found of it.
struct Judged {
  const Bundle* bundle;
  const Track* track;
  std::string fault;  ///< none of the right sampler
  MutationFinding finding;
  bool right;
};

std::vector<Judged> judge_bundle(const Bundle& bundle, double tolerance) {
  const SamplerKind& right = *bundle.family->right;
  const double declared = *declared_order(right, bundle.metric());
  std::vector<Judged> all{{&bundle, &bundle.right, "none",
                           find_mutation(declared, declared, tolerance, bundle.right.points, bundle.right.points),
                           true}};
  for (std::size_t i = 0; i < bundle.faulty.size(); ++i) {
    const Mutation& mutation = bundle.family->mutations[i];
    all.push_back({&bundle, &bundle.faulty[i], mutation.name(),
                   find_mutation(declared, order_left(right, bundle.metric(), mutation), tolerance, bundle.right.points,
                                 bundle.faulty[i].points),
                   false});
  }
  return all;
}

bool carried(const Judged& one) { return one.track->first->law != "none"; }
double largest_steps(const Judged& one) { return one.track->points.back().x; }

JudgedClaim claim_of(const Judged& one) {
  const Place& place = one.track->first->place;
  const MutationFinding& finding = one.finding;
  const std::string constant = one.right ? "" : constant_words(finding, largest_steps(one));
  JudgedClaim claim;
  claim.id = fmt::format("{} {} {}", place.sampler, name(place.metric), where(place));
  claim.subject = fmt::format("{} {}", name(place.metric), place.sampler);
  claim.target = where(place);
  claim.proven = one.right ? fmt::format("T^-{:g}", finding.declared)
                           : fmt::format("seen in the {}", finding.expected_in_rate() ? "rate" : "constant");
  claim.statement = one.right ? fmt::format("the right sampler keeps its order {:g}", finding.declared)
                              : fmt::format("the fault is {}", claim.proven);
  claim.measured = exponent_words(finding.fit);
  claim.judgement = {one.right ? finding.judgement.verdict : finding.verdict(), true,
                     fmt::format("exponent {}, {}{}{}", claim.measured, rate_words(finding),
                                 constant.empty() ? "" : "; value ", constant)};
  claim.seconds = one.track->seconds;
  claim.about = {{place.target}, {place.sampler}, {}};
  return claim;
}

std::vector<std::string> line_of(const Judged& one) {
  const SamplerKind& right = *one.bundle->family->right;
  const std::string metric(name(one.bundle->metric()));
  if (!carried(one)) return {std::string(right.name), one.fault, metric, "", "", "", "", "no law carries it"};
  const MutationFinding& finding = one.finding;
  const bool in_rate = finding.violated_from > 0, seen = in_rate || finding.differs_from > 0;
  return {std::string(right.name),
          one.fault,
          metric,
          one.right ? "" : expected_words(finding),
          exponent_words(finding.fit),
          rate_words(finding),
          one.right ? "" : constant_words(finding, largest_steps(one)),
          one.right ? (in_rate ? "flagged" : "not flagged")
          : in_rate ? "in the rate"
          : seen    ? "in the constant"
                    : "no"};
}

/// A column a bundle, a row a fault.
class Digest {
 public:
  void begin_column(const std::string& title) { table_.header.push_back(title); }
  /// Into the last column.
  void add(const std::string& fault, const std::string& words) {
    auto row =
        std::find_if(table_.lines.begin(), table_.lines.end(), [&](const auto& line) { return line.front() == fault; });
    if (row == table_.lines.end()) row = table_.lines.insert(row, {fault});
    row->resize(table_.header.size() - 1);
    row->push_back(words);
  }
  WordTable take() {
    for (std::vector<std::string>& line : table_.lines) line.resize(table_.header.size());
    return std::move(table_);
  }

 private:
  WordTable table_{{"fault"}, {}};
};

PlotCurve curve(const std::string& title, const Track& track, const Place& right) {
  PlotCurve curve{title, {}, {}, {}, {{right.target}, {right.sampler}, {}}};
  for (const RatePoint& point : track.points) {
    if (!(point.error.value > 0 && std::isfinite(point.error.value))) continue;
    const double error = std::isfinite(point.error.error) ? point.error.error : 0;
    (point.status == Status::Ok ? curve.kept : curve.dropped).push_back({point.x, point.error.value, error, error});
  }
  curve.line = curve.kept;
  return curve;
}

/// The right sampler, the faults of the middle size, and the shifted indices. `places`: there are several.
Figure figure(const Bundle& bundle, double middle, bool places) {
  const Place& place = bundle.right.first->place;
  Figure figure;
  figure.script = "curves";
  figure.name = fmt::format("{}_{}", name(place.metric), place.sampler);
  if (places) figure.name += fmt::format("_{}_{}_{}", place.target, place.schedule.type, name(place.start));
  figure.title = fmt::format("{} with small faults", plain_text(place.sampler));
  figure.subtitle = fmt::format("{} (d = {}), {}, start {}", plain_text(place.target), place.dimension,
                                plain_text(place.schedule.label()), name(place.start));
  figure.x_label = "steps T";
  figure.y_label = plain_text(name(place.metric));
  figure.hollow = "hollow: status not ok";
  figure.curves.push_back(curve("right", bundle.right, place));
  for (std::size_t i = 0; i < bundle.faulty.size(); ++i) {
    const Mutation& mutation = bundle.family->mutations[i];
    if ((mutation.delta == middle || std::abs(mutation.delta) == 1) && bundle.faulty[i].first->law != "none")
      figure.curves.push_back(curve(plain_text(mutation.name()), bundle.faulty[i], place));
  }
  return figure;
}

/// The bound of a configuration of rates, for the samplers and all their mutants together.
void check_mutants(const Config& config, const std::vector<double>& sizes, Problems& problems) {
  double numbers = 0;
  for (const SamplerKind* sampler : config.samplers)
    numbers += 1 + static_cast<double>(mutations_of(*sampler, sizes).size());
  for (const std::size_t factor : {config.targets.size(), config.schedules.size(), config.starts.size(),
                                   config.steps.size(), config.metrics.size()})
    numbers *= static_cast<double>(factor);
  if (numbers > static_cast<double>(most::rows))
    problems.add("", fmt::format("asks for {} numbers of samplers and their faulty twins; accepted: at most {}",
                                 numbers, most::rows));
}

std::vector<double> read_sizes(Parameters& p) {
  std::vector<double> sizes{0.01, 0.1, 0.5};
  if (p.has(sizes_key))
    sizes = p.numbers(sizes_key);
  else
    p.raw(sizes_key);
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  return sizes;
}

std::unique_ptr<Experiment> read_mutations(Parameters& p, const ConfigSource& source, const Heading& heading,
                                           Members& resolved) {
  Config config;
  config.file = source.file;
  config.heading = heading;
  config.score_errors.emplace_back();
  read_product(p, config, resolved, source.text_of, Absent::AllSamplers);
  for (const Problem& program : programs_of(config))
    p.problems().add(program.pointer,
                     "is a program, whose moves cannot be told apart to put a fault into one; accepted: "
                     "built-in samplers and recipes");
  const std::vector<double> sizes = read_sizes(p);
  const double tolerance = p.number(tolerance_key);
  List written;
  for (const double size : sizes) written.push_back(Value{size});
  resolved.emplace_back(sizes_key.name, Value{std::move(written)});
  resolved.emplace_back(tolerance_key.name, Value{tolerance});
  if (p.good()) check_extent(config, p.problems());
  if (p.good()) check_mutants(config, sizes, p.problems());
  if (!p.good()) config.samplers.clear();  // nothing is expanded of what has a problem
  return Mutations::make(std::move(config), sizes, tolerance);
}

std::vector<Key> mutations_keys() {
  std::vector<Key> keys = product_keys(Absent::AllSamplers);
  keys.insert(keys.end(), {sizes_key, tolerance_key});
  return keys;
}

std::vector<ComparedNumber> numbers(std::string_view table) {
  return compared_points(read_points(table, Seconds::LeftOut));
}

}  // namespace

std::unique_ptr<Mutations> Mutations::make(Config config, const std::vector<double>& sizes, double tolerance) {
  std::vector<Family> families;
  std::vector<const SamplerKind*> samplers;
  for (const SamplerKind* right : config.samplers) {
    Family& family = families.emplace_back(Family{right, mutations_of(*right, sizes), {}, samplers.size()});
    samplers.push_back(right);
    for (const Mutation& mutation : family.mutations) {
      family.mutants.push_back(std::make_unique<Mutant>(*right, mutation));
      samplers.push_back(&family.mutants.back()->kind());
    }
  }
  config.samplers = std::move(samplers);
  const double middle = sizes.empty() ? 0 : sizes[sizes.size() / 2];
  return std::unique_ptr<Mutations>(new Mutations(std::move(config), std::move(families), middle, tolerance));
}

Mutations::Mutations(Config config, std::vector<Family> families, double middle, double tolerance)
    : ProductExperiment(std::move(config), Seconds::LeftOut),
      families_(std::move(families)),
      middle_(middle),
      tolerance_(tolerance) {}

std::string Mutations::extent() const {
  return fmt::format("{} faults in {} samplers, {} numbers", config().samplers.size() - families_.size(),
                     families_.size(), rows().size());
}

Findings Mutations::find() const {
  Findings findings;
  FindingTable table{"every fault", "", {}, false};
  table.words.header = {"sampler", "fault", "metric", "expected in", "exponent", "rate", "value against the right one",
                        "seen"};
  const std::vector<Bundle> all = bundles(config(), rows(), families_);
  const bool places = config().targets.size() * config().schedules.size() * config().starts.size() > 1;
  if (places) table.words.header.insert(table.words.header.begin(), "place");
  Digest digest;
  for (const Bundle& bundle : all) {
    const Place& place = bundle.right.first->place;
    digest.begin_column(fmt::format("{} {}{}{}", bundle.family->right->name, name(place.metric), places ? ", " : "",
                                    places ? where(place) : ""));
    for (const Judged& one : judge_bundle(bundle, tolerance_)) {
      table.words.lines.push_back(line_of(one));
      if (places) table.words.lines.back().insert(table.words.lines.back().begin(), where(place));
      if (!carried(one)) continue;
      findings.claims.push_back(claim_of(one));
      digest.add(one.fault, short_words(one.finding, one.right));
    }
    findings.figures.push_back(figure(bundle, middle_, places));
  }
  findings.tables = {{"What is seen of each fault", "", digest.take(), true}, std::move(table)};
  return findings;
}

extern const ExperimentKind experiment_mutations;
const ExperimentKind experiment_mutations{"mutations",     "what the suite sees of small faults put into samplers",
                                          "mutations.csv", read_mutations,
                                          numbers,         mutations_keys};

}  // namespace diffrates
