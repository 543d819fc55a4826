#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "kinds/gate/summary.hpp"

namespace diffrates {
namespace {

/// A frequency on a logarithmic axis: one that is zero is drawn hollow, at the upper end of its interval.
void add(PlotCurve& curve, double x, const Frequency& f) {
  if (f.count > 0)
    curve.kept.push_back({x, f.rate(), f.rate() - f.low(), f.high() - f.rate()});
  else
    curve.dropped.push_back({x, f.high(), 0, 0});
  curve.line.push_back({x, f.count > 0 ? f.rate() : f.high(), 0, 0});
}

Guide limit(const std::string& title, double rate, double first, double last) {
  return {title, "", {{first, rate, 0, 0}, {last, rate, 0, 0}}};
}

Figure frame(const GateSetup& setup, const std::string& family) {
  Figure figure;
  figure.script = "curves";
  figure.x_base = 10;
  figure.y_label = "share of draws";
  figure.subtitle = fmt::format("series \"{}\", {} draws; wrong claims are off by {:g}", plain_text(family),
                                setup.draws, setup.shift);
  figure.hollow = "hollow: none seen; upper end of the 95 percent interval";
  return figure;
}

/// Those of one family, by noise and tolerance.
using Summaries = std::map<std::pair<double, double>, GateSummary>;

Figure against_noise(const GateSetup& setup, const std::string& family, const Summaries& summaries) {
  Figure figure = frame(setup, family);
  figure.name = "noise_" + family;
  figure.title = fmt::format("Verdicts at tolerance {:g} against the noise of the values", setup.tolerance);
  figure.x_label = "relative noise of each value, stated as such";
  figure.curves.resize(3);
  figure.curves[0].title = "false alarm: a right claim violated";
  figure.curves[1].title = "miss: a wrong claim passed";
  figure.curves[2].title = "no verdict on a right claim";
  for (const auto& [place, summary] : summaries) {
    if (place.second != setup.tolerance) continue;
    add(figure.curves[0], place.first, summary.false_alarms);
    add(figure.curves[1], place.first, summary.misses);
    add(figure.curves[2], place.first, summary.undecided);
  }
  const double first = summaries.begin()->first.first, last = summaries.rbegin()->first.first;
  figure.guides = {limit("limit of false alarms", setup.false_alarms, first, last),
                   limit("limit of misses", setup.misses, first, last)};
  return figure;
}

/// The worst of right and wrong claims, or the share without a verdict on right ones: a curve for each level of noise.
Figure against_tolerance(const GateSetup& setup, const std::string& family, const Summaries& summaries, bool decided) {
  Figure figure = frame(setup, family);
  figure.name = (decided ? "wrong_" : "undecided_") + family;
  figure.title =
      decided ? "Wrong claims passed, against the tolerance" : "Right claims without a verdict, against the tolerance";
  figure.x_label = "tolerance";
  double noise = -1;
  for (const auto& [place, summary] : summaries) {
    if (place.first != noise) figure.curves.push_back({fmt::format("noise {}", noise = place.first), {}, {}, {}});
    add(figure.curves.back(), place.second, decided ? summary.misses : summary.undecided);
  }
  if (decided)
    figure.guides = {limit("limit of misses", setup.misses, setup.tolerances.front(), setup.tolerances.back())};
  return figure;
}

/// Right claims on real series: no verdict, and violated, against the last x; a curve for each density of the list.
Figure against_last(const GateSetup& setup, const std::string& family, const std::vector<GateSummary>& all) {
  Figure figure = frame(setup, family);
  figure.name = "last_" + family;
  figure.subtitle = fmt::format("windows of real series, \"{}\"", plain_text(family));
  figure.title = fmt::format("Verdicts on right claims at tolerance {:g} against the last T", setup.tolerance);
  figure.x_label = "last T of the window at most (65536: or more)";
  figure.y_label = "share of windows";
  figure.x_base = 2;
  std::map<std::string, std::pair<PlotCurve, PlotCurve>> curves;
  std::vector<std::string> order;
  for (const GateSummary& summary : all) {
    if (summary.tolerance != setup.tolerance) continue;
    const std::string& density = summary.part->density;
    if (!curves.contains(density)) order.push_back(density);
    add(curves[density].first, summary.part->last, summary.undecided);
    add(curves[density].second, summary.part->last, summary.false_alarms);
  }
  for (const std::string& density : order)
    for (auto& [curve, words] :
         {std::pair{&curves[density].first, "no verdict"}, {&curves[density].second, "violated"}}) {
      std::sort(curve->line.begin(), curve->line.end(),
                [](const PlotPoint& a, const PlotPoint& b) { return a.x < b.x; });
      curve->title = density.empty() ? words : fmt::format("{}: {}", words, density);
      figure.curves.push_back(*curve);
    }
  figure.guides = {limit("limit of false alarms", setup.false_alarms, 32, 65536)};
  return figure;
}

}  // namespace

std::vector<Figure> gate_figures(const GateSetup& setup, const std::vector<GateLine>& lines) {
  std::vector<std::string> families, by_last;
  std::map<std::string, Summaries> grouped;
  std::map<std::string, std::vector<GateSummary>> real;
  for (const GateSummary& summary : summarise(lines)) {
    if (!summary.part->exponent) {
      if (summary.part->last == 0) continue;
      std::vector<GateSummary>& of = real[summary.part->family];
      if (of.empty()) by_last.push_back(summary.part->family);
      of.push_back(summary);
      continue;
    }
    Summaries& of = grouped[summary.part->family];
    if (of.empty()) families.push_back(summary.part->family);
    of.emplace(std::pair{summary.part->noise, summary.tolerance}, summary);
  }
  std::vector<Figure> figures;
  for (const std::string& family : families) {
    const Summaries& of = grouped[family];
    const std::size_t noises = of.size() / setup.tolerances.size();
    if (noises < 3) continue;
    figures.push_back(against_noise(setup, family, of));
    if (setup.tolerances.size() < 3) continue;
    figures.push_back(against_tolerance(setup, family, of, true));
    figures.push_back(against_tolerance(setup, family, of, false));
  }
  for (const std::string& family : by_last) figures.push_back(against_last(setup, family, real[family]));
  return figures;
}

}  // namespace diffrates
