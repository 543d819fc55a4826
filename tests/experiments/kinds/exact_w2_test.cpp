/// The table of exact W2 of Gaussian diffusion, Pierret, Galerne 2025 (arXiv 2405.14250), table 5, by the recipes of
/// configs/published/samplers. The entries here are those of an independent recursion of the variances (a script of
/// twenty lines), which agree with the paper's where it has them; the eigenvalues are not part of the project.
#include "support/config.hpp"

namespace diffrates::test {
namespace {

const std::string eigenvalues = SOURCE_ROOT "/../shared/data/cifar10-covariance-eigenvalues.csv";

/// N levels at times from 1 down to eps, L = 0.1 t + 9.95 t^2.
std::string levels(const std::string& eps) {
  const std::string time = "(" + eps + " + (1 - " + eps + ")*(t-1)/(T-1))";
  return R"({"type": "formula", "L": "0.1*)" + time + " + 9.95*" + time + R"(^2"})";
}

/// W2 to the data by that recipe, one number an eps.
std::vector<Measurement> distances(const std::string& target, const std::string& sampler, int N,
                                   const std::vector<std::string>& eps) {
  std::string schedules;
  for (const std::string& one : eps) schedules += (schedules.empty() ? "" : ", ") + levels(one);
  const Reading reading = read_text(
      R"({"schema_version": 1, "name": "w2", "start": "normal", "against_data": true, "metrics": ["w2"],
          "targets": [)" +
      target + R"(], "schedule": [)" + schedules + R"(], "steps": [)" + std::to_string(N) + R"(], "samplers": [)" +
      sampler + "]}");
  EXPECT_TRUE(reading.config) << reading.problems;
  std::vector<Measurement> found;
  if (!reading.config) return found;
  for (const ScheduleChoice& choice : reading.config->schedules) {
    const Schedule schedule = choice.family->with_steps(N);
    const Score score(*reading.config->targets[0].target, schedule);
    const Question question{score, *reading.config->samplers[0], Start::Normal, 0, true};
    found.push_back(find_law("gaussian")->measure(question, {Metric::W2}).front());
  }
  return found;
}

std::string recipe(const std::string& name) {
  return R"({"file": ")" SOURCE_ROOT "/configs/published/samplers/" + name + R"(.json"})";
}

TEST(ExactW2, AllEntriesOfThePublishedTable) {
  if (!std::filesystem::exists(eigenvalues))
    GTEST_SKIP() << "the 3072 eigenvalues of CIFAR-10's covariance are not part of the project: no " << eigenvalues;
  struct TableRow {
    std::string sampler;
    int N;
    std::vector<std::string> eps;
    std::vector<double> published;
  };
  const std::vector<std::string> all{"0", "1e-5", "1e-4", "1e-3"}, positive{"1e-5", "1e-4", "1e-3"};
  const std::vector<TableRow> table{{"em", 50, all, {4.78, 4.77, 4.76, 4.68}},
                                    {"ei", 50, all, {2.81, 2.81, 2.82, 2.91}},
                                    {"ddpm_noise_outside", 50, all, {6.82, 6.82, 6.81, 6.74}},
                                    {"ddpm_noise_inside", 50, {"0"}, {10.98}},
                                    {"euler", 50, all, {1.78, 1.78, 1.78, 1.79}},
                                    {"heun_in_time", 50, positive, {23.42, 4.68, 0.59}},
                                    {"heun_in_time", 25, positive, {56.26, 11.72, 2.05}},
                                    {"rk4_in_time", 12, positive, {67.32, 14.35, 2.60}}};
  std::size_t entries = 0;
  const std::string target = R"({"name": "images", "type": "gaussian", "file": ")" + eigenvalues + R"("})";
  for (const TableRow& row : table) {
    const std::vector<Measurement> found = distances(target, recipe(row.sampler), row.N, row.eps);
    ASSERT_EQ(found.size(), row.published.size());
    for (std::size_t i = 0; i < found.size(); ++i, ++entries) {
      EXPECT_EQ(found[i].status, Status::Ok) << row.sampler << ", eps = " << row.eps[i];
      EXPECT_NEAR(found[i].estimate.value, row.published[i], 0.01) << row.sampler << ", eps = " << row.eps[i];
      EXPECT_LT(found[i].estimate.error, 1e-11) << row.sampler << ", eps = " << row.eps[i];
    }
  }
  EXPECT_EQ(entries, 26u);
}

/// What the table leaves open: at eps = 0 the score of a coordinate without variance is infinite at the last level, and
/// so is log(signal/sigma), whatever the variances.
TEST(ExactW2, WithoutNoiseAtTheLastLevelWhatIsNoNumberSaysSo) {
  const std::string constant = R"({"name": "c", "type": "gaussian", "variances": [0, 2]})",
                    full = R"({"name": "f", "type": "gaussian", "variances": [1, 2]})";
  const auto told = [](const std::string& target, const std::string& sampler, const std::string& eps) {
    return distances(target, sampler, 50, {eps}).front();
  };
  for (const auto& [target, sampler] : {std::pair{constant, recipe("heun_in_time")},
                                        {constant, recipe("rk4_in_time")},
                                        {full, std::string(R"("ddim_exact")")},
                                        {full, std::string(R"("dpm_solver_pp_2m")")}}) {
    const Measurement number = told(target, sampler, "0");
    EXPECT_EQ(number.status, Status::Unresolved) << sampler;
    EXPECT_THAT(number.reason, ::testing::HasSubstr("at the last level, where L_1 = 0 and there is no noise"))
        << sampler;
    EXPECT_EQ(told(target, sampler, "1e-3").status, Status::Ok) << sampler;
  }
  EXPECT_EQ(told(full, recipe("heun_in_time"), "0").status, Status::Ok);
  EXPECT_EQ(told(constant, recipe("euler"), "0").status, Status::Ok);
}

}  // namespace
}  // namespace diffrates::test
