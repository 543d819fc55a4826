#include "programs/score_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "programs/shared_core.hpp"

namespace diffrates {
namespace {

constexpr double most_apart = 1e-9;       // of two answers, of the largest of them
constexpr Eigen::Index kept_places = 16;  // of the first question
constexpr double usual_width = 1e-5;      // of differences, of the standard deviation of the noise

const Key command_key{"command", "the program and its arguments; a list of such lists asks for one error each",
                      words_shape().needed()};
const Key folder_key{"folder", "where it runs; by default where the configuration lies", Shape::text()};

Points first_of(const Points& x, Eigen::Index size) {
  Points some(std::min(size, x.size()), x.dimension());
  some.values() = x.values().topRows(some.size());
  return some;
}

std::string level_words(const NoiseLevel& at, std::optional<int> t) {
  return t ? fmt::format("{{\"t\": {}, \"L\": {}}}", *t, shortest(at.L)) : fmt::format("{{\"L\": {}}}", shortest(at.L));
}

/// The index of a level of the schedule.
std::optional<int> index_of(const NoiseLevel& at, const Schedule& schedule) {
  int low = 1, high = schedule.steps() + 1;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (schedule.at(middle).L < at.L)
      low = middle + 1;
    else
      high = middle;
  }
  if (schedule.at(low).L != at.L) return {};
  return low;
}

std::unique_ptr<ScoreErrorFamily> make(Parameters& p) {
  const Value* written = p.required(command_key, accepted_words);
  const std::string folder = p.text(folder_key, ".");
  if (written == nullptr) return nullptr;
  Command command{{}, folder};
  if (const std::string why = read_words(*written, command.words); !why.empty()) {
    p.problem(command_key.name, why);
    return nullptr;
  }
  p.note(command_key, words(command));
  return std::make_unique<ScoreProgramFamily>(command);
}

}  // namespace

ScoreSession::Worker ScoreSession::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Worker worker = std::move(idle_.back());
      idle_.pop_back();
      return worker;
    }
  }
  return {std::make_unique<Process>(command_, role_), {}, {}, {}};
}

void ScoreSession::give_back(Worker worker) {
  const std::lock_guard lock(mutex_);
  maps_tangents_ = worker.process->maps_tangents();
  idle_.push_back(std::move(worker));
}

bool ScoreSession::maps_tangents() {
  {
    const std::lock_guard lock(mutex_);
    if (maps_tangents_) return *maps_tangents_;
  }
  Worker worker = take();
  const bool maps = worker.process->maps_tangents();
  give_back(std::move(worker));
  return maps;
}

Points ScoreSession::ask(const NoiseLevel& at, std::optional<int> t, const Points& x) {
  Worker worker = take();
  Points scores = ask(worker, level_words(at, t), x);
  give_back(std::move(worker));
  return scores;
}

Points ScoreSession::ask(Worker& worker, const std::string& level, const Points& x) {
  Process& process = *worker.process;
  const SharedCore shared(process.id());
  process.send(fmt::format("{{\"score\": {}, \"points\": {}, \"tangents\": {}}}\n", level, x.size(), x.tangents()), x);
  const Value head = process.receive();
  const auto points = whole_number(head, "points");
  const long long tangents =
      head.find("tangents") != nullptr ? whole_number(head, "tangents").value_or(-1) : x.tangents();
  if (points != x.size() || tangents != x.tangents())
    process.fail(fmt::format("wrote {}; accepted: {{\"points\": {}, \"tangents\": {}}}", describe(head, 100), x.size(),
                             x.tangents()));
  Points scores(x.size(), x.dimension(), x.tangents());
  process.receive(scores);
  if (!worker.places) {
    worker.places = first_of(x, kept_places);
    worker.scores = first_of(scores, kept_places);
    worker.level = level;
  }
  return scores;
}

void ScoreSession::finish() {
  for (Worker& worker : idle_) {
    Process& process = *worker.process;
    if (worker.places) {
      const Points again = ask(worker, worker.level, *worker.places);
      const double size = std::max(worker.scores->values().abs().maxCoeff(), 1e-300),
                   off = (again.values() - worker.scores->values()).abs().maxCoeff() / size;
      if (!(off <= most_apart))
        process.fail(
            fmt::format("gave two scores at the same points, {:.2g} apart (relative): it draws random numbers, "
                        "remembers something, or lets points of a batch act on each other; a score is a function "
                        "of place and noise level (a network must be in its evaluation mode)",
                        off));
    }
    process.end();
  }
  idle_.clear();
}

ScoreProgram::ScoreProgram(std::shared_ptr<ScoreSession> session, const Target& target, const Schedule& schedule,
                           double width)
    : session_(std::move(session)), target_(target), schedule_(schedule), width_(width) {}

Points ScoreProgram::of_program(const NoiseLevel& at, const Points& x) const {
  const std::optional<int> t = index_of(at, schedule_);
  if (x.tangents() == 0 || session_->maps_tangents()) return session_->ask(at, t, x);
  // Differences along the tangents, each as long as `width` says.
  const Eigen::Index n = x.size();
  const int d = x.dimension(), k = x.tangents();
  const double width = usual_width * width_ * at.sigma;
  Points places(n * (1 + 2 * k), d);
  places.values().topRows(n) = x.values();
  Eigen::ArrayXXd steps(n, k);
  for (int j = 0; j < k; ++j) {
    steps.col(j) = width / x.tangent(j).square().rowwise().sum().sqrt().max(1e-300);
    const Eigen::ArrayXXd along = x.tangent(j).colwise() * steps.col(j);
    places.values().middleRows(n * (1 + 2 * j), n) = x.values() + along;
    places.values().middleRows(n * (2 + 2 * j), n) = x.values() - along;
  }
  const Points found = session_->ask(at, t, places);
  Points score(n, d, k);
  score.values() = found.values().topRows(n);
  for (int j = 0; j < k; ++j)
    score.tangent(j) =
        (found.values().middleRows(n * (1 + 2 * j), n) - found.values().middleRows(n * (2 + 2 * j), n)).colwise() /
        (2 * steps.col(j));
  return score;
}

void ScoreProgram::add(const NoiseLevel& at, const Points& x, Points& score) const {
  Points exact;
  target_.evaluate(at, x, &exact, nullptr);
  score += of_program(at, x) - std::move(exact);
}

std::unique_ptr<ScoreError> ScoreProgram::coarser() const {
  if (session_->maps_tangents()) return nullptr;
  return std::make_unique<ScoreProgram>(session_, target_, schedule_, 2 * width_);
}

std::unique_ptr<ScoreError> ScoreProgramFamily::on(const Target&, const Schedule&, double, std::uint64_t) const {
  throw std::logic_error("a program's score error is made for a cell, by its session");
}

const Kind<ScoreErrorFamily> score_error_program{"program",
                                                 "the score is a program's of yours, a trained network for instance; "
                                                 "how far it is off is measured (docs/programs.md)",
                                                 {command_key, folder_key},
                                                 make,
                                                 R"("command": ["python3", "my_score.py"])"};

const Kinds<ScoreErrorFamily>& all_score_errors() {
  static const Kinds<ScoreErrorFamily> all = [] {
    Kinds<ScoreErrorFamily> kinds = score_error_kinds();
    kinds.push_back(&score_error_program);
    return kinds;
  }();
  return all;
}

}  // namespace diffrates
