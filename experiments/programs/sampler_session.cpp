#include "programs/sampler_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "formats/json_writer.hpp"
#include "programs/shared_core.hpp"

namespace diffrates {
namespace {

constexpr Eigen::Index witness_count = 8;
constexpr double most_apart = 1e-9;           // of two answers, of the largest of them: more than roundings
constexpr Eigen::Index most_of_a_batch = 64;  // batches that one request for scores may be as large as
constexpr int most_requests_a_step = 1000, most_requests = 1'000'000;

/// One run of the whole sampler, as a map at t = T.
class WholeRun : public Sampler {
 public:
  WholeRun(const Schedule& schedule, SamplerSession& session) : Sampler(schedule), session_(session) {}
  void step(int t, const Score& score, Law& y) override {
    if (t == schedule_.steps()) y.map([&](const Points& x) { return session_.run(x, score); });
  }

 private:
  SamplerSession& session_;
};

std::unique_ptr<Sampler> make_run(const void* session, const Schedule& schedule) {
  return std::make_unique<WholeRun>(schedule, *static_cast<SamplerSession*>(const_cast<void*>(session)));
}

/// Where the witnesses stand in a batch: not always first, so that their neighbours change.
Eigen::Index place_of_witnesses(Eigen::Index size) { return size % 7; }

/// A batch and the witnesses; where its points have tangents, theirs are the unit vectors.
Points with(const Points& witnesses, const Points& batch) {
  const Eigen::Index at = std::min(place_of_witnesses(batch.size()), batch.size()), rest = batch.size() - at;
  Points all(batch.size() + witnesses.size(), batch.dimension(), batch.tangents());
  if (all.tangents() > 0) all.start_tangents();
  all.all().topRows(at) = batch.all().topRows(at);
  all.values().middleRows(at, witnesses.size()) = witnesses.values();
  all.all().bottomRows(rest) = batch.all().bottomRows(rest);
  return all;
}

/// Rows of all that points hold.
Points rows(const Points& all, Eigen::Index from, Eigen::Index count) {
  Points part(count, all.dimension(), all.tangents());
  part.all() = all.all().middleRows(from, count);
  return part;
}

Points values_of(const Points& points) {
  Points values(points.size(), points.dimension());
  values.values() = points.values();
  return values;
}

/// The witnesses of a batch, without tangents, and the others.
std::pair<Points, Points> without(const Points& all, Eigen::Index witnesses) {
  const Eigen::Index size = all.size() - witnesses, at = std::min(place_of_witnesses(size), size);
  Points batch(size, all.dimension(), all.tangents());
  batch.all().topRows(at) = all.all().topRows(at);
  batch.all().bottomRows(size - at) = all.all().bottomRows(size - at);
  return {values_of(rows(all, at, witnesses)), std::move(batch)};
}

/// The largest difference between two answers, of the largest number in them.
double apart(const Points& a, const Points& b) {
  return (a.values() - b.values()).abs().maxCoeff() / std::max(a.values().abs().maxCoeff(), 1e-300);
}

Points reversed(const Points& points) {
  Points other(points.size(), points.dimension());
  other.values() = points.values().colwise().reverse();
  return other;
}

}  // namespace

std::string role_line(std::string_view role, const Schedule& schedule, int dimension, const Value& target,
                      std::string_view start) {
  List levels;
  for (int t = 1; t <= schedule.steps() + 1; ++t) levels.push_back(Value{schedule.at(t).L});
  Members members{{"role", Value{std::string(role)}},
                  {"dimension", Value{static_cast<double>(dimension)}},
                  {"T", Value{static_cast<double>(schedule.steps())}},
                  {"L", Value{std::move(levels)}},
                  {"target", target}};
  if (!start.empty()) members.emplace_back("start", Value{std::string(start)});
  return json_line(Value{std::move(members)});
}

SamplerSession::SamplerSession(const Command& command, const std::string& role, Points draws)
    : command_(command), role_(role), draws_(std::move(draws)), witnesses_(rows(draws_, 0, witness_count)) {}

SamplerKind SamplerSession::kind(const SamplerKind& declared) const {
  SamplerKind kind = declared;
  kind.make = SamplerMaker(make_run, this);
  if (form_) {
    kind.values_only = false;
    kind.roundings = form_->of_tangents();
  }
  return kind;
}

SamplerSession::Worker SamplerSession::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Worker worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return {std::make_unique<Process>(command_, role_)};
}

void SamplerSession::give_back(Worker worker) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(worker));
}

void SamplerSession::seek_form(const Score& score) {
  Worker worker = take();
  FormSearch search(draws_);
  const Points y = ask(*worker.process, draws_, score, &search);
  hold_to_witnesses(*worker.process, rows(values_of(y), 0, witness_count), score);
  form_ = search.form();
  ++worker.runs;
  give_back(std::move(worker));
}

Points SamplerSession::run(const Points& start, const Score& score) {
  Worker worker = take();
  const Points all = with(witnesses_, start);
  std::optional<FormFollower> tangents;
  if (start.tangents() > 0) tangents.emplace(form_.value(), all);
  auto [seen, batch] = without(ask(*worker.process, all, score, tangents ? &*tangents : nullptr), witness_count);
  const bool lost = tangents && tangents->lost();
  if (!lost) hold_to_witnesses(*worker.process, seen, score);
  ++worker.runs;
  give_back(std::move(worker));
  if (lost) throw FormLost();
  return std::move(batch);
}

void SamplerSession::finish(const Score& score) {
  for (Worker& worker : idle_) {
    Process& process = *worker.process;
    if (worker.runs < 2) hold_to_witnesses(process, reversed(ask(process, reversed(witnesses_), score)), score);
    process.end();
  }
  idle_.clear();
}

Points SamplerSession::ask(Process& process, const Points& start, const Score& score, RunTangents* tangents) {
  int run;
  {
    const std::lock_guard lock(mutex_);
    run = runs_++;
  }
  const SharedCore shared(process.id());
  process.send(fmt::format("{{\"run\": {}, \"points\": {}}}\n", run, start.size()), values_of(start));
  double asked = 0;
  bool known = true;
  const int allowed = std::min(most_requests, most_requests_a_step * score.schedule().steps());
  for (int requests = 0;; ++requests) {
    const Value head = process.receive();
    if (head.find("score") != nullptr) {
      if (requests == allowed)
        process.fail(fmt::format("asked for scores {} times in one run, and did not answer", requests));
      const Points scores = answer(process, head, most_of_a_batch * start.size(), score, tangents, known);
      asked += static_cast<double>(scores.size());
      process.send(fmt::format("{{\"points\": {}}}\n", scores.size()), scores);
      continue;
    }
    const auto done = whole_number(head, "done"), points = whole_number(head, "points");
    if (done != run || points != start.size())
      process.fail(fmt::format("wrote {}; accepted: {{\"done\": {}, \"points\": {}}}, or a request for scores",
                               describe(head, 100), run, start.size()));
    break;
  }
  Points y(start.size(), start.dimension());
  process.receive(y, known);
  {
    const std::lock_guard lock(mutex_);
    evaluations_ = std::max(evaluations_, static_cast<int>(std::lround(asked / static_cast<double>(start.size()))));
  }
  return tangents != nullptr ? tangents->ended(y) : y;
}

Points SamplerSession::answer(Process& process, const Value& asked, Eigen::Index most, const Score& score,
                              RunTangents* tangents, bool& known) const {
  const Schedule& schedule = score.schedule();
  const Value& level = *asked.find("score");
  const auto points = whole_number(asked, "points"), t = whole_number(level, "t");
  if (!points || *points < 0 || *points > most)
    process.fail(fmt::format("asked for scores of {} points; accepted: a whole number from 0 to {}",
                             asked.find("points") != nullptr ? describe(*asked.find("points")) : "no", most));
  const Value* L = level.find("L");
  const double* free = L != nullptr ? L->number() : nullptr;
  const bool by_index = level.find("t") != nullptr;
  if (by_index ? !t || *t < 1 || *t > schedule.steps() + 1 : free == nullptr || !(*free > 0 && *free <= largest_level))
    process.fail(
        fmt::format("asked for a score at {}; accepted: {{\"t\": k}} with k from 1 to {}, or {{\"L\": x}} with x "
                    "above 0 and at most {}",
                    describe(level), schedule.steps() + 1, largest_level));
  Points places(*points, score.target().dimension());
  process.receive(places, known);
  const NoiseLevel at = by_index ? schedule.at(static_cast<int>(*t)) : NoiseLevel::of(*free);
  Points scores = score(at, tangents != nullptr ? tangents->asked(at.L, places) : places);
  Points told = values_of(scores);
  known = known && told.all().isFinite().all();
  if (tangents != nullptr) tangents->answered(std::move(scores));
  return told;
}

void SamplerSession::hold_to_witnesses(Process& process, const Points& seen, const Score& score) {
  std::optional<Points> first;
  {
    const std::lock_guard lock(mutex_);
    if (!came_to_) came_to_ = seen;
    first = came_to_;
  }
  if (const double off = apart(*first, seen); !(off <= most_apart)) tell_why(process, off, score);
}

void SamplerSession::tell_why(Process& process, double off, const Score& score) {
  const Points once = ask(process, witnesses_, score), again = ask(process, witnesses_, score);
  if (apart(once, again) > 0)
    process.fail(
        fmt::format("gave two answers to the same points, {:.2g} apart (relative): it draws noise of its own or "
                    "remembers something "
                    "from run to run, and the law of what comes out is not that of a map, which is all that can be "
                    "followed exactly. "
                    "A sampler that adds noise can be written as a recipe, whose noise is known: docs/recipes.md",
                    off));
  process.fail(fmt::format(
      "takes a point elsewhere in other company, {:.2g} apart (relative): points of a batch act on each other, and the "
      "law "
      "of one of them alone is not defined. Statistics over the batch (a mean, a quantile, a clip by them) must go",
      off));
}

}  // namespace diffrates
