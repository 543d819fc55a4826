#include "results/figure.hpp"

namespace diffrates {

std::string plain_text(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (std::string_view("\\{}^_@&~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace diffrates
