/// two_moons: d = 2, two interleaved half circles, stated as a mixture of 2 x `components` equal Gaussians of standard
/// deviation `width` centred at (cos a, sin a) and (1 - cos a, 1/2 - sin a), a uniform on [0, pi], ends included.
#include <numbers>

#include "targets/cloud.hpp"

namespace diffrates {
namespace {

const Key width_key{"width", "standard deviation across the moons, >= 0, by default 0.1",
                    Shape::number({0, 100}).otherwise({0.1})};
const Key components_key{"components", "Gaussians a moon, 2 to 2000, by default 64",
                         Shape::whole(2, 2000).otherwise({64.0})};

std::unique_ptr<Target> make(Parameters& p) {
  const double width = p.number(width_key);
  const int count = p.integer(components_key);
  if (!p.good()) return nullptr;
  Eigen::MatrixXd centres(2 * count, 2);
  for (int k = 0; k < count; ++k) {
    const double angle = std::numbers::pi * k / (count - 1);
    centres.row(k) << std::cos(angle), std::sin(angle);
    centres.row(count + k) << 1 - std::cos(angle), 0.5 - std::sin(angle);
  }
  return make_cloud(std::move(centres), Eigen::VectorXd::Ones(2 * count), width);
}

}  // namespace

extern const Kind<Target> target_two_moons;
const Kind<Target> target_two_moons{"two_moons",
                                    "two interleaved half circles, d = 2",
                                    {width_key, components_key},
                                    make,
                                    R"("width": 0.2, "components": 16)"};

}  // namespace diffrates
