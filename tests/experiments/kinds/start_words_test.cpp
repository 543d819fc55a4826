// A floor that is the error of the start is named as such.
#include <cmath>

#include "kinds/rates/rates.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Rows of one Gaussian that fall like T^-2 to a floor.
std::string verdict(double floor, const std::string& start = "normal") {
  Problems problems;
  const std::unique_ptr<Experiment> experiment = parse_experiment(
      R"({"schema_version": 1, "name": "terminal", "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 14},
          "targets": [{"name": "g", "type": "gaussian_mixture", "weights": [1], "means": [3], "variances": [0.25]}],
          "samplers": ["heun"], "steps": [32, 64, 128, 256, 512, 1024], "metrics": ["tv"], "start": ")" +
          start + R"(", "claims": [{"id": "order", "target": "g", "sampler": "heun", "metric": "tv", "exponent": 2,
          "relation": "at_least"}]})",
      "terminal.json", {}, false, problems);
  EXPECT_TRUE(experiment) << lines(problems);
  for (Row& row : dynamic_cast<Rates&>(*experiment).rows()) {
    row.estimate = {floor + 0.1 * std::pow(row.place.steps, -2), 1e-9};
    row.status = Status::Ok;
  }
  return experiment->find().claims.front().judgement.words;
}

// TV(N(0, 1), N(3 e^-7, 1 - 0.75 e^-14)) = erf(3 e^-7 / (2 sqrt 2)) = 1.0913e-3 to its digits.
const double start = std::erf(3 * std::exp(-7.0) / (2 * std::sqrt(2.0)));

TEST(StartWords, NameTheStartWhereTheFloorIsItsError) {
  EXPECT_THAT(verdict(start),
              HasSubstr("level off at 0.00109, which is the start carried through: tv of N(0, I) in place "
                        "of X_T is 0.00109"));
  EXPECT_THAT(verdict(start), HasSubstr("is below 2"));
}

TEST(StartWords, AreSilentElsewhere) {
  EXPECT_THAT(verdict(3 * start), Not(HasSubstr("the start")));
  EXPECT_THAT(verdict(0), Not(HasSubstr("the start")));
  EXPECT_THAT(verdict(start, "exact"), Not(HasSubstr("the start")));
}

}  // namespace
}  // namespace diffrates::test
