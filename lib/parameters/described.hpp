/// A thing as tables name it: its type and every parameter it was made with, defaults included.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diffrates {

struct Described {
  std::string type;
  std::vector<std::pair<std::string, std::string>> parameters = {};  ///< key and value, as texts

  /// smooth(l_min=0.001;l_max=12); the type alone where it has no parameters.
  std::string label() const {
    std::string text;
    for (const auto& [key, value] : parameters) text += (text.empty() ? "" : ";") + key + '=' + value;
    return text.empty() ? type : type + '(' + text + ')';
  }
  /// The same with the value at `key` left open: cosine(frequency=*;phase=0.7).
  Described without(std::string_view key) const {
    Described open = *this;
    for (auto& [name, value] : open.parameters)
      if (name == key) value = "*";
    return open;
  }
  friend auto operator<=>(const Described&, const Described&) = default;
};

}  // namespace diffrates
