// The command line: each command's options here, what it does in its own file.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "commands.hpp"

namespace {

using namespace diffrates;

struct Choice {
  std::string list_what;
  std::vector<std::string> configs;
  int code = all_good;
};

void add_list(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand("list", "What a configuration can name, with the keys of each");
  command->add_option("what", choice.list_what, "One kind of thing; all by default")
      ->check(CLI::IsMember({"targets", "schedules", "samplers", "metrics", "score-errors", "laws"}));
  command->footer("Example: diffrates list samplers");
  command->callback([&] { choice.code = list_command(choice.list_what); });
}

void add_validate(CLI::App& app, Choice& choice) {
  CLI::App* command = app.add_subcommand("validate", "Check configurations without computing anything; all problems in one pass");
  command->add_option("configs", choice.configs, "Configuration files (JSON)")->required();
  command->footer("Example: diffrates validate configs/*.json");
  command->callback([&] { choice.code = validate_command(choice.configs); });
}

int run(int argc, char** argv) {
  CLI::App app("Measures how fast diffusion samplers converge, on exact laws, and judges what the theory claims.", "diffrates");
  app.set_version_flag("--version", "diffrates " DIFFRATES_VERSION);
  app.require_subcommand(1);
  app.footer("Exit codes: 0 all good, 1 a claim is violated, 2 bad usage or configuration,\n"
             "            3 inconclusive or nothing to check, 70 internal error.\n"
             "diffrates COMMAND --help tells more.");
  Choice choice;
  add_list(app, choice);
  add_validate(app, choice);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? all_good : bad_usage;
  }
  return choice.code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "diffrates: internal error: {}\n", error.what());
  } catch (...) {
    fmt::print(stderr, "diffrates: internal error\n");
  }
  return internal_error;
}
