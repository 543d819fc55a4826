// Completion for bash, from the commands and options as they are declared: the words of --help.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "commands/commands.hpp"

namespace diffrates {
namespace {

/// The words that the option's value may be, separated by spaces; empty where it may be any.
std::string values(const CLI::Option& option) {
  const std::string type = option.get_type_name();  // TEXT:{list,of,words}
  const std::size_t begin = type.find('{'), end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::string words = type.substr(begin + 1, end - begin - 1);
  std::replace(words.begin(), words.end(), ',', ' ');
  return words;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string options(const CLI::App& command) {
  std::string words;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) words += (words.empty() ? "--" : " --") + name;
  return words;
}

/// What may stand where no option does: commands within this one, or the words of its first argument.
std::string arguments(const CLI::App& command) {
  std::string words;
  for (const CLI::App* within : command.get_subcommands({})) words += (words.empty() ? "" : " ") + within->get_name();
  for (const CLI::Option* option : command.get_options())
    if (words.empty() && option->nonpositional() == false) words = values(*option);
  return words;
}

/// A line for each option with words of its own; an option with other values leaves the rest to bash, which completes
/// files.
std::string value_cases(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : command.get_options())
    if (option->nonpositional() && takes_value(*option))
      for (const std::string& name : option->get_lnames())
        text += fmt::format("    '{} --{}') words='{}'; only=1 ;;\n", command.get_name(), name, values(*option));
  return text;
}

std::string bash(const CLI::App& app) {
  std::string by_value, by_command;
  for (const CLI::App* command : app.get_subcommands({})) {
    by_value += value_cases(*command);
    by_command += fmt::format("    {}) options='{}'; words='{}' ;;\n", command->get_name(), options(*command),
                              arguments(*command));
  }
  return fmt::format(R"bash(# Completion of diffrates in bash: source <(diffrates completion bash)
_diffrates() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}} options= words= only=
  COMPREPLY=()
  case "$([ "$COMP_CWORD" -gt 1 ] && echo "${{COMP_WORDS[1]}}")" in
    '') options='{}'; words='{}' ;;
{}  esac
  case "${{COMP_WORDS[1]}} $before" in
{}  esac
  [ "$COMP_CWORD" -lt 3 ] || [ -n "$only" ] || words=
  case "$current" in
    -*) [ -n "$only" ] || words=$options ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _diffrates diffrates
)bash",
                     options(app), arguments(app), by_command, by_value);
}

}  // namespace

int completion_command(const CLI::App& app) {
  fmt::print("{}", bash(app));
  return all_good;
}

}  // namespace diffrates
