#include "kinds/mutations.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <cmath>

#include "claims/mutations.hpp"
#include "computing/plan.hpp"
#include "configuration/config_parts.hpp"
#include "showing/claim_table.hpp"

namespace diffrates {
namespace {

const Key sizes_key{"sizes", "relative sizes of the faults; 0.01, 0.1 and 0.5 by default"};
const Key tolerance_key{"tolerance", "of the claim that a sampler keeps its order; 0.05 by default"};

/// A sampler and its mutants, as the samplers of one product.
struct Family {
  Family(const Config& common, const SamplerKind& right, const std::vector<double>& sizes)
      : config(common), mutations(mutations_of(right, sizes)) {
    config.samplers = {&right};
    for (const Mutation& mutation : mutations) {
      mutants.push_back(std::make_unique<Mutant>(right, mutation));
      config.samplers.push_back(&mutants.back()->kind());
    }
    plan = make_plan(config);
  }
  const SamplerKind& right() const { return *config.samplers.front(); }

  Config config;
  std::vector<Mutation> mutations;
  std::vector<std::unique_ptr<Mutant>> mutants;
  Plan plan;
};

/// The numbers of one sampler of a family: everything but T fixed.
struct Track {
  const Row* place = nullptr;  ///< of the plan
  std::vector<RatePoint> points;
};

/// The right sampler's track and those of its mutants, in one metric at one place.
struct Bundle {
  const Family* family = nullptr;
  Metric metric = Metric::Tv;
  Track right;
  std::vector<Track> wrong;  ///< one a mutation
};

std::string place_words(const Row& row) { return fmt::format("{}, {}, start {}", row.target, row.schedule, row.start); }

std::string exponent_words(const Fit& fit) {
  if (!fit.conclusive) return "none";
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", fit.exponent, fit.low, fit.high);
}

/// What the rate says: "violated from T = 64", "confirmed", "inconclusive".
std::string rate_words(const MutationFinding& finding) {
  if (finding.violated_from > 0) return fmt::format("violated from T = {:g}", finding.violated_from);
  return std::string(name(finding.judgement.verdict));
}

/// "x 2.38", "x 1.00042": three digits of what differs from 1; "does not stand" where the wrong sampler has no such
/// number.
std::string ratio_words(double ratio) {
  if (std::isnan(ratio)) return "does not stand";
  const double change = std::abs(ratio - 1);
  const int digits = change > 0 && change < 0.1 ? 2 - static_cast<int>(std::floor(std::log10(change))) : 3;
  return fmt::format("x {:.{}g}", ratio, std::min(digits, 15));
}

std::string constant_words(const MutationFinding& finding, double largest) {
  if (finding.differs_from == 0) return "same";
  const std::string from = fmt::format("differs from T = {:g}", finding.differs_from);
  if (std::isnan(finding.ratio)) return fmt::format("{}, {}", ratio_words(finding.ratio), from);
  return fmt::format("{} at T = {:g}, {}", ratio_words(finding.ratio), largest, from);
}

std::string expected_words(const MutationFinding& finding) {
  return finding.expected_in_rate() ? fmt::format("rate, order {:g} is left", finding.left)
                                    : std::string("constant, order stays");
}

/// One cell of the digest.
std::string short_words(const MutationFinding& finding, bool right) {
  if (right)
    return fmt::format("T^{:.2f}, {}", -finding.fit.exponent,
                       finding.violated_from > 0 ? "flagged" : name(finding.judgement.verdict));
  const std::string change = ratio_words(finding.ratio);
  if (finding.violated_from > 0) return fmt::format("rate from T = {:g}, {}", finding.violated_from, change);
  if (finding.differs_from == 0) return "not seen";
  return change + (finding.expected_in_rate() && !std::isnan(finding.ratio) ? ", rate open" : "");
}

class Mutations : public SelfTest {
 public:
  Mutations(const Config& config, const std::vector<double>& sizes, double tolerance) : tolerance_(tolerance) {
    for (const SamplerKind* sampler : config.samplers)
      families_.push_back(std::make_unique<Family>(config, *sampler, sizes));
    if (!sizes.empty()) middle_ = sizes[sizes.size() / 2];
  }

  std::string extent() const override {
    std::size_t mutants = 0, numbers = 0;
    for (const auto& family : families_) mutants += family->mutants.size(), numbers += family->plan.rows.size();
    return fmt::format("{} faults in {} samplers, {} numbers", mutants, families_.size(), numbers);
  }
  CsvRecord columns() const override {
    CsvRecord header = parse_csv(fmt::format("{}\n", points_header)).front();
    header.pop_back();  // seconds
    return header;
  }
  std::vector<std::string> parts() const override {
    std::vector<std::string> names;
    for (const auto& family : families_) names.emplace_back(family->right().name);
    return names;
  }
  std::size_t lines(std::size_t part) const override { return families_[part]->plan.rows.size(); }

  std::vector<CsvRecord> compute(std::size_t part) const override {
    const Family& family = *families_[part];
    std::vector<Row> rows = family.plan.rows;
    oneapi::tbb::parallel_for(std::size_t{0}, family.plan.cells.size(), [&](std::size_t i) {
      // Isolated: while a cell waits for its own parallel loops this thread must not begin another cell inside it.
      oneapi::tbb::this_task_arena::isolate([&] { diffrates::compute(family.config, family.plan.cells[i], rows); });
    });
    std::vector<CsvRecord> records = parse_csv(points_csv(rows));
    records.erase(records.begin());
    for (CsvRecord& record : records) record.pop_back();
    return records;
  }

  SelfFindings find(const std::vector<CsvRecord>& table) const override {
    SelfFindings findings;
    findings.table.header = {
        "sampler", "fault", "metric", "expected in", "exponent", "rate", "value against the right one", "seen"};
    const std::vector<Bundle> bundles = read(table);
    const bool places = std::any_of(bundles.begin(), bundles.end(), [&](const Bundle& b) {
      return place_words(*b.right.place) != place_words(*bundles.front().right.place);
    });
    if (places) findings.table.header.insert(findings.table.header.begin(), "place");
    findings.digest.header = {"fault"};
    for (const Bundle& bundle : bundles) {
      const std::string column = fmt::format("{} {}", bundle.family->right().name, name(bundle.metric));
      findings.digest.header.push_back(places ? fmt::format("{}, {}", column, place_words(*bundle.right.place))
                                              : column);
      const std::size_t before = findings.table.lines.size();
      judge_bundle(bundle, findings);
      for (std::size_t i = before; places && i < findings.table.lines.size(); ++i)
        findings.table.lines[i].insert(findings.table.lines[i].begin(), place_words(*bundle.right.place));
      findings.figures.push_back(figure(bundle, places));
    }
    for (std::vector<std::string>& line : findings.digest.lines) line.resize(findings.digest.header.size());
    return findings;
  }

 private:
  void judge_bundle(const Bundle& bundle, SelfFindings& findings) const {
    const SamplerKind& right = bundle.family->right();
    const double declared = *declared_order(right, bundle.metric);
    add(bundle, bundle.right, "none",
        find_mutation(declared, declared, tolerance_, bundle.right.points, bundle.right.points), true, findings);
    for (std::size_t i = 0; i < bundle.wrong.size(); ++i) {
      const Mutation& mutation = bundle.family->mutations[i];
      add(bundle, bundle.wrong[i], mutation.name(),
          find_mutation(declared, order_left(right, bundle.metric, mutation), tolerance_, bundle.right.points,
                        bundle.wrong[i].points),
          false, findings);
    }
  }

  void add(const Bundle& bundle, const Track& track, const std::string& wrong, const MutationFinding& finding,
           bool right, SelfFindings& findings) const {
    const std::string sampler(bundle.family->right().name), metric(name(bundle.metric));
    if (track.place->law == "none") {
      findings.table.lines.push_back({sampler, wrong, metric, "", "", "", "", "no law carries it"});
      return;
    }
    SelfClaim claim;
    claim.verdict = right ? finding.judgement.verdict : finding.verdict();
    claim.id = fmt::format("{} {} {}", track.place->sampler, metric, place_words(*track.place));
    claim.statement = right ? fmt::format("the right sampler keeps its order {:g}", finding.declared)
                            : fmt::format("the fault is seen, as expected {}",
                                          finding.expected_in_rate() ? "in the rate" : "in the constant");
    const std::string constant = right ? "" : constant_words(finding, track.points.back().x);
    claim.words = fmt::format("exponent {}, {}{}{}", exponent_words(finding.fit), rate_words(finding),
                              constant.empty() ? "" : "; value ", constant);
    const bool seen_in_rate = finding.violated_from > 0, seen = seen_in_rate || finding.differs_from > 0;
    findings.table.lines.push_back({sampler, wrong, metric, right ? "" : expected_words(finding),
                                    exponent_words(finding.fit), rate_words(finding), constant,
                                    right          ? (seen_in_rate ? "flagged" : "not flagged")
                                    : seen_in_rate ? "in the rate"
                                    : seen         ? "in the constant"
                                                   : "no"});
    findings.claims.push_back(std::move(claim));
    add_to_digest(wrong, short_words(finding, right), findings.digest);
  }

  /// Into the last column, in the row of that wrong.
  static void add_to_digest(const std::string& wrong, const std::string& words, WordTable& digest) {
    auto row =
        std::find_if(digest.lines.begin(), digest.lines.end(), [&](const auto& line) { return line.front() == wrong; });
    if (row == digest.lines.end()) row = digest.lines.insert(row, {wrong});
    row->resize(digest.header.size() - 1);
    row->push_back(words);
  }

  /// The right sampler, the faults of the middle size, and the wrong indices.
  Figure figure(const Bundle& bundle, bool places) const {
    const Row& place = *bundle.right.place;
    Figure figure;
    figure.script = "curves";
    figure.name = fmt::format("{}_{}", name(bundle.metric), place.sampler);
    if (places)
      figure.name +=
          fmt::format("_{}_{}_{}", place.target, place.schedule.substr(0, place.schedule.find('(')), place.start);
    figure.title = fmt::format("{} with small faults", plain_text(place.sampler));
    figure.subtitle = fmt::format("{} (d = {}), {}, start {}", plain_text(place.target), place.dimension,
                                  plain_text(place.schedule), place.start);
    figure.x_label = "steps T";
    figure.y_label = plain_text(name(bundle.metric));
    figure.hollow = "hollow: status not ok";
    figure.curves.push_back(curve("right", bundle.right));
    for (std::size_t i = 0; i < bundle.wrong.size(); ++i) {
      const Mutation& mutation = bundle.family->mutations[i];
      if ((mutation.delta == middle_ || std::abs(mutation.delta) == 1) && bundle.wrong[i].place->law != "none")
        figure.curves.push_back(curve(plain_text(mutation.name()), bundle.wrong[i]));
    }
    return figure;
  }
  static PlotCurve curve(const std::string& title, const Track& track) {
    PlotCurve curve{title, {}, {}, {}};
    for (const RatePoint& point : track.points) {
      if (!(point.error.value > 0 && std::isfinite(point.error.value))) continue;
      const double error = std::isfinite(point.error.error) ? point.error.error : 0;
      (point.status == Status::Ok ? curve.kept : curve.dropped).push_back({point.x, point.error.value, error, error});
    }
    curve.line = curve.kept;
    return curve;
  }

  /// The numbers of the table, each at the place that the configuration gives it.
  std::vector<Bundle> read(const std::vector<CsvRecord>& table) const {
    std::string text = fmt::format("{}\n", points_header);
    for (CsvRecord record : table) {
      record.emplace_back("0");
      text += csv_line(record);
    }
    const std::vector<Row> rows = read_points(text);
    std::vector<Bundle> bundles;
    std::size_t at = 0;
    for (const auto& family : families_) {
      for (std::size_t i = 0; i < family->plan.rows.size(); ++i)
        if (!same_place(family->plan.rows[i], rows.at(at + i)))
          throw CsvError(
              fmt::format("line {} is {} instead of {}", at + i + 2, place(rows[at + i]), place(family->plan.rows[i])));
      collect(*family, rows, at, bundles);
      at += family->plan.rows.size();
    }
    return bundles;
  }

  /// A family's rows, nested as target, schedule, start, sampler, T, metric.
  static void collect(const Family& family, const std::vector<Row>& rows, std::size_t at,
                      std::vector<Bundle>& bundles) {
    const Config& config = family.config;
    const std::size_t metrics = config.metrics.size(), steps = config.steps.size(), samplers = config.samplers.size();
    const auto track = [&](std::size_t place, std::size_t sampler, std::size_t metric) {
      const std::size_t first = (place * samplers + sampler) * steps * metrics + metric;
      Track found{&family.plan.rows[first], {}};
      for (std::size_t i = 0; i < steps; ++i) {
        const Row& row = rows[at + first + i * metrics];
        found.points.push_back({static_cast<double>(row.steps), row.estimate, row.status});
      }
      return found;
    };
    for (std::size_t place = 0; place < family.plan.rows.size() / (samplers * steps * metrics); ++place)
      for (std::size_t m = 0; m < metrics; ++m) {
        if (!declared_order(family.right(), config.metrics[m])) continue;
        Bundle bundle{&family, config.metrics[m], track(place, 0, m), {}};
        for (std::size_t s = 1; s < samplers; ++s) bundle.wrong.push_back(track(place, s, m));
        bundles.push_back(std::move(bundle));
      }
  }

  double tolerance_, middle_ = 0;
  std::vector<std::unique_ptr<Family>> families_;
};

/// The bound of a configuration of rates, for the samplers and all their mutants together.
void check_mutants(const Config& config, const std::vector<double>& sizes, Problems& problems) {
  double numbers = 0;
  for (const SamplerKind* sampler : config.samplers)
    numbers += 1 + static_cast<double>(mutations_of(*sampler, sizes).size());
  for (const std::size_t factor : {config.targets.size(), config.schedules.size(), config.starts.size(),
                                   config.steps.size(), config.metrics.size()})
    numbers *= static_cast<double>(factor);
  if (numbers > static_cast<double>(most::rows))
    problems.add(
        "", fmt::format("asks for {} numbers of samplers and their faults; accepted: at most {}", numbers, most::rows));
}

}  // namespace

std::unique_ptr<SelfTest> read_mutations(Parameters& p, bool, Members& resolved) {
  Config config;
  config.score_errors.emplace_back();
  read_product(p, config, resolved, Absent::AllSamplers);
  std::vector<double> sizes{0.01, 0.1, 0.5};
  if (p.has(sizes_key))
    sizes = p.numbers(sizes_key, {0, 1, true, true}, 10);
  else
    p.raw(sizes_key);
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  const double tolerance = p.number(tolerance_key, Bounds::positive(10), 0.05);
  List written;
  for (const double size : sizes) written.push_back(Value{size});
  resolved.emplace_back(sizes_key.name, Value{std::move(written)});
  resolved.emplace_back(tolerance_key.name, Value{tolerance});
  if (p.good()) check_extent(config, p.problems());
  if (p.good()) check_mutants(config, sizes, p.problems());
  if (!p.good()) config.samplers.clear();
  return std::make_unique<Mutations>(config, sizes, tolerance);
}

}  // namespace diffrates
