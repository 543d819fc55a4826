#include "schedules/schedule.hpp"

#include <stdexcept>

namespace diffrates {

NoiseLevel NoiseLevel::of(double L) {
  const double noise = -std::expm1(-L);
  return {L, std::exp(-L), std::exp(-L / 2), noise, std::sqrt(noise)};
}

NoiseLevel NoiseLevel::of_lambda(double lambda) { return of(std::log1p(std::exp(-2 * lambda))); }

Schedule Schedule::of_levels(const std::vector<double>& L) {
  Schedule schedule;
  schedule.levels_.push_back(NoiseLevel::of(0));
  schedule.alpha_.push_back(1);
  schedule.beta_.push_back(0);
  for (const double level : L) {
    const double increment = level - schedule.levels_.back().L;
    if (!(increment > 0) || !std::isfinite(level)) throw std::invalid_argument("schedule: levels must increase from 0");
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
  double L = 0;
  for (const double b : beta) {
    if (!(b > 0 && b < 1)) throw std::invalid_argument("schedule: every beta must lie in (0, 1)");
    L -= std::log1p(-b);
    schedule.levels_.push_back(NoiseLevel::of(L));
    schedule.alpha_.push_back(1 - b);
    schedule.beta_.push_back(b);
  }
  return schedule;
}

std::string ScheduleFamily::problem(int) const { return {}; }

}  // namespace diffrates
