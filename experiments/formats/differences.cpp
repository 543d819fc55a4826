#include "formats/differences.hpp"

#include <fmt/format.h>

#include "parameters/parameters.hpp"

namespace diffrates {
namespace {

std::string where(const std::string& pointer) { return pointer.empty() ? "the whole" : pointer; }

std::string in_members(const Value& there, const Value& here, const std::string& pointer) {
  for (const auto& [key, value] : *there.members()) {
    const std::string at = pointer_to(pointer, key);
    const Value* other = here.find(key);
    if (other == nullptr) return fmt::format("{} is {} there and missing here", at, describe(value));
    if (const std::string found = first_difference(value, *other, at); !found.empty()) return found;
  }
  for (const auto& [key, value] : *here.members())
    if (there.find(key) == nullptr)
      return fmt::format("{} is missing there and {} here", pointer_to(pointer, key), describe(value));
  return {};
}

std::string in_lists(const List& there, const List& here, const std::string& pointer) {
  for (std::size_t i = 0; i < std::min(there.size(), here.size()); ++i)
    if (const std::string found = first_difference(there[i], here[i], pointer_to(pointer, std::to_string(i)));
        !found.empty())
      return found;
  if (there.size() == here.size()) return {};
  return fmt::format("{} has {} entries there and {} here", where(pointer), there.size(), here.size());
}

}  // namespace

std::string first_difference(const Value& there, const Value& here, const std::string& pointer) {
  if (there.members() != nullptr && here.members() != nullptr) return in_members(there, here, pointer);
  if (there.list() != nullptr && here.list() != nullptr) return in_lists(*there.list(), *here.list(), pointer);
  const bool same = there.data.index() == here.data.index() &&
                    (there.is_null() || (there.number() != nullptr && *there.number() == *here.number()) ||
                     (there.boolean() != nullptr && *there.boolean() == *here.boolean()) ||
                     (there.text() != nullptr && *there.text() == *here.text()));
  if (same) return {};
  return fmt::format("{} is {} there and {} here", where(pointer), describe(there), describe(here));
}

}  // namespace diffrates
