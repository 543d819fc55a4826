/// A program as the score: a network that was trained, or any other estimate of grad log p_{X_t}.
///
///   us        {"role": "score", "dimension": d, "T": T, "L": [...], "target": {...}}
///   us        {"score": {"t": k, "L": x}, "points": n, "tangents": j} + places, then j blocks of tangents
///   program   {"points": n, "tangents": j} + scores, then the tangents mapped by the score's Jacobian
/// t is left out at a level that is none of the schedule's. A program that does not map tangents is asked for places
/// alone; its Jacobian along a tangent v is (s(x + h v) - s(x - h v)) / 2h, and whoever uses it asks again with twice
/// the width (ScoreError::coarser).
///
/// Checked: the first places that a process was asked for must have the same scores at the end.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "programs/process.hpp"
#include "scores/score_error.hpp"

namespace diffrates {

/// One process a thread that asks at once, for one cell.
class ScoreSession {
 public:
  ScoreSession(const Command& command, const std::string& role) : command_(command), role_(role) {}

  bool maps_tangents();
  /// The score at the places of x, its tangents mapped where the program can.
  Points ask(const NoiseLevel& at, std::optional<int> t, const Points& x);
  /// Holds every process to its first answers and lets it leave. Throws ProgramError.
  void finish();

 private:
  struct Worker {
    std::unique_ptr<Process> process;
    std::optional<Points> places, scores;  ///< of its first question
    std::string level;
  };
  Worker take();
  void give_back(Worker worker);
  Points ask(Worker& worker, const std::string& level, const Points& x);

  const Command command_;
  const std::string role_;
  std::mutex mutex_;
  std::vector<Worker> idle_;
  std::optional<bool> maps_tangents_;
};

/// e = what the program says, less the exact score.
class ScoreProgram : public ScoreError {
 public:
  ScoreProgram(std::shared_ptr<ScoreSession> session, const Target& target, const Schedule& schedule, double width = 1);

  void add(const NoiseLevel& at, const Points& x, Points& score) const override;
  std::unique_ptr<ScoreError> coarser() const override;
  bool carries_tangents() const override { return session_->maps_tangents(); }

  void finish() { session_->finish(); }

 private:
  Points of_program(const NoiseLevel& at, const Points& x) const;

  std::shared_ptr<ScoreSession> session_;
  const Target& target_;
  const Schedule& schedule_;
  double width_;  ///< of differences, relative
};

/// The kind "program" of score errors: what a configuration says of one. Cells make their own sessions of its command.
class ScoreProgramFamily : public ScoreErrorFamily {
 public:
  explicit ScoreProgramFamily(Command command) : command_(std::move(command)) {}
  const Command& command() const { return command_; }
  std::unique_ptr<ScoreError> on(const Target&, const Schedule&, double, std::uint64_t) const override;
  std::string problem(const Target&) const override { return {}; }
  bool sized() const override { return false; }

 private:
  Command command_;
};

extern const Kind<ScoreErrorFamily> score_error_program;

/// Those of the library, and programs.
const Kinds<ScoreErrorFamily>& all_score_errors();

}  // namespace diffrates
