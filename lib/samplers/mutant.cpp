#include "samplers/mutant.hpp"

#include <fmt/format.h>

namespace diffrates {
namespace {

/// The faults of the score, as what is added to the right one.
class WrongScore : public ScoreError {
 public:
  /// `through_noise`: stages are those of a step, not of each of its maps; what is kept of the first is then carried
  /// through noise with what the sampler remembers.
  WrongScore(const Mutation& mutation, int stages, bool through_noise)
      : mutation_(mutation), stages_(stages), through_noise_(through_noise) {}

  void begin_step(const Score& right, int t) { right_ = &right, t_ = t, evaluation_ = 0; }
  void begin_map() {
    if (!through_noise_) evaluation_ = 0;
  }
  Points& first() { return first_; }

  void add(const NoiseLevel& at, const Points& x, Points& score) const override {
    if (mutation_.wrong == Wrong::ScoreLevel)
      score = (*right_)(shifted(at), x);
    else if (right_->error() != nullptr)
      right_->error()->add(at, x, score);
    if (mutation_.wrong == Wrong::Score) score *= 1 + mutation_.delta;
    if (mutation_.wrong == Wrong::Stage) mix_stages(at, score);
    if (mutation_.wrong == Wrong::Stale) mix_steps(at, score);
    ++evaluation_;
  }

 private:
  /// One step up or down of the schedule at t; exactly a level of the schedule where `at` is that of t.
  NoiseLevel shifted(const NoiseLevel& at) const {
    const Schedule& schedule = right_->schedule();
    return NoiseLevel::of(at.L * schedule.at(t_ + static_cast<int>(mutation_.delta)).L / schedule.at(t_).L);
  }
  /// eps of the score replaced by (1 - delta) eps + delta other.
  void blend(const NoiseLevel& at, Points& score, const Points& other) const {
    score *= 1 - mutation_.delta;
    score.add(-mutation_.delta / at.sigma, other);
  }
  void mix_stages(const NoiseLevel& at, Points& score) const {
    if (evaluation_ == 0)
      first_ = -at.sigma * score;
    else if (evaluation_ == stages_ - 1)
      blend(at, score, first_);
  }
  void mix_steps(const NoiseLevel& at, Points& score) const {
    const Points eps = -at.sigma * score;
    if (last_.size() == eps.size()) blend(at, score, last_);
    last_ = eps;
  }

  const Mutation mutation_;
  const int stages_;
  const bool through_noise_;
  const Score* right_ = nullptr;
  int t_ = 0;
  mutable int evaluation_ = 0;  ///< within the map under way
  mutable Points first_, last_;
};

/// The faults of the moves.
class WrongMoves : public Law {
 public:
  WrongMoves(const Mutation& mutation, WrongScore& score, Law& y) : mutation_(mutation), score_(score), y_(y) {}

  void map(const Map& move) override {
    y_.map([&](const Points& x) {
      score_.begin_map();
      if (mutation_.wrong != Wrong::Step) return move(x);
      Points moved = (1 + mutation_.delta) * move(x);
      moved.add(-mutation_.delta, x);
      return moved;
    });
  }
  void add_noise(double variance) override {
    y_.add_noise(mutation_.wrong == Wrong::Noise ? (1 + mutation_.delta) * variance : variance);
  }
  void mix(const std::vector<double>& weights, const Branch& branch) override {
    y_.mix(weights, [&](std::size_t k, Law& part) {
      WrongMoves moves(mutation_, score_, part);
      branch(k, moves);
    });
  }

 private:
  const Mutation& mutation_;
  WrongScore& score_;
  Law& y_;
};

/// The schedule whose level t is that of t + shift; beyond the ends L goes on in the ratio of the last two.
Schedule shifted(const Schedule& schedule, int shift) {
  const int last = schedule.steps() + 1;
  const auto level = [&](int t) {
    if (t < 1) return schedule.at(1).L * schedule.at(1).L / schedule.at(2).L;
    if (t > last) return schedule.at(last).L * schedule.at(last).L / schedule.at(last - 1).L;
    return schedule.at(t).L;
  };
  std::vector<double> levels;
  for (int t = 1; t <= last; ++t) levels.push_back(level(t + shift));
  return Schedule::of_levels(levels);
}

class WrongSampler : public Sampler {
 public:
  WrongSampler(const SamplerKind& right, const Mutation& mutation, const Schedule& schedule)
      : Sampler(schedule),
        mutation_(mutation),
        wrong_schedule_(mutation.wrong == Wrong::Schedule ? shifted(schedule, static_cast<int>(mutation.delta))
                                                          : schedule),
        inner_(right.make(wrong_schedule_)),
        score_(mutation, right.evaluations_per_step, right.memory && right.stochastic) {}

  void step(int t, const Score& score, Law& y) override {
    score_.begin_step(score, t);
    const Score wrong(score.target(), score.schedule(), &score_);
    WrongMoves moves(mutation_, score_, y);
    inner_->step(t, wrong, moves);
  }
  std::vector<Points*> remembered() override {
    std::vector<Points*> all = inner_->remembered();
    if (score_.first().size() > 0) all.push_back(&score_.first());
    return all;
  }

 private:
  const Mutation mutation_;
  const Schedule wrong_schedule_;
  const std::unique_ptr<Sampler> inner_;
  WrongScore score_;
};

struct WrongKind {
  Wrong wrong;
  std::string_view name;
  double order_left, path_kl_order_left;
};
constexpr WrongKind wrong_kinds[] = {{Wrong::Score, "score", 0, 0},       {Wrong::Step, "step", 0, 0},
                                     {Wrong::Noise, "noise", 0, -1},      {Wrong::ScoreLevel, "score_level", 1, 2},
                                     {Wrong::Schedule, "schedule", 1, 1}, {Wrong::Stage, "stage", 1, 2},
                                     {Wrong::Stale, "stale", 1, 2}};
const WrongKind& kind_of(Wrong wrong) { return wrong_kinds[static_cast<int>(wrong)]; }

bool has_meaning(Wrong wrong, const SamplerKind& sampler) {
  if (wrong == Wrong::Noise) return sampler.stochastic;
  if (wrong == Wrong::Stale) return !sampler.stochastic;
  return wrong != Wrong::Stage || sampler.evaluations_per_step > 1;
}

}  // namespace

std::string Mutation::name() const {
  const std::string_view what = kind_of(wrong).name;
  switch (wrong) {
    case Wrong::ScoreLevel:
    case Wrong::Schedule:
      return fmt::format("{} t{:+g}", what, delta);
    case Wrong::Stage:
    case Wrong::Stale:
      return fmt::format("{} {:g}%", what, 100 * delta);
    default:
      return fmt::format("{} x {:g}", what, 1 + delta);
  }
}

double Mutation::order_left() const { return kind_of(wrong).order_left; }
double Mutation::path_kl_order_left() const { return kind_of(wrong).path_kl_order_left; }

std::vector<Mutation> mutations_of(const SamplerKind& sampler, const std::vector<double>& sizes) {
  std::vector<Mutation> all;
  for (const WrongKind& kind : wrong_kinds) {
    if (!has_meaning(kind.wrong, sampler)) continue;
    if (kind.wrong == Wrong::ScoreLevel || kind.wrong == Wrong::Schedule) {
      for (const double shift : {+1.0, -1.0}) all.push_back({kind.wrong, shift});
      continue;
    }
    for (const double size : sizes) all.push_back({kind.wrong, size});
    if (kind.wrong == Wrong::Stale) all.push_back({kind.wrong, 1});
  }
  return all;
}

Mutant::Mutant(const SamplerKind& right, const Mutation& mutation)
    : right_(right), mutation_(mutation), name_(fmt::format("{} ({})", right.name, mutation.name())), kind_(right) {
  kind_.name = name_;
  kind_.memory = right.memory || mutation.wrong == Wrong::Stale;
  kind_.make = {make, this};
}

std::unique_ptr<Sampler> Mutant::make(const void* self, const Schedule& schedule) {
  const Mutant& mutant = *static_cast<const Mutant*>(self);
  return std::make_unique<WrongSampler>(mutant.right_, mutant.mutation_, schedule);
}

}  // namespace diffrates
