/// density: X_0 with density proportional to exp(log_density) on `support`: a formula in x on an interval, or in x and
/// y on a rectangle.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>

#include "numerics/formula.hpp"
#include "targets/density_line.hpp"
#include "targets/density_plane.hpp"
#include "targets/plane_window.hpp"

namespace diffrates {
namespace {

constexpr double most = 1e50;  ///< of the ends of the support
constexpr std::size_t most_breakpoints = 32;
const Shape end_shape =
    Shape::either({Shape::number({-most, most}), Shape::word({"-inf", "inf", "+inf"}), Shape::null()});
const Shape interval_shape = Shape::list(end_shape, 2, 2);

const Key formula_key{"log_density",
                      "unnormalised log density: a formula in x (and y), finite inside the support, e.g. -4*(x^2-1)^2",
                      Shape::text(1).needed()};
const Key support_key{
    "support", "[a, b], a < b; for a formula in x and y [[a, b], [c, d]]; an end may be \"-inf\", \"inf\" or null",
    Shape::either({interval_shape, Shape::list(interval_shape, 2, 2)}).needed()};
const Key breakpoints_key{"breakpoints",
                          "places of narrow features, in x (in the plane [x, y] each): nothing there is missed",
                          Shape::points(most_breakpoints, 2)};

bool is_plane(Parameters& p) {
  const Value* value = p.raw(support_key);
  const List* list = value != nullptr ? value->list() : nullptr;
  return list != nullptr && !list->empty() && list->front().list() != nullptr;
}

/// An end of an interval: a number, null, "inf" or "-inf"; nothing where it is none of these.
std::optional<double> read_end(const Value& value, bool upper) {
  const double infinite = upper ? INFINITY : -INFINITY;
  if (value.is_null()) return infinite;
  if (const std::string* text = value.text())
    return *text == (upper ? "inf" : "-inf") || (upper && *text == "+inf") ? std::optional(infinite) : std::nullopt;
  const double* number = value.number();
  return number != nullptr && std::abs(*number) <= most ? std::optional(*number) : std::nullopt;
}

/// [a, b] written at `place`, each end read on its own.
Interval read_ends(Parameters& p, const List& list, const std::string& place) {
  Interval interval;
  for (const int i : {0, 1}) {
    const Value& written = list[static_cast<std::size_t>(i)];
    const std::optional<double> end = read_end(written, i == 1);
    if (!end)
      p.problems().add(pointer_to(place, std::to_string(i)),
                       fmt::format("is {}; accepted: a number >= -1e+50 and <= 1e+50, \"{}\" or null",
                                   describe(written), i == 0 ? "-inf" : "inf"));
    (i == 0 ? interval.low : interval.high) = end.value_or(i);
  }
  return interval;
}

Interval read_interval(Parameters& p) {
  const Value* value = p.required(support_key, "[a, b], a < b");
  const List* list = value != nullptr ? value->list() : nullptr;
  if (value == nullptr) return {};
  if (list == nullptr || list->size() != 2) {
    p.problem(support_key.name,
              fmt::format("{}; accepted: [a, b], or [[a, b], [c, d]]",
                          list != nullptr && list->size() == 1 ? "has one entry" : "is " + describe(*value)));
    return {};
  }
  return read_ends(p, *list, p.pointer(support_key.name));
}

/// Two intervals; is_plane holds.
std::vector<Interval> read_sides(Parameters& p) {
  const List& list = *p.raw(support_key)->list();
  std::vector<Interval> sides;
  if (list.size() != 2)
    p.problem(support_key.name, fmt::format("is {}; accepted: [[a, b], [c, d]]", describe(*p.raw(support_key))));
  for (std::size_t i = 0; p.good() && i < 2; ++i) {
    const std::string place = pointer_to(p.pointer(support_key.name), std::to_string(i));
    const List* side = list[i].list();
    if (side != nullptr && side->size() == 2)
      sides.push_back(read_ends(p, *side, place));
    else
      p.problems().add(place, fmt::format("is {}; accepted: [a, b], a < b", describe(list[i])));
  }
  return sides;
}

/// One interval, or the two sides of a rectangle; meaningless after a problem.
std::vector<Interval> read_support(Parameters& p) {
  std::vector<Interval> support = is_plane(p) ? read_sides(p) : std::vector<Interval>{read_interval(p)};
  for (std::size_t i = 0; p.good() && i < support.size(); ++i)
    if (!(support[i].low < support[i].high))
      p.problems().add(support.size() == 1 ? p.pointer(support_key.name)
                                           : pointer_to(p.pointer(support_key.name), std::to_string(i)),
                       fmt::format("is [{}, {}]; accepted: [a, b] with a < b", support[i].low, support[i].high));
  return support;
}

/// The numbers written in a formula, and their negatives: where a formula has a narrow feature, its place is most often
/// one of them, as in (x-0.6)^2.
std::vector<double> numbers_written_in(const std::string& text) {
  std::vector<double> numbers;
  const auto part_of_a_name = [&](std::size_t i) {
    return std::isalnum(static_cast<unsigned char>(text[i])) || text[i] == '_';
  };
  for (std::size_t i = 0; i < text.size();) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), number);
    const bool inside_a_name = i > 0 && part_of_a_name(i - 1);
    if (!(text[i] >= '0' && text[i] <= '9') && text[i] != '.') {
      ++i;
      continue;
    }
    if (error == std::errc() && !inside_a_name) numbers.insert(numbers.end(), {number, -number});
    i = std::max<std::size_t>(i + 1, static_cast<std::size_t>(end - text.data()));
  }
  return numbers;
}

/// Breakpoints on a line, then the numbers in the formula.
std::vector<double> known_places(Parameters& p, const std::string& formula) {
  std::vector<double> known;
  if (p.has(breakpoints_key)) known = p.numbers(breakpoints_key, {-most, most}, most_breakpoints);
  const std::vector<double> written = numbers_written_in(formula);
  known.insert(known.end(), written.begin(), written.end());
  return known;
}

/// Breakpoints in the plane, then all pairs of the numbers in the formula.
std::vector<std::array<double, 2>> known_places_in_the_plane(Parameters& p, const std::string& formula) {
  constexpr std::size_t most_numbers = 24;
  std::vector<std::array<double, 2>> known;
  if (p.has(breakpoints_key)) {
    const Eigen::MatrixXd points = p.points(breakpoints_key);
    if (points.size() > 0 && points.cols() != 2)
      p.problem(breakpoints_key.name, "holds numbers; accepted in the plane: a list of [x, y]");
    for (Eigen::Index i = 0; points.cols() == 2 && i < points.rows(); ++i)
      known.push_back({points(i, 0), points(i, 1)});
  }
  std::vector<double> written = numbers_written_in(formula);
  std::sort(written.begin(), written.end());
  written.erase(std::unique(written.begin(), written.end()), written.end());
  if (written.size() > most_numbers) written.resize(most_numbers);
  for (const double y0 : written)
    for (const double y1 : written) known.push_back({y0, y1});
  return known;
}

std::unique_ptr<Target> plane_density(const std::function<double(double, double)>& f,
                                      const std::vector<Interval>& support,
                                      const std::vector<std::array<double, 2>>& known) {
  const auto finite = [](const Interval& side) { return std::isfinite(side.low) && std::isfinite(side.high); };
  if (finite(support[0]) && finite(support[1])) return std::make_unique<DensityPlane>(f, support[0], support[1], known);
  const std::array<Interval, 2> window = window_of(f, {support[0], support[1]}, known);
  return std::make_unique<DensityPlane>(f, window[0], window[1], known, false);
}

std::unique_ptr<Target> make(Parameters& p) {
  const std::string text = p.text(formula_key);
  p.raw(breakpoints_key);
  const std::vector<Interval> support = read_support(p);
  if (!p.good()) return nullptr;
  const bool plane = support.size() == 2;
  const std::vector<double> known = plane ? std::vector<double>() : known_places(p, text);
  const auto known_in_the_plane = plane ? known_places_in_the_plane(p, text) : std::vector<std::array<double, 2>>();
  if (!p.good()) return nullptr;
  try {
    const Formula formula(text, plane ? std::vector<std::string>{"x", "y"} : std::vector<std::string>{"x"});
    if (plane) return plane_density([&](double x, double y) { return formula({x, y}); }, support, known_in_the_plane);
    return std::make_unique<DensityLine>([&](double x) { return formula({x}); }, support[0], known);
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
                                  {formula_key, support_key, breakpoints_key},
                                  make,
                                  R"("log_density": "-4*(x^2-1)^2", "support": [-3, 3])",
                                  true};

}  // namespace diffrates
