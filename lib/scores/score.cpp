#include "scores/score.hpp"

namespace diffrates {

Points Score::operator()(const NoiseLevel& at, const Points& x) const {
  Points score;
  target_.evaluate(at, x, &score, nullptr);
  if (error_ != nullptr) error_->add(at, x, score);
  return score;
}

}  // namespace diffrates
