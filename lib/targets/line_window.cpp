#include "targets/line_window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffrates {
namespace {

constexpr double nothing = 700;          ///< below the largest value
constexpr double farthest = 1e15;        ///< that an infinite end is looked for
constexpr double worth_less = 1.0 / 64;  ///< of the support: a window as wide is not worth cutting out
constexpr int even_places = 1 << 17, window_places = 1 << 12;
constexpr std::size_t most_known = 64;

/// Places inside the interval around each known one, in increasing order.
std::vector<double> places_around(Interval interval, const std::vector<double>& known) {
  std::vector<double> places;
  const auto add = [&](double place) {
    if (place > interval.low && place < interval.high) places.push_back(place);
  };
  for (std::size_t i = 0; i < std::min(known.size(), most_known); ++i) {
    add(known[i]);
    for (int k = -72; k <= 120; ++k)
      for (const double side : {-1.0, 1.0}) add(known[i] + side * std::pow(10, k / 8.0));
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  return places;
}

/// One place in each of `count` equal cells, nowhere at the same part of it.
std::vector<double> spread_places(Interval interval, int count) {
  std::vector<double> places(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i)
    places[static_cast<std::size_t>(i)] =
        interval.low + (interval.high - interval.low) * ((i + std::fmod(0.5 + i * (std::numbers::phi - 1), 1)) / count);
  return places;
}

std::vector<Probe> sampled(const std::function<double(double)>& f, const std::vector<double>& places) {
  std::vector<Probe> probes;
  probes.reserve(places.size());
  for (const double place : places) probes.push_back({place, f(place)});
  return probes;
}

[[noreturn]] void refuse(const Probe& probe) {
  throw NotResolved(fmt::format("is {} at {:.6g}", std::isnan(probe.value) ? NAN : probe.value, probe.place));
}

/// No logarithm of a density, though -inf may be one.
bool wrong(const Probe& probe) { return std::isnan(probe.value) || probe.value == INFINITY; }

void sort(std::vector<Probe>& probes) {
  std::sort(probes.begin(), probes.end(), [](const Probe& a, const Probe& b) { return a.place < b.place; });
}

/// The top of a hill between two places.
Probe top(const std::function<double(double)>& f, double low, double high) {
  for (int i = 0; i < 200 && low < high; ++i) {
    const double third = (high - low) / 3, left = low + third, right = high - third;
    if (f(left) < f(right))
      low = left;
    else
      high = right;
  }
  const double place = low + (high - low) / 2;
  return {place, f(place)};
}

/// The tops of the highest hills among the probes are added to them.
void climb(const std::function<double(double)>& f, std::vector<Probe>& probes) {
  constexpr std::size_t most_hills = 32;
  std::vector<std::size_t> hills;
  for (std::size_t i = 1; i + 1 < probes.size(); ++i)
    if (probes[i].value >= probes[i - 1].value && probes[i].value > probes[i + 1].value) hills.push_back(i);
  std::sort(hills.begin(), hills.end(),
            [&](std::size_t a, std::size_t b) { return probes[a].value > probes[b].value; });
  if (hills.size() > most_hills) hills.resize(most_hills);
  std::vector<Probe> tops;
  for (const std::size_t i : hills) {
    const Probe found = top(f, probes[i - 1].place, probes[i + 1].place);
    if (std::isfinite(found.value)) tops.push_back(found);
  }
  probes.insert(probes.end(), tops.begin(), tops.end());
  sort(probes);
}

/// Between a place where f is nothing and one where it is more, one where it is nothing, close to the border.
double border(const std::function<double(double)>& f, double dead, double live, double least) {
  for (int i = 0; i < 40; ++i) {
    const double middle = dead + (live - dead) / 2;
    (f(middle) < least ? dead : live) = middle;
  }
  return dead;
}

[[noreturn]] void endless(const char* end) {
  throw NotResolved(
      fmt::format("does not fall to e^-{:.0f} of its largest value within {:g} towards the {} end; accepted "
                  "for such tails: a finite end, or the target student_t",
                  nothing, farthest, end));
}

}  // namespace

Interval window_of(const std::function<double(double)>& f, Interval support, const std::vector<double>& known) {
  const bool finite = std::isfinite(support.low) && std::isfinite(support.high);
  const Interval range{std::max(support.low, -farthest), std::min(support.high, farthest)};
  std::vector<double> around = known;
  around.push_back(0);
  for (const double end : {support.low, support.high})
    if (std::isfinite(end)) around.push_back(end);
  std::vector<double> places = places_around(range, around);
  const std::vector<double> spread = spread_places(range, window_places);
  places.insert(places.end(), spread.begin(), spread.end());
  std::vector<Probe> probes = sampled(f, places);
  if (const auto found = std::find_if(probes.begin(), probes.end(), wrong); found != probes.end()) {
    if (finite) return support;  // where its panels will meet the same
    refuse(*found);
  }
  sort(probes);
  climb(f, probes);
  double largest = -INFINITY;
  for (const Probe& probe : probes) largest = std::max(largest, probe.value);
  if (!std::isfinite(largest)) throw NotResolved(fmt::format("is {} wherever it was looked at", largest));
  const double least = largest - nothing;
  const auto live = [&](const Probe& probe) { return probe.value >= least; };
  const auto first = std::find_if(probes.begin(), probes.end(), live);
  const auto last = std::find_if(probes.rbegin(), probes.rend(), live);
  Interval window = range;
  if (first != probes.begin()) window.low = border(f, std::prev(first)->place, first->place, least);
  if (last != probes.rbegin()) window.high = border(f, std::prev(last)->place, last->place, least);
  if (finite) return window.width() < worth_less * support.width() ? window : support;
  if (first == probes.begin() && std::isinf(support.low)) endless("lower");
  if (last == probes.rbegin() && std::isinf(support.high)) endless("upper");
  return window;
}

std::vector<Probe> probes_of(const std::function<double(double)>& f, Interval interval,
                             const std::vector<double>& known) {
  std::vector<Probe> probes = sampled(f, spread_places(interval, even_places));
  for (const Probe& probe : probes)
    if (!std::isfinite(probe.value)) refuse(probe);
  for (const double place : places_around(interval, known))
    if (const double value = f(place); std::isfinite(value)) probes.push_back({place, value});
  sort(probes);
  return probes;
}

}  // namespace diffrates
