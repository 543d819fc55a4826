// Reading the configuration of the experiment "gate".
#include "kinds/gate/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "configuration/config_parts.hpp"
#include "kinds/gate/real_family.hpp"
#include "rates/interval.hpp"

namespace diffrates {
namespace {

constexpr int most_families = 100, most_draws = 1'000'000, most_points = 30;
constexpr std::size_t most_noises = 30, most_tolerances = 30;
constexpr double most_drawn = 1e8;  // points of all series
constexpr double seconds_a_draw = 5e-4;

const Key draws_key{"draws", "series drawn of each family and level of noise", Shape::whole(1, most_draws).needed()};
const Key tolerance_key{"tolerance", "of the claims whose rates have limits; 0.05 by default",
                        Shape::number(Bounds::positive(10)).otherwise({0.05})};
const Key tolerances_key{"tolerances", "others to compare it with",
                         Shape::numbers(Bounds::positive(10), most_tolerances)};
const Key shift_key{"shift", "by how much the exponent of a wrong claim is wrong; 0.1 by default",
                    Shape::number(Bounds::positive(10)).otherwise({0.1})};
const Key false_alarms_key{"false_alarms", "largest accepted rate of violated right claims; 0.001 by default",
                           Shape::number(Bounds::positive(1)).otherwise({0.001})};
const Key misses_key{"misses", "largest accepted rate of passed wrong claims; 0.01 by default",
                     Shape::number(Bounds::positive(1)).otherwise({0.01})};
const Key families_key{"families", "kinds of series"};

const Key name_key{"name", "of the family", Shape::name(most::name).needed()};
const Key exponent_key{"exponent", "q", Shape::number({-10, 10}).needed()};
const Key log_power_key{"log_power", "p; 0 by default", Shape::number({-10, 10}).otherwise({0.0})};
const Key correction_key{"correction", "c is uniform in +- this; below first; 0 by default",
                         Shape::number({0, 1e6}).otherwise({0.0})};
const Key second_key{"second", "d of d/x^2 is uniform in +- this; 0 by default",
                     Shape::number({0, 1e12}).otherwise({0.0})};
const Key noise_key{"noise", "relative standard deviation of each value, up to 0.3; or a list",
                    Shape::numbers(Bounds::positive(0.3), most_noises, true).needed()};
const Key stated_key{"stated", "stated error / true standard deviation; 1 by default",
                     Shape::number(Bounds::positive(100)).otherwise({1.0})};
const Key floor_key{"floor", "a plateau, as a fraction of the last value without it; 0 by default",
                    Shape::number({0, 100}).otherwise({0.0})};
const Key first_key{"first", "smallest x; 32 by default", Shape::number({2, 1e6}).otherwise({32.0})};
const Key points_key{"points", "number of points, each at twice the x of the one before",
                     Shape::whole(least_points, most_points).needed()};
const Key claimed_key{"claimed", "whether the limits are claimed of this family; true by default",
                      Shape::boolean().otherwise({true})};

void read_shape(Parameters& p, GateFamily& f) {
  f.exponent = p.number(exponent_key);
  f.log_power = p.number(log_power_key);
  f.first = p.number(first_key);
  f.points = p.integer(points_key);
  f.correction = p.number(correction_key);
  f.second = p.number(second_key);
  f.stated = p.number(stated_key);
  f.floor = p.number(floor_key);
  if (p.good() && f.correction / f.first + f.second / (f.first * f.first) >= 1)
    p.problem(correction_key.name,
              fmt::format("is {} with second {}; accepted: correction/first + second/first^2 below 1, so that "
                          "every error is positive",
                          f.correction, f.second));
}

void read_drawn_family(Parameters& p, const std::string& name, std::uint64_t seed, GateSetup& setup,
                       Members& resolved) {
  GateFamily series;
  read_shape(p, series);
  std::vector<double> noises = p.numbers(noise_key);
  const bool claimed = p.boolean(claimed_key);
  p.finish();
  const Value read = p.resolved();
  resolved = *read.members();
  std::sort(noises.begin(), noises.end());
  noises.erase(std::unique(noises.begin(), noises.end()), noises.end());
  for (const double noise : noises) {
    series.noise = noise;
    series.name = noises.size() > 1 ? fmt::format("{}, noise {}", name, noise) : name;
    setup.drawn += static_cast<double>(setup.draws) * series.points;
    GatePart part;
    part.family = name;
    part.name = series.name;
    part.noise = noise;
    part.exponent = series.exponent;
    part.shifts = {setup.shift};
    part.misses = {setup.misses};
    part.claimed = claimed;
    part.draws = setup.draws;
    part.seconds = seconds_a_draw;
    part.fits = fits_of(series, seed);
    setup.parts.push_back(std::move(part));
  }
}

struct FamilyReader {
  const ConfigSource& source;
  std::uint64_t seed;
  GateSetup& setup;
  std::set<std::string> names;
  RealFamilies real;

  /// Adds the parts of a family; the family as it was read.
  Members read(const Entry& entry, Problems& problems) {
    Members resolved;
    Parameters p(entry.value, entry.pointer, problems);
    if (!p.good()) return resolved;
    const std::string name = read_line(p, name_key, most::name);
    if (const std::string why = p.good() ? name_problem(name) : ""; !why.empty()) p.problem(name_key.name, why);
    if (p.good() && !names.insert(name).second)
      p.problem(name_key.name, fmt::format("is \"{}\" again; accepted: a name of its own for each family", name));
    if (RealFamilies::is_one(p))
      real.read(p, name, setup, resolved);
    else
      read_drawn_family(p, name, seed, setup, resolved);
    return resolved;
  }
};

std::vector<double> read_tolerances(Parameters& p, double tolerance) {
  std::vector<double> tolerances{tolerance};
  if (!p.has(tolerances_key)) {
    p.raw(tolerances_key);
    return tolerances;
  }
  for (const double other : p.numbers(tolerances_key)) tolerances.push_back(other);
  std::sort(tolerances.begin(), tolerances.end());
  tolerances.erase(std::unique(tolerances.begin(), tolerances.end()), tolerances.end());
  return tolerances;
}

List list_of(const std::vector<double>& numbers) {
  List list;
  for (const double number : numbers) list.push_back(Value{number});
  return list;
}

}  // namespace

std::vector<Key> gate_keys() {
  const std::vector<Key> drawn{name_key,   exponent_key, log_power_key, correction_key, second_key, noise_key,
                               stated_key, floor_key,    first_key,     points_key,     claimed_key};
  std::vector<Key> real = real_family_keys();
  real.insert(real.begin(), name_key);
  Key families = families_key;
  families.shape = Shape::list(Shape::either({Shape::object(real), Shape::object(drawn)}), 1, most_families).needed();
  return {draws_key, tolerance_key, tolerances_key, shift_key, false_alarms_key, misses_key, families};
}

GateSetup read_gate_setup(Parameters& p, const ConfigSource& source, std::uint64_t seed, Members& resolved) {
  GateSetup setup;
  setup.draws = p.integer(draws_key);
  if (source.quick) setup.draws = std::max(1, setup.draws / 100);
  setup.tolerance = p.number(tolerance_key);
  setup.tolerances = read_tolerances(p, setup.tolerance);
  setup.shift = p.number(shift_key);
  setup.false_alarms = p.number(false_alarms_key);
  setup.misses = p.number(misses_key);
  for (const auto& [key, number] : {std::pair{draws_key, static_cast<double>(setup.draws)},
                                    {tolerance_key, setup.tolerance},
                                    {shift_key, setup.shift},
                                    {false_alarms_key, setup.false_alarms},
                                    {misses_key, setup.misses}})
    resolved.emplace_back(key.name, Value{number});
  resolved.emplace_back(tolerances_key.name, Value{list_of(setup.tolerances)});
  FamilyReader reader{source, seed, setup, {}, RealFamilies(source)};
  List families;
  for (const Entry& entry : entries(p, families_key, most_families, false, "families"))
    families.push_back(Value{reader.read(entry, p.problems())});
  resolved.emplace_back(families_key.name, Value{std::move(families)});
  if (setup.drawn > most_drawn)
    p.problem(draws_key.name, fmt::format("is {}, which makes {:g} points in all; accepted: at most {:g}", setup.draws,
                                          setup.drawn, most_drawn));
  return setup;
}

}  // namespace diffrates
