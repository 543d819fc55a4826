/// density: X_0 with density proportional to exp(log_density) on `support`: a formula in x on an interval, or in x and
/// y on a rectangle.
#include <fmt/format.h>

#include "targets/density_line.hpp"
#include "targets/density_plane.hpp"
#include "targets/formula.hpp"

namespace diffrates {
namespace {

const Key formula_key{"log_density",
                      "unnormalised log density: a formula in x (and y), finite inside the support, e.g. -4*(x^2-1)^2"};
const Key support_key{"support", "[a, b], a < b; for a formula in x and y [[a, b], [c, d]]"};
constexpr double most = 1e50;  ///< of the ends of the support

bool is_plane(Parameters& p) {
  const Value* value = p.raw(support_key);
  const List* list = value != nullptr ? value->list() : nullptr;
  return list != nullptr && !list->empty() && list->front().list() != nullptr;
}

/// One interval, or the two sides of a rectangle; meaningless after a problem.
std::vector<Interval> read_support(Parameters& p) {
  std::vector<Interval> support;
  if (is_plane(p)) {
    const Eigen::MatrixXd sides = p.points(support_key, 2, 2);
    if (p.good() && (sides.rows() != 2 || sides.cols() != 2))
      p.problem(support_key.name, fmt::format("is {}; accepted: [[a, b], [c, d]]", describe(*p.raw(support_key))));
    if (p.good() && !(sides.cwiseAbs().maxCoeff() <= most))
      p.problem(support_key.name, "has an end beyond 1e50; accepted: -1e50 to 1e50");
    for (Eigen::Index i = 0; p.good() && i < 2; ++i) support.push_back({sides(i, 0), sides(i, 1)});
  } else {
    const std::vector<double> ends = p.numbers(support_key, Bounds{-most, most}, 2);
    if (p.good() && ends.size() != 2)
      p.problem(support_key.name, "has one entry; accepted: [a, b], or [[a, b], [c, d]]");
    if (p.good()) support.push_back({ends[0], ends[1]});
  }
  for (std::size_t i = 0; i < support.size(); ++i)
    if (!(support[i].low < support[i].high))
      p.problems().add(support.size() == 1 ? p.pointer(support_key.name)
                                           : pointer_to(p.pointer(support_key.name), std::to_string(i)),
                       fmt::format("is [{}, {}]; accepted: [a, b] with a < b", support[i].low, support[i].high));
  return support;
}

std::unique_ptr<Target> make(Parameters& p) {
  const std::string text = p.text(formula_key);
  const std::vector<Interval> support = read_support(p);
  if (!p.good()) return nullptr;
  const bool plane = support.size() == 2;
  try {
    const Formula formula(text, plane ? std::vector<std::string>{"x", "y"} : std::vector<std::string>{"x"});
    if (plane)
      return std::make_unique<DensityPlane>(
          [&](double x, double y) {
            return formula({x, y});
          },
          support[0], support[1]);
    return std::make_unique<DensityLine>([&](double x) { return formula({x}); }, support[0].low, support[0].high);
  } catch (const FormulaError& error) {
    p.problem(formula_key.name, fmt::format("is \"{}\": {}; accepted: a formula in x{}", text.substr(0, 60),
                                            error.what(), plane ? " and y" : ""));
  } catch (const NotResolved& error) {
    p.problem(formula_key.name,
              fmt::format("{}; accepted: finite inside the support, with an exponential that can be integrated",
                          error.what()));
  }
  return nullptr;
}

}  // namespace

extern const Kind<Target> target_density;
const Kind<Target> target_density{"density",
                                  "a log density written as a formula, on an interval or a rectangle",
                                  {formula_key, support_key},
                                  make,
                                  true};

}  // namespace diffrates
