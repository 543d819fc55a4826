/// What the value of a key may be: declared once, beside the key, for the readers of Parameters, which refuse all else,
/// and for the schema of configurations, which says the same to an editor.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "parameters/value.hpp"

namespace diffrates {

/// An interval of accepted numbers; an open end excludes its bound.
struct Bounds {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;
  bool contains(double x) const { return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high); }
  /// "a number > 0 and <= 700"
  std::string describe(std::string_view noun = "a number") const;
  static constexpr Bounds any() { return {}; }
  static constexpr Bounds positive(double high = std::numeric_limits<double>::infinity()) {
    return {0, high, true, false};
  }
  static constexpr Bounds at_least(double low, double high = std::numeric_limits<double>::infinity()) {
    return {low, high, false, false};
  }
};

struct Key;

/// A type and its bounds. What hangs on other keys (lists of one length, an end above another) is the reader's alone.
struct Shape {
  enum class Type { Anything, Number, Whole, Boolean, Null, Text, Word, ListOf, MapOf, Object, AnyOf, Thing };

  Type type = Type::Anything;
  Bounds bounds = {};                                          ///< of a number
  std::size_t least = 0;                                       ///< characters of a text, entries of a list or map
  std::size_t most = std::numeric_limits<std::size_t>::max();  ///< the same
  bool each_once = false;                                      ///< no two entries of a list are equal
  std::string_view pattern = {};             ///< of a text, or of a map's names: a regular expression; none if empty
  std::vector<std::string_view> words = {};  ///< of Word: those accepted
  std::vector<Shape> of;                     ///< of ListOf and MapOf: of each entry; of AnyOf: one fits
  std::vector<Key> keys;                     ///< of Object
  std::string_view thing = {};               ///< of Thing: target, sampler, ...: has a place of its own
  bool required = false;                     ///< the key must be there
  Value absent = {};                         ///< what an absent key means; null where that is no one value

  static Shape number(Bounds bounds = Bounds::any());
  static Shape whole(double low, double high);
  static Shape boolean();
  static Shape null();
  static Shape text(std::size_t least = 0, std::size_t most = std::numeric_limits<std::size_t>::max());
  /// A text in one line.
  static Shape line(std::size_t most, std::size_t least = 1);
  /// Such a text that may name a thing in tables: without commas, quotes and slashes, not beginning or ending with a
  /// space.
  static Shape name(std::size_t most);
  static Shape word(std::vector<std::string_view> words);
  static Shape list(Shape entry, std::size_t least, std::size_t most);
  /// One, or a list of 1 to `most`.
  static Shape one_or_list(const Shape& entry, std::size_t most);
  /// 1 to `most` numbers; where `lone` is set a number may stand for a list of one.
  static Shape numbers(Bounds bounds, std::size_t most, bool lone = false);
  /// 1 to `most_points` numbers, or as many lists of 1 to `most_dimension` numbers.
  static Shape points(std::size_t most_points, std::size_t most_dimension);
  /// An object whose keys are names of one's own.
  static Shape map(Shape entry, std::size_t least, std::size_t most);
  static Shape object(std::vector<Key> keys);
  static Shape either(std::vector<Shape> one_fits);
  static Shape a(std::string_view thing);

  Shape needed() const;                ///< the same of a key that must be there
  Shape otherwise(Value value) const;  ///< the same of a key that means `value` where it is absent
  Shape unequal() const;               ///< the same with no two entries equal

  bool takes_list() const;  ///< one value of it may be a list
};

/// One key of an object: its name, one line on its meaning, domain and unit, and what its value may be.
struct Key {
  std::string_view name;
  std::string_view meaning;
  Shape shape = {};
};

/// Names of keys of one object.
using Either = std::vector<std::string_view>;

}  // namespace diffrates
