/// Value trees written as compactly as JSON, and kinds made from them.
#pragma once

#include <gmock/gmock.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "parameters/kind.hpp"

namespace diffrates::test {

inline Value of(double number) { return Value{number}; }
inline Value of(int number) { return Value{static_cast<double>(number)}; }
inline Value of(bool flag) { return Value{flag}; }
inline Value of(const char* text) { return Value{std::string(text)}; }
inline Value of(std::string text) { return Value{std::move(text)}; }
inline Value of(Value value) { return value; }
inline Value list(std::vector<Value> entries) { return Value{List(std::move(entries))}; }
inline Value numbers(std::initializer_list<double> entries) {
  List result;
  for (const double entry : entries) result.push_back(Value{entry});
  return Value{result};
}

/// object("type", "smooth", "l_min", 0.001, ...)
template <class... Rest>
Value object(Rest&&... rest) {
  Members members;
  const auto add = [&](auto&& self, std::string key, auto&& value, auto&&... more) -> void {
    members.emplace_back(std::move(key), of(std::forward<decltype(value)>(value)));
    if constexpr (sizeof...(more) > 0) self(self, std::forward<decltype(more)>(more)...);
  };
  if constexpr (sizeof...(rest) > 0) add(add, std::forward<Rest>(rest)...);
  return Value{members};
}

/// "pointer: message" of every problem, one a line.
inline std::string text(const Problems& problems) {
  std::string result;
  for (const Problem& problem : problems.list()) result += problem.pointer + ": " + problem.message + "\n";
  return result;
}

/// The thing a value describes; a test failure naming every problem if there is none.
template <class Thing>
std::unique_ptr<Thing> make(const Value& value, const Kinds<Thing>& kinds) {
  Problems problems;
  std::unique_ptr<Thing> thing = make_kind(value, "", problems, kinds);
  EXPECT_TRUE(thing != nullptr && problems.empty()) << describe(value, 300) << "\n" << text(problems);
  return thing;
}

/// The problems a bad value gives, as text; a test failure if it was accepted.
template <class Thing>
std::string refusal(const Value& value, const Kinds<Thing>& kinds) {
  Problems problems;
  const std::unique_ptr<Thing> thing = make_kind(value, "", problems, kinds);
  EXPECT_TRUE(thing == nullptr && !problems.empty()) << "accepted: " << describe(value, 300);
  return text(problems);
}

}  // namespace diffrates::test
