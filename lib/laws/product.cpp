/// product: independent coordinates, in any dimension at the cost of a few lines.
///
/// The laws of X_1 and Y_1 are products when X_0's is: every sampler acts coordinate by coordinate on a product's
/// score.
///   KL adds;   1 + chi2 multiplies;   TV follows from the product of the factors' affinities
///   (divergences/affinity.hpp).
/// Equal factors are followed once. Each is followed by characteristics (deterministic samplers) or the grid
/// (stochastic). Error: the factors' errors added (chi2: relative to 1 + chi2; TV: half of KL's relative error) and
/// that of the Fourier integral. Folded: the factors' folded mass, added, as on a line. Refuses a score error: it lives
/// on the joint target. Cost: one line for each distinct factor; TV some thousand sums over its nodes, fewer the more
/// factors there are.
#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>

#include "divergences/affinity.hpp"
#include "laws/product_factor.hpp"

namespace diffrates {
namespace {

constexpr double most_folded = 1e-6;
constexpr double unresolved = 0.25;

struct Share {
  const Target* target;
  double count;
};

std::vector<Share> distinct(const Target& target) {
  std::vector<Share> shares;
  std::map<const Target*, std::size_t> place;
  for (const Target* factor : target.factors()) {
    const auto [found, fresh] = place.try_emplace(factor, shares.size());
    if (fresh) shares.push_back({factor, 0});
    shares[found->second].count += 1;
  }
  return shares;
}

/// Where psi of d comparable factors, each falling like u^{-1/2}, leaves 1e-6 of TV: u in standard deviations.
double deviations_needed(double d) { return std::max(20.0, std::pow(1e6, 1 / (d / 2 + 1))); }

std::string refusal(const Setting& setting, Metric) {
  if (setting.target.factors().empty()) return "product: the target is not a product";
  if (setting.score_error) return "product: a score error lives on the joint target, not on its factors";
  if (setting.sampler.stochastic && setting.sampler.memory)
    return fmt::format("product: {} adds noise and remembers evaluations; no law on a line carries it",
                       setting.sampler.name);
  return {};
}

class ProductLaw {
 public:
  ProductLaw(const Question& question, const std::vector<Metric>& metrics) : shares_(distinct(question.target())) {
    const double deviations = deviations_needed(question.target().dimension());
    std::vector<std::unique_ptr<FactorLaw>> laws(shares_.size());
    tbb::parallel_for(std::size_t{0}, shares_.size(), [&](std::size_t i) {
      const Score score(*shares_[i].target, question.schedule());
      laws[i] = std::make_unique<FactorLaw>(Question{score, question.sampler, question.start, question.seed}, metrics,
                                            deviations);
    });
    factors_ = std::move(laws);
  }

  Measurement measure(Metric metric) const {
    Measurement one{metric, {}, Status::Ok, {}};
    const Measurement* worst = &factors_.front()->measured(Metric::Kl);
    for (const auto& factor : factors_) {
      const Measurement& m = factor->measured(metric == Metric::Tv ? Metric::Kl : metric);
      if (m.status != Status::Ok && m.status != Status::Folded) worst = &m;
    }
    if (worst->status != Status::Ok && worst->status != Status::Folded)
      return {metric, {}, worst->status, "product: a factor: " + worst->reason};
    one.estimate = metric == Metric::Tv ? variation() : metric == Metric::Chi2 ? chi2() : sum(metric);
    judge(one);
    return one;
  }

 private:
  template <class Term>
  double total(Term term) const {
    double result = 0;
    for (std::size_t i = 0; i < shares_.size(); ++i) result += shares_[i].count * term(*factors_[i]);
    return result;
  }

  Estimate sum(Metric metric) const {
    return {total([metric](const FactorLaw& f) { return f.measured(metric).estimate.value; }),
            total([metric](const FactorLaw& f) { return f.measured(metric).estimate.error; })};
  }

  Estimate chi2() const {
    const double log = total([](const FactorLaw& f) { return std::log1p(f.measured(Metric::Chi2).estimate.value); });
    const double error = total([](const FactorLaw& f) {
      const Estimate& e = f.measured(Metric::Chi2).estimate;
      return e.error / (1 + e.value);
    });
    return {std::expm1(log), std::exp(log) * error};
  }

  Estimate variation() const {
    double most_u = std::numeric_limits<double>::infinity();
    for (const auto& factor : factors_) most_u = std::min(most_u, factor->largest_u());
    Estimate found = variation_from_affinity(
        [this](double u) {
          std::complex<double> log = 0;
          for (std::size_t i = 0; i < shares_.size(); ++i) log += shares_[i].count * factors_[i]->log_affinity(u);
          return log;
        },
        most_u);
    const Estimate kl = sum(Metric::Kl);
    found.error += found.value * kl.error / (2 * kl.value);
    return found;
  }

  void judge(Measurement& one) const {
    const double folded_y = total([](const FactorLaw& f) { return f.folded_y(); });
    const double folded_x = total([](const FactorLaw& f) { return f.folded_x(); });
    const bool folded = std::any_of(factors_.begin(), factors_.end(),
                                    [](const auto& f) { return f->measured(Metric::Kl).status == Status::Folded; });
    if (folded || std::max(folded_x, folded_y) > most_folded * one.estimate.value) {
      one.status = Status::Folded;
      one.reason =
          fmt::format("the map folds: mass up to {:.3g} under Y and {:.3g} under X lies on folded characteristics",
                      folded_y, folded_x);
    } else if (!std::isfinite(one.estimate.value) || !std::isfinite(one.estimate.error)) {
      one.status = Status::Unresolved;
      one.reason = "product: infinite, or beyond the range of double precision";
    } else if (one.estimate.error > unresolved * one.estimate.value) {
      one.status = Status::Unresolved;
      one.reason = fmt::format("product: error {:.2g} of a value of {:.2g}", one.estimate.error, one.estimate.value);
    }
  }

  std::vector<Share> shares_;
  std::vector<std::unique_ptr<FactorLaw>> factors_;
};

std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& metrics) {
  const ProductLaw law(question, metrics);
  std::vector<Measurement> result;
  for (const Metric metric : metrics) result.push_back(law.measure(metric));
  return result;
}

}  // namespace

extern const LawKind law_product;
constinit const LawKind law_product{"product",
                                    "independent coordinates, each followed on a line: any dimension at 1-D cost",
                                    {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
                                    refusal,
                                    measure,
                                    [](const Setting& setting) { return setting.target.dimension() == 1; }};

}  // namespace diffrates
