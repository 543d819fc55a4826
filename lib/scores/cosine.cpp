/// cosine: e_t(x) = A_t cos(w.x + phi) v, v a unit vector, A_t set so that E||e_t(X_t)||^2 = eps_t^2
/// (scores/waves.hpp).
#include <fmt/format.h>

#include "scores/direction.hpp"
#include "scores/waves.hpp"

namespace diffrates {
namespace {

const Key frequency_key{"frequency", "the vector w: d numbers, or one number, the length of a w along (1, ..., 1)",
                        Shape::numbers({-1e6, 1e6}, 10'000, true).needed()};
const Key phase_key{"phase", "phi, in radians", Shape::number({-1e6, 1e6}).otherwise({0.0})};

class CosineFamily : public ScoreErrorFamily {
 public:
  CosineFamily(std::vector<double> frequency, double phase, Direction direction, ProfileKind profile)
      : frequency_(std::move(frequency)), phase_(phase), direction_(std::move(direction)), profile_(profile) {}

  std::unique_ptr<ScoreError> on(const Target& target, const Schedule& schedule, double epsilon,
                                 std::uint64_t) const override {
    const int d = target.dimension();
    Wave wave;
    wave.frequency = frequency_.size() == 1 ? Eigen::VectorXd::Constant(d, frequency_.front() / std::sqrt(d))
                                            : Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(frequency_.data(), d));
    wave.phase = phase_;
    wave.direction = direction_.in(d);
    return std::make_unique<Waves>(target, Profile(profile_, schedule, epsilon), std::vector<Wave>{wave});
  }

  std::string problem(const Target& target) const override {
    const int d = target.dimension();
    if (frequency_.size() != 1 && static_cast<int>(frequency_.size()) != d)
      return fmt::format("frequency has {} numbers; accepted: {}, the dimension of the target, or one number",
                         frequency_.size(), d);
    const std::string direction = direction_.problem("direction", d);
    return direction.empty() ? waves_problem(target) : direction;
  }

 private:
  std::vector<double> frequency_;
  double phase_;
  Direction direction_;
  ProfileKind profile_;
};

std::unique_ptr<ScoreErrorFamily> make(Parameters& p) {
  const std::vector<double> frequency = p.numbers(frequency_key);
  p.note(frequency_key, label_of(frequency));
  const double phase = p.number(phase_key);
  const Direction direction = read_direction(p);
  const ProfileKind profile = read_profile(p);
  if (!p.good()) return nullptr;
  double largest = 0;
  for (const double w : frequency) largest = std::max(largest, std::abs(w));
  if (largest < 1e-6 && std::abs(std::cos(phase)) < 1e-6) {
    p.problem(
        phase_key.name,
        fmt::format("is {} with a frequency of {}, an error of zero; accepted: cos(phase) != 0 there", phase, largest));
    return nullptr;
  }
  return std::make_unique<CosineFamily>(frequency, phase, direction, profile);
}

}  // namespace

extern const Kind<ScoreErrorFamily> score_error_cosine;
const Kind<ScoreErrorFamily> score_error_cosine{"cosine",
                                                "e(x) = A cos(w.x + phi) v, A set by the law of X_t",
                                                {epsilon_key, frequency_key, phase_key, direction_key, profile_key},
                                                make,
                                                R"("epsilon": [0.01, 0.03], "frequency": 1.5, "phase": 0.7)"};

}  // namespace diffrates
