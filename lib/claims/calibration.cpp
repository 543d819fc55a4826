#include "claims/calibration.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

/// How often each claim got each verdict.
using Counts = std::vector<std::array<std::int64_t, 4>>;

/// Over draws first .. last - 1.
Counts count_verdicts(const KnownFits& fits, const std::vector<GateResult>& claims, std::int64_t first,
                      std::int64_t last) {
  Counts counts(claims.size(), {0, 0, 0, 0});
  for (std::int64_t draw = first; draw < last; ++draw) {
    const KnownFit fit = fits(draw);
    for (std::size_t i = 0; i < claims.size(); ++i)
      ++counts[i][static_cast<std::size_t>(verdict_on(claims[i].claim, claims[i].tolerance, fit))];
  }
  return counts;
}

}  // namespace

double Frequency::low() const {
  if (draws == 0 || count == 0) return 0;
  return Binomial::find_lower_bound_on_p(static_cast<double>(draws), static_cast<double>(count), 0.025);
}

double Frequency::high() const {
  if (draws == 0 || count == draws) return 1;
  return Binomial::find_upper_bound_on_p(static_cast<double>(draws), static_cast<double>(count), 0.025);
}

std::vector<RatePoint> draw_series(const GateFamily& family, std::uint64_t seed, std::uint64_t draw) {
  Stream stream(seed, "gate " + family.name, draw);
  const double c = family.correction * (2 * stream.uniform() - 1), d = family.second * (2 * stream.uniform() - 1);
  const auto law = [&](double x) {
    return std::pow(std::log(x), family.log_power) * std::pow(x, -family.exponent) * (1 + c / x + d / (x * x));
  };
  const double floor = family.floor * law(family.first * std::exp2(family.points - 1));
  std::vector<RatePoint> points;
  for (int i = 0; i < family.points; ++i) {
    const double x = family.first * std::exp2(i);
    const double value = (law(x) + floor) * (1 + family.noise * stream.normal());
    points.push_back({x, {value, family.stated * family.noise * std::abs(value)}, Status::Ok});
  }
  return points;
}

std::vector<GateCase> gate_cases(const std::vector<double>& shifts) {
  std::vector<GateCase> cases{{Relation::Equals, 0}, {Relation::AtLeast, 0}};
  for (const double shift : shifts)
    cases.insert(cases.end(), {{Relation::Equals, -shift}, {Relation::Equals, shift}, {Relation::AtLeast, shift}});
  return cases;
}

KnownFit known_fit(const Fit& fit, double truth) { return {fit.conclusive, fit.exponent, fit.low, fit.high, truth}; }

Verdict verdict_on(const GateCase& claim, double tolerance, const KnownFit& known) {
  if (!known.conclusive) return Verdict::Inconclusive;
  Fit fit;
  fit.conclusive = true;
  fit.exponent = known.exponent;
  fit.low = known.low;
  fit.high = known.high;
  return judge({known.truth + claim.offset, claim.relation, tolerance}, fit).verdict;
}

KnownFits fits_of(const GateFamily& family, std::uint64_t seed) {
  return [family, seed](std::int64_t draw) {
    const Fit fit = fit_rate(draw_series(family, seed, static_cast<std::uint64_t>(draw)),
                             {family.log_power, false, family.floor > 0});
    return known_fit(fit, family.exponent);
  };
}

std::vector<GateResult> calibrate(const KnownFits& fits, std::int64_t draws, const std::vector<double>& tolerances,
                                  const std::vector<double>& shifts) {
  std::vector<GateResult> results;
  for (const double tolerance : tolerances)
    for (const GateCase& one : gate_cases(shifts))
      results.push_back({tolerance, one, {0, draws}, {0, draws}, {0, draws}});
  constexpr std::int64_t chunk = 100;
  const std::int64_t chunks = (draws + chunk - 1) / chunk;
  std::vector<Counts> parts(static_cast<std::size_t>(chunks));
  oneapi::tbb::parallel_for(std::int64_t{0}, chunks, [&](std::int64_t i) {
    parts[static_cast<std::size_t>(i)] = count_verdicts(fits, results, i * chunk, std::min(draws, (i + 1) * chunk));
  });
  for (const Counts& part : parts)
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto of = [&](Verdict v) { return part[i][static_cast<std::size_t>(v)]; };
      results[i].passed.count += of(Verdict::Confirmed) + of(Verdict::Holds);
      results[i].violated.count += of(Verdict::Violated);
      results[i].inconclusive.count += of(Verdict::Inconclusive);
    }
  return results;
}

}  // namespace diffrates
