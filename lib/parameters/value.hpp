/// A plain tree of values: what a configuration says, without any file format.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace diffrates {

struct Value;
using List = std::vector<Value>;
/// Members in the order they were written.
struct Member;
using Members = std::vector<Member>;

struct Value {
  std::variant<std::monostate, bool, double, std::string, List, Members> data;

  bool is_null() const { return std::holds_alternative<std::monostate>(data); }
  const bool* boolean() const { return std::get_if<bool>(&data); }
  const double* number() const { return std::get_if<double>(&data); }
  const std::string* text() const { return std::get_if<std::string>(&data); }
  const List* list() const { return std::get_if<List>(&data); }
  const Members* members() const { return std::get_if<Members>(&data); }
  /// The member of that name, or null (also when this is not an object).
  const Value* find(const std::string& key) const;
};

/// A key and its value. Not a std::pair: clang 14 asks for the whole of a pair inside its own definition.
struct Member {
  template <class Key>
  Member(Key&& key, Value value) : first(std::forward<Key>(key)), second(std::move(value)) {}
  std::string first;
  Value second;
};

/// The value as a reader would write it, shortened to about `most` characters.
std::string describe(const Value& value, std::size_t most = 60);

/// The shortest decimal text that reads back as the same double.
std::string shortest(double number);

}  // namespace diffrates
