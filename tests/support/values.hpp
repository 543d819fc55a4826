/// Value trees written as compactly as JSON, and kinds made from them.
#pragma once

#include <gmock/gmock.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "parameters/kind.hpp"

namespace diffrates::test {

Value of(double number);
Value of(int number);
Value of(bool flag);
Value of(const char* text);
Value of(std::string text);
inline Value of(Value value) { return value; }
Value list(std::vector<Value> entries);
Value numbers(std::initializer_list<double> entries);
/// Keys and values in turn.
Value object_of(std::initializer_list<Value> entries);

/// object("type", "smooth", "l_min", 0.001, ...)
template <class... Rest>
Value object(Rest&&... rest) {
  return object_of({of(std::forward<Rest>(rest))...});
}

/// "pointer: message" of every problem, one a line.
std::string text(const Problems& problems);

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
