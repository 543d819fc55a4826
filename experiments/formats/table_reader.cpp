#include "formats/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>

#include "formats/json_reader.hpp"
#include "formats/lost_digits.hpp"
#include "formats/printable.hpp"

namespace diffrates {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

char separator_of(std::string_view line, char decimal) {
  const bool quoted = line.find('"') != std::string_view::npos;  // then commas inside a field are no separators
  for (const char c : {',', ';', '\t'})
    if ((c != decimal || quoted) && line.find(c) != std::string_view::npos) return c;
  return ' ';
}

/// Where the field at the front of the line ends: at the separator, which does not count inside quotes.
std::size_t end_of_field(std::string_view line, char separator) {
  std::size_t from = 0;
  if (line.starts_with('"')) from = std::min(line.find('"', 1), line.size());
  return line.find(separator, from);
}

/// At most `most` fields.
std::vector<std::string_view> fields_of(std::string_view line, char separator, std::size_t most) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::string_view rest = separator == '\t' ? line : trimmed(line);
    const std::size_t end = end_of_field(rest, separator);
    fields.push_back(trimmed(rest.substr(0, end)));
    if (end == std::string_view::npos || fields.size() >= most) return fields;
    line = rest.substr(end + 1);
  }
}

std::string_view unquoted(std::string_view field) {
  const bool quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  return quoted ? trimmed(field.substr(1, field.size() - 2)) : field;
}

struct Number {
  double value = 0;       ///< NaN where it lies beyond all doubles
  std::string lost = {};  ///< what of the text is not in the value, in words
};

/// Nothing where the field is no number.
std::optional<Number> number_in(std::string_view field, char decimal) {
  std::string text(unquoted(field));
  if (decimal != '.') {
    if (text.find('.') != std::string::npos) return {};
    std::replace(text.begin(), text.end(), decimal, '.');
  }
  if (text.starts_with('+')) text.erase(0, 1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || text.empty()) return {};
  if (error == std::errc::result_out_of_range) return Number{NAN, {}};
  if (error != std::errc()) return {};
  return Number{number, lost_digits(text, number)};
}

/// Reads line after line; stops complaining after 20 problems.
class Reader {
 public:
  Reader(const std::string& file, Problems& problems, const std::string& pointer, const TableLimits& limits,
         const TableFormat& format)
      : file_(file), problems_(problems), pointer_(pointer), limits_(limits), format_(format) {}

  void line(std::string_view text) {
    ++line_;
    text = trimmed(text);
    if (text.empty() || text.front() == '#' || stopped_) return;
    if (separator_ == 0) separator_ = separator_of(text, format_.decimal);
    const std::vector<std::string_view> fields = fields_of(text, separator_, limits_.columns + 1);
    if (fields.size() > limits_.columns)
      return stop(fmt::format("has more than {0} columns; accepted: at most {0}", limits_.columns));
    if (columns_ == 0 && header(fields)) {
      columns_ = fields.size();
      for (const std::string_view field : fields) names_.emplace_back(unquoted(field));
      return;
    }
    if (columns_ == 0) columns_ = fields.size();
    if (fields.size() != columns_)
      return problem(fmt::format("has {} columns; accepted: {}, as in the first line", fields.size(), columns_));
    if (numbers_.size() >= limits_.rows * columns_)
      return stop(fmt::format("is beyond {0} points; accepted: at most {0}", limits_.rows));
    for (std::size_t j = 0; j < fields.size(); ++j) number(fields[j], j);
  }

  Table table() {
    if (problem_count_ == 0 && numbers_.empty())
      problems_.add(pointer_, fmt::format("{} holds no points; accepted: one point a line", file_));
    if (problem_count_ > 0 || numbers_.empty()) return {};
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto columns = static_cast<Eigen::Index>(columns_);
    return {std::move(names_),
            Eigen::Map<const RowMajor>(numbers_.data(), static_cast<Eigen::Index>(numbers_.size()) / columns, columns)};
  }

 private:
  bool header(const std::vector<std::string_view>& fields) const {
    if (format_.header) return *format_.header;
    return std::none_of(fields.begin(), fields.end(), [&](std::string_view field) {
      return number_in(field, format_.decimal).has_value() || begins_like_a_number(field);
    });
  }
  /// As 5%, 5cm, 1.5d0 and 0x10 do: a number written otherwise is no name of a column unless `header` says so.
  static bool begins_like_a_number(std::string_view field) {
    for (const std::string_view sign : {"+", "-", "\xE2\x88\x92", "."})
      if (field.starts_with(sign)) field.remove_prefix(sign.size());
    return !field.empty() && field.front() >= '0' && field.front() <= '9';
  }
  void number(std::string_view field, std::size_t column) {
    const std::optional<Number> number = number_in(field, format_.decimal);
    numbers_.push_back(number ? number->value : 0);
    if (number && std::isfinite(number->value) && number->lost.empty()) return;
    if (number && !number->lost.empty())
      return problem(fmt::format("column {} is {}, {}", column + 1, printable(field, 40), number->lost));
    problem(fmt::format("column {} is \"{}\"; accepted: a finite number{}", column + 1, printable(field, 40),
                        remedy(field)));
  }
  /// What would make a number of the field, or of the line it stands in.
  std::string remedy(std::string_view field) const {
    if (format_.decimal != '.') return " with a comma before its decimals, as \"decimal\" says";
    if (number_in(field, '.') && field.find_first_of("123456789") != std::string_view::npos)
      return ", 2.3e-308 to 1.8e308 in size or 0";
    if (number_in(field, ',') || field.find_first_of(";\t") != std::string_view::npos)
      return " (where commas stand before decimals: \"decimal\": \",\")";
    if (numbers_.size() <= columns_ && names_.empty() && !format_.header)
      return " (where the first line names the columns: \"header\": true)";
    return {};
  }
  void problem(const std::string& what) {
    if (++problem_count_ <= 20)
      problems_.add(pointer_, fmt::format("{}, line {}: {}", file_, line_, what));
    else
      stopped_ = true;
  }
  void stop(const std::string& what) {
    problem(what);
    stopped_ = true;
  }

  const std::string file_;
  Problems& problems_;
  const std::string& pointer_;
  const TableLimits& limits_;
  const TableFormat& format_;
  std::vector<std::string> names_;
  std::vector<double> numbers_;
  std::size_t line_ = 0, columns_ = 0, problem_count_ = 0;
  char separator_ = 0;
  bool stopped_ = false;
};

}  // namespace

Table parse_table(const std::string& text, const std::string& file, Problems& problems, const std::string& pointer,
                  const TableLimits& limits, const TableFormat& format) {
  Reader reader(printable(file, 300), problems, pointer, limits, format);
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    reader.line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return reader.table();
}

std::optional<std::string> read_data_file(const std::string& file, std::size_t bytes, Problems& problems,
                                          const std::string& pointer) {
  std::error_code error;
  if (std::filesystem::is_fifo(file, error) || std::filesystem::is_character_file(file, error) ||
      std::filesystem::is_socket(file, error)) {
    problems.add(pointer, fmt::format("{} is a pipe or a device; accepted: a file", printable(file, 300)));
    return {};
  }
  Problems found;
  std::optional<std::string> text = read_text_file(file, bytes, found);
  for (const Problem& problem : found.list())
    problems.add(pointer, fmt::format("{} {}", printable(file, 300), problem.message));
  return text;
}

Table read_table(const std::string& file, Problems& problems, const std::string& pointer, const TableLimits& limits,
                 const TableFormat& format) {
  const std::optional<std::string> text = read_data_file(file, limits.bytes, problems, pointer);
  return text ? parse_table(*text, file, problems, pointer, limits, format) : Table{};
}

std::string table_words(const Table& table) {
  const auto plural = [](Eigen::Index count) { return count == 1 ? "" : "s"; };
  const Eigen::Index rows = table.values.rows(), columns = table.values.cols();
  std::string words = fmt::format("{} record{}, {} column{}", rows, plural(rows), columns, plural(columns));
  if (!table.columns.empty()) return printable(fmt::format("{}: {}", words, fmt::join(table.columns, ", ")), 300);
  words += " without names";
  Eigen::Index counting = 0;
  while (counting < columns && table.values(0, counting) == static_cast<double>(counting)) ++counting;
  if (columns > 1 && counting == columns)
    words += fmt::format("; the first record is 0 to {} (if those are names: \"header\": true)", columns - 1);
  if (columns % 2 == 0 && table.values == table.values.array().floor().matrix())
    words += "; all numbers are whole (if commas stand before decimals: \"decimal\": \",\")";
  return words;
}

std::string beside(const std::string& config_file, const std::string& named) {
  const std::filesystem::path relative(named);
  if (relative.is_absolute()) return named;
  const std::filesystem::path next_to = std::filesystem::path(config_file).parent_path() / relative;
  std::error_code error;
  return std::filesystem::exists(next_to, error) ? next_to.string() : named;
}

}  // namespace diffrates
