// Completion for zsh, from the commands and options as they are declared: the words of --help.
#include <fmt/format.h>

#include "commands/completion.hpp"
#include "commands/declared.hpp"

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
std::string zsh_values(const CLI::Option& option) {
  const std::vector<std::string> words = words_of(option);
  if (words.empty()) return "_files";
  if (option.get_delimiter() == ',') return "_values -s , word " + joined(words, " ");
  return "(" + joined(words, " ") + ")";
}

/// --name=[meaning]:VALUE:what completes it
std::string zsh_option(const CLI::Option& option, const std::string& name) {
  std::string text = fmt::format("'{}{}{}[{}]", takes_several(option) && takes_value(option) ? "*" : "", name,
                                 takes_value(option) ? "=" : "", zsh_text(option.get_description()));
  if (takes_value(option)) text += fmt::format(":{}:{}", zsh_text(value_name(option)), zsh_values(option));
  return text + "'";
}

/// N:name:what completes it; several end the list.
std::string zsh_argument(const CLI::Option& option, std::size_t place) {
  const std::string where = takes_several(option) ? "*" : std::to_string(place);
  return fmt::format("'{}{}{}:{}'", where,
                     option.get_required() || takes_several(option) ? ":" : "::", zsh_text(option.get_single_name()),
                     zsh_values(option));
}

/// The arguments of _arguments. Where there are commands within, they come first, and what follows is theirs.
std::string zsh_arguments(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : named_options(command))
    for (const std::string& name : option->get_lnames()) text += " \\\n    " + zsh_option(*option, "--" + name);
  std::size_t place = 0;
  for (const CLI::Option* argument : placed_arguments(command)) text += " \\\n    " + zsh_argument(*argument, ++place);
  if (!command.get_subcommands({}).empty()) text += " \\\n    '1:command:->command' '*::argument:->argument'";
  return text;
}

/// The function that completes `command`, after those that complete the commands within it.
std::string zsh_function(const CLI::App& command, const std::string& name) {
  std::string within, described, cases;
  for (const CLI::App* one : command.get_subcommands({})) {
    const std::string theirs = name + "_" + one->get_name();
    within += zsh_function(*one, theirs);
    described += fmt::format("\n      '{}:{}'", one->get_name(), zsh_text(one->get_description(), ""));
    cases += fmt::format("\n        {}) {} ;;", one->get_name(), theirs);
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
std::string zsh_completion(const CLI::App& app) {
  return "#compdef diffrates\n# Completion of diffrates in zsh: source <(diffrates completion zsh)\n" +
         zsh_function(app, "_diffrates") +
         "if [ \"$funcstack[1]\" = _diffrates ]; then _diffrates \"$@\"; else compdef _diffrates diffrates; fi\n";
}

}  // namespace diffrates
