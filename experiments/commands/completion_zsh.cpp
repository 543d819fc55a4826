// Completion for zsh, from the commands and options as they are declared: the words of --help.
#include <fmt/format.h>

#include "commands/completion.hpp"

namespace diffrates {
namespace {

/// Words within single quotes, where `special` are the characters that mean something else.
std::string zsh_text(std::string_view words, std::string_view special = "[]:\\") {
  std::string text;
  for (const char c : words) {
    if (special.find(c) != std::string_view::npos) text += '\\';
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return text;
}

/// What completes a value: its words, or files.
std::string zsh_values(const DeclaredOption& option) {
  if (option.words.empty()) return "_files";
  if (option.comma_separated) return fmt::format("_values -s , word {}", fmt::join(option.words, " "));
  return fmt::format("({})", fmt::join(option.words, " "));
}

/// --name=[meaning]:VALUE:what completes it
std::string zsh_option(const DeclaredOption& option, const std::string& name) {
  std::string text = fmt::format("'{}{}{}[{}]", option.takes_several && option.takes_value ? "*" : "", name,
                                 option.takes_value ? "=" : "", zsh_text(option.meaning));
  if (option.takes_value) text += fmt::format(":{}:{}", zsh_text(option.value_name), zsh_values(option));
  return text + "'";
}

/// N:name:what completes it; several end the list.
std::string zsh_argument(const DeclaredOption& option, std::size_t place) {
  const std::string where = option.takes_several ? "*" : std::to_string(place);
  return fmt::format("'{}{}{}:{}'", where, option.required || option.takes_several ? ":" : "::", zsh_text(option.name),
                     zsh_values(option));
}

/// The arguments of _arguments. Where there are commands within, they come first, and what follows is theirs.
std::string zsh_arguments(const DeclaredCommand& command) {
  std::string text;
  for (const DeclaredOption& option : command.options)
    for (const std::string& name : option.long_names) text += " \\\n    " + zsh_option(option, "--" + name);
  std::size_t place = 0;
  for (const DeclaredOption& argument : command.arguments) text += " \\\n    " + zsh_argument(argument, ++place);
  if (!command.commands.empty()) text += " \\\n    '1:command:->command' '*::argument:->argument'";
  return text;
}

/// The function that completes `command`, after those that complete the commands within it.
std::string zsh_function(const DeclaredCommand& command, const std::string& name) {
  std::string within, described, cases;
  for (const DeclaredCommand& one : command.commands) {
    const std::string theirs = name + "_" + one.name;
    within += zsh_function(one, theirs);
    described += fmt::format("\n      '{}:{}'", one.name, zsh_text(one.meaning, ""));
    cases += fmt::format("\n        {}) {} ;;", one.name, theirs);
  }
  if (within.empty()) return fmt::format("{}() {{\n  _arguments{}\n}}\n", name, zsh_arguments(command));
  return within + fmt::format(R"zsh({}() {{
  local context state state_descr line
  typeset -A opt_args
  _arguments -C{}
  case $state in
    command)
      local -a commands=({})
      _describe command commands ;;
    argument)
      case $words[1] in{}
      esac ;;
  esac
}}
)zsh",
                              name, zsh_arguments(command), described, cases);
}

}  // namespace

/// As a file of $fpath the function completes at once; sourced, it is told to compinit.
std::string zsh_completion(const DeclaredCommand& app) {
  return "#compdef diffrates\n# Completion of diffrates in zsh: source <(diffrates completion zsh)\n" +
         zsh_function(app, "_diffrates") +
         "if [ \"$funcstack[1]\" = _diffrates ]; then _diffrates \"$@\"; else compdef _diffrates diffrates; fi\n";
}

}  // namespace diffrates
