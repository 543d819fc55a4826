/// A program as a sampler, for one cell: as many processes as threads ask at once, each told once what the cell is, and
/// asked for Y_1 of batch after batch of Y_T.
///
///   us        {"role": "sampler", "dimension": d, "T": T, "L": [L_1 .. L_{T+1}], "target": {...}, "start": "exact"}
///   us        {"run": i, "points": n} + Y_T
///   program   {"score": {"t": k}, "points": n} or {"score": {"L": x}, ...} + places, as often as it likes
///   us        {"points": n} + scores, any score error included
///   program   {"done": i, "points": n} + Y_1
///
/// Its tangents are known where it has a linear form (linear_form.hpp), which is sought in a first run.
///
/// Checked: every batch holds 8 points that all others hold too, among different neighbours, and they must come out
/// alike. Where they do not, the program draws noise, remembers something from run to run, or lets the points of a
/// batch act on each other; no law can follow that. The scores asked for are counted.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "programs/linear_form.hpp"
#include "programs/process.hpp"
#include "samplers/sampler.hpp"

namespace diffrates {

/// What processes are told of their cell, as a line of JSON. `start` may be empty.
std::string role_line(std::string_view role, const Schedule& schedule, int dimension, const Value& target,
                      std::string_view start);

/// A run left the form that it was held to.
class FormLost : public std::runtime_error {
 public:
  FormLost() : std::runtime_error("a program was followed by a form that it does not keep to") {}
};

class SamplerSession {
 public:
  /// `draws` of the start: points enough for FormSearch, the first 8 of them witnesses.
  SamplerSession(const Command& command, const std::string& role, Points draws);

  /// Runs the draws, and seeks the program's form. Throws ProgramError.
  void seek_form(const Score& score);
  /// From here on points have no tangents.
  void forget_form() { form_.reset(); }

  /// Y_1 of a batch, its tangents mapped if it has any. From several threads at once. Throws ProgramError, FormLost.
  Points run(const Points& start, const Score& score);
  /// Lets every process leave, held to its answer by a second one where it gave one only. Throws ProgramError.
  void finish(const Score& score);
  /// Score evaluations of one point; where runs differ, the most.
  int evaluations() const { return evaluations_; }

  /// A kind with the name and declarations of another whose runs are made here. With tangents if there is a form.
  SamplerKind kind(const SamplerKind& declared) const;

 private:
  struct Worker {
    std::unique_ptr<Process> process;
    int runs = 0;
  };
  Worker take();
  void give_back(Worker worker);
  /// Y_1 of a batch's values; with tangents, where `tangents` go along.
  Points ask(Process& process, const Points& start, const Score& score, RunTangents* tangents = nullptr);
  /// `known`: whether all scores told so far are numbers; where the tail of a formula is cut off they are not, and then
  /// the places that follow need not be.
  Points answer(Process& process, const Value& asked, Eigen::Index most, const Score& score, RunTangents* tangents,
                bool& known) const;
  void hold_to_witnesses(Process& process, const Points& seen, const Score& score);
  [[noreturn]] void tell_why(Process& process, double apart, const Score& score);

  const Command command_;
  const std::string role_;
  const Points draws_, witnesses_;
  std::optional<LinearForm> form_;
  std::mutex mutex_;  ///< of all below
  std::vector<Worker> idle_;
  std::optional<Points> came_to_;  ///< where the witnesses came, at first
  int runs_ = 0, evaluations_ = 0;
};

}  // namespace diffrates
