#include "commands/man_page.hpp"

#include <fmt/format.h>

#include <sstream>

#include "commands/commands.hpp"
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

std::string meaning(const DeclaredOption& option) {
  std::string text = roff(option.meaning) + ".";
  if (!option.words.empty()) text += roff(fmt::format(" One of: {}.", fmt::join(option.words, ", ")));
  if (!option.default_value.empty()) text += " Default: " + roff(option.default_value) + ".";
  for (const std::string& other : option.not_with) text += " Not with " + bold("--" + other) + ".";
  if (!option.long_names.empty() && option.required) text += " Required.";
  return text;
}

std::string options(const DeclaredCommand& command) {
  std::string text;
  for (const DeclaredOption& option : command.options) {
    std::string names;
    for (const std::string& name : option.short_names) names += bold("-" + name) + ", ";
    for (const std::string& name : option.long_names) names += bold("--" + name);
    text += item(option.takes_value ? names + " " + slanted(option.value_name) : names, meaning(option));
  }
  return text;
}

std::string arguments(const DeclaredCommand& command) {
  std::string text;
  for (const DeclaredOption& argument : command.arguments) text += item(slanted(argument.name), meaning(argument));
  return text;
}

/// diffrates run [OPTION]... configs...
std::string usage(const DeclaredCommand& command, const std::string& name) {
  std::string text = bold(name) + " [" + slanted("OPTION") + "]...";
  for (const DeclaredOption& argument : command.arguments) {
    const std::string one = slanted(argument.name) + (argument.takes_several ? "..." : "");
    text += argument.required ? " " + one : " [" + one + "]";
  }
  if (!command.commands.empty()) text += " " + slanted("COMMAND");
  return text + "\n";
}

/// What --help ends with: its examples, or the rest of it, a paragraph a line.
std::string footer(const DeclaredCommand& command, bool examples) {
  std::istringstream lines(command.footer);
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

std::string page_name(const DeclaredCommand& app, const DeclaredCommand& command) {
  return &app == &command ? app.name : app.name + "-" + command.name;
}

std::string see_also(const DeclaredCommand& app, const DeclaredCommand& page) {
  std::vector<std::string> names;
  if (&app != &page) names.push_back(bold(app.name) + "(1)");
  for (const DeclaredCommand& command : app.commands)
    if (&command != &page) names.push_back(bold(page_name(app, command)) + "(1)");
  return fmt::format("{}\n", fmt::join(names, ",\n"));
}

/// The commands of the application, which have pages of their own.
std::string commands(const DeclaredCommand& app) {
  std::string text;
  for (const DeclaredCommand& command : app.commands)
    text += item(bold(page_name(app, command)) + "(1)", roff(command.meaning) + ".");
  return text;
}

/// What a command within a command does, takes and shows.
std::string inner(const DeclaredCommand& command, const std::string& before) {
  const std::string name = before + " " + command.name;
  return fmt::format(".SS {}\n{}.PP\n{}.\n{}{}.PP\nExample: {}", roff(command.name), usage(command, name),
                     roff(command.meaning), arguments(command), options(command), footer(command, true));
}

std::string page(const DeclaredCommand& app, const DeclaredCommand& command) {
  const bool whole = &app == &command;
  const std::string name = whole ? app.name : app.name + " " + command.name;
  std::string within;
  for (const DeclaredCommand& one : command.commands)
    if (!whole) within += inner(one, name);
  std::string title = page_name(app, command), summary = command.meaning;
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

std::vector<ManPage> man_pages(const DeclaredCommand& app) {
  std::vector<ManPage> pages{{app.name, page(app, app)}};
  for (const DeclaredCommand& command : app.commands) pages.push_back({page_name(app, command), page(app, command)});
  return pages;
}

}  // namespace diffrates
