#include "commands/man_page.hpp"

#include <fmt/format.h>

#include <sstream>

#include "commands/commands.hpp"
#include "commands/declared.hpp"
#include "results/build_flags.hpp"

namespace diffrates {
namespace {

/// Text as it is: hyphens that can be typed, backslashes, and no line taken for a request.
std::string roff(std::string_view words) {
  std::string text;
  for (const char c : words) {
    if (text.empty() && (c == '.' || c == '\'')) text += "\\&";
    if (c == '\\')
      text += "\\e";
    else if (c == '-')
      text += "\\-";
    else
      text += c;
  }
  return text;
}

std::string bold(std::string_view words) { return "\\fB" + roff(words) + "\\fR"; }
std::string slanted(std::string_view words) { return "\\fI" + roff(words) + "\\fR"; }

std::string section(std::string_view heading, const std::string& text) {
  return text.empty() ? "" : fmt::format(".SH {}\n{}", heading, text);
}

/// A term and, indented below it, what it means.
std::string item(const std::string& term, const std::string& meaning) {
  return fmt::format(".TP\n{}\n{}\n", term, meaning);
}

std::string meaning(const CLI::Option& option) {
  std::string text = roff(option.get_description()) + ".";
  const std::vector<std::string> words = words_of(option);
  if (!words.empty()) text += " One of: " + roff(joined(words, ", ")) + ".";
  if (!option.get_default_str().empty()) text += " Default: " + roff(option.get_default_str()) + ".";
  for (const CLI::Option* other : option.get_excludes())
    text += " Not with " + bold("--" + other->get_single_name()) + ".";
  if (option.nonpositional() && option.get_required()) text += " Required.";
  return text;
}

std::string options(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* option : named_options(command)) {
    std::string names;
    for (const std::string& name : option->get_snames()) names += bold("-" + name) + ", ";
    for (const std::string& name : option->get_lnames()) names += bold("--" + name);
    text += item(takes_value(*option) ? names + " " + slanted(value_name(*option)) : names, meaning(*option));
  }
  return text;
}

std::string arguments(const CLI::App& command) {
  std::string text;
  for (const CLI::Option* argument : placed_arguments(command))
    text += item(slanted(argument->get_single_name()), meaning(*argument));
  return text;
}

/// diffrates run [OPTION]... configs...
std::string usage(const CLI::App& command, const std::string& name) {
  std::string text = bold(name) + " [" + slanted("OPTION") + "]...";
  for (const CLI::Option* argument : placed_arguments(command)) {
    const std::string one = slanted(argument->get_single_name()) + (takes_several(*argument) ? "..." : "");
    text += argument->get_required() ? " " + one : " [" + one + "]";
  }
  if (!command.get_subcommands({}).empty()) text += " " + slanted("COMMAND");
  return text + "\n";
}

/// What --help ends with: its examples, or the rest of it, a paragraph a line.
std::string footer(const CLI::App& command, bool examples) {
  std::istringstream lines(command.get_footer());
  std::string text;
  for (std::string line; std::getline(lines, line);) {
    const bool example = line.starts_with("Example");
    if (example == examples)
      text += (text.empty() ? "" : ".PP\n") + roff(example ? line.substr(line.find(": ") + 2) : line) + "\n";
  }
  return text;
}

std::string exit_status() {
  std::string text;
  for (const ExitMeaning& exit : exit_meanings) text += item(bold(std::to_string(exit.code)), roff(exit.meaning) + ".");
  return text;
}

std::string page_name(const CLI::App& app, const CLI::App& command) {
  return &app == &command ? app.get_name() : app.get_name() + "-" + command.get_name();
}

std::string see_also(const CLI::App& app, const CLI::App& page) {
  std::vector<std::string> names;
  if (&app != &page) names.push_back(bold(app.get_name()) + "(1)");
  for (const CLI::App* command : app.get_subcommands({}))
    if (command != &page) names.push_back(bold(page_name(app, *command)) + "(1)");
  return joined(names, ",\n") + "\n";
}

/// The commands of the application, which have pages of their own.
std::string commands(const CLI::App& app) {
  std::string text;
  for (const CLI::App* command : app.get_subcommands({}))
    text += item(bold(page_name(app, *command)) + "(1)", roff(command->get_description()) + ".");
  return text;
}

/// What a command within a command does, takes and shows.
std::string inner(const CLI::App& command, const std::string& before) {
  const std::string name = before + " " + command.get_name();
  return fmt::format(".SS {}\n{}.PP\n{}.\n{}{}.PP\nExample: {}", roff(command.get_name()), usage(command, name),
                     roff(command.get_description()), arguments(command), options(command), footer(command, true));
}

std::string page(const CLI::App& app, const CLI::App& command) {
  const bool whole = &app == &command;
  const std::string name = whole ? app.get_name() : app.get_name() + " " + command.get_name();
  std::string within;
  for (const CLI::App* one : command.get_subcommands({}))
    if (!whole) within += inner(*one, name);
  std::string title = page_name(app, command), summary = command.get_description();
  if (summary.ends_with('.')) summary.pop_back();
  for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  // The third field would be a date, and a build that is made again has the same bytes.
  return fmt::format(".TH {} 1 \"\" \"diffrates {}\" \"User Commands\"\n", roff(title), DIFFRATES_VERSION) +
         section("NAME", roff(page_name(app, command)) + " \\- " + roff(summary) + "\n") +
         section("SYNOPSIS", usage(command, name)) + section("ARGUMENTS", arguments(command)) +
         section("OPTIONS", options(command)) + section("COMMANDS", whole ? commands(app) : within) +
         section("NOTES", whole || !within.empty() ? "" : footer(command, false)) +
         section("EXAMPLES", within.empty() ? footer(command, true) : "") + section("EXIT STATUS", exit_status()) +
         section("SEE ALSO", see_also(app, command));
}

}  // namespace

std::vector<ManPage> man_pages(const CLI::App& app) {
  std::vector<ManPage> pages{{app.get_name(), page(app, app)}};
  for (const CLI::App* command : app.get_subcommands({}))
    pages.push_back({page_name(app, *command), page(app, *command)});
  return pages;
}

}  // namespace diffrates
