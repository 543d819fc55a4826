/// What the tests of samplers share: targets, and the order in which the TV of a sampler falls.
#pragma once

#include "laws/law.hpp"
#include "support/reference.hpp"

namespace diffrates::testing {

/// The law that carries a sampler on the line.
inline const LawKind& law_of(const SamplerKind& sampler) { return *find_law(sampler.stochastic ? "grid" : "characteristics"); }

inline std::string sampler_name(const ::testing::TestParamInfo<const SamplerKind*>& info) { return std::string(info.param->name); }

struct Order {
  double order = 0;
  std::string words;  ///< T, values and orders, for messages
};

/// -d log TV / d log T over three doublings from T, extrapolated in 1/T from the last two: 2 q(2T, 4T) - q(T, 2T).
/// `must_stand`: every value is to have status ok.
inline Order measured_order(const SamplerKind& sampler, const Target& target, const ScheduleFamily& family, int T, bool must_stand = true) {
  std::vector<double> logs;
  Order result;
  for (const int steps : {T, 2 * T, 4 * T}) {
    const Schedule schedule = family.with_steps(steps);
    const Score score(target, schedule);
    const Measurement tv = law_of(sampler).measure({score, sampler, Start::Exact}, {Metric::Tv}).front();
    if (must_stand) {
      EXPECT_EQ(tv.status, Status::Ok) << sampler.name << " T = " << steps << ": " << tv.reason;
    }
    logs.push_back(std::log2(tv.estimate.value));
    result.words += "T = " + std::to_string(steps) + ": " + std::to_string(tv.estimate.value) + "  ";
  }
  const double first = logs[0] - logs[1], second = logs[1] - logs[2];
  result.order = 2 * second - first;
  result.words += "local orders " + std::to_string(first) + " " + std::to_string(second);
  return result;
}

}  // namespace diffrates::testing
