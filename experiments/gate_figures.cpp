#include <fmt/format.h>

#include <functional>
#include <map>

#include "gate.hpp"

namespace diffrates {
namespace {

/// A frequency on a logarithmic axis: one that is zero is drawn hollow, at the upper end of its interval.
void add(PlotCurve& curve, double x, const Frequency& f) {
  if (f.count > 0) curve.kept.push_back({x, f.rate(), f.rate() - f.low(), f.high() - f.rate()});
  else curve.dropped.push_back({x, f.high(), 0, 0});
  curve.line.push_back({x, f.count > 0 ? f.rate() : f.high(), 0, 0});
}

Guide limit(const std::string& title, double rate, double first, double last) { return {title, {{first, rate, 0, 0}, {last, rate, 0, 0}}}; }

/// The most frequent of the cases wanted, among lines of one kind of series and tolerance.
const Frequency* most(const std::vector<const GateLine*>& lines, bool right, const std::function<const Frequency&(const GateResult&)>& of) {
  const Frequency* found = nullptr;
  for (const GateLine* line : lines)
    if (line->result.claim.right == right && (found == nullptr || of(line->result).count > found->count)) found = &of(line->result);
  return found;
}
const Frequency& wrong(const GateResult& result) { return result.wrong(); }
const Frequency& undecided(const GateResult& result) { return result.inconclusive; }

Figure frame(const GateSetup& setup, const std::string& family) {
  Figure figure;
  figure.script = "curves";
  figure.x_base = 10;
  figure.y_label = "share of draws";
  figure.subtitle = fmt::format("series \"{}\", {} draws; wrong claims are off by {:g}", plain_text(family), setup.draws, setup.shift);
  figure.hollow = "hollow: none seen; upper end of the 95 percent interval";
  return figure;
}

/// The lines of one family, by noise and tolerance.
using Lines = std::map<std::pair<double, double>, std::vector<const GateLine*>>;

Figure against_noise(const GateSetup& setup, const std::string& family, const Lines& lines) {
  Figure figure = frame(setup, family);
  figure.name = "noise_" + family;
  figure.title = fmt::format("Verdicts at tolerance {:g} against the noise of the values", setup.tolerance);
  figure.x_label = "relative noise of each value, stated as such";
  figure.curves.resize(3);
  figure.curves[0].title = "false alarm: a right claim violated";
  figure.curves[1].title = "miss: a wrong claim passed";
  figure.curves[2].title = "no verdict on a right claim";
  for (const auto& [place, group] : lines) {
    if (place.second != setup.tolerance) continue;
    add(figure.curves[0], place.first, *most(group, true, wrong));
    add(figure.curves[1], place.first, *most(group, false, wrong));
    add(figure.curves[2], place.first, *most(group, true, undecided));
  }
  const double first = lines.begin()->first.first, last = lines.rbegin()->first.first;
  figure.guides = {limit("limit of false alarms", setup.false_alarms, first, last), limit("limit of misses", setup.misses, first, last)};
  return figure;
}

/// The worst of right and wrong claims, or the share without a verdict on right ones: a curve for each level of noise.
Figure against_tolerance(const GateSetup& setup, const std::string& family, const Lines& lines, bool decided) {
  Figure figure = frame(setup, family);
  figure.name = (decided ? "wrong_" : "undecided_") + family;
  figure.title = decided ? "Wrong claims passed, against the tolerance" : "Right claims without a verdict, against the tolerance";
  figure.x_label = "tolerance";
  double noise = -1;
  for (const auto& [place, group] : lines) {
    if (place.first != noise) figure.curves.push_back({fmt::format("noise {}", noise = place.first), {}, {}, {}});
    add(figure.curves.back(), place.second, decided ? *most(group, false, wrong) : *most(group, true, undecided));
  }
  if (decided)
    figure.guides = {limit("limit of misses", setup.misses, setup.tolerances.front(), setup.tolerances.back())};
  return figure;
}

}  // namespace

std::vector<Figure> gate_figures(const GateSetup& setup, const std::vector<GateLine>& lines) {
  std::vector<std::string> families;
  std::map<std::string, Lines> grouped;
  for (const GateLine& line : lines) {
    if (grouped[line.part->family].empty()) families.push_back(line.part->family);
    grouped[line.part->family][{line.part->series.noise, line.result.tolerance}].push_back(&line);
  }
  std::vector<Figure> figures;
  for (const std::string& family : families) {
    const Lines& of = grouped[family];
    const std::size_t noises = of.size() / setup.tolerances.size();
    if (noises < 3) continue;
    figures.push_back(against_noise(setup, family, of));
    if (setup.tolerances.size() < 3) continue;
    figures.push_back(against_tolerance(setup, family, of, true));
    figures.push_back(against_tolerance(setup, family, of, false));
  }
  return figures;
}

}  // namespace diffrates
