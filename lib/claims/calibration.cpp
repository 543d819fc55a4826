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
Counts count_verdicts(const GateFamily& family, const std::vector<RateClaim>& claims, std::uint64_t seed, int first,
                      int last) {
  Counts counts(claims.size(), {0, 0, 0, 0});
  for (int draw = first; draw < last; ++draw) {
    const Fit fit = fit_rate(draw_series(family, seed, draw), {family.log_power, false, family.floor > 0});
    for (std::size_t i = 0; i < claims.size(); ++i)
      ++counts[i][static_cast<std::size_t>(judge(claims[i], fit).verdict)];
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

std::vector<GateCase> gate_cases(double exponent, double shift) {
  return {{Relation::Equals, exponent, true},
          {Relation::AtLeast, exponent, true},
          {Relation::Equals, exponent - shift, false},
          {Relation::Equals, exponent + shift, false},
          {Relation::AtLeast, exponent + shift, false}};
}

std::vector<GateResult> calibrate(const GateFamily& family, const std::vector<double>& tolerances, double shift,
                                  int draws, std::uint64_t seed) {
  std::vector<GateResult> results;
  std::vector<RateClaim> claims;
  for (const double tolerance : tolerances)
    for (const GateCase& one : gate_cases(family.exponent, shift)) {
      results.push_back({tolerance, one, {0, draws}, {0, draws}, {0, draws}});
      claims.push_back({one.claimed, one.relation, tolerance});
    }
  constexpr int chunk = 100;
  const int chunks = (draws + chunk - 1) / chunk;
  std::vector<Counts> parts(chunks);
  oneapi::tbb::parallel_for(0, chunks, [&](int i) {
    parts[i] = count_verdicts(family, claims, seed, i * chunk, std::min(draws, (i + 1) * chunk));
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
