#include <fmt/format.h>
#include <oneapi/tbb/info.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "commands/commands.hpp"
#include "computing/interrupt.hpp"
#include "computing/runner.hpp"
#include "computing/self_test_runner.hpp"
#include "configuration/problem_printing.hpp"
#include "formats/differences.hpp"
#include "formats/files.hpp"
#include "results/result_folder.hpp"
#include "results/self_test_folder.hpp"
#include "showing/claim_table.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

struct Asked {
  std::vector<std::unique_ptr<Config>> configs;
  std::vector<std::unique_ptr<SelfTest>> tests;
};

/// All configurations, every problem of every file printed; nothing after a problem.
std::optional<Asked> read_all(const RunOptions& options) {
  Asked asked;
  bool good = true;
  std::set<std::string> names;
  const auto accept = [&](const std::string& file, const std::string* name, Problems& problems) {
    if (name != nullptr && !names.insert(*name).second)
      problems.add(
          "/name",
          fmt::format("is \"{}\" like that of another configuration given; accepted: a name of its own", *name));
    print_problems(file, problems);
    good = good && name != nullptr && problems.empty();
  };
  for (const std::string& file : options.configs) {
    Problems problems;
    if (self_test_kind_of_file(file) != nullptr) {
      const auto& test = asked.tests.emplace_back(read_self_test(file, options.sets, options.quick, problems));
      accept(file, test ? &test->heading.name : nullptr, problems);
    } else {
      const auto& config = asked.configs.emplace_back(read_config(file, options.sets, options.quick, problems));
      accept(file, config ? &config->name : nullptr, problems);
    }
  }
  if (!good) return {};
  return asked;
}

enum class Step { Keep, Continue, StartOver, Refuse };
struct Decision {
  Step step;
  std::string words;  ///< for the user; empty if there is nothing to say
};

bool same_build(const Build& a, const Build& b) { return a.version == b.version && a.id == b.id; }

/// The first data file that is not the one a result was computed from, in words; empty if there is none.
std::string changed_input(const Members& there, const Members& here) {
  for (const auto& [pointer, mark] : here) {
    const auto found = std::find_if(there.begin(), there.end(),
                                    [&, &key = pointer](const auto& member) { return member.first == key; });
    if (found == there.end() || !first_difference(found->second, mark).empty())
      return fmt::format("the file that {} names has changed: its digest is {} there and {} here", pointer,
                         found == there.end() ? "missing" : describe(found->second), describe(mark));
  }
  return {};
}

/// What to do about results already in the folder.
Decision decide(const fs::path& folder, const Value& resolved, const Members& inputs, const RunOptions& options) {
  if (options.force) return {Step::StartOver, {}};
  const std::optional<Stored> whole = stored(folder);
  const std::optional<Identity> part = unfinished(folder);
  const auto differs = [&](const Identity& identity) {
    const std::string found = first_difference(identity.config, resolved);
    return found.empty() ? changed_input(identity.inputs, inputs) : found;
  };
  if (whole && whole->intact && differs(whole->identity).empty() && same_build(whole->identity.build, this_build()))
    return {Step::Keep, "up to date"};
  if (part && differs(*part).empty() && same_build(part->build, this_build())) return {Step::Continue, {}};
  for (const Identity* identity : {whole ? &whole->identity : nullptr, part ? &*part : nullptr}) {
    if (identity == nullptr) continue;
    if (const std::string found = differs(*identity); !found.empty())
      return {
          Step::Refuse,
          fmt::format("holds results of a different configuration: {}; --force replaces them, --output DIR keeps both",
                      found)};
    if (options.resume && !same_build(identity->build, this_build()))
      return {Step::Refuse,
              fmt::format("was computed by a different build: version is {} there and {} here, build {} and {}; "
                          "--force starts over",
                          identity->build.version, this_build().version, identity->build.id, this_build().id)};
  }
  if (!whole && !part && fs::exists(folder / "points.csv"))
    return {Step::Refuse, "has a points.csv but no config.json that can be read; --force replaces it"};
  return {Step::StartOver,
          whole || part ? "was computed by a different build or changed since; computing it again" : ""};
}

std::unique_ptr<Run> prepared(const Config& config, const fs::path& folder, const Decision& decision) {
  auto run = std::make_unique<Run>();
  run->config = &config;
  run->folder = folder;
  run->plan = make_plan(config);
  if (decision.step == Step::StartOver) Journal::begin(folder, {config.resolved, this_build(), config.inputs});
  run->journal = std::make_unique<Journal>(folder, run->plan, run->plan.rows);
  return run;
}

void report_failures(const Run& run) {
  std::size_t failed = 0;
  const Row* first = nullptr;
  for (const Row& row : run.plan.rows)
    if (row.status == Status::Failed && failed++ == 0) first = &row;
  if (failed > 0)
    fmt::print(stderr, "{}: {} of {} numbers failed, the first being {}: {}\n", run.config->name, failed,
               run.plan.rows.size(), place(*first), first->remark);
}

int dry_run(const Asked& asked, const RunOptions& options) {
  const fs::path output(options.output);
  for (const auto& test : asked.tests)
    fmt::print("{}: {}, into {}\n", test->heading.name, test->extent(), (output / test->heading.name).string());
  for (const auto& config : asked.configs) {
    const Plan plan = make_plan(*config);
    std::set<std::string> laws;
    for (const Row& row : plan.rows) laws.insert(row.law);
    std::vector<std::string_view> words(laws.begin(), laws.end());
    fmt::print("{}: {} numbers from {} cells, T = {} to {}, by {}, into {}\n", config->name, plan.rows.size(),
               plan.cells.size(), config->steps.front(), config->steps.back(), fmt::join(words, ", "),
               (output / config->name).string());
  }
  return all_good;
}

void print_claims(const Asked& asked, const fs::path& output) {
  for (const auto& test : asked.tests) {
    const SelfFindings findings = read_self_result(output / test->heading.name).findings;
    fmt::print("{}{}: {}\n", aligned_table(short_table(findings)), test->heading.name, summary(findings));
  }
  std::vector<Findings> findings;
  for (const auto& config : asked.configs) findings.push_back(find(*config, read_result(output / config->name).rows));
  std::vector<std::pair<std::string, const Findings*>> results;
  for (std::size_t i = 0; i < asked.configs.size(); ++i) results.emplace_back(asked.configs[i]->name, &findings[i]);
  if (!results.empty()) fmt::print("{}", claim_table(results));
}

/// Reads what is in every folder and decides; nothing if one is refused.
std::optional<std::map<std::string, Decision>> decide_all(const Asked& asked, const RunOptions& options) {
  std::map<std::string, Decision> decisions;
  bool refused = false;
  const auto add = [&](const std::string& name, const Value& resolved, const Members& inputs) {
    const fs::path folder = fs::path(options.output) / name;
    const Decision& decision = decisions.emplace(name, decide(folder, resolved, inputs, options)).first->second;
    refused = refused || decision.step == Step::Refuse;
    if (!decision.words.empty()) fmt::print(stderr, "{}: {}\n", folder.string(), decision.words);
  };
  for (const auto& test : asked.tests) add(test->heading.name, test->resolved, {});
  for (const auto& config : asked.configs) add(config->name, config->resolved, config->inputs);
  if (refused) return {};
  return decisions;
}

int run_all(const Asked& asked, const RunOptions& options, int jobs) {
  const auto begin = std::chrono::steady_clock::now();
  const auto record = [&] {
    return RunRecord{options.command_line, jobs,
                     std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
  };
  const Interrupt interrupt;
  const fs::path output(options.output);
  const std::optional<std::map<std::string, Decision>> decisions = decide_all(asked, options);
  if (!decisions) return bad_usage;
  for (const auto& [name, decision] : *decisions) prepare_folder(output / name);

  for (const auto& test : asked.tests) {
    const fs::path folder = output / test->heading.name;
    const Step step = decisions->at(test->heading.name).step;
    if (step == Step::Keep) continue;
    if (step == Step::StartOver) JournalFile::begin(folder, {test->resolved, this_build()});
    compute_self_test(*test, folder, jobs,
                      [&](const std::vector<CsvRecord>& table) { write_self_result(folder, *test, table, record()); });
  }
  std::vector<std::unique_ptr<Run>> runs;
  for (const auto& config : asked.configs)
    if (const Decision& decision = decisions->at(config->name); decision.step != Step::Keep)
      runs.push_back(prepared(*config, output / config->name, decision));
  compute_all(runs, jobs, [&](Run& run) {
    write_result(run.folder, *run.config, run.plan.rows, record());
    run.journal->remove();
    report_failures(run);
  });
  print_claims(asked, output);
  return all_good;
}

}  // namespace

int run_command(const RunOptions& options) {
  if (options.resume && options.force) {
    fmt::print(stderr, "--resume keeps what is there and --force replaces it: give one of them\n");
    return bad_usage;
  }
  if (options.jobs < 0 || options.jobs > 1024) {
    fmt::print(stderr, "--jobs is {}; accepted: a whole number from 1 to 1024, or 0 for all cores\n", options.jobs);
    return bad_usage;
  }
  const std::optional<Asked> asked = read_all(options);
  if (!asked) return bad_usage;
  if (options.dry_run) return dry_run(*asked, options);
  const int jobs = options.jobs > 0 ? options.jobs : oneapi::tbb::info::default_concurrency();
  try {
    return run_all(*asked, options, jobs);
  } catch (const FileError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return bad_usage;
  }
}

}  // namespace diffrates
