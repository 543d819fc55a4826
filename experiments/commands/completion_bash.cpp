// Completion for bash, from the commands and options as they are declared: the words of --help.
#include <fmt/format.h>

#include "commands/completion.hpp"

namespace diffrates {
namespace {

std::string options(const DeclaredCommand& command) {
  std::vector<std::string> words;
  for (const DeclaredOption& option : command.options)
    for (const std::string& name : option.long_names) words.push_back("--" + name);
  return fmt::format("{}", fmt::join(words, " "));
}

/// What may stand where no option does: commands within this one, or the words of its first argument.
std::string arguments(const DeclaredCommand& command) {
  std::vector<std::string> words;
  for (const DeclaredCommand& within : command.commands) words.push_back(within.name);
  for (const DeclaredOption& argument : command.arguments)
    if (words.empty()) words = argument.words;
  return fmt::format("{}", fmt::join(words, " "));
}

/// A line for each option with words of its own; an option with other values leaves the rest to bash, which completes
/// files.
std::string value_cases(const DeclaredCommand& command) {
  std::string text;
  for (const DeclaredOption& option : command.options)
    if (option.takes_value)
      for (const std::string& name : option.long_names)
        text += fmt::format("    '{} --{}') words='{}'; only=1 ;;\n", command.name, name, fmt::join(option.words, " "));
  return text;
}

}  // namespace

std::string bash_completion(const DeclaredCommand& app) {
  std::string by_value, by_command;
  for (const DeclaredCommand& command : app.commands) {
    by_value += value_cases(command);
    by_command +=
        fmt::format("    {}) options='{}'; words='{}' ;;\n", command.name, options(command), arguments(command));
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
