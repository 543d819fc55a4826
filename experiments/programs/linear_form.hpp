/// The linear form of a program: what it does to all points alike, seen from outside.
///
/// A one-step, multistep or Runge-Kutta rule on fixed levels asks for scores at places, and ends at a place, that are
/// combinations of what it was told before,
///   P_k = sum_j a_kj P_j + b_kj s_j(P_j),   j < k,   P_start = Y_T,
/// with numbers a, b that are the same for every point. Such numbers are found by least squares over the points of one
/// run, from as few of the latest P_j and s_j as do, and hold where they give every coordinate of every point to within
/// rounding. An equality of functions of Y_T may be differentiated: dP_k = sum_j a_kj dP_j + b_kj J_j dP_j, J_j the
/// score's Jacobian. So points carry exact tangents through code that knows of none.
///
/// Nothing is assumed: every later run is held to the form at all of its points and levels. Where the points of the
/// first leave factors open (between components that lie apart scores are linear, and combinations vanish), those of a
/// later one may tell them. Clipping, thresholds, single precision, steps that depend on the points: no form, or a run
/// that leaves it, and derivatives are then taken from differences (laws/characteristics_values.hpp).
///
/// Cost: of a request, two or a few passes over its points, and a small factorisation when factors are sought.
#pragma once

#include <Eigen/Core>
#include <deque>
#include <optional>
#include <vector>

#include "numerics/points.hpp"

namespace diffrates {

/// One place: the level it is asked at (none at the end), and the factors of what came before, the latest first.
struct LinearMove {
  std::optional<double> level;
  std::vector<double> factors;
};

struct LinearForm {
  std::vector<LinearMove> moves;
  std::size_t longest = 1;  ///< most factors of a move
  /// By how much a place may be off its combination, in units in the last place.
  double roundings = 32;
  /// What is to be taken for the rounding of a step, likewise: between components tangents turn faster than places, and
  /// a factor that is off counts more there. Four times as much holds it on average over points (measured), and what
  /// the factors' uncertainty does to log |det dY_1/dY_T|.
  double of_tangents() const { return 4 * roundings; }
};

/// What a run was told, the latest first: Y_T, and then P_j and s_j in turn.
using Told = std::deque<Points>;

/// The tangents of one run, as it asks.
class RunTangents {
 public:
  /// `kept`: of what is told, so many; a move is sought among no more.
  RunTangents(Points start, std::size_t kept) : kept_(kept) { told_.push_front(std::move(start)); }
  virtual ~RunTangents() = default;
  /// The places at which the score of level L is to be evaluated: with tangents, or the same once they are lost.
  const Points& asked(double L, const Points& places) { return next(L, places) ? told_.front() : places; }
  void answered(Points scores);
  /// Y_1, likewise.
  Points ended(const Points& places) { return next({}, places) ? told_.front() : places; }
  /// Whether a place was no combination of what came before.
  bool lost() const { return lost_; }

 protected:
  /// Tells the place with its tangents; false where it has none.
  virtual bool take(std::optional<double> level, const Points& places) = 0;
  void tell(Points points);

  Told told_;
  double sigma_ = 0;  ///< of the noise at the level asked last

 private:
  bool next(std::optional<double> level, const Points& places);
  std::size_t kept_;
  bool lost_ = false;
};

/// Seeks the form of a run.
class FormSearch : public RunTangents {
 public:
  /// Of n points: n d is to be several times the 12 factors that a move may have.
  explicit FormSearch(const Points& start);
  /// None where a move had none.
  std::optional<LinearForm> form() const;

 private:
  bool take(std::optional<double> level, const Points& places) override;

  LinearForm form_;
  Eigen::ArrayXd variances_;  ///< of log |det|, by the factors' uncertainty, at some of the points
};

/// Carries the tangents of a run along a form.
class FormFollower : public RunTangents {
 public:
  /// Keeps a reference to the form.
  FormFollower(const LinearForm& form, const Points& start) : RunTangents(start, form.longest), form_(form) {}

 private:
  bool take(std::optional<double> level, const Points& places) override;

  const LinearForm& form_;
  std::size_t moves_ = 0;
};

}  // namespace diffrates
