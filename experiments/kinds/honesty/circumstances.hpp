/// What surrounds a target in a question: schedule, start, score error, sampler, T, metrics and the law wanted.
#pragma once

#include "kinds/honesty/draw.hpp"

namespace diffrates {

struct Circumstances {
  Members schedule;
  bool exact_start = false;
  Members score_error;  ///< empty: exact scores
  std::string_view sampler;
  int steps = 0;
  std::vector<std::string_view> metrics;
  std::string_view law;  ///< empty: chosen by default
};

Circumstances draw_circumstances(Draw& draw);

/// A whole configuration of experiment "rates", as a user would write it.
Members configuration(const Members& target, const Circumstances& circumstances, std::string_view name,
                      std::uint64_t seed);

}  // namespace diffrates
