#include "computing/journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"
#include "numerics/random.hpp"
#include "results/result_folder.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

fs::path header_of(const fs::path& folder) { return folder / unfinished_file; }
fs::path lines_of(const fs::path& folder) { return folder / "unfinished.csv"; }

std::string sealed(const std::string& line) { return fmt::format("{:016x},{}", key_of(line), line); }

/// The record a line holds; nothing unless the line is whole.
std::optional<CsvRecord> unsealed(std::string_view line) {
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos || sealed(std::string(line.substr(comma + 1))) != line) return {};
  return parse_csv(line.substr(comma + 1)).front();
}

}  // namespace

std::optional<Identity> unfinished(const fs::path& folder) {
  const std::optional<std::string> text = read_file(header_of(folder));
  if (!text) return {};
  Problems problems;
  const std::optional<Value> header = parse_json(*text, problems);
  if (!header) return {};
  const Value* config = header->find("config");
  const Value* version = header->find("version");
  const Value* build = header->find("build");
  if (config == nullptr || version == nullptr || build == nullptr || !version->text() || !build->text()) return {};
  const Value* inputs = header->find("inputs");
  const Members* files = inputs != nullptr ? inputs->members() : nullptr;
  return Identity{*config, {*version->text(), *build->text()}, files != nullptr ? *files : Members{}};
}

void Journal::begin(const fs::path& folder, const Identity& identity) {
  write_file(lines_of(folder), "");
  write_file(header_of(folder), json_text({Members{{"version", {identity.build.version}},
                                                   {"build", {identity.build.id}},
                                                   {"inputs", {identity.inputs}},
                                                   {"config", identity.config}}}));
}

Journal::Journal(const fs::path& folder, const std::function<bool(const CsvRecord&)>& take) : folder_(folder) {
  const std::string text = read_file(lines_of(folder)).value_or("");
  std::string whole;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    const std::string_view line = std::string_view(text).substr(begin, end + 1 - begin);
    begin = end + 1;
    if (const std::optional<CsvRecord> record = unsealed(line); record && take(*record)) whole += line;
  }
  if (whole != text) write_file(lines_of(folder), whole);
  descriptor_ = ::open(lines_of(folder).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0)
    throw FileError(fmt::format("{}: cannot open: {}", lines_of(folder).string(), std::strerror(errno)));
}

Journal::~Journal() { close(); }

void Journal::append(const CsvRecord& record) {
  const std::string line = sealed(csv_line(record));
  const std::lock_guard lock(mutex_);
  if (descriptor_ < 0) return;
  const ssize_t written = ::write(descriptor_, line.data(), line.size());
  if (written != static_cast<ssize_t>(line.size()) || ::fdatasync(descriptor_) != 0)
    throw FileError(fmt::format("{}: cannot write: {}", lines_of(folder_).string(), std::strerror(errno)));
}

void Journal::close() {
  const std::lock_guard lock(mutex_);
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

void Journal::remove() {
  close();
  fs::remove(header_of(folder_));
  fs::remove(lines_of(folder_));
}

}  // namespace diffrates
