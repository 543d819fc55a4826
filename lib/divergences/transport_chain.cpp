#include "divergences/transport_chain.hpp"

#include <algorithm>
#include <cmath>

#include "numerics/legendre.hpp"

namespace diffrates {
namespace {

constexpr double least_log = -700;  // of a mass that underflows

const Legendre& rule() {
  static const Legendre made(transport_order);
  return made;
}
/// For intervals that are short against the panel.
const Legendre& short_rule() {
  static const Legendre made(8);
  return made;
}

double sum(const std::array<double, transport_order>& c, const std::array<double, transport_order>& p) {
  double total = 0;
  for (std::size_t k = 0; k < c.size(); ++k) total += c[k] * p[k];
  return total;
}

std::array<double, transport_order> legendre_values(double t) {
  std::array<double, transport_order> p{1, t};
  for (std::size_t k = 1; k + 1 < p.size(); ++k) {
    const double degree = static_cast<double>(k);
    p[k + 1] = ((2 * degree + 1) * t * p[k] - degree * p[k - 1]) / (degree + 1);
  }
  return p;
}

/// The place where one panel ends and the next begins.
double between(const TransportPanel& left, const TransportPanel& right) {
  if (left.smooth) return legendre_sum(rule().coefficients(left.place), 1);
  if (right.smooth) return legendre_sum(rule().coefficients(right.place), -1);
  return (left.place[transport_order - 1] + right.place[0]) / 2;
}

}  // namespace

TransportChain::TransportChain(const std::vector<TransportPanel>& panels, int kept) : parts_(panels.size()) {
  const auto fit = [kept](const Eigen::ArrayXd& values, Coefficients& into) {
    const Eigen::VectorXd c = rule().coefficients(values);
    for (int k = 0; k < transport_order; ++k) into[static_cast<std::size_t>(k)] = k < kept ? c[k] : 0;
  };
  const auto constant = [](double value, Coefficients& into) { into = {value}; };
  const auto log_of = [](double value) { return value > 0 ? std::max(std::log(value), least_log) : least_log; };
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const TransportPanel& panel = panels[i];
    Part& part = parts_[i];
    part.left = i == 0 ? legendre_sum(rule().coefficients(panel.place), -1) : parts_[i - 1].right;
    part.right =
        i + 1 == panels.size() ? legendre_sum(rule().coefficients(panel.place), 1) : between(panel, panels[i + 1]);
    const Eigen::ArrayXd x = (panel.mass.unaryExpr(log_of) + panel.log_ratio).exp();
    if (panel.smooth && panel.rise.minCoeff() > 0) {
      fit((panel.mass / rule().weights()).unaryExpr(log_of), part.log_mass);
      fit(panel.log_ratio, part.log_ratio);
      fit(panel.rise.log(), part.log_rise);
    } else {
      const double y_mass = panel.mass.sum();
      constant(log_of(y_mass / 2), part.log_mass);
      constant(log_of(x.sum()) - log_of(y_mass), part.log_ratio);
      constant(log_of((part.right - part.left) / 2), part.log_rise);
    }
  }
  double y = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    Part& part = parts_[i];
    part.x = x_between(i, -1, 1);
    part.y_before = y;
    part.gap_before = excess_;
    y += integral(i, -1, 1, [](const Densities& d) { return d.y; });
    excess_ += integral(i, -1, 1, [](const Densities& d) { return d.gap; });
  }
  double after = 0;
  for (std::size_t i = parts_.size(); i-- > 0;) {
    parts_[i].gap_after = after;
    after += integral(i, -1, 1, [](const Densities& d) { return d.gap; });
  }
}

TransportChain::Densities TransportChain::at(const Spot& spot) const {
  const Part& part = parts_[spot.panel];
  const auto p = legendre_values(spot.t);
  const double l = sum(part.log_ratio, p), y = std::exp(sum(part.log_mass, p));
  return {y, y * std::exp(l), std::exp(sum(part.log_rise, p)), y * std::expm1(l)};
}

template <class Density>
double TransportChain::integral(std::size_t panel, double a, double b, const Density& density) const {
  if (a == b) return 0;
  const Legendre& nodes = std::abs(b - a) < 0.1 ? short_rule() : rule();
  const double half = (b - a) / 2, middle = (a + b) / 2;
  double total = 0;
  for (int i = 0; i < nodes.size(); ++i)
    total += nodes.weights()[i] * density(at({panel, middle + half * nodes.nodes()[i]}));
  return half * total;
}

double TransportChain::x_between(std::size_t panel, double a, double b) const {
  return integral(panel, a, b, [](const Densities& d) { return d.x; });
}
double TransportChain::rise_between(std::size_t panel, double a, double b) const {
  return integral(panel, a, b, [](const Densities& d) { return d.rise; });
}

double TransportChain::difference(const Spot& spot) const {
  const Part& part = parts_[spot.panel];
  const auto gap = [](const Densities& d) { return d.gap; };
  if (part.y_before < 0.5) return part.gap_before + integral(spot.panel, -1, spot.t, gap);
  return -(part.gap_after + integral(spot.panel, spot.t, 1, gap));
}

double TransportChain::solve(std::size_t panel, double a, double b, double mass) const {
  double near = a, far = b;  // the mass at near is too small, at far large enough
  double t = a + mass / at({panel, a}).x;
  for (int i = 0; i < 100; ++i) {
    if (!(std::min(near, far) < t && t < std::max(near, far))) t = (near + far) / 2;
    const double off = x_between(panel, a, t) - mass;
    if (std::abs(off) <= 1e-15 * std::abs(mass)) return t;
    (std::abs(off + mass) < std::abs(mass) ? near : far) = t;
    const double next = t - off / at({panel, t}).x;
    if (next == t || near == far) return t;
    if (std::abs(next - t) <= 1e-15 * std::abs(next - a) || std::abs(far - near) <= 1e-16) return next;
    t = next;
  }
  return t;
}

double TransportChain::reach(const Spot& spot, double mass, bool& ran_off) const {
  const bool right = mass > 0;
  double t = spot.t, far = 0;
  std::size_t panel = spot.panel;
  for (;;) {
    const double end = right ? 1 : -1,
                 whole = t == -end ? (right ? 1 : -1) * parts_[panel].x : x_between(panel, t, end);
    if (std::abs(whole) > std::abs(mass)) return far + rise_between(panel, t, solve(panel, t, end, mass));
    far += t == -end ? (right ? 1 : -1) * width(panel) : rise_between(panel, t, end);
    mass -= whole;
    if (mass == 0) return far;
    if (right ? panel + 1 == size() : panel == 0) {
      ran_off = true;
      return far;
    }
    panel += right ? 1 : std::size_t(-1);
    t = -end;
  }
}

}  // namespace diffrates
