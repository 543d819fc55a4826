#include "kinds/rates/fit_table.hpp"

#include <fmt/format.h>

#include <cmath>

namespace diffrates {
namespace {

std::string rounded(double x) { return std::isfinite(x) ? fmt::format("{:.4g}", x) : std::string("–"); }

std::string place_words(const Series& series) {
  const Place& place = series.place;
  std::string words = fmt::format("{} of {}", name(place.metric), place.sampler);
  if (series.against != Against::Dimension) words += fmt::format(" on {}", place.target);
  words += fmt::format(", {}, start {}", place.schedule.label(), name(place.start));
  if (place.score_error.type != "none")
    words += fmt::format(", {}", left_open(series.against, place.score_error).label());
  if (series.against != Against::Epsilon && place.epsilon != 0) words += fmt::format(", epsilon = {}", place.epsilon);
  if (series.against != Against::Steps) words += fmt::format(", T = {}", place.steps);
  return words;
}

std::string fit_words(const Fit& fit) {
  return fit.conclusive ? fmt::format("exponent {:.4f} [{:.4f}, {:.4f}]", fit.exponent, fit.low, fit.high)
                        : "no exponent: " + fit.reason;
}

std::string note(const Series& series) {
  const Fit& fit = series.fit;
  if (!fit.conclusive) return {};
  return fmt::format("constant {}, correction c = {}, log power {:g}{}, window {:g} to {:g}, {} points, law {}",
                     rounded(fit.constant), rounded(fit.correction), series.model.log_power,
                     series.model.floor ? ", floor " + rounded(fit.floor) : "", fit.first, fit.last, fit.used,
                     series.law);
}

}  // namespace

About about(const Series& series) {
  // Along the dimension every point has a target of its own: the page looks for the first.
  return {{series.place.target},
          {series.place.sampler},
          fmt::format("{}, along {}, log power {:g}{}", place_words(series), name(series.against),
                      series.model.log_power, series.model.floor ? ", floor" : "")};
}

FindingTable fit_table(const Series& series) {
  FindingTable table{
      fmt::format("{}: {}", place_words(series), fit_words(series.fit)), note(series), {}, false, about(series)};
  table.words.header = {
      std::string(name(series.against)), "error", "its own error", "fitted", "local order", "in the fit"};
  for (const FittedPoint& point : series.fit.points)
    table.words.lines.push_back(
        {fmt::format("{:g}", point.point.x), fmt::format("{:.9g}", point.point.error.value),
         fmt::format("{:.1e}", point.point.error.error), rounded(point.fitted), rounded(point.local_order),
         point.drop == Drop::None ? "yes" : fmt::format("no, {}: {}", name(point.drop), point.reason)});
  return table;
}

}  // namespace diffrates
