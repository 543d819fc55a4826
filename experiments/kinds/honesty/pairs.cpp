#include "kinds/honesty/pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kinds/honesty/answers.hpp"
#include "kinds/honesty/closed_form.hpp"

namespace diffrates {
namespace {

constexpr int most_draws = 300;

struct DrawnPair {
  std::string_view family, way;
  Twin twin;
  std::unique_ptr<Asked> one, other;  ///< other is null where it is a closed form
};

std::uint64_t seed_of(Draw& draw) { return draw.bits() >> 12; }

/// What `cost` does not know: how fine a target's features are (a grid takes about three points to each, in both
/// directions of a plane, at a score and two transforms a step, twice or more), and how often a law is refined (points
/// in space, paths in few steps, anything on formulas).
double fine_cost(const Asked& asked, const DrawnTarget& target, bool formula) {
  double seconds = 0;
  for (const LawCall& call : asked.calls()) {
    const int d = call.target->target->dimension();
    if (formula) seconds += 6 * cost(call);
    if (call.law->name == "grid") {
      const double side = 3 * features(target, call.schedule->family->with_steps(call.steps).at(1));
      seconds += 3e-7 * 2.5 * call.steps * std::pow(side, d);
    } else if (call.law->name == "path") {
      seconds += (call.sampler->name == "ddpm" ? 3 : 10) * cost(call);
    } else if (d > 1) {
      seconds += 4 * cost(call);
    }
  }
  return seconds;
}

/// CPU seconds that both answers may take: more where they cost much by nature and would never be asked else.
double allowed(const PairSource& source, const Asked& asked, bool formula) {
  constexpr double for_formulas = 3, for_paths_in_pairs = 30;
  double times = formula ? for_formulas : 1;
  for (const LawCall& call : asked.calls())
    if (call.law->name == "paired") times = std::max(times, for_paths_in_pairs);
  return times * source.seconds;
}

/// One attempt; nothing where it does not fit.
std::optional<DrawnPair> attempt(const PairSource& source, Draw& draw, const std::string& name) {
  const TargetFamily& family = *draw.pick(source.families);
  const Way& way = *draw.pick(source.ways);
  DrawnTarget target = family.draw(draw);
  Circumstances around = draw_circumstances(draw);
  const DrawnTarget fresh = target;
  // The size of a wave's error on a formula is an integral at every level.
  const bool formula = fresh.family == "formula" || way.name == "written out";
  if (formula && !around.score_error.empty()) return {};
  std::optional<Twin> twin = way.twin(draw, target, around);
  if (!twin) return {};
  if (twin->target.empty()) twin->target = target.description;
  const std::uint64_t seed = seed_of(draw), other_seed = twin->same_random ? seed : seed_of(draw);
  DrawnPair drawn{family.name, way.name, *twin, {}, {}};
  std::string why;
  drawn.one = Asked::read(configuration(target.description, around, name + "-a", seed), why);
  if (drawn.one == nullptr) return {};
  const double most = allowed(source, *drawn.one, formula);
  if (drawn.one->cost() > most) return {};
  if (!twin->closed_form) {
    drawn.other = Asked::read(configuration(twin->target, twin->circumstances, name + "-b", other_seed), why);
    if (drawn.other == nullptr) return {};
  }
  if (!drawn.one->keep_common(drawn.other ? *drawn.other : *drawn.one)) return {};
  double seconds = drawn.one->cost() + fine_cost(*drawn.one, fresh, formula);
  if (drawn.other) seconds += drawn.other->cost() + fine_cost(*drawn.other, fresh, formula);
  if (seconds > most) return {};
  return drawn;
}

/// Whether the second answer is another computation and not the first once more.
bool differs(const DrawnPair& drawn) {
  if (drawn.other == nullptr) return true;
  if (drawn.way == "other law" || drawn.way == "other seed") {
    const bool laws = drawn.one->rows().front().law != drawn.other->rows().front().law;
    const std::string& law = drawn.one->rows().front().law;
    const bool random = law == "path" || law == "paired" || law == "characteristics";
    return drawn.way == "other law" ? laws : random && drawn.one->rows().front().place.dimension > 1;
  }
  return true;
}

std::optional<DrawnPair> draw_pair(const PairSource& source, std::size_t index) {
  Draw draw(Stream(source.seed, "honesty", index));
  const std::string name = fmt::format("question-{}", index + 1);
  for (int i = 0; i < most_draws; ++i) {
    std::optional<DrawnPair> drawn = attempt(source, draw, name);
    if (drawn && differs(*drawn)) return drawn;
  }
  return {};
}

/// Of the closed form: an error of rounding to double.
Estimate known(const DrawnPair& drawn, const Row& row, bool& there) {
  const Config& config = drawn.one->config();
  const std::optional<double> value =
      closed_form(row.place.sampler, row.place.metric, config.schedules.front().family->with_steps(row.place.steps),
                  row.place.start, drawn.twin.variance, row.place.dimension);
  there = value.has_value();
  return {value.value_or(0), std::abs(value.value_or(0)) * 1e-16};
}

NumberPair first_half(const DrawnPair& drawn, const Row& row) {
  const Place& place = row.place;
  NumberPair pair;
  pair.family = drawn.family;
  pair.way = drawn.way;
  pair.dimension = place.dimension;
  pair.schedule = place.schedule.label();
  pair.start = name(place.start);
  pair.score_error = place.score_error.label();
  if (place.epsilon > 0) pair.score_error += fmt::format(" {}", place.epsilon);
  pair.sampler = place.sampler;
  pair.steps = place.steps;
  pair.metric = place.metric;
  pair.law = row.law;
  pair.one = row.estimate;
  pair.status = row.status;
  return pair;
}

}  // namespace

double NumberPair::deviation() const {
  if (!std::isfinite(one.value) || !std::isfinite(other.value)) return INFINITY;
  const double apart = std::abs(one.value - other.value), error = std::hypot(one.error, other.error);
  if (apart == 0) return 0;
  return std::isfinite(error) ? apart / error : INFINITY;
}

std::vector<NumberPair> ask(const PairSource& source, std::size_t index) {
  std::vector<NumberPair> pairs;
  const std::optional<DrawnPair> drawn = draw_pair(source, index);
  if (!drawn) return pairs;
  drawn->one->compute();
  if (drawn->other) drawn->other->compute();
  for (std::size_t i = 0; i < drawn->one->rows().size(); ++i) {
    const Row& row = drawn->one->rows()[i];
    NumberPair pair = first_half(*drawn, row);
    if (drawn->other) {
      const Row& other = drawn->other->rows()[i];
      pair.other_law = other.law;
      pair.other = {drawn->twin.factor * other.estimate.value, drawn->twin.factor * other.estimate.error};
      pair.other_status = other.status;
    } else {
      bool there = false;
      pair.other_law = "closed form";
      pair.other_status = Status::Ok;
      pair.other = known(*drawn, row, there);
      if (!there) continue;
    }
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

std::optional<Replay> replay(const PairSource& source, std::size_t index) {
  const std::optional<DrawnPair> drawn = draw_pair(source, index);
  if (!drawn) return {};
  Replay again{drawn->one->configuration(), {}};
  if (drawn->other) again.other = drawn->other->configuration();
  return again;
}

}  // namespace diffrates
