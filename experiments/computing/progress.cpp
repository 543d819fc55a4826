#include "computing/progress.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/durations.hpp"
#include "formats/terminal.hpp"

namespace diffrates {
namespace {

constexpr auto terminal_interval = std::chrono::milliseconds(200);
constexpr auto plain_interval = std::chrono::seconds(5);
constexpr auto first_plain = std::chrono::seconds(2);
// The share of work done from which on a measured pace outweighs the expected one: of a group its own, of others the
// pace of all, which tells more of the machine than of their costs.
constexpr double own_prior = 0.05, common_prior = 0.2;
// What a cell that runs has left at least, as a part of what it has taken: those that take longer than expected take
// much longer.
constexpr double overdue = 0.2;

double seconds(Progress::Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Progress::Progress(std::size_t cells, int jobs, bool terminal)
    : cells_(cells), jobs_(jobs), terminal_(terminal), start_(Clock::now()), next_(start_) {
  if (!terminal_) next_ += first_plain;
}

void Progress::expect(const std::string& group, double cost) { groups_[group].expected += cost; }

void Progress::begin(std::size_t cell, const std::string& group, double cost, std::string place) {
  const std::lock_guard lock(mutex_);
  running_[cell] = {group, cost, std::move(place), Clock::now()};
}

void Progress::end(std::size_t cell) {
  const std::lock_guard lock(mutex_);
  const auto at = running_.find(cell);
  Tally& tally = groups_[at->second.group];
  tally.done += at->second.cost;
  tally.seconds += seconds(Clock::now() - at->second.since);
  running_.erase(at);
  ++done_;
}

double Progress::seconds_left(Clock::time_point now) const {
  double expected = 0, done = 0, spent = 0;
  for (const auto& [group, tally] : groups_) {
    expected += tally.expected;
    done += tally.done;
    spent += tally.seconds;
  }
  // Seconds taken for each second expected: as if `weight` of the whole had been as expected of it beforehand.
  const double weight = common_prior * expected;
  const double pace = (weight + spent) / (weight + done);
  const auto pace_of = [&](const Tally& tally) {
    const double own = own_prior * tally.expected;
    return (own * pace + tally.seconds) / (own + tally.done);
  };
  double left = 0, longest = 0;
  for (const auto& [group, tally] : groups_)
    if (tally.expected > 0) left += (tally.expected - tally.done) * pace_of(tally);
  for (const auto& [cell, running] : running_) {
    const double whole = running.cost * pace_of(groups_.at(running.group)), gone = seconds(now - running.since);
    const double rest = std::max(whole - gone, overdue * gone);
    left += rest - whole;
    longest = std::max(longest, rest);
  }
  return std::max(left / std::max(1, std::min<int>(jobs_, static_cast<int>(cells_ - done_))), longest);
}

std::string Progress::line(Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const double elapsed = seconds(now - start_);
  std::string text = fmt::format("{} of {} cells, {} elapsed", done_, cells_, clock_words(elapsed));
  if (done_ > 0) text += fmt::format(", {:.2g} cells/s", static_cast<double>(done_) / std::max(elapsed, 1e-3));
  const double left = seconds_left(now);
  text += fmt::format(", about {} left", clock_words(left));
  if (!running_.empty()) text += fmt::format("; {}", running_.begin()->second.place);
  return text;
}

void Progress::show() {
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + (terminal_ ? Clock::duration(terminal_interval) : Clock::duration(plain_interval));
  if (terminal_)
    say("\r\033[K{:.118}", line(now));
  else
    say("{}\n", line(now));
  std::fflush(stderr);
  shown_ = true;
}

void Progress::finish() {
  if (terminal_ && shown_) say("\r\033[K");
  std::fflush(stderr);
}

}  // namespace diffrates
