/// formula: the noise levels t = 1 .. T + 1 written as one formula in s = (t - 1)/T, t and T, of L = -log abar, abar,
/// lambda = 1/2 log(abar / (1 - abar)) or noise_ratio = sqrt((1 - abar) / abar).
///
/// Held, for every T asked, to what a schedule is: finite levels, 0 <= L <= 600, 0 only at t = 1, noise increasing in
/// t. A formula of abar near 1 is as good as the double it gives: 1 - abar loses what abar cannot hold; L and
/// noise_ratio lose nothing. Cost: 0.1 us a level, and 20 us a T.
#include "numerics/formula.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "schedules/measures.hpp"

namespace diffrates {
namespace {

const Key level_key{"L", "-log abar as a formula in s = (t - 1)/T, t and T: from 0 at t = 1 or more, increasing in t",
                    Shape::text(1)};
const Key abar_key{"abar", "in place of L: abar = e^-L, decreasing in t", Shape::text(1)};
const Key lambda_key{"lambda", "in place of L: 1/2 log(abar / (1 - abar)), decreasing in t", Shape::text(1)};
const Key ratio_key{"noise_ratio", "in place of L: sqrt((1 - abar) / abar), increasing in t", Shape::text(1)};
const Either either{level_key.name, abar_key.name, lambda_key.name, ratio_key.name};

const std::vector<std::string> variables{"s", "t", "T"};

class FormulaSchedule : public ScheduleFamily {
 public:
  FormulaSchedule(const NoiseMeasure& measure, std::string text) : measure_(measure), text_(std::move(text)) {}

  Schedule with_steps(int T) const override {
    std::vector<double> L = values(T);
    for (double& value : L) value = measure_.level(value);
    return Schedule::of_levels(L);
  }

  std::string problem(int T) const override {
    std::vector<double> L = values(T);
    for (int t = 1; t <= T + 1; ++t) {
      const double value = std::isnan(L[t - 1]) ? NAN : L[t - 1], level = measure_.level(value);
      const std::string place =
          fmt::format("T = {}: \"{}\" is {} at t = {} (s = {:g})", T, text_.substr(0, 60), value, t, (t - 1.0) / T);
      if (!in_range(level, t == 1)) return fmt::format("{}; accepted: {}", place, measure_.accepted);
      if (t > 1 && !(level > L[t - 2]))
        return fmt::format("{}, which is not above the noise at t = {}; accepted: {}", place, t - 1, measure_.accepted);
      L[t - 1] = level;
    }
    return problem_of_levels(L);
  }
  std::string_view key_of_problem() const override { return measure_.name; }

 private:
  /// Of the formula, parsed anew: one that is parsed is not for several threads.
  std::vector<double> values(int T) const {
    const Formula formula(text_, variables);
    std::vector<double> result(T + 1);
    for (int t = 1; t <= T + 1; ++t) result[t - 1] = formula({(t - 1.0) / T, double(t), double(T)});
    return result;
  }

  const NoiseMeasure& measure_;
  std::string text_;
};

std::unique_ptr<ScheduleFamily> make(Parameters& p) {
  const std::vector<Key> keys{level_key, abar_key, lambda_key, ratio_key};
  if (!p.has_one(either)) return nullptr;
  const Key& key = *std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return p.has(one); });
  const std::string text = p.text(key);
  if (!p.good()) return nullptr;
  try {
    const Formula formula(text, variables);
  } catch (const FormulaError& error) {
    p.problem(key.name, fmt::format("is \"{}\": {}; accepted: a formula in s = (t - 1)/T, t and T", text.substr(0, 60),
                                    error.what()));
    return nullptr;
  }
  p.note(key, text);
  return std::make_unique<FormulaSchedule>(*find_measure(key.name), text);
}

}  // namespace

extern const Kind<ScheduleFamily> schedule_formula;
const Kind<ScheduleFamily> schedule_formula{"formula",
                                            "noise levels t = 1 .. T + 1 from a formula in s = (t - 1)/T, t and T",
                                            {level_key, abar_key, lambda_key, ratio_key},
                                            make,
                                            R"=("L": "0.001*10^(4*s)")=",
                                            false,
                                            either};

}  // namespace diffrates
