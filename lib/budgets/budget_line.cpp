#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "budgets/budget_parts.hpp"
#include "budgets/step_sums.hpp"
#include "laws/characteristics_panel.hpp"
#include "laws/judge.hpp"
#include "numerics/sign_changes.hpp"

namespace diffrates {
namespace {

constexpr int panels_a_batch = 4;
constexpr int most_nodes = 1 << 14;
constexpr double accuracy = 1e-7;     // of each panel, relative to the total
constexpr double most_rounding = 16;  // of a panel's own
// Of the rise of x_2 over a panel and the integral of its slope, relative: the flow's error grows between modes, and a
// layer that was not seen leaves nearly all of it open.
constexpr double most_mismatch = 0.5;
constexpr double most_hidden = 1e-3;  // of KL, that a panel which is not smooth may hide

/// A panel of X_T, its nodes carried.
struct Panel {
  Span span;
  Eigen::ArrayXd mass;  ///< of X at each node
  StepBatch batch;
  Estimate tv, kl;  ///< E|G|/2 and E G^2/2 on it
  double rounding_tv = 0, rounding_kl = 0, folded = 0;
  bool smooth = true;
  double hidden = 0;  ///< what a layer between the nodes may hold of either
};

/// The flow keeps mass: dx_2 p_2(x_2) is the mass of X_T. Where the rise of x_2 over the panel is not the integral of
/// that slope, a layer between the nodes (a separatrix between modes) was not seen.
bool keeps_mass(const Eigen::ArrayXd& density, const StepBatch& batch) {
  const double rise = batch.last[panel_order - 1] - batch.last[0];
  const double integral = panel_rule().between_outer_nodes(density * (-batch.last_log_density).exp());
  return std::abs(rise - integral) <= most_mismatch * std::abs(rise);
}

Panel panel_of(const Span& span, const Eigen::ArrayXd& mass, StepBatch batch) {
  Panel panel{span, mass, std::move(batch), {}, {}};
  const Legendre& rule = panel_rule();
  const Eigen::ArrayXd& G = panel.batch.total;
  const Eigen::ArrayXd density = mass / rule.weights();
  panel.tv = integral_of_modulus(rule, G * density / 2);
  panel.kl = {(mass * G.square()).sum() / 2, rule.decay(G.square() * density / 2).quadrature()};
  panel.rounding_tv = (mass * panel.batch.rounding).sum() / 2;
  panel.rounding_kl = (mass * panel.batch.rounding * (G.abs() + panel.batch.rounding)).sum();
  panel.folded = panel.batch.folded.select(mass, 0).sum();
  panel.smooth = panel.folded == 0 && keeps_mass(density, panel.batch);
  const double largest = 1 + G.abs().maxCoeff();
  if (!panel.smooth) panel.hidden = mass.sum() * largest * largest;
  return panel;
}

/// Panels of X_T whatever the start, so that nodes have the mass of X.
class Refinement {
 public:
  Refinement(const Question& question, Budget& budget)
      : question_(question), exact_(question), budget_(budget), grouping_(question) {
    exact_.start = Start::Exact;
    line_ = StartLine(exact_);
    budget_.steps = empty_shares(question);
    budget_.groups = grouping_.groups();
    budget_.groups.products = Eigen::MatrixXd::Zero(grouping_.count(), grouping_.count());
  }

  void run() {
    std::vector<Span> spans = first_spans(exact_, line_);
    while (!spans.empty()) spans = round(spans);
    const auto judged = [&](Metric metric, Estimate estimate, double moved) {
      estimate.error += moved + hidden_ + 2 * question_.target().uncertainty() * estimate.value;
      Evidence evidence{metric, Method::Line, estimate};
      evidence.folded_x = evidence.folded_y = folded_;
      evidence.problem =
          fmt::format("error {:.2g} of a value of {:.2g} after {} nodes", estimate.error, estimate.value, nodes_);
      return judge("budget", evidence);
    };
    budget_.tv = judged(Metric::Tv, tv_, moved_tv_);
    budget_.kl = judged(Metric::Kl, kl_, moved_kl_);
  }

 private:
  /// Nodes of panels, and the mass of X at each.
  std::pair<Points, Eigen::ArrayXd> place(const Span* spans, int count) const {
    Eigen::ArrayXd slope;
    Points start = place_nodes(line_, spans, count, slope);
    const Eigen::ArrayXd mass =
        panel_rule().weights().replicate(count, 1) * slope * log_start_density(exact_, start).exp();
    return {std::move(start), mass};
  }

  std::vector<Panel> carry(const std::vector<Span>& spans) const {
    const int count = static_cast<int>(spans.size()), batches = (count + panels_a_batch - 1) / panels_a_batch;
    std::vector<std::vector<Panel>> parts(static_cast<std::size_t>(batches));
    tbb::parallel_for(0, batches, [&](int b) {
      const int from = b * panels_a_batch, n = std::min(panels_a_batch, count - from);
      const auto [start, mass] = place(spans.data() + from, n);
      const StepBatch all = carry_steps(question_, grouping_, start, true);
      for (int i = 0; i < n; ++i) {
        const Eigen::Index first = i * panel_order;
        const auto segment = [&](const Eigen::ArrayXd& whole) { return whole.segment(first, panel_order); };
        StepBatch one;
        one.total = segment(all.total);
        one.rounding = segment(all.rounding);
        one.moved = segment(all.moved);
        one.folded = all.folded.segment(first, panel_order);
        one.last = segment(all.last);
        one.last_log_density = segment(all.last_log_density);
        one.groups = all.groups.middleRows(first, panel_order);
        one.ratios = all.ratios.middleRows(first, panel_order);
        one.ratios_moved = all.ratios_moved.middleRows(first, panel_order);
        parts[static_cast<std::size_t>(b)].push_back(
            panel_of(spans[static_cast<std::size_t>(from + i)], mass.segment(first, panel_order), std::move(one)));
      }
    });
    std::vector<Panel> panels;
    for (std::vector<Panel>& part : parts)
      for (Panel& panel : part) panels.push_back(std::move(panel));
    return panels;
  }

  std::vector<Span> round(const std::vector<Span>& spans) {
    const std::vector<Panel> panels = carry(spans);
    nodes_ += panel_order * static_cast<int>(spans.size());
    double tv = tv_.value, kl = kl_.value;
    for (const Panel& panel : panels) tv += panel.tv.value, kl += panel.kl.value;
    std::vector<Span> finer;
    for (const Panel& panel : panels) {
      if (nodes_ + panel_order * static_cast<int>(finer.size()) >= most_nodes || good(panel, tv, kl)) {
        keep(panel);
      } else {
        const double middle = (panel.span.left + panel.span.right) / 2;
        finer.push_back({panel.span.left, middle});
        finer.push_back({middle, panel.span.right});
      }
    }
    return finer;
  }

  static bool good(const Panel& panel, double tv, double kl) {
    if (panel.span.right - panel.span.left < narrowest_panel) return true;
    if (!panel.smooth && panel.hidden > most_hidden * kl) return false;
    return panel.tv.error <= std::max(accuracy * tv, most_rounding * panel.rounding_tv) &&
           panel.kl.error <= std::max(accuracy * kl, most_rounding * panel.rounding_kl);
  }

  void keep(const Panel& panel) {
    const StepBatch& batch = panel.batch;
    tv_.value += panel.tv.value;
    kl_.value += panel.kl.value;
    tv_.error += panel.tv.error + panel.rounding_tv;
    kl_.error += panel.kl.error + panel.rounding_kl;
    moved_tv_ += (panel.mass * batch.moved.abs()).sum() / 2;
    moved_kl_ += (panel.mass * batch.moved.abs() * batch.total.abs()).sum();
    folded_ += panel.folded;
    hidden_ += panel.hidden;
    add_steps(panel);
    const Eigen::MatrixXd weighted = (batch.groups.colwise() * panel.mass).matrix();
    budget_.groups.products.noalias() += batch.groups.matrix().transpose() * weighted;
  }

  void add_steps(const Panel& panel) {
    const Legendre& rule = panel_rule();
    const Eigen::ArrayXd density = panel.mass / rule.weights();
    for (std::size_t k = 0; k < budget_.steps.size(); ++k) {
      const Eigen::ArrayXd r = panel.batch.ratios.col(static_cast<Eigen::Index>(k));
      const Eigen::ArrayXd moved = panel.mass * panel.batch.ratios_moved.col(static_cast<Eigen::Index>(k)).abs();
      const Estimate modulus = integral_of_modulus(rule, r * density / 2);
      StepShare& share = budget_.steps[k];
      share.tv.value += modulus.value;
      share.tv.error += modulus.error + moved.sum() / 2 + panel.folded;
      share.kl.value += (panel.mass * r.square()).sum() / 2;
      share.kl.error += rule.decay(r.square() * density / 2).quadrature() + (moved * r.abs()).sum() + panel.folded;
      share.arrives = share.tv;
    }
  }

  const Question& question_;
  Question exact_;
  Budget& budget_;
  Grouping grouping_;
  StartLine line_;
  Estimate tv_{0, 0}, kl_{0, 0};
  double moved_tv_ = 0, moved_kl_ = 0, folded_ = 0, hidden_ = 0;
  int nodes_ = 0;
};

}  // namespace

Budget line_budget(const Question& question) {
  Budget budget;
  Refinement(question, budget).run();
  return budget;
}

}  // namespace diffrates
