#include "computing/self_test_runner.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <future>
#include <map>

#include "computing/interrupt.hpp"
#include "computing/journal_file.hpp"
#include "computing/progress.hpp"

namespace diffrates {
namespace {

using Lines = std::vector<CsvRecord>;

/// A part's index, then the fields of its lines one after the other.
CsvRecord joined(std::size_t part, const Lines& lines) {
  CsvRecord record{fmt::format("{}", part)};
  for (const CsvRecord& line : lines) record.insert(record.end(), line.begin(), line.end());
  return record;
}

/// The same undone; false unless it fits the test.
bool take(const CsvRecord& record, const SelfTest& test, std::map<std::size_t, Lines>& done) {
  const auto part = static_cast<std::size_t>(parse_number(record[0]).value_or(-1));
  const std::size_t columns = test.columns().size();
  if (part >= test.parts().size() || record.size() != 1 + columns * test.lines(part)) return false;
  Lines& lines = done[part];
  lines.clear();
  for (auto field = record.begin() + 1; field != record.end(); field += static_cast<std::ptrdiff_t>(columns))
    lines.emplace_back(field, field + static_cast<std::ptrdiff_t>(columns));
  return true;
}

[[noreturn]] void leave(JournalFile& journal, Progress& progress, std::size_t done, std::size_t all) {
  journal.close();
  progress.finish();
  fmt::print(stderr, "interrupted; {} of {} parts are saved: the same command with --resume continues from there\n",
             done, all);
  std::fflush(nullptr);
  std::_Exit(interrupted_exit);
}

}  // namespace

void compute_self_test(const SelfTest& test, const std::filesystem::path& folder, int jobs,
                       const std::function<void(const std::vector<CsvRecord>&)>& finished) {
  const std::vector<std::string> parts = test.parts();
  std::map<std::size_t, Lines> done;
  JournalFile journal(folder, [&](const CsvRecord& record) { return take(record, test, done); });
  Progress progress(parts.size() - done.size(), jobs, ::isatty(STDERR_FILENO) == 1);
  std::vector<std::size_t> left;
  for (std::size_t part = 0; part < parts.size(); ++part)
    if (!done.contains(part)) left.push_back(part);
  for (std::size_t i = 0; i < left.size(); ++i) progress.expect(test.experiment, 1);
  std::atomic<std::size_t> saved = done.size();
  std::future<void> work = std::async(std::launch::async, [&] {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                            static_cast<std::size_t>(jobs));
    oneapi::tbb::task_arena arena(jobs);
    for (const std::size_t part : left) {
      progress.begin(part, test.experiment, 1, fmt::format("{} {}", test.heading.name, parts[part]));
      arena.execute([&] { done[part] = test.compute(part); });
      journal.append(joined(part, done[part]));
      progress.end(part);
      ++saved;
    }
  });
  while (work.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
    if (Interrupt::requested()) leave(journal, progress, saved, parts.size());
    progress.show();
  }
  progress.finish();
  work.get();
  Lines table;
  for (auto& [part, lines] : done) std::move(lines.begin(), lines.end(), std::back_inserter(table));
  finished(table);
  journal.remove();
}

}  // namespace diffrates
