#include "computing/runner.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "computing/progress.hpp"
#include "formats/interrupt.hpp"
#include "formats/terminal.hpp"
#include "numerics/random.hpp"
#include "programs/supervised.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

struct Task {
  Run* run;
  std::size_t cell;
  const Cell& what() const { return run->cells[cell]; }
  /// Cells that take equally long against their cost.
  std::string group() const { return fmt::format("{} {}", run->experiment.heading.name, what().group); }
};

/// A record of the journal back into the experiment; false unless it fits.
bool take(const CsvRecord& record, Experiment& experiment, std::vector<bool>& finished) {
  const double cell = parse_number(record[0]).value_or(-1);
  if (!(cell >= 0 && cell < static_cast<double>(finished.size()))) return false;
  const auto index = static_cast<std::size_t>(cell);
  if (!experiment.restore(index, {record.begin() + 1, record.end()})) return false;
  return finished[index] = true;
}

std::vector<Task> tasks_of(const std::vector<std::unique_ptr<Run>>& runs) {
  std::vector<Task> tasks;
  for (const auto& run : runs) {
    const std::size_t before = tasks.size();
    for (std::size_t cell = 0; cell < run->cells.size(); ++cell)
      if (!run->finished[cell]) tasks.push_back({run.get(), cell});
    run->left = tasks.size() - before;
  }
  // Long ones first, so that none is left alone in the end; but of cells that cost alike some of each group early,
  // since their paces, which tell the time left, differ.
  constexpr double alike = 4;
  std::vector<std::pair<double, Task>> ordered;
  for (std::size_t i = 0; i < tasks.size(); ++i)
    ordered.emplace_back(tasks[i].what().cost * std::pow(alike, 2 * Stream(0, "order of cells", i).uniform() - 1),
                         tasks[i]);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < tasks.size(); ++i) tasks[i] = ordered[i].second;
  return tasks;
}

class Pool {
 public:
  Pool(std::vector<Task> tasks, int jobs)
      : tasks_(std::move(tasks)), jobs_(jobs), progress_(tasks_.size(), jobs, ::isatty(STDERR_FILENO) == 1) {
    for (const Task& task : tasks_) progress_.expect(task.group(), task.what().cost);
    thread_ = std::thread([this] { work(); });
  }
  ~Pool() {
    stop_ = true;
    thread_.join();
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Waits a moment for a cell to finish; false once all work is done. Rethrows what went wrong on the pool's threads.
  bool wait() {
    std::unique_lock lock(mutex_);
    event_.wait_for(lock, std::chrono::milliseconds(100), [this] { return happened_ || over_; });
    happened_ = false;
    if (failure_) std::rethrow_exception(failure_);
    return !over_;
  }
  Progress& progress() { return progress_; }

 private:
  void work() {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism,
                                            static_cast<std::size_t>(jobs_));
    oneapi::tbb::task_arena arena(jobs_);
    arena.execute([this] {
      oneapi::tbb::task_group group;
      for (int i = 0; i < jobs_; ++i) group.run([this] { take_tasks(); });
      group.wait();
    });
    const std::lock_guard lock(mutex_);
    over_ = true;
    event_.notify_one();
  }
  void take_tasks() {
    for (std::size_t next; !stop_ && (next = next_++) < tasks_.size();) {
      // Isolated: while a cell waits for its own parallel loops this thread must not begin another cell inside it.
      oneapi::tbb::this_task_arena::isolate([this, next] { take(next); });
    }
  }
  void take(std::size_t index) {
    const Task& task = tasks_[index];
    Run& run = *task.run;
    try {
      progress_.begin(index, task.group(), task.what().cost, task.what().words);
      run.experiment.compute(task.cell);
      run.journal.append(record_of(run.experiment, task.cell));
      progress_.end(index);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      stop_ = true;
    }
    const std::lock_guard lock(mutex_);
    --run.left;
    happened_ = true;
    event_.notify_one();
  }

  const std::vector<Task> tasks_;
  const int jobs_;
  Progress progress_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stop_ = false;
  std::mutex mutex_;
  std::condition_variable event_;
  bool happened_ = false, over_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

/// Ends the process without waiting for the cells under way: their time is lost, nothing else.
[[noreturn]] void leave(const std::vector<std::unique_ptr<Run>>& runs, Progress& progress) {
  std::size_t left = 0, all = 0;
  for (const auto& run : runs) {
    run->journal.close();
    left += run->left;
    all += run->cells.size();
  }
  progress.finish();
  say("interrupted; {} of {} cells are saved: the same command with --resume continues from there\n", all - left, all);
  std::fflush(nullptr);
  Supervised::kill_all();
  std::_Exit(interrupted_exit);
}

}  // namespace

CsvRecord record_of(const Experiment& experiment, std::size_t cell) {
  CsvRecord record = experiment.journal(cell);
  record.insert(record.begin(), fmt::format("{}", cell));
  return record;
}

Run::Run(Experiment& asked, fs::path where)
    : experiment(asked),
      folder(std::move(where)),
      cells(asked.cells()),
      finished(cells.size(), false),
      journal(folder, [this](const CsvRecord& record) { return take(record, experiment, finished); }) {}

void compute_all(const std::vector<std::unique_ptr<Run>>& runs, int jobs, const std::function<void(Run&)>& finished) {
  std::vector<Run*> waiting;
  for (const auto& run : runs) waiting.push_back(run.get());
  Pool pool(tasks_of(runs), jobs);
  for (bool more = true; more;) {
    more = pool.wait();
    if (more && Interrupt::requested()) leave(runs, pool.progress());
    for (Run*& run : waiting)
      if (run != nullptr && run->left == 0) {
        pool.progress().finish();
        finished(*run);
        run = nullptr;
      }
    if (more) pool.progress().show();
  }
  pool.progress().finish();
}

}  // namespace diffrates
