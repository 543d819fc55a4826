#include "schedules/schedule.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace diffrates {

NoiseLevel NoiseLevel::of(double L) {
  const double noise = -std::expm1(-L);
  return {L, std::exp(-L), std::exp(-L / 2), noise, std::sqrt(noise)};
}

NoiseLevel NoiseLevel::of_lambda(double lambda) {
  return of(std::max(0.0, -2 * lambda) + std::log1p(std::exp(-2 * std::abs(lambda))));
}

NoiseLevel NoiseLevel::of_noise_ratio(double ratio) {
  return of(ratio > 1 ? 2 * std::log(ratio) + std::log1p(1 / ratio / ratio) : std::log1p(ratio * ratio));
}

Schedule Schedule::of_levels(const std::vector<double>& L) {
  Schedule schedule;
  schedule.levels_.push_back(NoiseLevel::of(0));
  schedule.alpha_.push_back(1);
  schedule.beta_.push_back(0);
  for (const double level : L) {
    const double increment = level - schedule.levels_.back().L;
    const bool data = schedule.levels_.size() == 1 && level == 0;
    if (!(increment > 0 || data) || !std::isfinite(level))
      throw std::invalid_argument("schedule: levels must increase from 0");
    schedule.levels_.push_back(NoiseLevel::of(level));
    schedule.alpha_.push_back(std::exp(-increment));
    schedule.beta_.push_back(-std::expm1(-increment));
  }
  return schedule;
}

Schedule Schedule::of_betas(const std::vector<double>& beta) {
  Schedule schedule;
  schedule.levels_.push_back(NoiseLevel::of(0));
  schedule.alpha_.push_back(1);
  schedule.beta_.push_back(0);
  double L = 0, lost = 0;  // a compensated sum: the rounding of a million steps must not add up
  for (const double b : beta) {
    if (!(b > 0 && b < 1)) throw std::invalid_argument("schedule: every beta must lie in (0, 1)");
    const double term = -std::log1p(-b) - lost;
    const double sum = L + term;
    lost = (sum - L) - term;
    L = sum;
    schedule.levels_.push_back(NoiseLevel::of(L));
    schedule.alpha_.push_back(1 - b);
    schedule.beta_.push_back(b);
  }
  return schedule;
}

std::string problem_of_levels(const std::vector<double>& L) {
  const std::size_t T = L.size() - 1;
  double before = 0;
  for (std::size_t t = 1; t <= L.size(); ++t) {
    const double level = L[t - 1], increment = level - before;
    if (!(increment > 0) && !(t == 1 && level == 0))
      return fmt::format(
          "T = {}: the levels -log abar of t = {} and t = {} coincide in double precision (both {}); accepted: "
          "fewer steps or end points further apart",
          T, t - 1, t, level);
    if (!(-std::expm1(-increment) < 1))
      return fmt::format(
          "T = {}: the step to t = {} goes from -log abar = {:.4g} to {:.4g}, so that beta rounds to 1; accepted: "
          "more steps or a smaller l_max",
          T, t, before, level);
    before = level;
  }
  return {};
}

}  // namespace diffrates
