#include <fmt/format.h>

#include <boost/math/distributions/students_t.hpp>
#include <map>

#include "kinds/honesty/coverage.hpp"
#include "kinds/honesty/honesty.hpp"

namespace diffrates {
namespace {

constexpr double places[] = {0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 20, 50, 100};

}  // namespace

Figure coverage_figure(const std::vector<const NumberPair*>& pairs) {
  std::map<std::string, std::vector<double>> deviations;
  for (const NumberPair* pair : pairs)
    if (pair->both_ok()) {
      deviations[pair->law].push_back(pair->deviation());
      if (pair->other_law != pair->law) deviations[pair->other_law].push_back(pair->deviation());
    }
  Figure figure;
  figure.name = "coverage";
  figure.script = "curves";
  figure.title = "How far two answers to one question lie apart";
  figure.subtitle = "both ok, asked in ways that must agree";
  figure.x_label = "combined stated errors";
  figure.y_label = "share of pairs further apart";
  figure.x_base = 10;
  Guide most{"allowed: Student's t, 15 degrees", "", {}};
  const boost::math::students_t student(15);
  for (const double x : places)
    if (x <= 8) most.line.push_back({x, 2 * boost::math::cdf(boost::math::complement(student, x)), 0, 0});
  figure.guides = {most};
  for (const auto& [law, all] : deviations) {
    if (law == "closed form") continue;
    PlotCurve curve{plain_text(fmt::format("{} ({} pairs)", law, all.size())), {}, {}, {}};
    for (const double x : places) {
      Frequency beyond{0, static_cast<std::int64_t>(all.size())};
      for (const double deviation : all) beyond.count += deviation > x;
      if (beyond.count == 0) break;
      curve.kept.push_back({x, beyond.rate(), beyond.rate() - beyond.low(), beyond.high() - beyond.rate()});
    }
    curve.line = curve.kept;
    if (!curve.kept.empty()) figure.curves.push_back(std::move(curve));
  }
  return figure;
}

}  // namespace diffrates
