#include "parameters/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace diffrates {
namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

std::string joined(const std::vector<std::string_view>& words, std::string_view before_last) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? before_last : ", ";
    text += words[i];
  }
  return text;
}

/// The shape of `key`, which must be of that type: a mistake in the code otherwise.
const Shape& declared(const Key& key, Shape::Type type) {
  if (key.shape.type != type)
    throw std::logic_error(fmt::format("key {} is not declared as what it is read as", key.name));
  return key.shape;
}

template <class T>
std::optional<T> optional_of(const T* value) {
  return value != nullptr ? std::optional<T>(*value) : std::nullopt;
}

std::string is_but_accepted(const Value& value, std::string_view accepted) {
  return fmt::format("is {}; accepted: {}", describe(value), accepted);
}

}  // namespace

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() > 64) return {};
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < least) least = distance, best = candidate;
  }
  return best.empty() ? std::string() : fmt::format(" (did you mean \"{}\"?)", best);
}

std::string all_of(const std::vector<std::string_view>& words) { return joined(words, " and "); }

std::string one_of(const std::vector<std::string_view>& words) { return joined(words, " or "); }

std::string pointer_to(const std::string& pointer, std::string_view key) {
  std::string result = pointer + "/";
  for (const char c : key.substr(0, 200)) {
    if (c == '~')
      result += "~0";
    else if (c == '/')
      result += "~1";
    else if (static_cast<unsigned char>(c) < 0x20)
      result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      result += c;
  }
  return result;
}

Parameters::Parameters(const Value& object, std::string pointer, Problems& problems, const TableLoader* tables)
    : value_(object), pointer_(std::move(pointer)), problems_(problems), tables_(tables), before_(problems.size()) {
  if (value_.members() == nullptr) problems_.add(pointer_, is_but_accepted(value_, "an object { ... }"));
}

std::string Parameters::pointer(std::string_view key) const {
  return key.empty() ? pointer_ : pointer_to(pointer_, key);
}

void Parameters::problem(std::string_view key, std::string message) { problems_.add(pointer(key), std::move(message)); }

const Value* Parameters::take(const Key& key, bool required, std::string_view accepted) {
  if (std::find(known_.begin(), known_.end(), key.name) == known_.end()) known_.push_back(key.name);
  const Value* value = find(key);
  if (value == nullptr && required && value_.members() != nullptr)
    problem(key.name, fmt::format("is missing; accepted: {} ({})", accepted, key.meaning));
  return value;
}

void Parameters::note(const Key& key, const std::string& written) {
  for (auto& [name, known] : noted_)
    if (name == key.name) {
      known = written;
      return;
    }
  noted_.emplace_back(std::string(key.name), written);
}

std::vector<std::pair<std::string, std::string>> Parameters::noted(const std::vector<Key>& order) const {
  std::vector<std::pair<std::string, std::string>> sorted = noted_;
  const auto place = [&](const auto& one) {
    return std::find_if(order.begin(), order.end(), [&](const Key& key) { return key.name == one.first; }) -
           order.begin();
  };
  std::stable_sort(sorted.begin(), sorted.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return sorted;
}

void Parameters::fill(const Key& key, Value value) { defaults_.emplace_back(std::string(key.name), std::move(value)); }

Value Parameters::resolved() const {
  Members members = value_.members() != nullptr ? *value_.members() : Members{};
  members.insert(members.end(), defaults_.begin(), defaults_.end());
  return Value{std::move(members)};
}

const Value* Parameters::raw(const Key& key) { return take(key, false, ""); }

const Value* Parameters::required(const Key& key, std::string_view accepted) { return take(key, true, accepted); }

bool Parameters::has_one(const Either& of) {
  const auto given = std::count_if(of.begin(), of.end(),
                                   [&](std::string_view name) { return value_.find(std::string(name)) != nullptr; });
  if (given == 1) return true;
  problem("", of.size() > 2 ? fmt::format("has {} of the keys {}; accepted: one of them", given, all_of(of))
                            : fmt::format("needs one of the keys {}, and not both", all_of(of)));
  return false;
}

double Parameters::number(const Key& key) {
  const Shape& shape = declared(key, Shape::Type::Number);
  return number(key, shape.bounds, optional_of(shape.absent.number()));
}

int Parameters::integer(const Key& key) {
  const Shape& shape = declared(key, Shape::Type::Whole);
  const double* absent = shape.absent.number();
  return integer(key, static_cast<int>(shape.bounds.low), static_cast<int>(shape.bounds.high),
                 absent != nullptr ? std::optional(static_cast<int>(*absent)) : std::nullopt);
}

std::string Parameters::word(const Key& key) {
  const Shape& shape = declared(key, Shape::Type::Word);
  return word(key, shape.words, optional_of(shape.absent.text()));
}

std::vector<double> Parameters::numbers(const Key& key) {
  const bool lone = key.shape.type == Shape::Type::AnyOf;
  const Shape& list = lone ? key.shape.of.at(1) : declared(key, Shape::Type::ListOf);
  return numbers(key, list.of.at(0).bounds, list.most, lone);
}

Eigen::MatrixXd Parameters::points(const Key& key) {
  const Shape& lists = declared(key, Shape::Type::AnyOf).of.at(1);
  return points(key, lists.most, lists.of.at(0).most);
}

double Parameters::number(const Key& key, Bounds bounds, std::optional<double> absent) {
  const std::string accepted = bounds.describe();
  const double fallback = absent.value_or(std::isfinite(bounds.low) ? bounds.low : 0);
  double result = fallback;
  if (const Value* value = take(key, !absent, accepted)) {
    const double* number = value->number();
    if (number == nullptr || !std::isfinite(*number) || !bounds.contains(*number))
      problem(key.name, is_but_accepted(*value, accepted));
    else
      result = *number;
  } else {
    fill(key, Value{result});
  }
  note(key, shortest(result));
  return result;
}

int Parameters::integer(const Key& key, int low, int high, std::optional<int> absent) {
  const std::string accepted = fmt::format("a whole number from {} to {}", low, high);
  int result = absent.value_or(low);
  if (const Value* value = take(key, !absent, accepted)) {
    const double* number = value->number();
    if (number == nullptr || !(*number >= low && *number <= high) || *number != std::floor(*number))
      problem(key.name, is_but_accepted(*value, accepted));
    else
      result = static_cast<int>(*number);
  } else {
    fill(key, Value{static_cast<double>(result)});
  }
  note(key, fmt::format("{}", result));
  return result;
}

bool Parameters::boolean(const Key& key, std::optional<bool> absent) {
  if (!absent) absent = optional_of(key.shape.absent.boolean());
  bool result = absent.value_or(false);
  if (const Value* value = take(key, !absent, "true or false")) {
    if (const bool* flag = value->boolean())
      result = *flag;
    else
      problem(key.name, is_but_accepted(*value, "true or false"));
  } else {
    fill(key, Value{result});
  }
  note(key, result ? "true" : "false");
  return result;
}

std::string Parameters::text(const Key& key, std::optional<std::string> absent) {
  if (!absent) absent = optional_of(key.shape.absent.text());
  std::string result = absent.value_or("");
  if (const Value* value = take(key, !absent, "a text")) {
    if (const std::string* text = value->text())
      result = *text;
    else
      problem(key.name, is_but_accepted(*value, "a text"));
  } else {
    fill(key, Value{result});
  }
  return result;
}

std::string Parameters::word(const Key& key, const std::vector<std::string_view>& words,
                             std::optional<std::string> absent) {
  std::string result = absent.value_or(std::string(words.front()));
  if (const Value* value = take(key, !absent, one_of(words))) {
    const std::string* text = value->text();
    if (text != nullptr && std::find(words.begin(), words.end(), *text) != words.end())
      result = *text;
    else
      problem(key.name, is_but_accepted(*value, one_of(words)) + (text ? did_you_mean(*text, words) : ""));
  } else {
    fill(key, Value{result});
  }
  note(key, result);
  return result;
}

std::vector<double> Parameters::numbers(const Key& key, Bounds bounds, std::size_t most, bool lone) {
  const std::string accepted =
      fmt::format("{}a list of 1 to {} numbers, each {}", lone ? "a number or " : "", most, bounds.describe());
  std::vector<double> result;
  const Value* value = take(key, true, accepted);
  if (value == nullptr) return result;
  const List alone{*value};
  const List* list = lone && value->number() ? &alone : value->list();
  if (list == nullptr || list->empty()) {
    problem(key.name, is_but_accepted(*value, accepted));
    return result;
  }
  if (list->size() > most) {
    problem(key.name, fmt::format("has {} entries; accepted: {}", list->size(), accepted));
    return result;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const double* number = (*list)[i].number();
    if (number != nullptr && std::isfinite(*number) && bounds.contains(*number)) {
      result.push_back(*number);
      continue;
    }
    const std::string place = list == &alone ? pointer(key.name) : pointer_to(pointer(key.name), std::to_string(i));
    problems_.add(place, is_but_accepted((*list)[i], bounds.describe()));
    result.push_back(std::isfinite(bounds.low) ? bounds.low : 0);
  }
  return result;
}

Eigen::MatrixXd Parameters::points(const Key& key, std::size_t most_points, std::size_t most_dimension) {
  const std::string accepted =
      fmt::format("a list of 1 to {} points, each a number or a list of 1 to {} numbers", most_points, most_dimension);
  const Value* value = take(key, true, accepted);
  if (value == nullptr) return {};
  const List* list = value->list();
  if (list == nullptr || list->empty()) {
    problem(key.name, is_but_accepted(*value, accepted));
    return {};
  }
  if (list->size() > most_points) {
    problem(key.name, fmt::format("has {} points; accepted: {}", list->size(), accepted));
    return {};
  }
  const List* first = list->front().list();
  const std::size_t dimension = first != nullptr ? first->size() : 1;
  if (dimension == 0 || dimension > most_dimension) {
    problem(key.name, fmt::format("has points of {} numbers; accepted: {}", dimension, accepted));
    return {};
  }
  Eigen::MatrixXd result(list->size(), dimension);
  bool good = true;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Value& point = (*list)[i];
    const std::string place = pointer_to(pointer(key.name), std::to_string(i));
    const List alone{point};
    const List* row = first != nullptr ? point.list() : &alone;
    if (row == nullptr || row->size() != dimension) {
      problems_.add(place, is_but_accepted(point, fmt::format("a list of {} numbers like the first point", dimension)));
      good = false;
      continue;
    }
    for (std::size_t j = 0; j < dimension; ++j) {
      const double* number = (*row)[j].number();
      if (number != nullptr && std::isfinite(*number)) {
        result(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = *number;
        continue;
      }
      problems_.add(first != nullptr ? pointer_to(place, std::to_string(j)) : place,
                    is_but_accepted((*row)[j], first != nullptr || (*row)[j].list() == nullptr
                                                   ? "a finite number"
                                                   : "a number like the first point"));
      good = false;
    }
  }
  return good ? result : Eigen::MatrixXd();
}

Table Parameters::table(const Key& key) {
  const std::size_t before = problems_.size();
  const std::string file = text(key);
  if (problems_.size() > before) return {};
  note(key, file);
  if (tables_ != nullptr) return (*tables_)(file, pointer(key.name), problems_);
  problem(key.name, fmt::format("is {}; accepted: nothing, as no files can be read here", file));
  return {};
}

void Parameters::finish() {
  const Members* members = value_.members();
  if (members == nullptr) return;
  for (const auto& [name, value] : *members)
    if (std::find(known_.begin(), known_.end(), name) == known_.end())
      problem(name, fmt::format("is not a key here{}; accepted: {}", did_you_mean(name, known_), one_of(known_)));
}

}  // namespace diffrates
