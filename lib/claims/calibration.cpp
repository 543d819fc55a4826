#include "claims/calibration.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

using Binomial = boost::math::binomial_distribution<double>;

std::vector<GateCase> cases_of(double q, double shift) {
  return {{Relation::Equals, q, true},
          {Relation::AtLeast, q, true},
          {Relation::Equals, q - shift, false},
          {Relation::Equals, q + shift, false},
          {Relation::AtLeast, q + shift, false}};
}

/// Of draws first .. last - 1, how often each case got each verdict.
using Counts = std::vector<std::array<std::int64_t, 4>>;

Counts count_verdicts(const GateFamily& family, const std::vector<GateCase>& cases, double tolerance,
                      std::uint64_t seed, int first, int last) {
  Counts counts(cases.size(), {0, 0, 0, 0});
  for (int draw = first; draw < last; ++draw) {
    const Fit fit = fit_rate(draw_series(family, seed, draw), {family.log_power, false, family.floor > 0});
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Judgement judgement = judge({cases[i].claimed, cases[i].relation, tolerance}, fit);
      ++counts[i][static_cast<std::size_t>(judgement.verdict)];
    }
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

std::vector<GateResult> calibrate(const GateFamily& family, double tolerance, double shift, int draws,
                                  std::uint64_t seed) {
  const std::vector<GateCase> cases = cases_of(family.exponent, shift);
  constexpr int chunk = 100;
  const int chunks = (draws + chunk - 1) / chunk;
  std::vector<Counts> parts(chunks);
  oneapi::tbb::parallel_for(0, chunks, [&](int i) {
    parts[i] = count_verdicts(family, cases, tolerance, seed, i * chunk, std::min(draws, (i + 1) * chunk));
  });
  std::vector<GateResult> results;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    std::array<std::int64_t, 4> sum{};
    for (const Counts& part : parts)
      for (std::size_t v = 0; v < sum.size(); ++v) sum[v] += part[i][v];
    const auto of = [&](Verdict v) { return sum[static_cast<std::size_t>(v)]; };
    results.push_back({family,
                       cases[i],
                       {of(Verdict::Confirmed) + of(Verdict::Holds), draws},
                       {of(Verdict::Violated), draws},
                       {of(Verdict::Inconclusive), draws}});
  }
  return results;
}

}  // namespace diffrates
