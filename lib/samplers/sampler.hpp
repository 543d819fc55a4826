/// Samplers: recipes made of two moves, "map the points" and "add Gaussian noise" (and, for randomised ones, "mix"). A
/// sampler never knows how its law is followed, and a law never knows which sampler drives it.
///
/// To add a sampler: one file in this folder defining a `constinit const SamplerKind sampler_NAME`, and NAME in this
/// folder's meson.build. tests/samplers then measures its order and counts its evaluations.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "schedules/schedule.hpp"
#include "scores/score.hpp"

namespace diffrates {

/// The two moves. Noise is N(0, variance I), independent of everything before.
class Law {
 public:
  using Map = std::function<Points(const Points&)>;
  using Branch = std::function<void(std::size_t k, Law& y)>;
  virtual ~Law() = default;
  virtual void map(const Map& move) = 0;
  virtual void add_noise(double variance) = 0;
  /// A third move for randomised samplers: every point takes branch k with probability weights[k] (sum 1),
  /// independently. By default throws std::logic_error; laws without it refuse samplers that mix.
  virtual void mix(const std::vector<double>& weights, const Branch& branch);
};

/// One run of a sampler over one batch of points; may remember evaluations between steps.
class Sampler {
 public:
  explicit Sampler(const Schedule& schedule) : schedule_(schedule) {}
  virtual ~Sampler() = default;
  /// Y_t -> Y_{t-1}, for t = T, T-1, ..., 2.
  virtual void step(int t, const Score& score, Law& y) = 0;
  /// The points it holds now beside y, for a law that must write noise in the basis that all of them share. By default
  /// throws std::logic_error: a sampler that both adds noise and remembers gives them.
  virtual std::vector<Points*> remembered();

 protected:
  const Schedule& schedule_;
};

/// Makes a run of a sampler: a plain function, or one with something it depends on that outlives the maker.
class SamplerMaker {
 public:
  using Plain = std::unique_ptr<Sampler> (*)(const Schedule&);
  using Bound = std::unique_ptr<Sampler> (*)(const void* context, const Schedule&);
  constexpr SamplerMaker() = default;
  constexpr SamplerMaker(Plain plain) : plain_(plain) {}
  constexpr SamplerMaker(Bound bound, const void* context) : bound_(bound), context_(context) {}
  std::unique_ptr<Sampler> operator()(const Schedule& schedule) const {
    return bound_ != nullptr ? bound_(context_, schedule) : plain_(schedule);
  }

 private:
  Plain plain_ = nullptr;
  Bound bound_ = nullptr;
  const void* context_ = nullptr;
};

struct SamplerKind {
  std::string_view name;
  std::string_view meaning;  ///< the update, in one line
  std::string_view source;   ///< where it is published
  bool stochastic = false;
  bool memory = false;  ///< remembers evaluations between steps, so that Y_t alone does not carry its law
  double order = 1;     ///< declared: TV of the marginal falls like T^-order on smooth schedules (non-Gaussian targets)
  int evaluations_per_step = 1;
  SamplerMaker make;
  /// Declared: path KL falls like T^-path_kl_order (non-Gaussian targets); 0 where a step has no transition kernel in
  /// closed form. A kernel whose variance is wrong by a relative O(b) costs O(b^2) a step, T b^2 = O(1/T) in all.
  double path_kl_order = 0;
  int extra_evaluations = 0;  ///< of a run, where its first and last steps together ask the score more or less often
  /// A whole run is one map at t = T, by code of another make: it is best asked seldom, with many points at once.
  bool program = false;
  /// Points carry no tangents: the map is known by where it takes them.
  bool values_only = false;
  /// Rounding errors of a step, of places and tangents, in units in the last place.
  double roundings = 1;

  /// Score evaluations of one run of T steps.
  int evaluations(int T) const { return evaluations_per_step * (T - 1) + extra_evaluations; }
};

template <class S>
std::unique_ptr<Sampler> make_sampler(const Schedule& schedule) {
  return std::make_unique<S>(schedule);
}

const std::vector<const SamplerKind*>& sampler_kinds();

/// Null if there is none of that name.
const SamplerKind* find_sampler(std::string_view name);

}  // namespace diffrates
