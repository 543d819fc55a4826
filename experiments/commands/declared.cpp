#include "commands/declared.hpp"

namespace diffrates {
namespace {

std::vector<const CLI::Option*> options_that(const CLI::App& command, bool are_named) {
  std::vector<const CLI::Option*> all;
  for (const CLI::Option* option : command.get_options())
    if (option->nonpositional() == are_named) all.push_back(option);
  return all;
}

}  // namespace

std::vector<std::string> words_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();  // TEXT:{list,of,words}
  const std::size_t begin = type.find('{'), end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

std::string value_name(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

bool takes_several(const CLI::Option& option) {
  return option.get_expected_max() > 1 || option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}

std::vector<const CLI::Option*> named_options(const CLI::App& command) { return options_that(command, true); }
std::vector<const CLI::Option*> placed_arguments(const CLI::App& command) { return options_that(command, false); }

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  return CLI::detail::join(words, between);
}

}  // namespace diffrates
