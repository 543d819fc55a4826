#include "formats/json_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace diffrates {
namespace {

bool plain(const Value& value) { return value.list() == nullptr && value.members() == nullptr; }

class Writer {
 public:
  std::string take() { return std::move(out_) + "\n"; }

  void write(const Value& value, int depth) {
    if (const List* list = value.list())
      write_list(*list, depth);
    else if (const Members* members = value.members())
      write_object(*members, depth);
    else if (const std::string* text = value.text())
      out_ += json_string(*text);
    else if (const bool* flag = value.boolean())
      out_ += *flag ? "true" : "false";
    else if (const double* number = value.number())
      write_number(*number);
    else
      out_ += "null";
  }

 private:
  void write_number(double number) {
    if (!std::isfinite(number))
      throw std::invalid_argument("json_text: a number is not finite, and JSON holds finite numbers only");
    out_ += number == 0 && std::signbit(number) ? "-0.0" : shortest(number);  // "-0" would read as the whole number 0
  }
  void write_list(const List& list, int depth) {
    const bool one_line = std::all_of(list.begin(), list.end(), plain);
    out_ += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out_ += one_line ? ", " : ",";
      if (!one_line) new_line(depth + 1);
      write(list[i], depth + 1);
    }
    if (!one_line) new_line(depth);
    out_ += ']';
  }
  void write_object(const Members& members, int depth) {
    out_ += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) out_ += ',';
      new_line(depth + 1);
      out_ += json_string(members[i].first) + ": ";
      write(members[i].second, depth + 1);
    }
    if (!members.empty()) new_line(depth);
    out_ += '}';
  }
  void new_line(int depth) { out_ += '\n' + std::string(static_cast<std::size_t>(2 * depth), ' '); }

  std::string out_;
};

}  // namespace

std::string json_text(const Value& value) {
  Writer writer;
  writer.write(value, 0);
  return writer.take();
}

std::string json_line(const Value& value) {
  std::string line;
  bool indent = false;  // within texts there are no line breaks: they are escaped
  for (const char c : json_text(value)) {
    if (c != '\n' && !(indent && c == ' ')) line += c;
    indent = c == '\n' || (indent && c == ' ');
  }
  return line + '\n';
}

std::string json_string(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}

}  // namespace diffrates
