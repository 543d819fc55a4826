#include "kinds/rates/curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kinds/rates/claim_words.hpp"
#include "kinds/rates/figure_frame.hpp"
#include "kinds/rates/fit_table.hpp"

namespace diffrates {
namespace {

/// Nothing where a logarithmic axis has no place for the point.
void add(std::vector<PlotPoint>& points, double x, const Estimate& estimate, const std::string& why = {}) {
  if (!(x > 0 && estimate.value > 0 && std::isfinite(estimate.value))) return;
  const double error = std::isfinite(estimate.error) ? estimate.error : 0;
  points.push_back({x, estimate.value, error, error, why});
}

std::string why(const FittedPoint& point) {
  return point.drop == Drop::None ? std::string() : fmt::format("{}: {}", name(point.drop), point.reason);
}
std::string why(const Row& row) {
  if (row.status == Status::Ok) return {};
  return fmt::format("{}{}{}", name(row.status), row.remark.empty() ? "" : ": ", row.remark);
}

const ConfigClaim* claim_of(const RateFindings& findings, const Series& series) {
  const ConfigClaim* chosen = nullptr;
  for (const ClaimFinding& finding : findings.claims) {
    if (finding.series == nullptr || finding.series->against != series.against || finding.series->rows != series.rows)
      continue;
    if (chosen == nullptr || finding.claim->rate.relation == Relation::AtLeast) chosen = finding.claim;
  }
  return chosen;
}

/// The claimed rate through a place above the larger end of a falling curve, or below that of a rising one: near the
/// data and inside the picture.
std::vector<PlotPoint> guide_line(const ConfigClaim& claim, const PlotCurve& curve) {
  const bool falls = claim.against == Against::Steps;
  const auto shape = [&](double x) {
    return std::pow(x, falls ? -claim.rate.exponent : claim.rate.exponent) *
           (claim.log_power == 0 ? 1 : std::pow(std::log(x), claim.log_power));
  };
  const PlotPoint& anchor = falls ? curve.kept.front() : curve.kept.back();
  const double height = (falls ? 1.6 : 1 / 1.6) * anchor.value / shape(anchor.x);
  std::vector<PlotPoint> line;
  for (const PlotPoint& point : curve.kept) line.push_back({point.x, height * shape(point.x), 0});
  return line;
}

}  // namespace

PlotCurve fitted_curve(const Series& series, const std::string& title) {
  PlotCurve curve;
  const Fit& fit = series.fit;
  for (const FittedPoint& point : fit.points) {
    add(point.drop == Drop::None ? curve.kept : curve.dropped, point.point.x, point.point.error, why(point));
    if (point.drop == Drop::None && fit.conclusive) add(curve.line, point.point.x, {point.fitted, 0});
  }
  curve.about = about(series);
  curve.title = title + ": no exponent";
  if (fit.conclusive) {
    const int decimals = decimals_for(fit.high - fit.low);
    curve.title = fmt::format("{}: {}{}, interval [{:.{}f}, {:.{}f}]", title,
                              power(series.against, fit.exponent, series.model.log_power, decimals),
                              series.model.floor ? " + plateau" : "", fit.low, decimals, fit.high, decimals);
  }
  return curve;
}

PlotCurve joined_curve(const std::vector<Row>& rows, const std::vector<std::size_t>& members, const std::string& title,
                       const std::function<double(const Row&)>& x) {
  PlotCurve curve;
  curve.title = title;
  curve.about = {{rows[members.front()].place.target}, {rows[members.front()].place.sampler}, {}};
  for (const std::size_t i : members)
    add(rows[i].status == Status::Ok ? curve.kept : curve.dropped, x(rows[i]), rows[i].estimate, why(rows[i]));
  std::sort(curve.kept.begin(), curve.kept.end(), [](const PlotPoint& a, const PlotPoint& b) { return a.x < b.x; });
  curve.line = curve.kept;
  return curve;
}

void add_guide(Figure& figure, const RateFindings& findings, const Series& series, const PlotCurve& curve) {
  const ConfigClaim* claim = claim_of(findings, series);
  if (claim == nullptr || curve.kept.empty()) return;
  const bool bound = claim->rate.relation == Relation::AtLeast;
  Guide guide{bound ? "proven bound" : "claimed", power(claim->against, claim->rate.exponent, claim->log_power),
              guide_line(*claim, curve)};
  const auto same = std::find_if(figure.guides.begin(), figure.guides.end(),
                                 [&](const Guide& other) { return other.rate == guide.rate; });
  if (same == figure.guides.end()) {
    figure.guides.push_back(std::move(guide));
    return;
  }
  if (same->meaning != guide.meaning) same->meaning = "claimed or proven bound";
  if (same->line.back().value < guide.line.back().value) same->line = std::move(guide.line);
}

}  // namespace diffrates
