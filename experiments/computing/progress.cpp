#include "computing/progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diffrates {
namespace {

constexpr auto terminal_interval = std::chrono::milliseconds(200);
constexpr auto plain_interval = std::chrono::seconds(5);
constexpr auto first_plain = std::chrono::seconds(2);

double seconds(Progress::Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

std::string clock_words(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

}  // namespace

Progress::Progress(std::size_t cells, int jobs, bool terminal)
    : cells_(cells), jobs_(jobs), terminal_(terminal), start_(Clock::now()), next_(start_) {
  if (!terminal_) next_ += first_plain;
}

void Progress::expect(std::string_view law, double cost) { laws_[law].expected += cost; }

void Progress::begin(std::size_t cell, std::string_view law, double cost, std::string place) {
  const std::lock_guard lock(mutex_);
  running_[cell] = {law, cost, std::move(place), Clock::now()};
}

void Progress::end(std::size_t cell) {
  const std::lock_guard lock(mutex_);
  const auto at = running_.find(cell);
  Tally& tally = laws_[at->second.law];
  tally.done += at->second.cost;
  tally.seconds += seconds(Clock::now() - at->second.since);
  running_.erase(at);
  ++done_;
}

double Progress::seconds_left(Clock::time_point now) const {
  // A law not yet seen is taken as dear as the others on average.
  double done = 0, spent = 0;
  for (const auto& [law, tally] : laws_) done += tally.done, spent += tally.seconds;
  if (done == 0) return NAN;
  const auto rate = [&](const Tally& tally) { return tally.done > 0 ? tally.seconds / tally.done : spent / done; };
  double left = 0;
  for (const auto& [law, tally] : laws_) left += (tally.expected - tally.done) * rate(tally);
  for (const auto& [cell, running] : running_)
    left -= std::min(seconds(now - running.since), running.cost * rate(laws_.at(running.law)));
  return std::max(left, 0.0) / std::max(1, std::min<int>(jobs_, static_cast<int>(cells_ - done_)));
}

std::string Progress::line(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const double elapsed = seconds(now - start_);
  std::string text = fmt::format("{} of {} cells, {} elapsed", done_, cells_, clock_words(elapsed));
  if (done_ > 0) text += fmt::format(", {:.2g} cells/s", static_cast<double>(done_) / std::max(elapsed, 1e-3));
  const double left = seconds_left(now);
  text +=
      std::isnan(left) ? std::string(", time left not known yet") : fmt::format(", about {} left", clock_words(left));
  if (!running_.empty()) text += fmt::format("; {}", running_.begin()->second.place);
  return text;
}

void Progress::show() {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? Clock::duration(terminal_interval) : Clock::duration(plain_interval));
  if (terminal_)
    fmt::print(stderr, "\r\033[K{:.118}", line(now));
  else
    fmt::print(stderr, "{}\n", line(now));
  std::fflush(stderr);
  shown_ = true;
}

void Progress::finish() {
  if (terminal_ && shown_) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
}

}  // namespace diffrates
