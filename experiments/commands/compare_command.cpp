#include <fmt/format.h>

#include <algorithm>

#include "commands/saying.hpp"
#include "results/compare.hpp"
#include "showing/junit.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

/// One result and the folder of its baseline.
struct Pair {
  std::string name;
  fs::path run, baseline;
};

bool holds_baseline(const fs::path& folder) { return fs::exists(folder / "config.json"); }

/// Results of `folder` with their baselines: the folder given if it is one itself, else its subfolder of the same name.
/// Where `folder` holds several results, every baseline must have its result.
std::vector<Pair> pairs(const std::string& folder, const std::string& baseline, std::vector<std::string>& missing) {
  const std::vector<fs::path> found = result_folders(folder);
  const bool alone = found.size() == 1 && fs::equivalent(found.front(), folder);
  std::vector<Pair> all;
  for (const fs::path& run : found) {
    const std::string name = read_question(run)->heading.name;
    all.push_back({name, run, alone && holds_baseline(baseline) ? fs::path(baseline) : fs::path(baseline) / name});
  }
  if (alone || !fs::is_directory(baseline)) return all;
  for (const fs::directory_entry& entry : fs::directory_iterator(baseline)) {
    const std::string name = entry.path().filename().string();
    const bool run = std::any_of(all.begin(), all.end(), [&](const Pair& pair) { return pair.name == name; });
    if (holds_baseline(entry.path()) && !run) missing.push_back(name);
  }
  std::sort(missing.begin(), missing.end());
  return all;
}

constexpr std::size_t most_printed = 20;

void print(const std::string& name, const Snapshot& run, const std::vector<Difference>& differences) {
  if (differences.empty())
    fmt::print("{}: same: {} numbers, {} fits\n", name, run.numbers.size(), run.fits.size());
  else
    fmt::print("{}: {} differences\n", name, differences.size());
  for (std::size_t i = 0; i < std::min(differences.size(), most_printed); ++i)
    fmt::print("  {}: {}\n", differences[i].where, differences[i].words);
  if (differences.size() > most_printed) fmt::print("  and {} more\n", differences.size() - most_printed);
}

JunitSuite missing_suite(const std::string& name) {
  return {name, {{JunitCase::Outcome::Failed, "result", "is in the baseline and missing here"}}, {}};
}

}  // namespace

int compare_command(const std::string& folder, const std::string& baseline, const std::string& junit_file) {
  return saying_errors([&] {
    std::vector<std::string> missing;
    const std::vector<Pair> all = pairs(folder, baseline, missing);
    if (all.empty()) throw ResultError(fmt::format("{}: has no results to compare", folder));
    std::vector<JunitSuite> suites;
    bool same = missing.empty();
    for (const Pair& pair : all) {
      if (!holds_baseline(pair.baseline))
        throw ResultError(fmt::format("{}: has no baseline in {}; baseline update {} makes it", pair.name,
                                      pair.baseline.string(), folder));
      const Snapshot then = read_baseline(pair.baseline), now = read_snapshot(pair.run);
      const std::vector<Difference> differences = compare(then, now);
      print(pair.name, now, differences);
      suites.push_back(comparison_suite(pair.name, then, now, differences));
      same = same && differences.empty();
    }
    for (const std::string& name : missing) {
      fmt::print("{}: is in the baseline and missing here\n", name);
      suites.push_back(missing_suite(name));
    }
    if (!junit_file.empty()) write_file(junit_file, junit_xml(suites));
    return same ? all_good : claim_violated;
  });
}

int baseline_update_command(const std::string& folder, const std::string& baseline) {
  return saying_errors([&] {
    const std::vector<fs::path> found = result_folders(folder);
    if (found.empty()) throw ResultError(fmt::format("{}: has no results", folder));
    std::vector<std::unique_ptr<Experiment>> results;
    for (const fs::path& run : found) results.push_back(read_result(run));
    for (std::size_t i = 0; i < found.size(); ++i) {
      const std::string& name = results[i]->heading.name;
      const fs::path into = fs::path(baseline) / name;
      const Snapshot now = read_snapshot(found[i]);
      if (holds_baseline(into))
        print(name, now, compare(read_baseline(into), now));
      else
        fmt::print("{}: new: {} numbers, {} fits\n", name, now.numbers.size(), now.fits.size());
      prepare_folder(into);
      for (const auto& [file, text] : baseline_files(*results[i])) write_file(into / file, text);
    }
    return all_good;
  });
}

}  // namespace diffrates
