/// What the numbers say of rates: a fit of every series, and the judgement of every claim.
#pragma once

#include <string>
#include <vector>

#include "configuration/config.hpp"
#include "rates/rates.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// A curve of errors against T, epsilon, d or a number of the score error, everything else fixed, and its fit.
struct Series {
  Place place;  ///< that of its first point
  std::string law;
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

struct RateFindings {
  std::vector<Series> series;  ///< every series against T (once per log power claimed of it), then those claimed
                               ///< against something else
  std::vector<ClaimFinding> claims;

  RateFindings() = default;
  RateFindings(RateFindings&&) = default;
  RateFindings& operator=(RateFindings&&) = default;
};

RateFindings find(const Config& config, const std::vector<Row>& rows);

/// fits.csv: one line per series.
std::string fits_csv(const RateFindings& findings);
/// fit_points.csv: every point of every series, kept or dropped and why. `fit` counts the lines of fits.csv from 1.
std::string fit_points_csv(const RateFindings& findings, const std::vector<Row>& rows);

}  // namespace diffrates
