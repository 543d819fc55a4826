/// A kind of thing a configuration may name by its `type`: its name, one line on what it is, the keys it reads, and how
/// to make one. Declared once, in the file of the thing; `list`, validation and errors are all made from it.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "parameters/described.hpp"
#include "parameters/parameters.hpp"

namespace diffrates {

template <class Thing>
struct Kind {
  std::string_view name;
  std::string_view meaning;
  std::vector<Key> keys;
  /// Reads its keys and makes the thing, or returns null after recording a problem. Never throws on bad input.
  std::function<std::unique_ptr<Thing>(Parameters&)> make;
  std::string_view example = {};  ///< some keys as a configuration writes them, such as "level": 6
  bool dear = false;   ///< making one takes seconds or much memory, so that a configuration may hold only some
  Either either = {};  ///< keys of which exactly one must be there, which `make` asks for by Parameters::has_one
};

template <class Thing>
using Kinds = std::vector<const Kind<Thing>*>;

template <class Thing>
std::vector<std::string_view> names(const Kinds<Thing>& kinds) {
  std::vector<std::string_view> result;
  for (const auto* kind : kinds) result.push_back(kind->name);
  return result;
}

/// Keys of every kind. Defined in kind.cpp: an inline variable with a constructor costs each file that reads this a
/// quarter of a second to compile.
extern const Key type_key, remark_key;

/// Reads "type", hands the other keys to that kind and answers keys nobody asked for. Null after a problem.
/// `also`: keys that the caller reads itself from the same object.
/// `described`, where given, receives the type with every parameter; `resolved`, where given, the object with its
/// defaults filled in. `tables`, where given, reads the files that keys name.
template <class Thing>
std::unique_ptr<Thing> make_kind(const Value& value, const std::string& pointer, Problems& problems,
                                 const Kinds<Thing>& kinds, const std::vector<Key>& also = {},
                                 Described* described = nullptr, Value* resolved = nullptr,
                                 const TableLoader* tables = nullptr) {
  Parameters head(value, pointer, problems);
  if (!head.good()) return nullptr;
  const std::string type = head.word(type_key, names(kinds));
  if (!head.good()) return nullptr;
  for (const auto* kind : kinds) {
    if (kind->name != type) continue;
    Parameters parameters(value, pointer, problems, tables);
    parameters.raw(type_key);
    for (const Key& key : also) parameters.raw(key);
    for (const Key& key : kind->keys) parameters.raw(key);
    if (parameters.raw(remark_key) != nullptr) parameters.text(remark_key);
    parameters.finish();
    std::unique_ptr<Thing> thing = kind->make(parameters);
    if (described != nullptr) *described = {type, parameters.noted(kind->keys)};
    if (resolved != nullptr) *resolved = parameters.resolved();
    return parameters.good() ? std::move(thing) : nullptr;
  }
  return nullptr;
}

}  // namespace diffrates
