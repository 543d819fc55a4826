#include "programs/command.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace diffrates {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t most_words = 100, most_characters = 4096;

bool can_run(const fs::path& file) {
  struct stat found{};
  return ::stat(file.c_str(), &found) == 0 && S_ISREG(found.st_mode) && ::access(file.c_str(), X_OK) == 0;
}

bool plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./=+:,@%").find(c) != std::string_view::npos;
}

}  // namespace

Shape words_shape() { return Shape::list(Shape::text(0, most_characters), 1, most_words); }

std::string read_words(const Value& written, std::vector<std::string>& words) {
  const auto refused = [&](const Value& value) {
    return fmt::format("is {}; accepted: {} of at most {} characters without line breaks, the first not empty",
                       describe(value), accepted_words, most_characters);
  };
  const List* list = written.list();
  if (list == nullptr || list->empty() || list->size() > most_words) return refused(written);
  for (const Value& value : *list) {
    const std::string* word = value.text();
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (word == nullptr || word->size() > most_characters || std::any_of(word->begin(), word->end(), control))
      return refused(written);
    words.push_back(*word);
  }
  return words.front().empty() ? refused(written) : "";
}

std::string words(const Command& command) {
  std::string text;
  for (const std::string& word : command.words) {
    if (!text.empty()) text += ' ';
    bool bare = !word.empty();
    for (const char c : word) bare = bare && plain(c);
    text += bare ? word : "'" + word + "'";
  }
  return text;
}

std::string executable(const Command& command) {
  const std::string& name = command.words.front();
  if (name.empty()) return {};
  const fs::path here = fs::path(command.folder) / name;
  if (can_run(here)) return fs::absolute(here).lexically_normal().string();
  if (name.find('/') != std::string::npos) return {};
  const char* path = std::getenv("PATH");
  std::istringstream folders(path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (!folder.empty() && can_run(fs::path(folder) / name)) return (fs::path(folder) / name).string();
  return {};
}

ProgramRules& program_rules() {
  static ProgramRules rules;
  return rules;
}

}  // namespace diffrates
