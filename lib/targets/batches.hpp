/// Evaluating a large batch piece by piece, so that working memory does not grow with it.
#pragma once

#include "numerics/points.hpp"

namespace diffrates {

/// Rows first .. first + count - 1, values and tangents.
inline Points rows(const Points& x, Points::Index first, Points::Index count) {
  Points part(count, x.dimension(), x.tangents());
  part.all() = x.all().middleRows(first, count);
  return part;
}

/// Calls evaluate(part, score of part or null, log density of part or null) on pieces of at most `most` points.
template <class Evaluate>
void by_rows(const Points& x, Points::Index most, Points* score, Eigen::ArrayXd* log_density,
             const Evaluate& evaluate) {
  if (x.size() <= most) return evaluate(x, score, log_density);
  if (score != nullptr) *score = Points(x.size(), x.dimension(), x.tangents());
  if (log_density != nullptr) log_density->resize(x.size());
  Points part_score;
  Eigen::ArrayXd part_log;
  for (Points::Index first = 0; first < x.size(); first += most) {
    const Points::Index count = std::min(most, x.size() - first);
    evaluate(rows(x, first, count), score != nullptr ? &part_score : nullptr,
             log_density != nullptr ? &part_log : nullptr);
    if (score != nullptr) score->all().middleRows(first, count) = part_score.all();
    if (log_density != nullptr) log_density->segment(first, count) = part_log;
  }
}

}  // namespace diffrates
