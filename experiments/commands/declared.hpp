/// What commands and options declare of themselves, for all that is made of the words of --help: completion and the
/// manual.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace diffrates {

struct DeclaredOption {
  std::string name;                                  ///< of an argument, which has a place: its only one
  std::vector<std::string> short_names, long_names;  ///< without dashes
  std::string meaning;
  std::string value_name;          ///< FILE.csv
  std::string default_value;       ///< empty: none
  std::vector<std::string> words;  ///< that the value may be; none where it may be any
  std::vector<std::string> not_with;
  bool takes_value = false;    ///< false of a flag
  bool takes_several = false;  ///< may be given more than once, or be a list
  bool comma_separated = false;
  bool required = false;
};

struct DeclaredCommand {
  std::string name, meaning;
  std::string footer;  ///< what --help ends with
  std::vector<DeclaredOption> options, arguments;
  std::vector<DeclaredCommand> commands;  ///< within it
};

/// All in the order of their declaration.
DeclaredCommand declared(const CLI::App& app);

}  // namespace diffrates
