/// atoms: X_0 = points[k] with probability weights[k], in any dimension: no density at all.
#include <fmt/format.h>

#include "targets/cloud.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_points = 10'000;
constexpr std::size_t most_dimension = 256;

const Key points_key{"points", "a list of points, each a number (d = 1) or a list of d numbers",
                     Shape::points(most_points, most_dimension).needed()};
const Key weights_key{"weights", "positive numbers, one a point, normalised; by default all equal",
                      Shape::numbers(Bounds::positive(1e100), most_points)};

std::unique_ptr<Target> make(Parameters& p) {
  Eigen::MatrixXd points = p.points(points_key);
  Eigen::VectorXd weights = Eigen::VectorXd::Ones(points.rows());
  if (p.has(weights_key)) {
    const std::vector<double> given = p.numbers(weights_key);
    if (p.good() && given.size() != static_cast<std::size_t>(points.rows()))
      p.problem(weights_key.name,
                fmt::format("has {} entries; accepted: as many as points, {}", given.size(), points.rows()));
    weights = Eigen::Map<const Eigen::VectorXd>(given.data(), static_cast<Eigen::Index>(given.size()));
  }
  if (p.good() && points.cwiseAbs().maxCoeff() > 1e50) p.problem(points_key.name, "holds a number beyond 1e50");
  if (!p.good()) return nullptr;
  return make_cloud(std::move(points), weights, 0);
}

}  // namespace

extern const Kind<Target> target_atoms;
const Kind<Target> target_atoms{"atoms",
                                "finitely many points with weights: no density",
                                {points_key, weights_key},
                                make,
                                R"("points": [-1, 0, 0.5], "weights": [1, 2, 1])"};

}  // namespace diffrates
