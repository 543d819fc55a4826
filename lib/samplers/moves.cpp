#include "samplers/moves.hpp"

#include <algorithm>

namespace diffrates {
namespace {

class Recorder : public Law {
 public:
  void map(const Map&) override {
    if (moves.after > 0) moves.one_map = false;
    moves.ends_with_noise = false;
    mapped_ = true;
  }
  void add_noise(double variance) override {
    (mapped_ ? moves.after : moves.before) += variance;
    moves.noise += variance;
    moves.ends_with_noise = variance > 0;
  }
  void mix(const std::vector<double>& weights, const Branch& branch) override {
    moves.mixes = true;
    moves.ends_with_noise = true;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      Recorder part;
      branch(k, part);
      moves.noise += weights[k] * part.moves.noise;
      moves.ends_with_noise = moves.ends_with_noise && part.moves.ends_with_noise;
    }
  }

  Moves moves;

 private:
  bool mapped_ = false;
};

}  // namespace

Moves moves_of_step(Sampler& sampler, const Score& score, int t) {
  Recorder recorder;
  sampler.step(t, score, recorder);
  return recorder.moves;
}

Moves moves_of(const SamplerKind& sampler, const Target& target) {
  const Schedule schedule = Schedule::of_levels({0.2, 0.4, 0.6, 0.8, 1});
  const Score score(target, schedule);
  const std::unique_ptr<Sampler> run = sampler.make(schedule);
  Moves all = moves_of_step(*run, score, schedule.steps());
  for (int t = schedule.steps() - 1; t >= 2; --t) {
    const Moves step = moves_of_step(*run, score, t);
    all.before = std::max(all.before, step.before);
    all.after = std::min(all.after, step.after);
    all.one_map = all.one_map && step.one_map;
    all.ends_with_noise = all.ends_with_noise && step.ends_with_noise;
    all.mixes = all.mixes || step.mixes;
  }
  return all;
}

}  // namespace diffrates
