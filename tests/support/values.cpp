#include "support/values.hpp"

namespace diffrates::test {

Value of(double number) { return Value{number}; }
Value of(int number) { return Value{static_cast<double>(number)}; }
Value of(bool flag) { return Value{flag}; }
Value of(const char* text) { return Value{std::string(text)}; }
Value of(std::string text) { return Value{std::move(text)}; }
Value list(std::vector<Value> entries) { return Value{List(std::move(entries))}; }

Value numbers(std::initializer_list<double> entries) {
  List result;
  for (const double entry : entries) result.push_back(Value{entry});
  return Value{result};
}

Value object_of(std::initializer_list<Value> entries) {
  Members members;
  for (auto entry = entries.begin(); entry != entries.end(); entry += 2)
    members.emplace_back(std::get<std::string>(entry[0].data), entry[1]);
  return Value{members};
}

std::string text(const Problems& problems) {
  std::string result;
  for (const Problem& problem : problems.list()) result += problem.pointer + ": " + problem.message + "\n";
  return result;
}

}  // namespace diffrates::test
