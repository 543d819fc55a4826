/// The laws gaussian and product against characteristics and grid.
#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include "laws/characteristics_line.hpp"
#include "laws/characteristics_space.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::line_mixture;
using testing::schedule_family;

const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse};

std::vector<Measurement> measure(std::string_view law, const Target& target, std::string_view sampler, int T,
                                 Start start, const std::vector<Metric>& asked = metrics) {
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(T);
  const Score score(target, schedule);
  return find_law(law)->measure({score, *find_sampler(sampler), start, 11}, asked);
}

/// Independent coordinates as one mixture that also knows its factors.
class KnownProduct : public Mixture {
 public:
  explicit KnownProduct(std::vector<const Mixture*> factors)
      : Mixture(expand(factors)), factors_(factors.begin(), factors.end()) {}
  std::vector<const Target*> factors() const override { return factors_; }

 private:
  static std::vector<Component> expand(const std::vector<const Mixture*>& factors) {
    const auto d = static_cast<Eigen::Index>(factors.size());
    std::vector<Component> all{{1, Eigen::VectorXd::Zero(d), Eigen::VectorXd::Zero(d), {}}};
    for (Eigen::Index j = 0; j < d; ++j) {
      std::vector<Component> longer;
      for (const Component& c : all)
        for (const Component& f : factors[static_cast<std::size_t>(j)]->components()) {
          longer.push_back(c);
          longer.back().weight *= f.weight;
          longer.back().mean[j] = f.mean[0];
          longer.back().variances[j] = f.variances[0];
        }
      all = std::move(longer);
    }
    return all;
  }
  std::vector<const Target*> factors_;
};

/// Many copies of one factor; laws ask for nothing but the factors.
class Copies : public Mixture {
 public:
  Copies(const Mixture& factor, int d) : Mixture(factor), factor_(&factor), d_(d) {}
  int dimension() const override { return d_; }
  std::vector<const Target*> factors() const override {
    return std::vector<const Target*>(static_cast<std::size_t>(d_), factor_);
  }

 private:
  const Target* factor_;
  int d_;
};

TEST(GaussianLaw, AgreesWithCharacteristicsAndGridOnALine) {
  const auto target = line_mixture({1}, {0.5}, {0.25});
  for (const Start start : {Start::Normal, Start::Exact})
    for (const int T : {16, 256})
      for (const std::string_view sampler : {"ddim", "accelerated_ode", "ddpm", "accelerated_sde"}) {
        SCOPED_TRACE(std::string(sampler) + " " + std::to_string(T));
        const bool noisy = find_sampler(sampler)->stochastic;
        const std::vector<Measurement> exact = measure("gaussian", *target, sampler, T, start);
        const std::vector<Measurement> other = measure(noisy ? "grid" : "characteristics", *target, sampler, T, start);
        for (std::size_t i = 0; i < metrics.size(); ++i) {
          EXPECT_EQ(exact[i].status, Status::Ok) << exact[i].reason;
          EXPECT_NEAR(exact[i].estimate.value, other[i].estimate.value,
                      noisy ? 1e-8 * exact[i].estimate.value + other[i].estimate.error : 1e-9 * exact[i].estimate.value)
              << name(metrics[i]);
          EXPECT_LT(exact[i].estimate.error, 1e-7 * exact[i].estimate.value) << name(metrics[i]);
        }
      }
}

TEST(GaussianLaw, ManySmallStepsRoundTheSameWay) {
  // rk4's error falls like T^-4 and is below 1e-15 here: what is left is rounding.
  const auto target = line_mixture({1}, {-1}, {0.01});
  for (const int T : {16384, 65536}) {
    const Measurement found = measure("gaussian", *target, "rk4", T, Start::Exact, {Metric::Tv})[0];
    EXPECT_LE(found.estimate.value, 2 * found.estimate.error) << T;
    EXPECT_LE(found.estimate.error, 1e-10) << T;
  }
}

TEST(GaussianLaw, AgreesWithSobolPointsForAFullCovariance) {
  // Three standard errors of 16 replicates are exceeded with probability 0.009 for one number; the seed is fixed.
  const Eigen::Matrix3d axes = Eigen::Quaterniond(0.4, 0.1, -0.7, 0.3).normalized().toRotationMatrix();
  const Mixture target({{1, Eigen::Vector3d(1, -0.5, 0.2), Eigen::Vector3d(0.9, 0.2, 0.02), axes}});
  for (const std::string_view sampler : {"ddim", "accelerated_ode"}) {
    const std::vector<Measurement> exact = measure("gaussian", target, sampler, 32, Start::Exact);
    const std::vector<Measurement> sobol = measure("characteristics", target, sampler, 32, Start::Exact);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      EXPECT_EQ(exact[i].status, Status::Ok) << exact[i].reason;
      EXPECT_EQ(sobol[i].status, Status::Ok) << sobol[i].reason;
      EXPECT_NEAR(sobol[i].estimate.value, exact[i].estimate.value, 3 * sobol[i].estimate.error)
          << sampler << name(metrics[i]);
    }
  }
}

TEST(ProductLaw, AgreesWithSobolPointsInThreeDimensions) {
  const auto a = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25}),
             b = line_mixture({0.5, 0.5}, {-0.7, 0.9}, {0.2, 0.1});
  const KnownProduct target({a.get(), b.get(), a.get()});
  for (const std::string_view sampler : {"ddim", "accelerated_ode"}) {
    const std::vector<Measurement> exact = measure("product", target, sampler, 48, Start::Exact);
    const std::vector<Measurement> sobol = measure("characteristics", target, sampler, 48, Start::Exact);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      EXPECT_EQ(exact[i].status, Status::Ok) << exact[i].reason;
      EXPECT_NEAR(sobol[i].estimate.value, exact[i].estimate.value, 3 * sobol[i].estimate.error)
          << sampler << name(metrics[i]);
      EXPECT_LT(exact[i].estimate.error, 1e-4 * exact[i].estimate.value) << name(metrics[i]);
    }
  }
}

TEST(ProductLaw, VariationInThePlaneIsTheDoubleSum) {
  // TV of two independent factors by brute force over their nodes: first order in the panels' width because of the
  // kink.
  const auto a = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const KnownProduct target({a.get(), a.get()});
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(32);
  const Score score(*a, schedule);
  const CarriedLine line =
      follow_line({score, *find_sampler("accelerated_ode"), Start::Exact, 0}, {Metric::Tv, Metric::Kl});
  double sum = 0;
  for (const LinePanel& first : line.panels)
    for (const LinePanel& second : line.panels)
      for (int i = 0; i < first.mass.size(); ++i)
        for (int j = 0; j < second.mass.size(); ++j) {
          const double l = first.log_ratio[i] + second.log_ratio[j];
          if (l < 0) sum -= first.mass[i] * second.mass[j] * std::expm1(l);
        }
  const Measurement tv = measure("product", target, "accelerated_ode", 32, Start::Exact, {Metric::Tv}).front();
  EXPECT_EQ(tv.status, Status::Ok) << tv.reason;
  EXPECT_NEAR(tv.estimate.value, sum, 2e-3 * sum);
  EXPECT_LT(tv.estimate.error, 1e-4 * sum);
}

TEST(ProductLaw, OfGaussiansIsTheGaussianLaw) {
  const auto a = line_mixture({1}, {0.5}, {0.25}), b = line_mixture({1}, {-0.3}, {0.6});
  const KnownProduct target({a.get(), b.get(), b.get(), a.get()});
  const std::vector<Metric> all{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
  for (const std::string_view sampler : {"ddim", "accelerated_ode", "ddpm", "accelerated_sde"}) {
    const bool noisy = find_sampler(sampler)->stochastic;
    const std::vector<Measurement> product =
        measure("product", target, sampler, 64, Start::Exact, noisy ? metrics : all);
    const std::vector<Measurement> gaussian =
        measure("gaussian", target, sampler, 64, Start::Exact, noisy ? metrics : all);
    for (std::size_t i = 0; i < product.size(); ++i) {
      EXPECT_EQ(product[i].status, Status::Ok) << product[i].reason;
      EXPECT_NEAR(product[i].estimate.value, gaussian[i].estimate.value,
                  1e-7 * gaussian[i].estimate.value + product[i].estimate.error + gaussian[i].estimate.error)
          << sampler << name(product[i].metric);
      EXPECT_LT(product[i].estimate.error, 1e-4 * product[i].estimate.value) << sampler << name(product[i].metric);
    }
  }
}

TEST(ProductLaw, TenThousandCoordinatesAddUp) {
  const auto factor = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const Copies many(*factor, 10'000);
  for (const std::string_view sampler : {"accelerated_ode", "ddpm"}) {
    const std::vector<Measurement> one =
        measure(sampler == "ddpm" ? "grid" : "characteristics", *factor, sampler, 512, Start::Exact);
    const std::vector<Measurement> all = measure("product", many, sampler, 512, Start::Exact);
    EXPECT_NEAR(all[1].estimate.value, 1e4 * one[1].estimate.value, 1e-6 * all[1].estimate.value);
    EXPECT_NEAR(all[2].estimate.value, 1e4 * one[2].estimate.value, 1e-6 * all[2].estimate.value);
    EXPECT_EQ(all[0].status, Status::Ok) << all[0].reason;
    // A sum of so many terms is close to normal with variance 2 KL: TV = erf(sqrt(2 KL) / sqrt 8).
    const double kl = (all[1].estimate.value + all[2].estimate.value) / 2;
    EXPECT_NEAR(all[0].estimate.value, std::erf(std::sqrt(kl) / 2), 0.01) << sampler;
  }
}

TEST(Laws, AreChosenByTheSetting) {
  const auto line = line_mixture({1}, {0.5}, {0.25}), other = line_mixture({0.5, 0.5}, {-1, 1}, {0.1, 0.1});
  const KnownProduct product({line.get(), other.get()});
  const Mixture space({{1, Eigen::Vector2d(0, 0), Eigen::Vector2d(1, 2), {}}});
  const Mixture two(
      {{1, Eigen::Vector2d(0, 0), Eigen::Vector2d(1, 2), {}}, {1, Eigen::Vector2d(1, 0), Eigen::Vector2d(1, 2), {}}});
  const SamplerKind &ddim = *find_sampler("ddim"), &ddpm = *find_sampler("ddpm");
  const auto chosen = [](const Target& target, const SamplerKind& sampler, bool error = false) {
    std::string why;
    const LawKind* law = first_law(nullptr, {target, sampler, Start::Normal, error}, Metric::Kl, why);
    return law == nullptr ? std::string_view() : law->name;
  };
  EXPECT_EQ(chosen(*line, ddim), "characteristics");
  EXPECT_EQ(chosen(*line, ddpm), "grid");
  EXPECT_EQ(chosen(space, ddim), "gaussian");
  EXPECT_EQ(chosen(space, ddpm), "gaussian");
  EXPECT_EQ(chosen(space, ddim, true), "characteristics");
  EXPECT_EQ(chosen(product, ddim), "product");
  EXPECT_EQ(chosen(product, ddpm), "product");
  EXPECT_EQ(chosen(two, ddim), "characteristics");
  std::string why;
  EXPECT_EQ(first_law(find_law("gaussian"), {*line, ddim, Start::Normal, false}, Metric::Tv, why),
            find_law("gaussian"));
  EXPECT_EQ(first_law(find_law("gaussian"), {*other, ddim, Start::Normal, false}, Metric::Tv, why), nullptr);
  EXPECT_NE(why.find("gaussian: the target is not Gaussian"), std::string::npos) << why;
}

}  // namespace
}  // namespace diffrates
