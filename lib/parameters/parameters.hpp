/// Reading an object's keys: typed, bounded, every problem collected with its place, unknown keys answered with a
/// did-you-mean. The keys a thing reads are declared once, beside the thing, and serve reading, listing and naming.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parameters/shape.hpp"
#include "parameters/table.hpp"
#include "parameters/value.hpp"

namespace diffrates {

/// Something wrong with an input: where (a JSON pointer), what it is, and what would be accepted.
struct Problem {
  std::string pointer;
  std::string message;
};

class Problems {
 public:
  void add(std::string pointer, std::string message) {
    ++count_;
    if (list_.size() < most_kept) list_.push_back({std::move(pointer), std::move(message)});
  }
  const std::vector<Problem>& list() const { return list_; }
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }  ///< all that were added, also those beyond the list

 private:
  static constexpr std::size_t most_kept = 1000;
  std::vector<Problem> list_;
  std::size_t count_ = 0;
};

/// The closest of `known` to `word`, as " (did you mean \"...\"?)", or nothing if none is close.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& known);
/// a, b and c
std::string all_of(const std::vector<std::string_view>& words);
/// a, b or c
std::string one_of(const std::vector<std::string_view>& words);
/// pointer + "/" + key with ~ and / escaped (RFC 6901).
std::string pointer_to(const std::string& pointer, std::string_view key);

/// The keys of one object. Readers return a usable value always; when something is wrong a problem is recorded, and the
/// caller looks at good() before building anything. A key that is absent and has no default is a problem.
class Parameters {
 public:
  /// Keeps references; records a problem when `object` is not an object. `tables` may be null: then no file can be
  /// read.
  Parameters(const Value& object, std::string pointer, Problems& problems, const TableLoader* tables = nullptr);

  bool has(const Key& key) const { return find(key) != nullptr; }
  /// Whether exactly one of the keys is there; a problem where not.
  bool has_one(const Either& of);
  /// What the key's shape declares: type, bounds, and what it means where it is absent. Throws std::logic_error where
  /// the shape is of another type.
  double number(const Key& key);
  int integer(const Key& key);
  std::string word(const Key& key);
  std::vector<double> numbers(const Key& key);
  Eigen::MatrixXd points(const Key& key);
  /// The same with bounds that hang on other keys.
  double number(const Key& key, Bounds bounds, std::optional<double> absent = {});
  int integer(const Key& key, int low, int high, std::optional<int> absent = {});
  /// `absent` by default what the key's shape says.
  bool boolean(const Key& key, std::optional<bool> absent = {});
  std::string text(const Key& key, std::optional<std::string> absent = {});
  /// A text that must be one of `words`.
  std::string word(const Key& key, const std::vector<std::string_view>& words, std::optional<std::string> absent = {});
  /// A list of 1 to `most` numbers; a lone number counts as a list of one where `lone` is set.
  std::vector<double> numbers(const Key& key, Bounds bounds, std::size_t most, bool lone = false);
  /// A list of points: n numbers (d = 1) or n lists of d numbers; n x d. Empty (0 x 0) after a problem.
  Eigen::MatrixXd points(const Key& key, std::size_t most_points, std::size_t most_dimension);
  /// The value as written, or null; marks the key as known.
  const Value* raw(const Key& key);
  /// The value as written; a problem naming `accepted` when absent.
  const Value* required(const Key& key, std::string_view accepted);

  /// Adds a key and its text to what is noted, or gives it another text; for values whose reader notes none or another.
  void note(const Key& key, const std::string& written);

  /// The table in the file that a key names; empty after a problem.
  Table table(const Key& key);

  /// Records a problem at a key (or at the object itself when the key is empty).
  void problem(std::string_view key, std::string message);
  /// Records a problem for each key that no reader asked for.
  void finish();
  /// No problem has been recorded by or since the construction of this reader.
  bool good() const { return problems_.size() == before_; }

  std::string pointer(std::string_view key = {}) const;
  Problems& problems() { return problems_; }
  /// To be handed on to make_kind for things within this one.
  const TableLoader* tables() const { return tables_; }
  const Value& value() const { return value_; }
  /// Key and text of every number, word and boolean read, defaults included, in the order of the given keys, then in
  /// the order of reading.
  std::vector<std::pair<std::string, std::string>> noted(const std::vector<Key>& order = {}) const;
  /// The object as written, followed by every key that was absent and read with a default.
  Value resolved() const;

 private:
  const Value* find(const Key& key) const { return value_.find(std::string(key.name)); }
  /// Marks the key as known; the value or null, with a problem when absent and required.
  const Value* take(const Key& key, bool required, std::string_view accepted);
  void fill(const Key& key, Value value);

  const Value& value_;
  std::string pointer_;
  Problems& problems_;
  const TableLoader* tables_;
  std::size_t before_;
  std::vector<std::string_view> known_;
  std::vector<std::pair<std::string, std::string>> noted_;
  Members defaults_;
};

}  // namespace diffrates
