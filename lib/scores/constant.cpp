/// constant: e_t(x) = eps_t v, v a unit vector; no Jacobian.
#include "scores/direction.hpp"
#include "scores/profile.hpp"

namespace diffrates {
namespace {

class Constant : public ScoreError {
 public:
  Constant(Profile profile, Eigen::VectorXd v) : profile_(profile), v_(std::move(v)) {}
  void add(const NoiseLevel& at, const Points&, Points& score) const override {
    const double size = profile_(at);
    for (int i = 0; i < score.dimension(); ++i) score.coordinate(i) += size * v_[i];
  }

 private:
  Profile profile_;
  Eigen::VectorXd v_;
};

class ConstantFamily : public ScoreErrorFamily {
 public:
  ConstantFamily(Direction direction, ProfileKind profile) : direction_(std::move(direction)), profile_(profile) {}
  std::unique_ptr<ScoreError> on(const Target& target, const Schedule& schedule, double epsilon,
                                 std::uint64_t) const override {
    return std::make_unique<Constant>(Profile(profile_, schedule, epsilon), direction_.in(target.dimension()));
  }
  std::string problem(const Target& target) const override {
    return direction_.problem("direction", target.dimension());
  }

 private:
  Direction direction_;
  ProfileKind profile_;
};

std::unique_ptr<ScoreErrorFamily> make(Parameters& p) {
  const Direction direction = read_direction(p);
  const ProfileKind profile = read_profile(p);
  if (!p.good()) return nullptr;
  return std::make_unique<ConstantFamily>(direction, profile);
}

}  // namespace

extern const Kind<ScoreErrorFamily> score_error_constant;
const Kind<ScoreErrorFamily> score_error_constant{"constant",
                                                  "e(x) = eps v in one direction v",
                                                  {epsilon_key, direction_key, profile_key},
                                                  make,
                                                  R"("epsilon": 0.03)"};

}  // namespace diffrates
