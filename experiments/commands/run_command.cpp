#include <fmt/format.h>
#include <oneapi/tbb/info.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "commands/commands.hpp"
#include "computing/runner.hpp"
#include "configuration/problem_printing.hpp"
#include "formats/differences.hpp"
#include "formats/durations.hpp"
#include "formats/files.hpp"
#include "formats/interrupt.hpp"
#include "formats/terminal.hpp"
#include "programs/command.hpp"
#include "results/result_folder.hpp"
#include "showing/claim_table.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

using Experiments = std::vector<std::unique_ptr<Experiment>>;

/// All configurations, every problem of every file printed; nothing after a problem.
std::optional<Experiments> read_all(const RunOptions& options) {
  Experiments asked;
  bool good = true;
  std::set<std::string> names;
  for (const std::string& file : options.configs) {
    Problems problems;
    asked.push_back(read_experiment(file, options.sets, options.quick, problems));
    const Experiment* experiment = asked.back().get();
    if (experiment != nullptr && !options.allow_programs)
      for (const Problem& program : experiment->programs()) problems.add(program.pointer, program.message);
    if (experiment != nullptr && !names.insert(experiment->heading.name).second)
      problems.add("/name",
                   fmt::format("is \"{}\" like that of another configuration given; accepted: a name of its own",
                               experiment->heading.name));
    print_problems(file, problems);
    good = good && experiment != nullptr && problems.empty();
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
  if (!whole && !part)
    for (const ExperimentKind* kind : experiment_kinds())
      if (fs::exists(folder / kind->table))
        return {Step::Refuse,
                fmt::format("has a {} but no config.json that can be read; --force replaces it", kind->table)};
  return {Step::StartOver,
          whole || part ? "was computed by a different build or changed since; computing it again" : ""};
}

double cpu_seconds(const Experiment& experiment) {
  double seconds = 0;
  for (const Cell& cell : experiment.cells()) seconds += cell.cost;
  return seconds;
}

int dry_run(const Experiments& asked, const RunOptions& options) {
  double all = 0;
  for (const auto& experiment : asked) {
    const double seconds = cpu_seconds(*experiment);
    all += seconds;
    fmt::print("{}: {}; about {} of CPU time, into {}\n{}", experiment->heading.name, experiment->extent(),
               duration_words(seconds), (fs::path(options.output) / experiment->heading.name).string(),
               experiment->outlook());
  }
  if (asked.size() > 1) fmt::print("all together: about {} of CPU time\n", duration_words(all));
  return all_good;
}

/// Standard output that cannot be written stops no computing: main() tells of it at the end.
void print_claims(const Experiment& experiment) {
  const Findings findings = experiment.find();
  std::string text = claim_table({{experiment.heading.name, &findings}});
  if (const std::string words = experiment.unresolved(); !words.empty())
    text += fmt::format("{}: {}", experiment.heading.name, words);
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

/// Reads what is in every folder and decides; nothing if one is refused.
std::optional<std::vector<Decision>> decide_all(const Experiments& asked, const RunOptions& options) {
  std::vector<Decision> decisions;
  bool refused = false;
  for (const auto& experiment : asked) {
    const fs::path folder = fs::path(options.output) / experiment->heading.name;
    const Decision& decision =
        decisions.emplace_back(decide(folder, experiment->resolved, experiment->inputs, options));
    refused = refused || decision.step == Step::Refuse;
    if (!decision.words.empty()) say("{}: {}\n", folder.string(), decision.words);
  }
  if (refused) return {};
  return decisions;
}

int run_all(const Experiments& asked, const RunOptions& options, int jobs) {
  const auto begin = std::chrono::steady_clock::now();
  const auto record = [&] {
    return RunRecord{options.command_line, jobs,
                     std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
  };
  const Interrupt interrupt;
  const std::optional<std::vector<Decision>> decisions = decide_all(asked, options);
  if (!decisions) return bad_usage;
  const auto folder_of = [&](const Experiment& one) { return fs::path(options.output) / one.heading.name; };
  for (const auto& experiment : asked) prepare_folder(folder_of(*experiment));

  std::vector<std::unique_ptr<Run>> runs;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const fs::path folder = folder_of(*asked[i]);
    const Step step = (*decisions)[i].step;
    if (step == Step::Keep) {
      print_claims(*read_result(folder));
      continue;
    }
    if (!asked[i]->data.empty()) say("{}: reads\n{}", asked[i]->heading.name, words(asked[i]->data));
    if (step == Step::StartOver) Journal::begin(folder, {asked[i]->resolved, this_build(), asked[i]->inputs});
    runs.push_back(std::make_unique<Run>(*asked[i], folder));
  }
  compute_all(runs, jobs, [&](Run& run) {
    write_result(run.folder, run.experiment, record());
    run.journal.remove();
    if (const std::string failed = run.experiment.failures(); !failed.empty())
      say("{}: {}\n", run.experiment.heading.name, failed);
    print_claims(run.experiment);
  });
  return all_good;
}

}  // namespace

int run_command(const RunOptions& options) {
  if (options.resume && options.force) {
    say("--resume keeps what is there and --force replaces it: give one of them\n");
    return bad_usage;
  }
  if (options.jobs < 0 || options.jobs > 1024) {
    say("--jobs is {}; accepted: a whole number from 1 to 1024, or 0 for all cores\n", options.jobs);
    return bad_usage;
  }
  if (!(options.program_timeout > 0 && options.program_timeout <= 86'400)) {
    say("--program-timeout is {}; accepted: a number of seconds above 0 and at most 86400\n", options.program_timeout);
    return bad_usage;
  }
  const std::optional<Experiments> asked = read_all(options);
  if (!asked) return bad_usage;
  program_rules() = {options.allow_programs, std::chrono::duration<double>(options.program_timeout)};
  if (options.dry_run) return dry_run(*asked, options);
  const int jobs = options.jobs > 0 ? options.jobs : oneapi::tbb::info::default_concurrency();
  try {
    return run_all(*asked, options, jobs);
  } catch (const FileError& error) {
    say("{}\n", error.what());
  } catch (const ResultError& error) {
    say("{}\n", error.what());
  } catch (const Interrupted&) {
    say("interrupted; what was computed is saved: the same command with --resume continues from there\n");
    return interrupted_exit;
  }
  return bad_usage;
}

}  // namespace diffrates
