/// empirical: s + e is the exact score of n draws of X_0 taken as the target, e = grad log p^n_t - grad log p_t with
/// p^n_t = (1/n) sum_i N(signal x_i, noise I): what a perfectly trained network on n data would return. Its l2 size is
/// measured (scores/realised_error.hpp), not set; the draws come from the key `seed`.
/// Cost: that of a cloud of n points (targets/cloud.hpp).
#include <fmt/format.h>

#include "scores/score_error.hpp"
#include "targets/cloud.hpp"

namespace diffrates {
namespace {

const Key draws_key{"n", "how many draws of X_0; at least 2", Shape::whole(2, 1'000'000).needed()};
const Key seed_key{"seed", "which draws; 1 by default", Shape::whole(0, 1'000'000'000)};

constexpr double most_numbers = 2e7;  ///< draws x dimension

std::unique_ptr<Target> measure_of_draws(const Target& target, int n, int seed) {
  Stream stream(static_cast<std::uint64_t>(seed), "empirical score");
  Points draws(n, target.dimension());
  target.draw(stream, draws);
  return make_cloud(draws.values().matrix(), Eigen::VectorXd::Ones(n), 0);
}

class Empirical : public ScoreError {
 public:
  Empirical(const Target& target, int n, int seed) : target_(target), draws_(measure_of_draws(target, n, seed)) {}
  void add(const NoiseLevel& at, const Points& x, Points& score) const override {
    Points exact, learnt;
    target_.evaluate(at, x, &exact, nullptr);
    draws_->evaluate(at, x, &learnt, nullptr);
    score += learnt - exact;
  }

 private:
  const Target& target_;
  std::unique_ptr<Target> draws_;
};

class EmpiricalFamily : public ScoreErrorFamily {
 public:
  EmpiricalFamily(int n, int seed) : n_(n), seed_(seed) {}
  std::unique_ptr<ScoreError> on(const Target& target, const Schedule&, double, std::uint64_t) const override {
    return std::make_unique<Empirical>(target, n_, seed_);
  }
  std::string problem(const Target& target) const override {
    if (static_cast<double>(n_) * target.dimension() <= most_numbers) return {};
    return fmt::format("n is {} on a target in dimension {}; accepted: at most {} numbers, n times the dimension", n_,
                       target.dimension(), most_numbers);
  }
  bool sized() const override { return false; }

 private:
  int n_, seed_;
};

std::unique_ptr<ScoreErrorFamily> make(Parameters& p) {
  const int n = p.integer(draws_key);
  const int seed = p.has(seed_key) ? p.integer(seed_key) : 1;
  if (!p.good()) return nullptr;
  return std::make_unique<EmpiricalFamily>(n, seed);
}

}  // namespace

extern const Kind<ScoreErrorFamily> score_error_empirical;
const Kind<ScoreErrorFamily> score_error_empirical{
    "empirical",
    "the exact score of n draws: what a perfectly trained network on n data returns",
    {draws_key, seed_key},
    make,
    R"("n": 1000)"};

}  // namespace diffrates
