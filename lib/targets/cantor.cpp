/// cantor: X_0 = sum_{i=1}^level 2 B_i 3^-i with independent fair bits B_i: the 2^level left ends of the Cantor set's
/// construction, equally likely. Singular: no density, and none in the limit either. Mean 1/2 (1 - 3^-level), variance
/// 1/8 (1 - 9^-level).
#include "targets/cloud.hpp"

namespace diffrates {
namespace {

const Key level_key{"level", "1 to 12; 2^level atoms", Shape::whole(1, 12).needed()};

std::unique_ptr<Target> make(Parameters& p) {
  const int level = p.integer(level_key);
  if (!p.good()) return nullptr;
  double denominator = 1;
  for (int i = 0; i < level; ++i) denominator *= 3;
  Eigen::VectorXd numerators = Eigen::VectorXd::Zero(1);  // integers, hence exact
  double step = 2;
  for (int i = 0; i < level; ++i, step *= 3) {
    Eigen::VectorXd both(2 * numerators.size());
    both << numerators, (numerators.array() + step).matrix();
    numerators = both;
  }
  return make_cloud(numerators / denominator, Eigen::VectorXd::Ones(numerators.size()), 0);
}

}  // namespace

extern const Kind<Target> target_cantor;
const Kind<Target> target_cantor{"cantor",
                                 "the Cantor set on [0, 1) at a finite level: singular, 2^level atoms",
                                 {level_key},
                                 make,
                                 R"("level": 5)"};

}  // namespace diffrates
