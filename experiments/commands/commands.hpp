/// The commands behind the command line; each returns the exit code. main() turns exceptions into 70.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/declared.hpp"
#include "results/experiment.hpp"

namespace diffrates {

enum ExitCode { all_good = 0, claim_violated = 1, bad_usage = 2, inconclusive_or_empty = 3, internal_error = 70 };

/// What the exit codes mean, for --help and the manual. Interrupted: 128 + SIGINT.
struct ExitMeaning {
  int code;
  std::string_view meaning;
};
inline constexpr ExitMeaning exit_meanings[] = {
    {all_good, "all good"},
    {claim_violated, "a claim is violated or a number has changed"},
    {bad_usage, "bad usage or configuration"},
    {inconclusive_or_empty, "inconclusive or nothing to check"},
    {internal_error, "internal error"},
    {130, "interrupted"},
};

struct RunOptions {
  std::vector<std::string> configs;
  std::string output = "results";
  int jobs = 0;  ///< 0: all cores
  bool quick = false, resume = false, force = false, dry_run = false, allow_programs = false;
  double program_timeout = 60;    ///< seconds that a program has for each answer
  std::vector<std::string> sets;  ///< key=value
  std::string command_line;       ///< for provenance
};

/// The words that `what` may be.
std::vector<std::string> list_sections();
/// All things of that kind, or all of one thing; everything where both are empty.
int list_command(const std::string& what, const std::string& name);
int schema_command();
/// For `shell`, bash or zsh: completion of the commands and options of the application.
int completion_command(const DeclaredCommand& app, const std::string& shell);
/// The manual page of a command, of the application where `command` is empty; with a folder all of them are written
/// there.
int man_command(const DeclaredCommand& app, const std::string& command, const std::string& folder);
int init_command(const std::string& name, const std::string& target);
int validate_command(const std::vector<std::string>& configs);
int run_command(const RunOptions& options);
/// What plot draws: the endings of its files, and of a pdf or tex whether it is made for a column of a paper or for its
/// page.
struct PlotOptions {
  std::vector<std::string> formats{"svg", "png"};
  bool column = false;
};

int plot_command(const std::string& folder, const PlotOptions& options = {});
int check_command(const std::vector<std::string>& folders, const std::string& junit_file);
int compare_command(const std::string& folder, const std::string& baseline, const std::string& junit_file);
int baseline_update_command(const std::string& folder, const std::string& baseline);
int schedule_command(const std::string& folder, const ScheduleWanted& wanted, const std::string& output);
/// What report prints besides the page that it may write.
enum class Printed { Nothing, Markdown, Latex };

int report_command(const std::vector<std::string>& folders, const std::string& output, Printed printed);

}  // namespace diffrates
