/// Where in t an injected score error lives: its l2 size eps_t at every noise level, with (1/T) sum_{t=1..T} eps_t^2 =
/// eps^2.
///
///   flat    eps_t = eps
///   late    eps_t proportional to t - 1/2: at large t, the noisy end, where a sampler starts
///   early   eps_t proportional to T - t + 1/2: at small t, next to the data, where a sampler ends
///
/// late and early are each other's mirror images and put about seven eighths of eps^2 into their half of 1 .. T.
/// Between two t the size is linear in lambda; beyond t = T + 1 and below t = 1 it is constant.
#pragma once

#include "schedules/schedule.hpp"

namespace diffrates {

enum class ProfileKind { Flat, Late, Early };

inline const Key profile_key{
    "profile", "where in t the error lives: flat (default), late (large t, noisy) or early (small t, near the data)",
    Shape::word({"flat", "late", "early"})};

/// Reads the optional key `profile`. It enters the label only where it is written.
ProfileKind read_profile(Parameters& p);

class Profile {
 public:
  /// Keeps a reference to the schedule.
  Profile(ProfileKind kind, const Schedule& schedule, double epsilon);
  /// eps_t at a noise level. Cost: one binary search (none when flat).
  double operator()(const NoiseLevel& at) const;

 private:
  double at_time(double t) const;
  ProfileKind kind_;
  const Schedule& schedule_;
  double scale_;
};

}  // namespace diffrates
