#include "journal.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "csv.hpp"
#include "files.hpp"
#include "json_reader.hpp"
#include "json_writer.hpp"
#include "numerics/random.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

fs::path header_of(const fs::path& folder) { return folder / "unfinished.json"; }
fs::path lines_of(const fs::path& folder) { return folder / "unfinished.csv"; }

std::string one_line(std::string words) {
  for (char& c : words)
    if (c == '\n' || c == '\r') c = ' ';
  return words;
}

std::string sealed(const std::string& line) { return fmt::format("{:016x},{}", key_of(line), line); }

std::string line_of(std::size_t cell, const Plan& plan, const std::vector<Row>& rows) {
  CsvRecord record{fmt::format("{}", cell)};
  for (const std::size_t i : plan.cells[cell].rows) {
    const Row& row = rows[i];
    for (const double x : {row.estimate.value, row.estimate.error, row.seconds}) record.push_back(csv_number(x));
    record.push_back(fmt::format("{}", static_cast<int>(row.status)));
    record.push_back(one_line(row.remark));
  }
  return sealed(csv_line(record));
}

/// The cell a line holds, its rows filled; nothing unless the line is whole and fits the plan.
std::optional<std::size_t> take(std::string_view line, const Plan& plan, std::vector<Row>& rows) {
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos || sealed(std::string(line.substr(comma + 1))) != line) return {};
  const CsvRecord record = parse_csv(line.substr(comma + 1)).front();
  const auto cell = static_cast<std::size_t>(parse_number(record[0]).value_or(-1));
  if (cell >= plan.cells.size() || record.size() != 1 + 5 * plan.cells[cell].rows.size()) return {};
  for (std::size_t i = 0; i < plan.cells[cell].rows.size(); ++i) {
    const std::string* field = &record[1 + 5 * i];
    Row& row = rows[plan.cells[cell].rows[i]];
    row.estimate = {parse_number(field[0]).value(), parse_number(field[1]).value()};
    row.seconds = parse_number(field[2]).value();
    row.status = static_cast<Status>(static_cast<int>(parse_number(field[3]).value()));
    row.remark = field[4];
  }
  return cell;
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
  return Identity{*config, {*version->text(), *build->text()}};
}

void Journal::begin(const fs::path& folder, const Identity& identity) {
  write_file(lines_of(folder), "");
  write_file(header_of(folder), json_text({Members{{"version", {identity.build.version}},
                                                   {"build", {identity.build.id}},
                                                   {"config", identity.config}}}));
}

Journal::Journal(const fs::path& folder, const Plan& plan, std::vector<Row>& rows)
    : folder_(folder), finished_(plan.cells.size(), false) {
  const std::string text = read_file(lines_of(folder)).value_or("");
  std::string whole;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) break;
    const std::string_view line = std::string_view(text).substr(begin, end + 1 - begin);
    begin = end + 1;
    if (const std::optional<std::size_t> cell = take(line, plan, rows)) {
      finished_[*cell] = true;
      whole += line;
    }
  }
  if (whole != text) write_file(lines_of(folder), whole);
  descriptor_ = ::open(lines_of(folder).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0) throw FileError(fmt::format("{}: cannot open: {}", lines_of(folder).string(), std::strerror(errno)));
}

Journal::~Journal() { close(); }

void Journal::append(std::size_t cell, const Plan& plan, const std::vector<Row>& rows) {
  const std::string line = line_of(cell, plan, rows);
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
