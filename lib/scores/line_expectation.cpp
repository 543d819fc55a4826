#include "scores/line_expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

constexpr int nodes = 16;
constexpr int most_panels = 200'000;
constexpr int panels_at_once = 16;

class Quadrature {
 public:
  using Functions = std::function<void(const Points&, Eigen::Ref<Eigen::ArrayXXd>)>;
  Quadrature(const Target& target, const NoiseLevel& at, int count, const Functions& f)
      : target_(target), at_(at), count_(count), f_(f) {}

  /// Integrals of p f_i (columns 0 .. count - 1) and of p (the last) over panels given by their edges, one row a panel.
  Eigen::ArrayXXd panels(const std::vector<Interval>& where) const {
    const Nodes& rule = gauss_legendre(nodes);
    Eigen::ArrayXXd result(where.size(), count_ + 1);
    for (std::size_t first = 0; first < where.size(); first += panels_at_once) {
      const std::size_t many = std::min<std::size_t>(panels_at_once, where.size() - first);
      Points x(static_cast<Points::Index>(many) * nodes, 1);
      for (std::size_t k = 0; k < many; ++k) {
        const Interval& panel = where[first + k];
        x.coordinate(0).segment(static_cast<Eigen::Index>(k) * nodes, nodes) =
            (panel.low + panel.high) / 2 + panel.width() / 2 * rule.at;
      }
      Eigen::ArrayXd density;
      target_.evaluate(at_, x, nullptr, &density);
      density = density.exp();
      Eigen::ArrayXXd values(x.size(), count_ + 1);
      f_(x, values.leftCols(count_));
      values.col(count_).setOnes();
      for (std::size_t k = 0; k < many; ++k) {
        const auto at = static_cast<Eigen::Index>(k) * nodes;
        const Eigen::Array<double, nodes, 1> weight =
            where[first + k].width() / 2 * rule.weight * density.segment(at, nodes);
        for (int i = 0; i <= count_; ++i) result(first + k, i) = (values.col(i).segment(at, nodes) * weight).sum();
      }
    }
    return result;
  }

 private:
  const Target& target_;
  const NoiseLevel& at_;
  int count_;
  const Functions& f_;
};

}  // namespace

Eigen::ArrayXd line_expectation(const Target& target, const NoiseLevel& at, const std::vector<double>& tolerances,
                                const std::function<void(const Points&, Eigen::Ref<Eigen::ArrayXXd>)>& f,
                                int most_halvings, Eigen::ArrayXd* unsettled) {
  const int count = static_cast<int>(tolerances.size());
  const Quadrature quadrature(target, at, count, f);
  const Interval range = target.bulk(at, 1e-18);
  const int start = static_cast<int>(std::clamp(range.width() / (2 * at.sigma), 16.0, 0.25 * most_panels));
  std::vector<Interval> open(start);
  for (int k = 0; k < start; ++k)
    open[k] = {range.low + range.width() * k / start, range.low + range.width() * (k + 1) / start};
  Eigen::ArrayXXd coarse = quadrature.panels(open);
  Eigen::ArrayXd allowed = coarse.abs().colwise().sum().transpose();
  for (int i = 0; i < count; ++i) allowed[i] *= tolerances[i];
  allowed[count] *= 1e-13;
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(count + 1), off = sum;
  for (int halving = 0; !open.empty(); ++halving) {
    std::vector<Interval> halves;
    halves.reserve(2 * open.size());
    for (const Interval& panel : open) {
      const double middle = (panel.low + panel.high) / 2;
      halves.push_back({panel.low, middle});
      halves.push_back({middle, panel.high});
    }
    const Eigen::ArrayXXd fine = quadrature.panels(halves);
    std::vector<Interval> next;
    std::vector<Eigen::Index> kept;
    const bool last = halving == most_halvings || halves.size() > most_panels;
    for (std::size_t k = 0; k < open.size(); ++k) {
      const Eigen::ArrayXd both = (fine.row(2 * k) + fine.row(2 * k + 1)).transpose();
      const Eigen::ArrayXd apart = (both - coarse.row(k).transpose()).abs();
      if (last || (apart <= allowed).all()) {
        sum += both;
        off += (apart <= allowed).select(0, apart);
        continue;
      }
      for (const std::size_t half : {2 * k, 2 * k + 1}) {
        next.push_back(halves[half]);
        kept.push_back(static_cast<Eigen::Index>(half));
      }
    }
    Eigen::ArrayXXd rows(kept.size(), count + 1);
    for (std::size_t i = 0; i < kept.size(); ++i) rows.row(i) = fine.row(kept[i]);
    coarse = std::move(rows);
    open = std::move(next);
  }
  if (!(std::abs(sum[count] - 1) < 1e-6))
    throw std::domain_error(
        fmt::format("the density of X_t at 1 - abar = {:.3g} integrates to {:.9g}", at.noise, sum[count]));
  if (unsettled != nullptr) *unsettled = off.head(count);
  return sum.head(count) / sum[count];
}

}  // namespace diffrates
