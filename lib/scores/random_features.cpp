/// random_features: e_t(x) = A_t sum_j cos(w_j.x + phi_j) v_j with w_j ~ N(0, frequency^2 I / d), phi_j uniform and v_j
/// a uniform unit vector, drawn once from the key `seed`: an error without a preferred direction or wavelength. Random
/// Fourier features: Rahimi, Recht, "Random features for large-scale kernel machines", 2007.
#include <numbers>

#include "scores/waves.hpp"

namespace diffrates {
namespace {

const Key features_key{"features", "how many waves; 16 by default", Shape::whole(1, 256).otherwise({16.0})};
const Key frequency_key{"frequency", "root mean square length of the w_j; > 0",
                        Shape::number(Bounds::positive(1e5)).needed()};
const Key seed_key{"seed", "which draw of the waves; 1 by default", Shape::whole(0, 1'000'000'000).otherwise({1.0})};

class RandomFeaturesFamily : public ScoreErrorFamily {
 public:
  RandomFeaturesFamily(int features, double frequency, int seed, ProfileKind profile)
      : features_(features), frequency_(frequency), seed_(seed), profile_(profile) {}

  std::unique_ptr<ScoreError> on(const Target& target, const Schedule& schedule, double epsilon,
                                 std::uint64_t) const override {
    const int d = target.dimension();
    Stream stream(static_cast<std::uint64_t>(seed_), "random features");
    std::vector<Wave> waves(features_);
    for (Wave& wave : waves) {
      wave.frequency.resize(d);
      wave.direction.resize(d);
      stream.normals(wave.frequency);
      wave.frequency *= frequency_ / std::sqrt(d);
      wave.phase = 2 * std::numbers::pi * stream.uniform();
      stream.normals(wave.direction);
      wave.direction.normalize();
    }
    return std::make_unique<Waves>(target, Profile(profile_, schedule, epsilon), std::move(waves));
  }
  std::string problem(const Target& target) const override { return waves_problem(target); }

 private:
  int features_;
  double frequency_;
  int seed_;
  ProfileKind profile_;
};

std::unique_ptr<ScoreErrorFamily> make(Parameters& p) {
  const int features = p.integer(features_key);
  const double frequency = p.number(frequency_key);
  const int seed = p.integer(seed_key);
  const ProfileKind profile = read_profile(p);
  if (!p.good()) return nullptr;
  return std::make_unique<RandomFeaturesFamily>(features, frequency, seed, profile);
}

}  // namespace

extern const Kind<ScoreErrorFamily> score_error_random_features;
const Kind<ScoreErrorFamily> score_error_random_features{
    "random_features",
    "a sum of waves with random frequencies, phases and directions",
    {epsilon_key, features_key, frequency_key, seed_key, profile_key},
    make,
    R"("epsilon": 0.03, "frequency": 2)"};

}  // namespace diffrates
