#include "computing/plan.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <map>

#include "computing/injected_error.hpp"
#include "numerics/random.hpp"
#include "programs/sampler_session.hpp"

namespace diffrates {
namespace {

std::uint64_t seed_for(std::uint64_t seed, const std::string& what) { return key_of(fmt::format("{}|{}", seed, what)); }

Row row_of(const LawCall& call, Metric metric) {
  Row row;
  Place& place = row.place;
  place.target = call.target->name;
  place.dimension = call.target->target->dimension();
  place.schedule = call.schedule->described;
  place.start = call.start;
  place.score_error = call.score_error->described;
  place.frequency = call.score_error->frequency;
  place.draws = call.score_error->draws;
  place.epsilon = call.score_error->epsilon;
  place.sampler = call.sampler->name;
  place.steps = call.steps;
  place.metric = metric;
  row.counted = call.sampler->program;
  if (!row.counted) row.nfe = call.sampler->evaluations(call.steps);
  return row;
}

/// Adds one row per metric and one call per law that gives some of them.
void add(const Config& config, const LawCall& place, Plan& plan) {
  const std::size_t first = plan.calls.size();
  const std::uint64_t seed = seed_of(config, place);
  for (const Metric metric : config.metrics) {
    Row row = row_of(place, metric);
    row.stream = seed;
    const LawKind* law = choose_law(config.law, place.setting(), metric, row.remark);
    plan.rows.push_back(row);
    if (law == nullptr) continue;
    plan.rows.back().law = law->name;
    plan.rows.back().remark.clear();
    std::size_t at = first;
    while (at < plan.calls.size() && plan.calls[at].law != law) ++at;
    if (at == plan.calls.size()) {
      plan.calls.push_back(place);
      plan.calls.back().law = law;
    }
    plan.calls[at].metrics.push_back(metric);
    plan.calls[at].rows.push_back(plan.rows.size() - 1);
  }
}

void fill(const Measurement& measured, Row& row) {
  row.estimate = measured.estimate;
  row.status = measured.status;
  row.remark = measured.reason;
  row.by_replicate = measured.by_replicate;
}

const ProgramSampler* program_of(const Config& config, const SamplerKind* sampler) {
  for (const auto& program : config.programs)
    if (&program->kind == sampler) return program.get();
  return nullptr;
}

/// Points of the start by which a program is known: 48 numbers, 24 points at least.
Points draws_of_start(const Target& target, const NoiseLevel& at, Start start, std::uint64_t seed) {
  const Eigen::Index count = std::max(24, 48 / target.dimension());
  Stream stream(seed, "witnesses");
  Points points(count, target.dimension());
  Eigen::ArrayXXd normals(count, target.dimension());
  stream.normals(normals);
  if (start == Start::Exact) {
    target.draw(stream, points);
    points.values() = at.signal * points.values() + at.sigma * normals;
  } else {
    points.values() = normals;
  }
  return points;
}

/// What a call found, and what a program was counted to evaluate.
struct Found {
  std::vector<Measurement> measured;
  int evaluations = 0;
};

Found measure(const Config& config, const LawCall& call) {
  const Schedule schedule = call.schedule->family->with_steps(call.steps);
  // The injected error is the same function for every T, sampler and start.
  const std::uint64_t error_seed = seed_for(config.heading.seed, "score error|" + call.score_error->described.label());
  InjectedError error(*call.target, schedule, *call.score_error, call.start, error_seed);
  const Score score(*call.target->target, schedule, error.get());
  const std::uint64_t seed = seed_of(config, call);
  std::optional<SamplerSession> session;
  if (const ProgramSampler* program = program_of(config, call.sampler); program != nullptr) {
    session.emplace(program->command,
                    role_line("sampler", schedule, score.target().dimension(), call.target->written, name(call.start)),
                    draws_of_start(score.target(), schedule.at(schedule.steps()), call.start, seed));
    if (error.get() == nullptr || error.get()->carries_tangents()) session->seek_form(score);
  }
  const auto ask_law = [&] {
    const SamplerKind sampler = session ? session->kind(*call.sampler) : *call.sampler;
    return call.law->measure({score, sampler, call.start, seed, config.against_data}, call.metrics);
  };
  Found found;
  try {
    found.measured = ask_law();
  } catch (const FormLost&) {
    session->forget_form();
    found.measured = ask_law();
  }
  if (found.measured.size() != call.metrics.size())
    throw std::logic_error(
        fmt::format("{}: gave {} numbers for {} metrics", call.law->name, found.measured.size(), call.metrics.size()));
  if (session) {
    session->finish(score);
    found.evaluations = session->evaluations();
  }
  error.finish();
  return found;
}

}  // namespace

std::uint64_t seed_of(const Config& config, const LawCall& call) {
  return seed_for(
      config.heading.seed,
      fmt::format("{}|{}|{}|{}|{}|{}|{}", call.target->name, call.schedule->described.label(), name(call.start),
                  call.score_error->described.label(), call.score_error->epsilon, call.sampler->name, call.steps));
}

Plan make_plan(const Config& config) {
  Plan plan;
  LawCall place;
  if (config.samplers.empty()) return plan;
  std::map<std::pair<const ScheduleChoice*, int>, bool> data;
  for (const ScheduleChoice& schedule : config.schedules)
    for (const int steps : config.steps) data[{&schedule, steps}] = compares_data(config, schedule, steps);
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const Start start : config.starts)
        for (const ScoreErrorChoice& error : config.score_errors)
          for (const SamplerKind* sampler : config.samplers)
            for (const int steps : config.steps) {
              place.target = &target;
              place.schedule = &schedule;
              place.start = start;
              place.score_error = &error;
              place.sampler = sampler;
              place.steps = steps;
              place.data = data[{&schedule, steps}];
              add(config, place, plan);
            }
  return plan;
}

double cost(const LawCall& call) {
  if (call.law->cost == nullptr) return 0;
  return call.law->cost(call.setting(), call.schedule->family->with_steps(call.steps), call.metrics);
}

void compute(const Config& config, const LawCall& call, std::vector<Row>& rows) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const Found found = measure(config, call);
    for (std::size_t i = 0; i < found.measured.size(); ++i) {
      Row& row = rows[call.rows[i]];
      fill(found.measured[i], row);
      if (row.counted) row.nfe = found.evaluations;
    }
  } catch (const std::exception& error) {
    for (const std::size_t row : call.rows) {
      rows[row].estimate = {};
      rows[row].status = Status::Failed;
      rows[row].by_replicate.clear();
      rows[row].remark = error.what();
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const std::size_t row : call.rows) rows[row].seconds = std::round(seconds * 1e4) / 1e4;
}

}  // namespace diffrates
