#include <fmt/format.h>
#include <oneapi/tbb/info.h>

#include <chrono>
#include <set>

#include "claim_table.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "interrupt.hpp"
#include "problem_printing.hpp"
#include "result_folder.hpp"
#include "runner.hpp"
#include "differences.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

using Configs = std::vector<std::unique_ptr<Config>>;

/// All configurations, every problem of every file printed; empty after a problem.
Configs read_all(const RunOptions& options) {
  Configs configs;
  bool good = true;
  std::set<std::string> names;
  for (const std::string& file : options.configs) {
    Problems problems;
    std::unique_ptr<Config> config = read_config(file, options.sets, options.quick, problems);
    if (config && !names.insert(config->name).second)
      problems.add("/name", fmt::format("is \"{}\" like that of another configuration given; accepted: a name of its own", config->name));
    print_problems(file, problems);
    good = good && config && problems.empty();
    configs.push_back(std::move(config));
  }
  if (!good) configs.clear();
  return configs;
}

enum class Step { Keep, Continue, StartOver, Refuse };
struct Decision {
  Step step;
  std::string words;  ///< for the user; empty if there is nothing to say
};

bool same_build(const Build& a, const Build& b) { return a.version == b.version && a.id == b.id; }

/// What to do about results already in the folder.
Decision decide(const fs::path& folder, const Config& config, const RunOptions& options) {
  if (options.force) return {Step::StartOver, {}};
  const std::optional<Stored> whole = stored(folder);
  const std::optional<Identity> part = unfinished(folder);
  const auto differs = [&](const Identity& identity) { return first_difference(identity.config, config.resolved); };
  if (whole && whole->intact && differs(whole->identity).empty() && same_build(whole->identity.build, this_build()))
    return {Step::Keep, "up to date"};
  if (part && differs(*part).empty() && same_build(part->build, this_build())) return {Step::Continue, {}};
  for (const Identity* identity : {whole ? &whole->identity : nullptr, part ? &*part : nullptr}) {
    if (identity == nullptr) continue;
    if (const std::string found = differs(*identity); !found.empty())
      return {Step::Refuse, fmt::format("holds results of a different configuration: {}; --force replaces them, --output DIR keeps both", found)};
    if (options.resume && !same_build(identity->build, this_build()))
      return {Step::Refuse, fmt::format("was computed by a different build: version is {} there and {} here, build {} and {}; --force starts over",
                                        identity->build.version, this_build().version, identity->build.id, this_build().id)};
  }
  if (!whole && !part && fs::exists(folder / "points.csv"))
    return {Step::Refuse, "has a points.csv but no config.json that can be read; --force replaces it"};
  return {Step::StartOver, whole || part ? "was computed by a different build or changed since; computing it again" : ""};
}

std::unique_ptr<Run> prepared(const Config& config, const fs::path& folder, const Decision& decision) {
  auto run = std::make_unique<Run>();
  run->config = &config;
  run->folder = folder;
  run->plan = make_plan(config);
  if (decision.step == Step::StartOver) Journal::begin(folder, {config.resolved, this_build()});
  run->journal = std::make_unique<Journal>(folder, run->plan, run->plan.rows);
  return run;
}

void report_failures(const Run& run) {
  std::size_t failed = 0;
  const Row* first = nullptr;
  for (const Row& row : run.plan.rows)
    if (row.status == Status::Failed && failed++ == 0) first = &row;
  if (failed > 0)
    fmt::print(stderr, "{}: {} of {} numbers failed, the first being {}: {}\n", run.config->name, failed, run.plan.rows.size(),
               place(*first), first->remark);
}

int dry_run(const Configs& configs, const RunOptions& options) {
  for (const auto& config : configs) {
    const Plan plan = make_plan(*config);
    std::set<std::string> laws;
    for (const Row& row : plan.rows) laws.insert(row.law);
    std::vector<std::string_view> words(laws.begin(), laws.end());
    fmt::print("{}: {} numbers from {} cells, T = {} to {}, by {}, into {}\n", config->name, plan.rows.size(), plan.cells.size(),
               config->steps.front(), config->steps.back(), fmt::join(words, ", "), (fs::path(options.output) / config->name).string());
  }
  return all_good;
}

void print_claims(const Configs& configs, const fs::path& output) {
  std::vector<Findings> findings;
  for (const auto& config : configs) findings.push_back(find(*config, read_result(output / config->name).rows));
  std::vector<std::pair<std::string, const Findings*>> results;
  for (std::size_t i = 0; i < configs.size(); ++i) results.emplace_back(configs[i]->name, &findings[i]);
  fmt::print("{}", claim_table(results));
}

int run_all(const Configs& configs, const RunOptions& options, int jobs) {
  const auto begin = std::chrono::steady_clock::now();
  const Interrupt interrupt;
  const fs::path output(options.output);
  std::vector<Decision> decisions;
  bool refused = false;
  for (const auto& config : configs) {
    decisions.push_back(decide(output / config->name, *config, options));
    refused = refused || decisions.back().step == Step::Refuse;
    if (!decisions.back().words.empty())
      fmt::print(stderr, "{}: {}\n", (output / config->name).string(), decisions.back().words);
  }
  if (refused) return bad_usage;
  for (const auto& config : configs) prepare_folder(output / config->name);

  std::vector<std::unique_ptr<Run>> runs;
  for (std::size_t i = 0; i < configs.size(); ++i)
    if (decisions[i].step != Step::Keep) runs.push_back(prepared(*configs[i], output / configs[i]->name, decisions[i]));
  compute_all(runs, jobs, [&](Run& run) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    write_result(run.folder, *run.config, run.plan.rows, {options.command_line, jobs, seconds});
    run.journal->remove();
    report_failures(run);
  });
  print_claims(configs, output);
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
  const Configs configs = read_all(options);
  if (configs.empty()) return bad_usage;
  if (options.dry_run) return dry_run(configs, options);
  const int jobs = options.jobs > 0 ? options.jobs : oneapi::tbb::info::default_concurrency();
  try {
    return run_all(configs, options, jobs);
  } catch (const FileError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return bad_usage;
  }
}

}  // namespace diffrates
