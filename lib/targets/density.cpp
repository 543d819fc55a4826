/// density: X_0 with density proportional to exp(log_density(x)) on `support`, log_density a formula in x.
#include <fmt/format.h>

#include "targets/density_line.hpp"
#include "targets/formula.hpp"

namespace diffrates {
namespace {

const Key formula_key{"log_density", "unnormalised log density: a formula in x, finite inside the support, e.g. -4*(x^2-1)^2"};
const Key support_key{"support", "[a, b], a < b"};

std::unique_ptr<Target> make(Parameters& p) {
  const std::string text = p.text(formula_key);
  const std::vector<double> support = p.numbers(support_key, Bounds{-1e50, 1e50}, 2);
  if (p.good() && support.size() != 2) p.problem(support_key.name, "has one entry; accepted: [a, b]");
  if (p.good() && !(support[0] < support[1]))
    p.problem(support_key.name, fmt::format("is [{}, {}]; accepted: [a, b] with a < b", support[0], support[1]));
  if (!p.good()) return nullptr;
  try {
    const Formula formula(text, {"x"});
    return std::make_unique<DensityLine>([&](double x) { return formula({x}); }, support[0], support[1]);
  } catch (const FormulaError& error) {
    p.problem(formula_key.name, fmt::format("is \"{}\": {}; accepted: a formula in x", text.substr(0, 60), error.what()));
  } catch (const NotResolved& error) {
    p.problem(formula_key.name, fmt::format("{}; accepted: finite inside the support, with an exponential that can be integrated", error.what()));
  }
  return nullptr;
}

}  // namespace

extern const Kind<Target> target_density;
const Kind<Target> target_density{"density", "a log density written as a formula, on a bounded interval", {formula_key, support_key}, make};

}  // namespace diffrates
