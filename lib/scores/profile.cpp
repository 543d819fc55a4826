#include "scores/profile.hpp"

#include <algorithm>

namespace diffrates {

ProfileKind read_profile(Parameters& p) {
  if (!p.has(profile_key)) return ProfileKind::Flat;
  const std::string word = p.word(profile_key);
  return word == "late" ? ProfileKind::Late : word == "early" ? ProfileKind::Early : ProfileKind::Flat;
}

Profile::Profile(ProfileKind kind, const Schedule& schedule, double epsilon)
    : kind_(kind), schedule_(schedule), scale_(epsilon) {
  if (kind == ProfileKind::Flat) return;
  // sum_{t=1..T} (t - 1/2)^2 = T (4 T^2 - 1) / 12.
  const double T = schedule.steps();
  scale_ = epsilon * std::sqrt(12 / (4 * T * T - 1));
}

double Profile::at_time(double t) const {
  return scale_ * std::max(0.0, kind_ == ProfileKind::Late ? t - 0.5 : schedule_.steps() - t + 0.5);
}

double Profile::operator()(const NoiseLevel& at) const {
  if (kind_ == ProfileKind::Flat) return scale_;
  int low = 1, high = schedule_.steps() + 1;
  if (at.L <= schedule_.at(low).L) return at_time(low);
  if (at.L >= schedule_.at(high).L) return at_time(high);
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    (schedule_.at(middle).L <= at.L ? low : high) = middle;
  }
  if (at.L == schedule_.at(low).L) return at_time(low);
  const double from = schedule_.at(low).lambda(), to = schedule_.at(high).lambda();
  return at_time(low + (at.lambda() - from) / (to - from));
}

}  // namespace diffrates
