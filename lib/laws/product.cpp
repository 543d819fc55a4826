/// product: independent coordinates, in any dimension at the cost of a few lines.
///
/// The laws of X_1 and Y_1 are products when X_0's is: every sampler acts coordinate by coordinate on a product's
/// score.
///   KL adds, and so does W_2^2;   1 + chi2 multiplies;   TV follows from the product of the factors' affinities
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
#include "laws/conditions.hpp"
#include "laws/product_factor.hpp"

namespace diffrates {
namespace {

constexpr double most_negligible = 1e-9;  // of the sum over factors
double squared(double x) { return x * x; }

constexpr double most_terms = 1e8;         // of the Fourier integral: some seconds
constexpr double most_terms_folded = 1e7;  // where a factor is folded, whose log ratio is no smooth function

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

bool asks_variation(const std::vector<Metric>& metrics) {
  return std::find(metrics.begin(), metrics.end(), Metric::Tv) != metrics.end();
}

/// Where psi of d comparable factors, each falling like u^{-1/2}, leaves 1e-6 of TV: u in standard deviations.
double deviations_needed(double d) { return std::max(20.0, std::pow(1e6, 1 / (d / 2 + 1))); }

std::string refusal(const Setting& setting, Metric metric) {
  const std::vector<const Target*> factors = setting.target.factors();
  if (factors.empty()) return "product: the target is not a product";
  if (metric == Metric::W1 && factors.size() > 1)
    return fmt::format("product: w1 of a product is not made of its factors' (d = {}); use w2", factors.size());
  for (const Target* factor : factors)
    if (const std::string why = distance_refusal("product", {*factor, setting.sampler}, metric); !why.empty())
      return why;
  if (const std::string why = data_refusal("product", setting); !why.empty()) return why;
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
      laws[i] = std::make_unique<FactorLaw>(
          Question{score, question.sampler, question.start, question.seed, question.against_data}, metrics, deviations);
    });
    factors_ = std::move(laws);
  }

  Evidence evidence(Metric metric) const {
    Evidence found{metric, Method::Line, {}};
    found.part = weakest(metric);
    if (found.part && found.part->status != Status::Folded) return found;
    found.estimate = metric == Metric::Tv     ? variation(found.part ? most_terms_folded : most_terms)
                     : metric == Metric::Chi2 ? chi2()
                     : metric == Metric::W1   ? factors_.front()->measured(metric).estimate
                     : metric == Metric::W2   ? distance()
                                              : sum(metric);
    found.folded_y = total([](const FactorLaw& f) { return f.folded_y(); });
    found.folded_x = total([](const FactorLaw& f) { return f.folded_x(); });
    return found;
  }

 private:
  /// A factor whose number does not stand, or else one whose KL says that it is folded.
  std::optional<Measurement> weakest(Metric metric) const {
    std::optional<Measurement> found;
    for (const auto& factor : factors_)
      if (factor->measured(Metric::Kl).status == Status::Folded) found = factor->measured(Metric::Kl);
    for (const auto& factor : factors_) {
      const Measurement& m = factor->measured(metric == Metric::Tv ? Metric::Kl : metric);
      if (negligible(m)) continue;
      if (m.status != Status::Ok && m.status != Status::Folded) found = m;
    }
    return found;
  }

  /// A factor that is followed to rounding, as a point is: what it may add to the others' sum is nothing.
  bool negligible(const Measurement& m) const {
    const double most = m.estimate.value + m.estimate.error;
    if (m.metric == Metric::W2) return m.status == Status::Unresolved && most <= most_negligible * distance().value;
    return m.status == Status::Unresolved && most <= most_negligible * sum(m.metric).value;
  }

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

  /// Squares add.
  Estimate distance() const {
    const double square = total([](const FactorLaw& f) { return squared(f.measured(Metric::W2).estimate.value); });
    const double moved = total([](const FactorLaw& f) {
      const Estimate& e = f.measured(Metric::W2).estimate;
      return squared(e.value + e.error);
    });
    return {std::sqrt(square), std::sqrt(moved) - std::sqrt(square)};
  }

  Estimate chi2() const {
    const double log = total([](const FactorLaw& f) { return std::log1p(f.measured(Metric::Chi2).estimate.value); });
    const double error = total([](const FactorLaw& f) {
      const Estimate& e = f.measured(Metric::Chi2).estimate;
      return e.error / (1 + e.value);
    });
    return {std::expm1(log), std::exp(log) * error};
  }

  Estimate variation(double terms) const {
    double most_u = std::numeric_limits<double>::infinity(), nodes = 1;
    for (const auto& factor : factors_) {
      most_u = std::min(most_u, factor->largest_u());
      nodes += static_cast<double>(factor->nodes());
    }
    Estimate found = variation_from_affinity(
        [this](double u) {
          std::complex<double> log = 0;
          for (std::size_t i = 0; i < shares_.size(); ++i) log += shares_[i].count * factors_[i]->log_affinity(u);
          return log;
        },
        most_u, static_cast<int>(std::clamp(terms / nodes, 2e3, 4e4)));
    const Estimate kl = sum(Metric::Kl);
    found.error += found.value * kl.error / (2 * kl.value);
    return found;
  }

  std::vector<Share> shares_;
  std::vector<std::unique_ptr<FactorLaw>> factors_;
};

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  const ProductLaw law(question, metrics);
  std::vector<Evidence> result;
  for (const Metric metric : metrics) result.push_back(law.evidence(metric));
  return result;
}

/// The distinct factors, each on a line, and the Fourier integral over their nodes.
double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const LawKind& line = *find_law(setting.sampler.stochastic ? "grid" : "characteristics");
  double seconds = 0;
  for (const Share& share : distinct(setting.target)) {
    seconds += line.cost({*share.target, setting.sampler, setting.start, false}, schedule, metrics);
    if (asks_variation(metrics)) seconds += 0.02;
  }
  return seconds;
}

}  // namespace

extern const LawKind law_product;
constinit const LawKind law_product{"product",
                                    "independent coordinates, each followed on a line: any dimension at 1-D cost",
                                    {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2, Metric::W1, Metric::W2},
                                    refusal,
                                    follow,
                                    cost,
                                    [](const Setting& setting) { return setting.target.dimension() == 1; }};

}  // namespace diffrates
