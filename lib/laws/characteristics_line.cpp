#include "laws/characteristics_line.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>

#include "divergences/integrands.hpp"
#include "divergences/transport.hpp"
#include "laws/characteristics_panel.hpp"
#include "laws/cost.hpp"
#include "laws/judge.hpp"

namespace diffrates {
namespace {

constexpr int panels_a_batch = 8;              // 128 points stay in the first cache
constexpr int panels_a_batch_of_values = 256;  // a map asked as a whole is asked seldom, and much at once
constexpr int parts_of_values = 16;            // of a panel that is not good enough, instead of two
constexpr double accuracy_of_values = 1e-8;
constexpr int steps_of_flow = 64;
constexpr double settled = 1e-16;  // mass left open by a panel that need not be narrower for any sampler of the flow
constexpr int most_nodes = 1 << 15;
constexpr double most_log = 700;      // of a ratio whose exponential is a double
constexpr double accuracy = 1e-10;    // of each panel, relative to the total
constexpr double most_rounding = 16;  // of a panel's own: coefficients of noise do not decay, however short the panel
constexpr double narrowest_distance = 1e-9;  // panel (in u) that is split for the sake of a distance
constexpr double fold_accuracy = 0.01;  // of each panel, relative to the folded mass, which enters the error anyway

/// Whether a run is one map, and has costs of its own whatever it carries.
bool asked_as_a_whole(const Question& question) { return question.sampler.program || question.values_only(); }

/// In batches of a fixed size, so that the bits do not depend on the number of threads.
std::vector<LinePanel> carry_all(const Carrier& carrier, const StartLine& line, const std::vector<Span>& spans) {
  const int each = asked_as_a_whole(carrier.question()) ? panels_a_batch_of_values : panels_a_batch;
  const int count = static_cast<int>(spans.size()), batches = (count + each - 1) / each;
  std::vector<std::vector<LinePanel>> parts(static_cast<std::size_t>(batches));
  const auto carry = [&](int b) {
    const int from = b * each;
    parts[static_cast<std::size_t>(b)] = carry_panels(carrier, line, spans.data() + from, std::min(each, count - from));
  };
  const int alone = carrier.interpolates() && !carrier.noise() ? 1 : 0;  // measures the noise for the others
  for (int b = 0; b < alone; ++b) carry(b);
  tbb::parallel_for(alone, batches, carry);
  std::vector<LinePanel> panels;
  for (std::vector<LinePanel>& part : parts)
    for (LinePanel& panel : part) panels.push_back(std::move(panel));
  return panels;
}

/// Every so many-th level of a schedule, at most `most` of them beside the first and the last two.
Schedule thinned(const Schedule& schedule, int most) {
  const int last = schedule.steps() + 1, every = (last + most - 1) / most;
  std::vector<double> L;
  for (int t = 1; t < last - 1; t += every) L.push_back(schedule.at(t).L);
  for (int t = last - 1; t <= last; ++t) L.push_back(schedule.at(t).L);
  return Schedule::of_levels(L);
}

std::vector<Span> spans_of_flow(const Question& question, const std::vector<Metric>& metrics);

class Refinement {
 public:
  Refinement(const Question& question, const std::vector<Metric>& metrics)
      : question_(question), metrics_(metrics), carrier_(question), line_(question) {
    for (const Metric metric : metrics) {
      distance_ = distance_ || is_distance(metric);
      if (!is_distance(metric)) driving_[static_cast<std::size_t>(metric)] = true;
    }
    if (distance_) driving_[static_cast<std::size_t>(Metric::Tv)] = true;  // int |dF_X - dF_Y|
  }

  CarriedLine run() {
    std::vector<Span> spans =
        asked_as_a_whole(question_) ? spans_of_flow(question_, metrics_) : first_spans(question_, line_);
    while (!spans.empty()) spans = round(spans);
    std::sort(law_.panels.begin(), law_.panels.end(),
              [](const LinePanel& a, const LinePanel& b) { return a.left < b.left; });
    sum_errors();
    return std::move(law_);
  }

 private:
  /// Carries the panels, keeps those that are good enough and returns the parts of the others.
  std::vector<Span> round(const std::vector<Span>& spans) {
    std::vector<LinePanel> panels = carry_all(carrier_, line_, spans);
    law_.nodes += panel_order * static_cast<int>(spans.size());
    LineTotals total = law_.value;
    double folded = std::max(law_.folded_y, law_.folded_x);
    for (const LinePanel& panel : panels) {
      total += panel.integral;
      folded += std::max(panel.folded_y, panel.folded_x);
    }
    if (spread_ == 0) spread_ = spread_of(panels);
    const int parts = carrier_.values_only() ? parts_of_values : 2;
    std::vector<Span> finer;
    for (LinePanel& panel : panels) {
      if (law_.nodes + panel_order * (static_cast<int>(finer.size()) + parts) > most_nodes ||
          good(panel, total, folded)) {
        keep(std::move(panel));
      } else {
        const double width = (panel.right - panel.left) / parts;
        for (int i = 0; i < parts; ++i)
          finer.push_back(
              {panel.left + i * width, i + 1 < parts ? panel.left + (i + 1) * width : panel.right, panel.left_open});
      }
    }
    return finer;
  }

  void keep(LinePanel panel) {
    law_.value += panel.integral;
    law_.folded_y += panel.folded_y;
    law_.folded_x += panel.folded_x;
    law_.ended_y += panel.ended_y;
    law_.untold_y += panel.untold_y;
    law_.panels.push_back(std::move(panel));
  }

  bool good(const LinePanel& panel, const LineTotals& total, double folded) const {
    if (panel.right - panel.left < narrowest_panel || (!panel.smooth && panel.hidden <= fold_accuracy * folded))
      return true;
    const auto within = [&](int row, double goal) {
      return panel.error[row] <=
             std::max({accuracy_ * goal, most_rounding * panel.rounding[row], fold_accuracy * folded});
    };
    for (int m = 0; m < 4; ++m)
      if (driving_[static_cast<std::size_t>(m)] && std::isfinite(total[m]) && !within(m, total[m])) return false;
    // X's mass is a check of every metric; it is wanted as well as TV.
    if (!panel.smooth) return true;
    return within(x_excess_row, total[0]) && panel.error[y_mass_row] <= accuracy_ &&
           (!distance_ || panel.right - panel.left < narrowest_distance || tells_distances(panel, total[0]));
  }

  /// Whether the logarithms that distances interpolate are resolved: of masses where masses differ, of the Jacobian
  /// where y_1 goes far, against a distance of TV times the spread.
  bool tells_distances(const LinePanel& panel, double variation) const {
    const auto tail = [](const Eigen::ArrayXd& values) { return panel_rule().decay(values).tail; };
    const Eigen::ArrayXd x = panel.mass * panel.log_ratio.min(most_log).exp();
    if ((panel.mass <= 0).any() || (panel.rise <= 0).any()) return true;
    const double apart = (x - panel.mass).abs().sum(), far = panel.rise.maxCoeff() / spread_;
    const double open = tail(panel.log_ratio) * (x.sum() + panel.mass.sum()) +
                        tail((panel.mass / panel_rule().weights()).log()) * apart +
                        tail(panel.rise.log()) * std::min(variation, 1.0) * std::min(far, 1.0);
    return open <= std::max(accuracy_ * variation, most_rounding * panel.noise.sum());
  }

  /// The standard deviation of Y_1, roughly.
  static double spread_of(const std::vector<LinePanel>& panels) {
    double mass = 0, mean = 0, square = 0;
    for (const LinePanel& panel : panels) {
      mass += panel.mass.sum();
      mean += (panel.mass * panel.place).sum();
    }
    for (const LinePanel& panel : panels) square += (panel.mass * (panel.place - mean / mass).square()).sum();
    return std::max(std::sqrt(square / mass), 1e-300);
  }

  void sum_errors() {
    LineTotals folded = LineTotals::Zero();
    for (const LinePanel& panel : law_.panels) {
      law_.error += panel.error + panel.rounding;
      folded += panel.folded;
    }
    // Where three branches of a fold overlap, densities add up: as much again on either side of the folded one.
    law_.error += 3 * (folded + law_.folded_y + law_.folded_x);
    // Beyond the range integrands fall at least as fast as e^-|u|.
    law_.error += law_.panels.front().first + law_.panels.back().last;
    // X's mass that no Y reaches.
    const double missed = std::max(0.0, std::abs(law_.value[x_excess_row]) - law_.error[x_excess_row]);
    law_.missed = law_.value[x_excess_row] < 0 ? missed : 0;
    const double steepest =
        std::max(std::abs(law_.panels.front().log_ratio[0]), std::abs(law_.panels.back().log_ratio[panel_order - 1]));
    law_.error += missed * std::max(1.0, steepest);
  }

  const Question& question_;
  const std::vector<Metric>& metrics_;
  Carrier carrier_;
  const double accuracy_ = carrier_.values_only() ? accuracy_of_values : accuracy;
  StartLine line_;
  std::array<bool, 4> driving_{};
  bool distance_ = false;
  double spread_ = 0;
  CarriedLine law_;
};

/// Whether a panel tells its part of TV also if 1 - r should change its sign within.
bool good_across_zeros(const LinePanel& panel, double variation) {
  const Eigen::ArrayXd gap = panel.log_ratio.min(most_log).unaryExpr([](double l) { return std::expm1(l); }) *
                             panel.mass / panel_rule().weights();
  return panel_rule().decay(gap).interpolation() <= accuracy * variation;
}

/// A map asked as a whole is asked in few, large batches. Where its panels must be narrow a sampler of ours tells
/// first, in a few steps, with the exact score: both follow one flow. Zeros of 1 - r lie elsewhere, so that panels are
/// halved where one would matter; without tangents, wherever a panel leaves anything open. What is not good enough then
/// is refined as always.
std::vector<Span> spans_of_flow(const Question& question, const std::vector<Metric>& metrics) {
  const Schedule few = thinned(question.schedule(), steps_of_flow);
  const Score exact(question.target(), few);
  const Question flow{exact, *find_sampler("heun"), question.start, question.seed, question.against_data};
  const CarriedLine law = Refinement(flow, metrics).run();
  std::vector<Span> spans;
  for (const LinePanel& panel : law.panels) {
    const double middle = (panel.left + panel.right) / 2;
    const bool keep = question.values_only() ? panel.error[x_excess_row] < settled
                                             : good_across_zeros(panel, law.value[static_cast<int>(Metric::Tv)]);
    if (keep) {
      spans.push_back({panel.left, panel.right});
    } else {
      spans.push_back({panel.left, middle});
      spans.push_back({middle, panel.right});
    }
  }
  return spans;
}

/// Where p_X1 is too small for its formula the score leaves out a share of at most 30^-2 of itself
/// (targets/density_line.cpp: further out than 30 blurs), in one step or a few: places there are that far off, of their
/// distance from X's mean.
double open_by_untold(Metric metric, const CarriedLine& law) {
  constexpr double share_of_distance = 0.0025;
  double mass = 0, mean = 0;
  for (const LinePanel& panel : law.panels) {
    const Eigen::ArrayXd x = panel.mass * panel.log_ratio.min(0).exp();
    mass += x.sum();
    mean += (x * panel.place).sum();
  }
  double sum = 0;
  for (const LinePanel& panel : law.panels) {
    if (!(panel.untold_y > 0)) continue;
    const double far = share_of_distance * (panel.place - (mass > 0 ? mean / mass : 0)).abs().maxCoeff();
    sum += panel.untold_y * (metric == Metric::W1 ? far : far * far);
  }
  return metric == Metric::W1 ? sum : std::sqrt(sum);
}

Evidence distance_evidence(Metric metric, const CarriedLine& law) {
  std::vector<TransportPanel> panels;
  for (const LinePanel& panel : law.panels) {
    // Folded mass may lie anywhere between its branches.
    const double hidden = panel.hidden + 3 * (panel.folded_y + panel.folded_x);
    panels.push_back({panel.mass, panel.log_ratio, panel.rise, panel.place, panel.noise, panel.smooth, hidden});
  }
  Evidence found{metric, Method::Line, line_distance(metric, panels, law.missed)};
  found.estimate.error += open_by_untold(metric, law);
  found.folded_x = law.folded_x;
  found.folded_y = law.folded_y;
  found.ended_y = law.ended_y;
  if (!std::isfinite(found.estimate.error))
    found.problem =
        law.missed > 0
            ? fmt::format("X has mass {:.2g} where no Y_1 lands, and how far that has to go is open", law.missed)
            : "far out the two laws do not come together fast enough to tell";
  return found;
}

Evidence evidence_of(Metric metric, const CarriedLine& law) {
  if (is_distance(metric)) return distance_evidence(metric, law);
  const int m = static_cast<int>(metric);
  Evidence found{metric, Method::Line, {law.value[m], law.error[m]}};
  found.folded_x = law.folded_x;
  found.folded_y = law.folded_y;
  found.ended_y = law.ended_y;
  if (const double open = left_open_by_untold(metric, law.untold_y); open > 0) {
    found.estimate.error += open;
    found.problem = untold_words(law.untold_y);
    return found;
  }
  if (std::isfinite(found.estimate.value))
    found.problem = fmt::format("error {:.2g} of a value of {:.2g} after {} nodes; X's mass is seen up to {:.2g}",
                                found.estimate.error, found.estimate.value, law.nodes, law.value[x_excess_row]);
  return found;
}

}  // namespace

CarriedLine follow_line(const Question& question, const std::vector<Metric>& metrics) {
  return Refinement(question, metrics).run();
}

double line_cost(const Setting& setting, int steps) {
  // A separatrix takes panels of its own: between atoms there is one.
  double nodes = setting.target.assumptions().density ? 600 : 2000;
  // Where the error nears rounding, panels are refined as far as they may be.
  if (std::pow(steps, -setting.sampler.order) < 2e-13) nodes *= 20;
  return 1e-4 + nodes * evaluations(setting.sampler, steps) * seconds_with_tangents(setting);
}

std::vector<Evidence> line_evidence(const CarriedLine& line, const std::vector<Metric>& metrics) {
  std::vector<Evidence> found;
  for (const Metric metric : metrics) found.push_back(evidence_of(metric, line));
  return found;
}

}  // namespace diffrates
