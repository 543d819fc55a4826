/// What budgets say of a series of numbers: the limit of predicted/true, and the constant in front of the power of T.
///
/// predicted/true = 1 + a/T + ..., so that two values at T < T' leave (T' r' - T r)/(T' - T) of it; its error is the
/// difference of two such, or the way from the last value if that is longer. The constant C of error ~ C T^-q is the
/// limit of T^q times the predicted value, q the whole multiple of the unit that theory allows (rates/expected.hpp)
/// nearest to the exponent of the predicted values: no number of a law enters it, and nothing is fitted.
#pragma once

#include <optional>
#include <string>

#include "rates/rates.hpp"

namespace diffrates {

/// An interval around a value.
struct Limit {
  double value = 0, error = 0;
  double low() const { return value - error; }
  double high() const { return value + error; }
};

/// One number at one T, both ways.
struct PredictedPoint {
  double T = 0;
  Estimate predicted, own;
  Status predicted_status = Status::Failed, own_status = Status::Failed;

  bool ok() const {
    return predicted_status == Status::Ok && own_status == Status::Ok && predicted.value > 0 && own.value > 0;
  }
};

struct PredictionFinding {
  std::vector<PredictedPoint> points;  ///< T increasing
  std::optional<Limit> ratio;          ///< of predicted/true; needs three T
  Fit off;                             ///< of |predicted/true - 1| against T
  double exponent = 0;                 ///< q; 0 where the predicted values follow no power that theory allows
  std::optional<Limit> constant;       ///< C predicted
  Fit own;                             ///< of the law's own numbers: its constant, with q free
  std::string problem;                 ///< why something is missing, in words; may be empty
};

PredictionFinding find_prediction(std::vector<PredictedPoint> points, const FitModel& model);

/// Whether the fit's interval for C holds the predicted one, widened by `tolerance` of it; nothing where either is
/// missing.
std::optional<bool> constants_agree(const PredictionFinding& finding, double tolerance);

}  // namespace diffrates
