#include "parameters/value.hpp"

#include <fmt/format.h>

namespace diffrates {

const Value* Value::find(const std::string& key) const {
  if (const Members* object = members())
    for (const auto& [name, value] : *object)
      if (name == key) return &value;
  return nullptr;
}

std::string shortest(double number) { return fmt::format("{}", number); }

namespace {

struct Writer {
  std::size_t most;
  std::string out{};

  bool full() const { return out.size() > most; }
  void write(const Value& value) {
    if (full()) return;
    std::visit([this](const auto& data) { put(data); }, value.data);
  }
  void put(std::monostate) { out += "null"; }
  void put(bool flag) { out += flag ? "true" : "false"; }
  void put(double number) { out += shortest(number); }
  void put(const std::string& text) {
    out += '"';
    for (const char c : text) {
      if (full()) break;
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x20 || byte == 0x7f)
        out += fmt::format("\\u{:04x}", byte);
      else
        out += c;
    }
    out += '"';
  }
  void put(const List& list) {
    out += '[';
    for (std::size_t i = 0; i < list.size() && !full(); ++i) {
      if (i > 0) out += ", ";
      write(list[i]);
    }
    out += ']';
  }
  void put(const Members& members) {
    out += '{';
    for (std::size_t i = 0; i < members.size() && !full(); ++i) {
      if (i > 0) out += ", ";
      put(members[i].first);
      out += ": ";
      write(members[i].second);
    }
    out += '}';
  }
};

}  // namespace

std::string describe(const Value& value, std::size_t most) {
  Writer writer{most};
  writer.write(value);
  if (!writer.full()) return writer.out;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(writer.out[end]) & 0xC0) == 0x80) --end;  // keep UTF-8 whole
  return writer.out.substr(0, end) + "...";
}

}  // namespace diffrates
