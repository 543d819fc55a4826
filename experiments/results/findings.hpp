/// What the numbers say: a fit of every series, and the judgement of every claim. Made from the rows alone, so that
/// `run` and a later `check` of its files come to the same.
#pragma once

#include <vector>

#include "configuration/config.hpp"
#include "rates/rates.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// A curve of errors against T, epsilon, d or a number of the score error, everything else fixed, and its fit.
struct Series {
  Row place;  ///< that of its first point
  Against against = Against::Steps;
  FitModel model;
  Fit fit;
  std::vector<std::size_t> rows;  ///< the row of each of fit.points
};

struct ClaimFinding {
  const ConfigClaim* claim = nullptr;
  const Series* series = nullptr;  ///< null when the rows hold not exactly one series the claim speaks of
  Judgement judgement;
};

struct Findings {
  std::vector<Series>
      series;  ///< every series against T (once per log power claimed of it), then those claimed against something else
  std::vector<ClaimFinding> claims;

  Findings() = default;
  Findings(Findings&&) = default;
  Findings& operator=(Findings&&) = default;
};

std::string_view name(Against against);  ///< steps, epsilon, dimension, frequency, draws
/// What the exponent is measured against, at this row; NaN where its score error has no such number.
double axis(Against against, const Row& row);
/// The score error's label with what the series runs along left open.
std::string error_place(Against against, const std::string& label);

Findings find(const Config& config, const std::vector<Row>& rows);

/// all_good, claim_violated or inconclusive_or_empty: the worst claim wins.
int exit_code(const Findings& findings);

/// fits.csv: one line per series.
std::string fits_csv(const Findings& findings);
/// fit_points.csv: every point of every series, kept or dropped and why. `fit` counts the lines of fits.csv from 1.
std::string fit_points_csv(const Findings& findings, const std::vector<Row>& rows);
/// verdicts.json.
Value verdicts(const Config& config, const Findings& findings);

}  // namespace diffrates
