// The command line: each command's options here, what it does in its own file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>

#include "commands/commands.hpp"
#include "formats/terminal.hpp"
#include "parameters/parameters.hpp"
#include "results/build_flags.hpp"
#include "targets/target.hpp"

namespace {

using namespace diffrates;

struct Choice {
  std::string list_what, list_name;
  std::string shell, man_page, man_folder;
  std::string init_name = "starter", init_target = "gaussian_mixture";
  std::vector<std::string> configs;
  RunOptions run;
  std::string plot_folder;
  std::vector<std::string> check_folders;
  std::string junit_file;
  std::vector<std::string> report_folders;
  std::string report_file;
  bool markdown = false, latex = false;
  PlotOptions plot;
  std::string plot_width = "page";
  std::string compare_folder, baseline;
  std::string schedule_folder, schedule_file;
  ScheduleWanted schedule;
  int code = all_good;
};

std::vector<std::string> target_names() {
  std::vector<std::string> all;
  for (const std::string_view name : names(target_kinds())) all.emplace_back(name);
  return all;
}

void add_list(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand("list", "What a configuration can name, with the keys of each");
  command->add_option("what", choice.list_what, "One kind of thing; all by default")
      ->check(CLI::IsMember(list_sections()));
  command->add_option("name", choice.list_name, "One thing of that kind: all of it, with an example");
  command->footer("Examples: diffrates list samplers, diffrates list targets density");
  command->callback([&] { choice.code = list_command(choice.list_what, choice.list_name); });
}

void add_init(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("init", "Write a configuration to start from, NAME.json, that runs in seconds");
  command
      ->add_option("name", choice.init_name, "Its name, and that of the file less .json; a folder may stand before it")
      ->capture_default_str();
  command->add_option("--target", choice.init_target, "The type of its target (diffrates list targets)")
      ->type_name("TYPE")
      ->capture_default_str()
      ->check(CLI::IsMember(target_names()));
  command->footer(
      "Example: diffrates init my-study --target student_t\n"
      "Nothing is overwritten. A target that reads a file gets a small one beside it, for your own to take its place.");
  command->callback([&] { choice.code = init_command(choice.init_name, choice.init_target); });
}

void add_schema(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("schema", "Print the JSON Schema of configurations, which editors complete and check by");
  command->footer("Example: diffrates schema > diffrates.schema.json   (docs/editor.md)");
  command->callback([&] { choice.code = schema_command(); });
}

void add_completion(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand("completion", "Print what makes a shell complete commands and options");
  command->add_option("shell", choice.shell, "Which shell")->required()->check(CLI::IsMember({"bash", "zsh"}));
  command->footer("Example: source <(diffrates completion bash)   (in ~/.bashrc; in ~/.zshrc: zsh, after compinit)");
  command->callback([&] { choice.code = completion_command(declared(app), choice.shell); });
}

/// Added last: it knows the others by name.
void add_man(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand("man", "Print the manual page of a command, or write those of all commands");
  std::vector<std::string> names;
  for (const CLI::App* one : app.get_subcommands({})) names.push_back(one->get_name());
  command->add_option("command", choice.man_page, "Whose page; that of diffrates itself by default")
      ->check(CLI::IsMember(names));
  command->add_option("--output", choice.man_folder, "Write all pages into this folder")->type_name("FOLDER");
  command->footer("Example: diffrates man run | man -l -");
  command->callback([&] { choice.code = man_command(declared(app), choice.man_page, choice.man_folder); });
}

/// "Exit codes: 0 all good, ...", wrapped as --help is.
std::string exit_codes() {
  const std::string indent(12, ' ');
  std::string text, line = "Exit codes:";
  for (const ExitMeaning& exit : exit_meanings) {
    const bool last = &exit == std::end(exit_meanings) - 1;
    const std::string one = fmt::format(" {} {}{}", exit.code, exit.meaning, last ? "." : ",");
    if (line.size() + one.size() > 100) {
      text += line + "\n";
      line = indent.substr(1);
    }
    line += one;
  }
  return text + line + "\n";
}

void add_validate(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("validate", "Check configurations without computing anything; all problems in one pass");
  command->add_option("configs", choice.configs, "Configuration files (JSON); - for standard input")->required();
  command->footer("Example: diffrates validate configs/*.json");
  command->callback([&] { choice.code = validate_command(choice.configs); });
}

void add_run(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("run", "Compute what configurations ask and write a folder of results for each");
  RunOptions& options = choice.run;
  command->add_option("configs", options.configs, "Configuration files (JSON); - for standard input")->required();
  command->add_option("--output", options.output, "Folder of the results' folders")
      ->type_name("FOLDER")
      ->capture_default_str();
  command->add_option("--jobs", options.jobs, "Threads; 0 for all cores. The numbers do not depend on it")
      ->capture_default_str();
  command->add_flag("--quick", options.quick, "Shrink T so that everything runs in seconds");
  command->add_flag("--resume", options.resume,
                    "Continue an interrupted run; refused when anything it depends on has changed");
  command->add_flag("--force", options.force, "Compute anew, replacing what is there");
  command->add_flag("--allow-programs", options.allow_programs,
                    "Start the programs that the configuration names; they run with all your rights");
  command->add_option("--program-timeout", options.program_timeout, "Seconds that a program has for each answer")
      ->capture_default_str();
  command->add_flag("--dry-run", options.dry_run, "Say what would be computed, and write nothing");
  command->add_option("--set", options.sets, "Override a key of the configuration: --set schedule.l_max=10")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->footer(
      "Example: diffrates run configs/theorem-2.json --jobs 2\n"
      "Exits 0 when everything was computed, whatever the verdicts (see check), 130 when interrupted.");
  command->callback([&] { choice.code = run_command(options); });
}

void add_plot(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand(
      "plot", "Draw the figures of results (SVG and PNG by gnuplot, PDF, TikZ) into their plots/ folders");
  command->add_option("folder", choice.plot_folder, "A result's folder, or a folder of several")->required();
  command->footer("Examples: diffrates plot results, diffrates plot results/theorem-1 --format tex --width column");
  command
      ->add_option("--format", choice.plot.formats,
                   "Endings of the pictures, parted by commas: svg, png, pdf; tex (TikZ, for papers)")
      ->delimiter(',')
      ->check(CLI::IsMember({"svg", "png", "pdf", "tex"}))
      ->capture_default_str();
  command
      ->add_option("--width", choice.plot_width,
                   "Of a pdf: page (17.8 cm) or column (8.6 cm); of a tex, which is as wide as its place: its shape")
      ->check(CLI::IsMember({"page", "column"}))
      ->capture_default_str();
  command->callback([&] {
    choice.plot.column = choice.plot_width == "column";
    choice.code = plot_command(choice.plot_folder, choice.plot);
  });
}

void add_check(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand(
      "check", "Judge the claims of results from their numbers; the worst claim decides the exit code");
  command->add_option("folders", choice.check_folders, "Results' folders, or folders of several")->required();
  command->add_option("--junit", choice.junit_file, "Also write JUnit XML: one test case a claim")->type_name("FILE");
  command->footer("Example: diffrates check results --junit claims.xml");
  command->callback([&] { choice.code = check_command(choice.check_folders, choice.junit_file); });
}

void add_report(CLI::App& app, Choice& choice) {
  CLI::App* command =
      app.add_subcommand("report", "One self-contained page of results: claims, figures, fits, provenance");
  command->add_option("folders", choice.report_folders, "Results' folders, or folders of several")->required();
  CLI::Option* file = command->add_option("--output", choice.report_file, "The page to write")->type_name("FILE.html");
  CLI::Option* markdown = command->add_flag("--markdown", choice.markdown, "Print the claims as a Markdown table");
  command->footer("Example: diffrates report results --output report.html");
  CLI::Option* latex =
      command->add_flag("--latex", choice.latex, "Print the claims as a LaTeX table (booktabs)")->excludes(markdown);
  command->callback([&choice, file, markdown, latex] {
    if (file->count() + markdown->count() + latex->count() == 0)
      throw CLI::RequiredError("--output FILE.html, --markdown or --latex");
    const Printed printed = choice.markdown ? Printed::Markdown : choice.latex ? Printed::Latex : Printed::Nothing;
    choice.code = report_command(choice.report_folders, choice.report_file, printed);
  });
}

void add_compare(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand(
      "compare", "Compare results with a baseline: numbers, exponents, constants, and what is missing");
  command->add_option("folder", choice.compare_folder, "A result's folder, or a folder of several")->required();
  command->add_option("--baseline", choice.baseline, "Folder of the baselines' folders, or one baseline")->required();
  command->add_option("--junit", choice.junit_file, "Also write JUnit XML: one test case a series")->type_name("FILE");
  command->footer(
      "Example: diffrates compare results --baseline results/baseline\n"
      "Exits 0 when nothing changed, 1 when something did, 2 without a baseline.");
  command->callback([&] { choice.code = compare_command(choice.compare_folder, choice.baseline, choice.junit_file); });
}

void add_baseline(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand("baseline", "Keep results as baselines");
  command->require_subcommand(1);
  CLI::App* update = command->add_subcommand("update", "Make results the baseline from now on, saying what changes");
  update->add_option("folder", choice.compare_folder, "A result's folder, or a folder of several")->required();
  update->add_option("--baseline", choice.baseline, "Folder of the baselines' folders")
      ->default_val("results/baseline");
  update->footer("Example: diffrates baseline update results/theorem-1");
  update->callback([&] { choice.code = baseline_update_command(choice.compare_folder, choice.baseline); });
}

void add_schedule(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand(
      "schedule", "Write the schedule that a budget asks for: noise levels of which each step makes an equal part");
  command->add_option("folder", choice.schedule_folder, "The folder of a budget's result")->required();
  command->add_option("--sampler", choice.schedule.sampler, "For which sampler")->required();
  command->add_option("--target", choice.schedule.target, "On which target, where the result has several");
  command->add_option("--schedule", choice.schedule.schedule,
                      "Taken on which schedule: its label, where there are several");
  command->add_option("--start", choice.schedule.start, "With which start, where there are several");
  command->add_flag("--least-divergence", choice.schedule.least_divergence,
                    "The schedule of least KL, cancellations between steps included, in place of equal parts");
  command->add_option("--output", choice.schedule_file, "The CSV file to write, one column L")
      ->type_name("FILE.csv")
      ->required();
  command->footer(
      "Example: diffrates schedule results/budget --sampler ddim --output levels.csv\n"
      "A configuration then takes it as {\"type\": \"table\", \"file\": \"levels.csv\", \"column\": \"L\", "
      "\"spacing\": "
      "\"interpolate\"}.");
  command->callback(
      [&] { choice.code = schedule_command(choice.schedule_folder, choice.schedule, choice.schedule_file); });
}

/// A word that is no command where one is needed, or none there, is told; CLI11 would say only that one is required.
bool tells_what_is_no_command(const CLI::App& app, int argc, char** argv) {
  const CLI::App* at = &app;
  for (int i = 1; at->get_require_subcommand_min() > 0; ++i) {
    const std::string word = i < argc ? argv[i] : "";
    if (word.starts_with('-')) return false;
    std::vector<std::string> names;
    for (const CLI::App* one : at->get_subcommands({})) names.push_back(one->get_name());
    if (std::find(names.begin(), names.end(), word) != names.end()) {
      at = at->get_subcommand(word);
      continue;
    }
    const std::vector<std::string_view> known(names.begin(), names.end());
    const std::string fault =
        i < argc ? fmt::format("{} is not a command{}", describe(Value{word}, 80), did_you_mean(word, known))
                 : "a command is required";
    say("{}: {}; accepted: {}. {} --help tells more\n", at->get_name(), fault, one_of(known), argv[0]);
    return true;
  }
  return false;
}

int run(int argc, char** argv) {
  CLI::App app("Measures how fast diffusion samplers converge, on exact laws, and judges what the theory claims.",
               "diffrates");
  app.set_version_flag("--version", "diffrates " DIFFRATES_VERSION);
  app.require_subcommand(1);
  app.footer(exit_codes() + "diffrates COMMAND --help tells more.");
  Choice choice;
  for (int i = 0; i < argc; ++i) choice.run.command_line += (i > 0 ? " " : "") + std::string(argv[i]);
  add_list(app, choice);
  add_init(app, choice);
  add_schema(app, choice);
  add_validate(app, choice);
  add_run(app, choice);
  add_plot(app, choice);
  add_check(app, choice);
  add_report(app, choice);
  add_compare(app, choice);
  add_baseline(app, choice);
  add_schedule(app, choice);
  add_completion(app, choice);
  add_man(app, choice);
  if (tells_what_is_no_command(app, argc, argv)) return bad_usage;
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? all_good : bad_usage;
  }
  return choice.code;
}

}  // namespace

int main(int argc, char** argv) {
  hold_standard_streams();
  int code = internal_error;
  try {
    code = run(argc, argv);
  } catch (const std::exception& error) {
    // A write to standard output that fails throws, and is told below.
    if (std::ferror(stdout) == 0) say("diffrates: internal error: {}\n", error.what());
  } catch (...) {
    say("diffrates: internal error\n");
  }
  return standard_output_written() ? code : bad_usage;
}
