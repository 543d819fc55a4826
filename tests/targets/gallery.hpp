/// One of every target, as a configuration would write it.
#pragma once

#include <string>
#include <vector>

#include "support/values.hpp"
#include "targets/target.hpp"

namespace diffrates::test {

struct Exhibit {
  std::string name;
  Value value;
};

/// A small table under the name "flowers.csv", so that `samples` has something to read.
inline const TableLoader& small_tables() {
  static const TableLoader loader = [](const std::string& file, const std::string& pointer, Problems& problems) {
    Table table{{"a", "b", "c"}, Eigen::MatrixXd(60, 3)};
    for (int i = 0; i < 60; ++i) table.values.row(i) << 5 + std::sin(i), 3 + std::cos(2.0 * i) + 0.5 * std::sin(i), 7;
    if (file == "flowers.csv") return table;
    if (file == "indexed.csv") return Table{{"", "x", "y"}, table.values};
    if (file == "twice.csv") return Table{{"x", "y", "x"}, table.values};
    if (file == "single.csv") return Table{{"a"}, Eigen::MatrixXd::Ones(1, 1)};
    problems.add(pointer, "is no file");
    return Table{};
  };
  return loader;
}

inline std::unique_ptr<Target> make_target(const Value& value) {
  Problems problems;
  std::unique_ptr<Target> target =
      make_kind(value, "", problems, target_kinds(), {}, nullptr, nullptr, &small_tables());
  EXPECT_TRUE(target != nullptr && problems.empty()) << describe(value, 300) << "\n" << text(problems);
  return target;
}

inline std::string target_refusal(const Value& value) {
  Problems problems;
  const auto target = make_kind(value, "", problems, target_kinds(), {}, nullptr, nullptr, &small_tables());
  EXPECT_TRUE(target == nullptr && !problems.empty()) << "accepted: " << describe(value, 300);
  return text(problems);
}

inline Value rotation(double angle, double scale = 1) {
  return list({numbers({scale * std::cos(angle), -scale * std::sin(angle)}),
               numbers({scale * std::sin(angle), scale * std::cos(angle)})});
}

inline Value spiral(int count) {
  List points;
  for (int k = 0; k < count; ++k) points.push_back(numbers({std::sin(k) * k / count, std::cos(k) * k / count}));
  return Value{points};
}

inline std::vector<Exhibit> gallery() {
  const Value mixture = object("type", "gaussian_mixture", "weights", numbers({0.4, 0.6}), "means", numbers({-1.5, 1}),
                               "variances", numbers({0.09, 0.25}));
  const Value plane =
      object("type", "gaussian_mixture", "weights", numbers({1, 2}), "means", list({numbers({0, 1}), numbers({1, -1})}),
             "covariances", list({list({numbers({0.5, 0.2}), numbers({0.2, 0.3})}), of(0.1)}));
  const Value uniform = object("type", "uniform", "low", -1, "high", 2);
  const Value laplace = object("type", "laplace", "mean", 0.5, "scale", 0.7);
  List many;
  for (int k = 0; k < 300; ++k) many.push_back(of(std::sin(k * k) + (k % 7 == 0 ? 2.0 : 0.0)));
  const Value ring = object("type", "ring", "radius", 1.5, "centre", numbers({0.2, -0.3}));
  return {
      {"gaussian", object("type", "gaussian", "mean", 0.5, "variances", numbers({0.25}))},
      {"gaussian_space", object("type", "gaussian", "mean", numbers({0.5, -1, 2}), "variances", numbers({1, 0.04, 9}))},
      {"gaussian_spectrum", object("type", "gaussian", "variances", "d * i^-2", "dimension", 4)},
      {"gaussian_flat", object("type", "gaussian", "variances", numbers({1, 0}))},
      {"mixture", mixture},
      {"mixture_plane", plane},
      {"atoms", object("type", "atoms", "points", numbers({-1, 1}), "weights", numbers({0.3, 0.7}))},
      {"atoms_many", object("type", "atoms", "points", Value{many})},
      {"atoms_plane", object("type", "atoms", "points", spiral(200))},
      {"atoms_space",
       object("type", "atoms", "points", list({numbers({0, 0, 1}), numbers({1, 2, 0}), numbers({-1, 0.5, 0})}))},
      {"uniform", uniform},
      {"uniform_box", object("type", "uniform", "low", numbers({-1, 0}), "high", numbers({1, 0.5}))},
      {"laplace", laplace},
      {"cantor", object("type", "cantor", "level", 10)},
      {"funnel", object("type", "funnel", "dimension", 2, "spread", 0.3)},
      {"funnel_space", object("type", "funnel", "dimension", 5, "spread", 3)},
      {"banana_bent", object("type", "banana", "spread", 1.2, "curvature", 0.2, "width", 0.4)},
      {"banana_space", object("type", "banana", "dimension", 4, "spread", 10, "curvature", -0.03)},
      {"student_t", object("type", "student_t", "degrees", 3, "location", 0.5, "scale", 0.8)},
      {"ring", ring},
      {"ring_thick", object("type", "ring", "radius", 2, "width", 0.2)},
      {"two_moons", object("type", "two_moons")},
      {"product", object("type", "product", "factors", list({mixture, laplace, mixture}))},
      {"product_copies", object("type", "product", "factor", uniform, "copies", 4)},
      {"affine_rotation",
       object("type", "affine", "target", ring, "matrix", rotation(0.7, 1.3), "shift", numbers({1, -1}))},
      {"affine_line", object("type", "affine", "target", laplace, "matrix", numbers({-2}), "shift", numbers({1}))},
      {"affine_subspace",
       object("type", "affine", "target", uniform, "matrix", list({numbers({0.6}), numbers({0.8})}))},
      {"affine_embedded", object("type", "affine", "target", plane, "dimension", 5)},
      {"affine_mixture",
       object("type", "affine", "target", plane, "matrix", list({numbers({1, 2}), numbers({0, 1}), numbers({1, 1})}),
              "shift", numbers({0, 1, 2}))},
      {"affine_atoms", object("type", "affine", "target", object("type", "atoms", "points", spiral(200)), "matrix",
                              list({numbers({1, 1}), numbers({0, 0.5})}))},
      {"double_well", object("type", "density", "log_density", "-4*(x^2-1)^2", "support", numbers({-3, 3}))},
      {"washboard", object("type", "density", "log_density", "2*cos(5*x) - 0.4*x", "support", numbers({-2, 4}))},
      {"kink",
       object("type", "density", "log_density", "-3*abs(x-0.3) - (x > 1 ? 2*(x-1) : 0)", "support", numbers({-2, 3}))},
      {"banana", object("type", "density", "log_density", "-(x^2+y^2-4)^2/8 - (y-x^2/2)^2", "support",
                        list({numbers({-4, 4}), numbers({-4, 5})}))},
      {"samples", object("type", "samples", "file", "flowers.csv", "bandwidth", 0.1, "standardise", true)},
      {"samples_components", object("type", "samples", "file", "flowers.csv", "principal_components", 2)},
      {"samples_line",
       object("type", "samples", "file", "flowers.csv", "columns", list({of("b")}), "bandwidth", 0.05)}};
}

}  // namespace diffrates::test
