#include "formats/table_reader.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>

#include "formats/json_reader.hpp"
#include "formats/printable.hpp"

namespace diffrates {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

char separator_of(std::string_view line) {
  for (const char c : {',', ';', '\t'})
    if (line.find(c) != std::string_view::npos) return c;
  return ' ';
}

/// At most `most` fields.
std::vector<std::string_view> fields_of(std::string_view line, char separator, std::size_t most) {
  std::vector<std::string_view> fields;
  while (true) {
    const std::size_t end = line.find(separator);
    fields.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos || fields.size() >= most) return fields;
    line.remove_prefix(end + 1);
    if (separator == ' ') line = trimmed(line);
  }
}

std::string_view unquoted(std::string_view field) {
  const bool quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  return quoted ? trimmed(field.substr(1, field.size() - 2)) : field;
}

std::optional<double> number_in(std::string_view field) {
  field = unquoted(field);
  if (!field.empty() && field.front() == '+') field.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error != std::errc() || end != field.data() + field.size() || field.empty()) return {};
  return number;
}

/// Reads line after line; stops complaining after 20 problems.
class Reader {
 public:
  Reader(const std::string& file, Problems& problems, const std::string& pointer, const TableLimits& limits)
      : file_(file), problems_(problems), pointer_(pointer), limits_(limits) {}

  void line(std::string_view text) {
    ++line_;
    text = trimmed(text);
    if (text.empty() || text.front() == '#' || stopped_) return;
    if (separator_ == 0) separator_ = separator_of(text);
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
  static bool header(const std::vector<std::string_view>& fields) {
    for (const std::string_view field : fields)
      if (number_in(field)) return false;
    return true;
  }
  void number(std::string_view field, std::size_t column) {
    const std::optional<double> number = number_in(field);
    if (number && std::isfinite(*number)) return numbers_.push_back(*number);
    problem(fmt::format("column {} is \"{}\"; accepted: a finite number", column + 1, printable(field, 40)));
    numbers_.push_back(0);
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
  std::vector<std::string> names_;
  std::vector<double> numbers_;
  std::size_t line_ = 0, columns_ = 0, problem_count_ = 0;
  char separator_ = 0;
  bool stopped_ = false;
};

}  // namespace

Table parse_table(const std::string& text, const std::string& file, Problems& problems, const std::string& pointer,
                  const TableLimits& limits) {
  Reader reader(printable(file, 300), problems, pointer, limits);
  std::string_view rest = text;
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    reader.line(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return reader.table();
}

Table read_table(const std::string& file, Problems& problems, const std::string& pointer, const TableLimits& limits) {
  std::error_code error;
  if (std::filesystem::is_fifo(file, error) || std::filesystem::is_character_file(file, error) ||
      std::filesystem::is_socket(file, error)) {
    problems.add(pointer, fmt::format("{} is a pipe or a device; accepted: a file", printable(file, 300)));
    return {};
  }
  Problems found;
  const std::optional<std::string> text = read_text_file(file, limits.bytes, found);
  for (const Problem& problem : found.list())
    problems.add(pointer, fmt::format("{} {}", printable(file, 300), problem.message));
  if (!text) return {};
  return parse_table(*text, file, problems, pointer, limits);
}

std::string beside(const std::string& config_file, const std::string& named) {
  const std::filesystem::path relative(named);
  if (relative.is_absolute()) return named;
  const std::filesystem::path next_to = std::filesystem::path(config_file).parent_path() / relative;
  std::error_code error;
  return std::filesystem::exists(next_to, error) ? next_to.string() : named;
}

}  // namespace diffrates
