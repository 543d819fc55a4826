#include "rates/expected.hpp"

namespace diffrates {

FitModel expected_of(Metric metric, int dimension) {
  FitModel model;
  switch (metric) {
    case Metric::Tv:
      model.unit = 1;
      model.largest = 0.5;
      break;
    case Metric::Kl:
    case Metric::KlReverse:
      model.unit = 2;
      model.largest = dimension;
      break;
    case Metric::Chi2:
      model.unit = 2;
      break;
    case Metric::PathKl:
      model.unit = 1;
      break;
    case Metric::PathTv:
      model.unit = 0.5;
      break;
    case Metric::W1:
    case Metric::W2:
      model.unit = 1;
      break;
  }
  return model;
}

}  // namespace diffrates
