#include "configuration/place.hpp"

#include <fmt/format.h>

#include <cmath>

namespace diffrates {

std::string_view name(Against against) {
  switch (against) {
    case Against::Steps:
      return "steps";
    case Against::Epsilon:
      return "epsilon";
    case Against::Dimension:
      return "dimension";
    case Against::Frequency:
      return "frequency";
    case Against::Draws:
      return "draws";
  }
  return {};
}

double along(Against against, const Place& place) {
  switch (against) {
    case Against::Steps:
      return place.steps;
    case Against::Epsilon:
      return place.epsilon;
    case Against::Dimension:
      return place.dimension;
    case Against::Frequency:
      return place.frequency.value_or(NAN);
    case Against::Draws:
      return place.draws.value_or(NAN);
  }
  return NAN;
}

Described left_open(Against against, const Described& score_error) {
  if (against == Against::Frequency) return score_error.without("frequency");
  return against == Against::Draws ? score_error.without("n") : score_error;
}

Place left_open(Against against, Place place) {
  place.score_error = left_open(against, place.score_error);
  switch (against) {
    case Against::Steps:
      place.steps = 0;
      break;
    case Against::Epsilon:
      place.epsilon = 0;
      break;
    case Against::Dimension:
      place.target.clear();
      place.dimension = 0;
      break;
    case Against::Frequency:
      place.frequency.reset();
      break;
    case Against::Draws:
      place.draws.reset();
      break;
  }
  return place;
}

std::string words(const Place& place) {
  std::string text = fmt::format("{} of {} on {}, {}, start {}, T = {}", name(place.metric), place.sampler,
                                 place.target, place.schedule.label(), name(place.start), place.steps);
  if (place.score_error.type != "none") text += ", " + place.score_error.label();
  if (place.epsilon != 0) text += fmt::format(" epsilon {}", place.epsilon);  // 0: its size is measured
  return text;
}

}  // namespace diffrates
