/// What the tests of samplers share: targets, and the order in which the TV of a sampler falls.
#pragma once

#include <fmt/format.h>

#include "laws/law.hpp"
#include "support/reference.hpp"

namespace diffrates::testing {

/// The law that carries a sampler on the line.
inline const LawKind& law_of(const SamplerKind& sampler) {
  return *find_law(sampler.stochastic ? "grid" : "characteristics");
}

inline std::string sampler_name(const ::testing::TestParamInfo<const SamplerKind*>& info) {
  return std::string(info.param->name);
}

struct Order {
  double order = 0;
  bool stands = true;  ///< every value has status ok
  std::string words;   ///< T, values and orders, for messages
};

/// -d log E / d log T of an error E(T) over three doublings from T, extrapolated in 1/T: 2 q(2T, 4T) - q(T, 2T).
template <class F>
Order order_from(int T, const F& error) {
  Order result;
  std::vector<double> logs;
  for (const int steps : {T, 2 * T, 4 * T}) {
    const double value = error(steps);
    logs.push_back(std::log2(value));
    result.words += fmt::format("T = {}: {:.6g}  ", steps, value);
  }
  const double first = logs[0] - logs[1], second = logs[1] - logs[2];
  result.order = 2 * second - first;
  result.words += fmt::format("local orders {:.4f} {:.4f}", first, second);
  return result;
}

/// The order of a metric under the law given. `must_stand`: every value is to have status ok.
inline Order measured_order(const LawKind& law, Metric metric, const SamplerKind& sampler, const Target& target,
                            const ScheduleFamily& family, int T, bool must_stand = true) {
  bool stands = true;
  Order result = order_from(T, [&](int steps) {
    const Schedule schedule = family.with_steps(steps);
    const Score score(target, schedule);
    const Measurement measured = law.measure({score, sampler, Start::Exact}, {metric}).front();
    if (must_stand) {
      EXPECT_EQ(measured.status, Status::Ok) << sampler.name << " T = " << steps << ": " << measured.reason;
    }
    stands = stands && measured.status == Status::Ok;
    return measured.estimate.value;
  });
  result.stands = stands;
  return result;
}

/// The order of TV.
inline Order measured_order(const SamplerKind& sampler, const Target& target, const ScheduleFamily& family, int T,
                            bool must_stand = true) {
  return measured_order(law_of(sampler), Metric::Tv, sampler, target, family, T, must_stand);
}

}  // namespace diffrates::testing
