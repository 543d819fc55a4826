/// Where a number lies: the key of every row, series, claim and figure. Only writers make texts of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "laws/law.hpp"
#include "parameters/described.hpp"

namespace diffrates {

/// What an exponent is measured against: error ~ T^-q, or error ~ x^+q with x the size of the score error, the
/// dimension, the frequency of the score error, or the number of draws behind it.
enum class Against { Steps, Epsilon, Dimension, Frequency, Draws };
std::string_view name(Against against);  ///< steps, epsilon, dimension, frequency, draws

struct Place {
  std::string target;
  int dimension = 1;
  Described schedule;
  Start start = Start::Normal;
  Described score_error{"none"};
  std::optional<double> frequency, draws;  ///< of the score error, where it has such a number
  double epsilon = 0;                      ///< size of the score error
  std::string sampler;
  int steps = 0;  ///< T
  Metric metric = Metric::Tv;

  friend auto operator<=>(const Place&, const Place&) = default;
};

/// The number at this place that an exponent is measured against; NaN where its score error has no such number.
double along(Against against, const Place& place);

/// The score error with that number of its own left open: cosine(frequency=*;phase=0.7).
Described left_open(Against against, const Described& score_error);

/// The place with that number left open: equal for all places of one series.
Place left_open(Against against, Place place);

/// "tv of ddim on mixture, smooth(l_min=0.001;l_max=12), start exact, T = 32", for messages.
std::string words(const Place& place);

}  // namespace diffrates
