// Inputs that went wrong for people outside, and what is right for them, known a second way.
#include <algorithm>

#include "kinds/product.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

struct Right {
  const char *target, *sampler;
  int steps;
  double tv;
  bool exact = true;  ///< ok and right to a millionth; else right to the stated error
};

const std::string normal(double variance) {
  return R"({"type": "gaussian_mixture", "weights": [1], "means": [0], "variances": [)" + std::to_string(variance) +
         "]}";
}

std::string product(const std::string& name, const std::vector<double>& variances) {
  std::string factors;
  for (const double variance : variances) factors += (factors.empty() ? "" : ", ") + normal(variance);
  return R"({"name": ")" + name + R"(", "type": "product", "factors": [)" + factors + "]}";
}

void expect(const std::string& targets, const std::string& schedule, const std::string& samplers,
            const std::string& steps, const std::vector<Right>& right, const std::string& law = "") {
  const Reading reading = read_text(
      R"({"schema_version": 1, "name": "case", "start": "exact", "metrics": ["tv"], "targets": [)" + targets +
      R"(], "schedule": )" + schedule + R"(, "samplers": )" + samplers + R"(, "steps": )" + steps + law + "}");
  ASSERT_TRUE(reading.experiment) << reading.problems;
  for (std::size_t cell = 0; cell < reading.experiment->cells().size(); ++cell) reading.experiment->compute(cell);
  const std::vector<Row>& rows = dynamic_cast<const ProductExperiment&>(*reading.experiment).rows();
  for (const Right& one : right) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& candidate) {
      return candidate.place.target == one.target && candidate.place.sampler == one.sampler &&
             candidate.place.steps == one.steps;
    });
    ASSERT_NE(row, rows.end());
    EXPECT_EQ(row->status, Status::Ok) << words(row->place) << ": " << row->remark;
    EXPECT_NEAR(row->estimate.value, one.tv, one.exact ? 1e-6 : row->estimate.error) << words(row->place);
  }
}

TEST(OutsideCases, TvOfProductsAtFewSteps) {
  expect(product("two", {0.25, 0.25}) + ", " + product("four", {0.01, 0.25, 4, 9}),
         R"({"type": "smooth", "l_min": 0.001, "l_max": 12})", R"(["ddim", "ddim_exact"])", "[8, 12]",
         {{"two", "ddim", 12, 0.9473722, false},
          {"four", "ddim", 12, 0.9933779, false},
          {"two", "ddim_exact", 8, 0.2466054},
          {"four", "ddim_exact", 8, 0.3409350}});
}

TEST(OutsideCases, TvNearOneInSpace) {
  expect(
      R"({"name": "g", "type": "gaussian_mixture", "weights": [1], "means": [[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]], "covariances": [0.25]})",
      R"({"type": "smooth", "l_min": 0.001, "l_max": 12})", R"(["ddim"])", "[8, 12, 16, 24]",
      {{"g", "ddim", 8, 0.9999999, false},
       {"g", "ddim", 12, 0.9999548, false},
       {"g", "ddim", 16, 0.9988436, false},
       {"g", "ddim", 24, 0.9767105, false}},
      R"(, "law": "characteristics")");
}

TEST(OutsideCases, ASpikeOfHalfTheMass) {
  expect(R"json({"name": "f", "type": "density", "support": [-6, 6],
             "log_density": "log(0.5*exp(-x^2/2) + 0.5/0.0005*exp(-(x-0.6)^2/(2*0.0005^2)))"})json",
         R"({"type": "smooth", "l_min": 0.02, "l_max": 9})", R"(["ddim", "accelerated_ode", "ddpm"])", "[64]",
         {{"f", "ddim", 64, 0.1152480}, {"f", "accelerated_ode", 64, 0.0101610}, {"f", "ddpm", 64, 0.0622700}});
}

}  // namespace
}  // namespace diffrates::test
