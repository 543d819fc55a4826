#include "formats/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "formats/lost_digits.hpp"
#include "formats/printable.hpp"

namespace diffrates {
namespace {

struct Place {
  std::size_t line = 1, column = 1;
};

Place place_of(const std::string& text, std::size_t position) {
  Place place;
  const std::size_t end = std::min(position, text.size());
  for (std::size_t i = 0; i + 1 < end; ++i) {
    if (text[i] == '\n')
      ++place.line, place.column = 1;
    else
      ++place.column;
  }
  return place;
}

/// Builds the tree from the parser's events; `false` from an event stops the parser.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  Builder(const std::string& text, const JsonLimits& limits, Problems& problems)
      : text_(text), limits_(limits), problems_(problems) {}

  std::optional<Value> root() { return std::move(root_); }

  bool null() override { return put(Value{}); }
  bool boolean(bool flag) override { return put(Value{flag}); }
  bool number_integer(number_integer_t number) override {
    return put_number(static_cast<double>(number), std::to_string(number));
  }
  bool number_unsigned(number_unsigned_t number) override {
    return put_number(static_cast<double>(number), std::to_string(number));
  }
  bool number_float(number_float_t number, const string_t& written) override { return put_number(number, written); }
  bool string(string_t& text) override { return put(Value{std::move(text)}); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value{Members{}}); }
  bool start_array(std::size_t) override { return open(Value{List{}}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Frame& frame = stack_.back();
    const Members& members = std::get<Members>(frame.value.data);
    const auto same = [&](const auto& member) { return member.first == name; };
    if (std::any_of(members.begin(), members.end(), same))
      problems_.add(pointer_to(pointer(stack_.size() - 1), name),
                    "is a duplicate key; accepted: each key once in an object");
    if (members.size() >= limits_.keys) {
      problems_.add(pointer(stack_.size() - 1),
                    fmt::format("has more than {0} keys; accepted: at most {0}", limits_.keys));
      return false;
    }
    frame.key = std::move(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    const Place place = place_of(text_, position);
    const std::string where = fmt::format("line {}, column {}", place.line, place.column);
    if (dynamic_cast<const nlohmann::detail::out_of_range*>(&error) != nullptr) {
      problems_.add(pointer(stack_.size()),
                    fmt::format("is {} ({}), which no double holds; accepted: a number up to 1.8e308 in size",
                                printable(token, 60), where));
      return false;
    }
    std::string reason = error.what();
    if (const auto at = reason.find(": ", reason.find("column")); at != std::string::npos)
      reason = reason.substr(at + 2);
    if (reason.size() > 200) reason = reason.substr(0, 100) + " ... " + reason.substr(reason.size() - 90);
    problems_.add(pointer(stack_.size()),
                  fmt::format("{}: {}; accepted: JSON (RFC 8259)", where, printable(reason, 300)));
    return false;
  }

 private:
  struct Frame {
    Value value;      ///< a List or Members being filled
    std::string key;  ///< of the member being read
  };

  /// Where the next value of the innermost of the first `depth` frames goes.
  std::string pointer(std::size_t depth) const {
    std::string result;
    for (std::size_t i = 0; i < depth; ++i) {
      const List* list = stack_[i].value.list();
      result = pointer_to(result, list != nullptr ? std::to_string(list->size()) : stack_[i].key);
    }
    return result;
  }

  bool put(Value&& value) {
    if (++count_ > limits_.values) {
      problems_.add(pointer(stack_.size()),
                    fmt::format("the file holds more than {0} values; accepted: at most {0}", limits_.values));
      return false;
    }
    if (stack_.empty())
      root_ = std::move(value);
    else if (auto* list = std::get_if<List>(&stack_.back().value.data))
      list->push_back(std::move(value));
    else
      std::get<Members>(stack_.back().value.data).emplace_back(std::move(stack_.back().key), std::move(value));
    return true;
  }

  bool put_number(double number, const std::string& written) {
    if (const std::string lost = lost_digits(written, number); !lost.empty())
      problems_.add(pointer(stack_.size()), fmt::format("is {}, {}", printable(written, 60), lost));
    return put(Value{number});
  }

  bool open(Value&& container) {
    if (stack_.size() >= limits_.depth) {
      problems_.add(pointer(stack_.size()),
                    fmt::format("is nested deeper than {0} levels; accepted: at most {0}", limits_.depth));
      return false;
    }
    stack_.push_back({std::move(container), {}});
    return true;
  }

  bool close() {
    Value value = std::move(stack_.back().value);
    stack_.pop_back();
    return put(std::move(value));
  }

  const std::string& text_;
  const JsonLimits& limits_;
  Problems& problems_;
  std::vector<Frame> stack_;
  std::size_t count_ = 0;
  std::optional<Value> root_;
};

}  // namespace

std::optional<Value> parse_json(const std::string& text, Problems& problems, const JsonLimits& limits) {
  const std::size_t before = problems.size();
  if (text.size() > limits.bytes) {
    problems.add("", fmt::format("is {} bytes long; accepted: at most {}", text.size(), limits.bytes));
    return {};
  }
  Builder builder(text, limits, problems);
  const bool complete = nlohmann::json::sax_parse(text, &builder);
  if (!complete || problems.size() != before) return {};
  return builder.root();
}

namespace {

/// Everything in the stream, or a problem.
std::optional<std::string> text_in(std::istream& stream, std::size_t most, Problems& problems) {
  std::string text;
  std::vector<char> block(std::size_t{1} << 16);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() <= most) continue;
    problems.add("", fmt::format("is larger than {0} bytes; accepted: at most {0}", most));
    return {};
  }
  if (!stream.bad()) return text;
  problems.add("", "cannot be read; accepted: a readable file");
  return {};
}

std::optional<std::string> text_in_standard_input(std::size_t most, Problems& problems) {
  if (!std::cin.eof()) return text_in(std::cin, most, problems);
  problems.add("", "has been read to its end before; accepted: - once");
  return {};
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& file, std::size_t most, Problems& problems) {
  if (file == "-") return text_in_standard_input(most, problems);
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(file, error);
  const auto refuse = [&](const std::string& why) {
    problems.add("", why);
    return std::nullopt;
  };
  if (!std::filesystem::exists(status)) return refuse("does not exist; accepted: a readable file");
  if (std::filesystem::is_directory(status)) return refuse("is a folder; accepted: a readable file");
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return refuse(fmt::format("cannot be read ({}); accepted: a readable file", std::strerror(errno)));
  return text_in(stream, most, problems);
}

}  // namespace diffrates
