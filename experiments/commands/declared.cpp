#include "commands/declared.hpp"

#include <CLI/CLI.hpp>

namespace diffrates {
namespace {

/// Of TEXT:{list,of,words}.
std::vector<std::string> words_of(const std::string& type) {
  const std::size_t begin = type.find('{'), end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return CLI::detail::split(type.substr(begin + 1, end - begin - 1), ',');
}

DeclaredOption declared(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  DeclaredOption found;
  found.name = option.get_single_name();
  found.short_names = option.get_snames();
  found.long_names = option.get_lnames();
  found.meaning = option.get_description();
  found.value_name = type.substr(0, type.find(':'));
  found.default_value = option.get_default_str();
  found.words = words_of(type);
  for (const CLI::Option* other : option.get_excludes()) found.not_with.push_back(other->get_single_name());
  found.takes_value = option.get_items_expected_max() > 0;
  found.takes_several =
      option.get_expected_max() > 1 || option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  found.comma_separated = option.get_delimiter() == ',';
  found.required = option.get_required();
  return found;
}

}  // namespace

DeclaredCommand declared(const CLI::App& app) {
  DeclaredCommand found{app.get_name(), app.get_description(), app.get_footer(), {}, {}, {}};
  for (const CLI::Option* option : app.get_options())
    (option->nonpositional() ? found.options : found.arguments).push_back(declared(*option));
  for (const CLI::App* command : app.get_subcommands({})) found.commands.push_back(declared(*command));
  return found;
}

}  // namespace diffrates
