/// What options declare of themselves, for all that is made of the words of --help: completion and the manual.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace diffrates {

/// The words that the option's value may be; none where it may be any.
std::vector<std::string> words_of(const CLI::Option& option);

/// What its value is called: FILE.csv.
std::string value_name(const CLI::Option& option);

/// False of a flag.
bool takes_value(const CLI::Option& option);

/// May be given more than once, or be a list.
bool takes_several(const CLI::Option& option);

/// --set and its kin, and arguments, which have a place in place of a name; each in the order of their declaration.
std::vector<const CLI::Option*> named_options(const CLI::App& command);
std::vector<const CLI::Option*> placed_arguments(const CLI::App& command);

/// The words, with `between` two of them.
std::string joined(const std::vector<std::string>& words, const std::string& between);

}  // namespace diffrates
