// Completion for bash, from the commands and options as they are declared: the words of --help.
#include <fmt/format.h>

#include "commands/completion.hpp"
#include "commands/declared.hpp"

namespace diffrates {
namespace {

std::string options(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::Option* option : command.get_options())
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  return joined(words, " ");
}

/// What may stand where no option does: commands within this one, or the words of its first argument.
std::string arguments(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::App* within : command.get_subcommands({})) words.push_back(within->get_name());
  for (const CLI::Option* argument : placed_arguments(command))
    if (words.empty()) words = words_of(*argument);
  return joined(words, " ");
}

/// A line for each option with words of its own; an option with other values leaves the rest to bash, which completes
/// files.
std::string value_cases(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : named_options(command))
    if (takes_value(*option))
      for (const std::string& name : option->get_lnames())
        text += fmt::format("    '{} --{}') words='{}'; only=1 ;;\n", command.get_name(), name,
                            joined(words_of(*option), " "));
  return text;
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
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

}  // namespace diffrates
