/// What the tests of score errors share: targets, errors made from a few keys, schedules.
#pragma once

#include <gtest/gtest.h>

#include "scores/score_error.hpp"
#include "targets/mixture.hpp"

namespace diffrates::testing {

inline Mixture line_mixture() {
  const auto component = [](double w, double mean, double variance) {
    return Mixture::Component{w, Eigen::VectorXd::Constant(1, mean), Eigen::VectorXd::Constant(1, variance), {}};
  };
  return Mixture({component(0.4, -1.5, 0.09), component(0.6, 1.0, 0.25)});
}

inline Mixture plane_mixture(int d) {
  Eigen::VectorXd first(d), second(d);
  for (int i = 0; i < d; ++i) first[i] = std::sin(i + 1.0), second[i] = -std::cos(2.0 * i);
  return Mixture({{0.3, first, Eigen::VectorXd::Constant(d, 0.2), {}},
                  {0.7, second, Eigen::VectorXd::LinSpaced(d, 0.05, 0.5), {}}});
}

/// A target that hides its characteristic function, so that everything goes by quadrature.
class Silent : public Mixture {
 public:
  using Mixture::Mixture;
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd&) const override { return {}; }
};

inline Value number(double x) { return Value{x}; }
inline Value text(std::string x) { return Value{std::move(x)}; }
inline Value numbers(const std::vector<double>& list) {
  List values;
  for (const double x : list) values.push_back(number(x));
  return Value{values};
}

inline std::unique_ptr<ScoreErrorFamily> family(Members members, Problems& problems, Described* described = nullptr) {
  return make_kind(Value{std::move(members)}, "/score_error", problems, score_error_kinds(), {}, described);
}

inline std::unique_ptr<ScoreErrorFamily> family(Members members) {
  Problems problems;
  std::unique_ptr<ScoreErrorFamily> result = family(std::move(members), problems);
  for (const Problem& p : problems.list()) ADD_FAILURE() << p.pointer << " " << p.message;
  return result;
}

inline Schedule schedule_of(int T, const std::string& type = "smooth", double low = 1e-3, double high = 12) {
  Problems problems;
  const Value value{Members{{"type", text(type)}, {"l_min", number(low)}, {"l_max", number(high)}}};
  return make_kind(value, "/schedule", problems, schedule_kinds())->with_steps(T);
}

}  // namespace diffrates::testing
