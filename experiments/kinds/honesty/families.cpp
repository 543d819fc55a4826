#include "kinds/honesty/families.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace diffrates {
namespace {

Members typed(std::string_view type) { return {{"type", value_of(type)}}; }

/// Mostly about 1, sometimes anything from 1e-6 to 1e6.
double scale(Draw& draw) { return draw.chance(0.25) ? draw.decades(-6, 6) : draw.decades(-0.7, 0.7); }
double weight(Draw& draw, bool wild) { return wild ? draw.decades(-12, 0) : draw.uniform(0.1, 1); }

/// A standard deviation against a spread of 1.
double width(Draw& draw) { return draw.chance(0.3) ? draw.decades(-5, 0.5) : draw.decades(-1.3, 0.2); }

/// Where data with an offset lie: up to 1e9 units from 0, mostly at 0.
double offset(Draw& draw, double unit) {
  return draw.chance(0.12) ? std::round(draw.decades(0, 9)) * unit * (draw.chance(0.5) ? 1 : -1) : 0;
}

std::vector<Blob> line_blobs(Draw& draw, double unit, int most) {
  const int count = draw.whole(1, most);
  const bool wild = draw.chance(0.25), atoms = draw.chance(0.15);
  std::vector<Blob> blobs;
  for (int i = 0; i < count; ++i) {
    const double sd = atoms ? 0 : width(draw) * unit;
    blobs.push_back({weight(draw, wild), {draw.dyadic(3, unit)}, {sd * sd}});
  }
  return blobs;
}

std::string text(double number) { return fmt::format("({})", number); }

/// A support without ends: one that cuts a tail off makes another law.
Value whole_line() { return {List{value_of("-inf"), value_of("inf")}}; }

/// The log density of a mixture as a formula, where double precision holds it wherever there is mass: the widest
/// component must reach everywhere.
void add_formula(DrawnTarget& target) {
  double widest = 0, low = 1e300, high = -1e300;
  std::string sum;
  for (const Blob& blob : target.blobs) {
    const double mean = blob.mean[0], variance = blob.variance[0], sd = std::sqrt(variance);
    if (variance == 0) return;
    widest = std::max(widest, sd);
    low = std::min(low, mean - 12 * sd);
    high = std::max(high, mean + 12 * sd);
    sum += fmt::format("{}{}*exp(-(x-{})^2/(2*{}))", sum.empty() ? "" : "+", text(blob.weight / sd), text(mean),
                       text(variance));
  }
  if (high - low > 36 * widest) return;
  target.formula = "log(" + sum + ")";
  target.support = whole_line();
}

DrawnTarget line(Draw& draw) {
  const double unit = power_of_two(scale(draw));
  DrawnTarget target{"line", 1, {}, line_blobs(draw, unit, 5), unit};
  const double centre = offset(draw, unit);
  for (Blob& blob : target.blobs) blob.mean[0] += centre;
  target.description = mixture(target.blobs);
  add_formula(target);
  return target;
}

DrawnTarget gaussian(Draw& draw) {
  const int d = draw.chance(0.5) ? 1 : draw.whole(2, 6);
  const double unit = power_of_two(scale(draw)), common = width(draw) * unit;
  const bool round = draw.chance(0.5), centred = draw.chance(0.7);
  Blob blob;
  for (int i = 0; i < d; ++i) {
    const double sd = round ? common : width(draw) * unit;
    blob.mean.push_back(centred ? 0 : draw.dyadic(2, unit));
    blob.variance.push_back(sd * sd);
  }
  DrawnTarget target{"gaussian", d, mixture({blob}), {blob}, unit};
  if (d == 1) add_formula(target);
  return target;
}

DrawnTarget plane(Draw& draw) {
  const double unit = power_of_two(scale(draw));
  const bool wild = draw.chance(0.2);
  DrawnTarget target{"plane", 2, {}, {}, unit};
  const int count = draw.whole(2, 5);
  for (int i = 0; i < count; ++i) {
    const double a = width(draw) * unit, b = draw.chance(0.5) ? a : width(draw) * unit;
    target.blobs.push_back({weight(draw, wild), {draw.dyadic(2, unit), draw.dyadic(2, unit)}, {a * a, b * b}});
  }
  target.description = mixture(target.blobs);
  return target;
}

/// Points s u, u of whole numbers with a whole length, so that the rotated cloud is exact: points s |u| on a line times
/// atoms at 0.
DrawnTarget collinear(Draw& draw) {
  static const std::vector<std::pair<std::vector<double>, double>> directions{
      {{3, 4}, 5}, {{-4, 3}, 5}, {{0, 1}, 1}, {{1, 2, 2}, 3}, {{2, -1, 2}, 3}, {{2, 3, 6}, 7}, {{1, 1, 1, 1}, 2}};
  const auto& [u, length] = draw.pick(directions);
  const double unit = power_of_two(draw.decades(-1, 0.3) / length);
  const double sd = draw.chance(0.5) ? 0 : draw.decades(-2.5, -0.5) * unit;
  DrawnTarget target{"collinear", static_cast<int>(u.size()), {}, {}, unit};
  const int count = draw.whole(2, 7);
  std::vector<Blob> on_the_line;
  for (int i = 0; i < count; ++i) {
    const double s = draw.dyadic(2, unit), w = draw.uniform(0.2, 1);
    Blob blob{w, {}, {}};
    for (const double x : u) blob.mean.push_back(s * x);
    blob.variance.assign(u.size(), sd * sd);
    target.blobs.push_back(blob);
    on_the_line.push_back({w, {s * length}, {sd * sd}});
  }
  target.description = mixture(target.blobs);
  List factors{Value{mixture(on_the_line)}};
  for (std::size_t i = 1; i < u.size(); ++i) factors.push_back(Value{mixture({{1, {0}, {sd * sd}}})});
  target.rotated = typed("product");
  target.rotated.emplace_back("factors", Value{std::move(factors)});
  return target;
}

/// Repeated and clustered points, and fewer than dimensions.
DrawnTarget cloud(Draw& draw) {
  const int d = draw.whole(2, 4);
  const double unit = power_of_two(draw.decades(-0.5, 0.5));
  const double sd = draw.chance(0.5) ? 0 : draw.decades(-3, -0.5) * unit;
  DrawnTarget target{"cloud", d, {}, {}, unit};
  const int count = draw.whole(2, draw.chance(0.3) ? d : 8);
  for (int i = 0; i < count; ++i) {
    Blob blob{1, {}, std::vector<double>(static_cast<std::size_t>(d), sd * sd)};
    const bool again = i > 0 && draw.chance(0.3), near = i > 0 && draw.chance(0.2);
    for (int k = 0; k < d; ++k) {
      const double x = again || near ? target.blobs[static_cast<std::size_t>(i) - 1].mean[static_cast<std::size_t>(k)]
                                     : draw.dyadic(2, unit);
      blob.mean.push_back(near ? x + draw.dyadic(0.02, unit) : x);
    }
    target.blobs.push_back(std::move(blob));
  }
  target.description = mixture(target.blobs);
  return target;
}

DrawnTarget product(Draw& draw) {
  const double unit = power_of_two(draw.decades(-1, 1));
  const int d = draw.whole(2, 4);
  DrawnTarget target{"product", d, typed("product"), {}, unit};
  List factors;
  for (int i = 0; i < d; ++i) {
    target.factors.push_back(i > 0 && draw.chance(0.3) ? target.factors.back() : line_blobs(draw, unit, 3));
    factors.push_back(Value{mixture(target.factors.back())});
  }
  target.description.emplace_back("factors", Value{std::move(factors)});
  if (d > 2) return target;
  for (const Blob& a : target.factors[0])
    for (const Blob& b : target.factors[1])
      target.blobs.push_back({a.weight * b.weight, {a.mean[0], b.mean[0]}, {a.variance[0], b.variance[0]}});
  return target;
}

/// Formulas of many shapes about c at scale s.
std::string shape(Draw& draw, double c, double s) {
  const std::string u = fmt::format("((x-{})/{})", text(c), text(s));
  const double narrow = draw.decades(-4, -1), share = draw.uniform(-3, 3);
  switch (draw.whole(0, 6)) {
    case 0:  // a spike on a slab
      return fmt::format("log(exp(-{0}^2/2)+exp({1}-(({0}-{2})/{3})^2/2))", u, text(share - std::log(narrow)),
                         text(draw.uniform(-1.5, 1.5)), text(narrow));
    case 1:  // a kink
      return fmt::format("-abs({0}-{1})*{2}-{0}^2/8", u, text(draw.uniform(-1, 1)), text(draw.uniform(0.5, 20)));
    case 2:  // a plateau
      return fmt::format("-max(abs({0})-1,0)^2*{1}", u, text(draw.decades(0, 3)));
    case 3:  // two wells
      return fmt::format("-{1}*({0}^2-1)^2", u, text(draw.decades(-0.5, 1.3)));
    case 4:  // a ripple
      return fmt::format("-{0}^2/2+{1}*cos({2}*{0})", u, text(draw.uniform(0.1, 2)), text(draw.decades(0, 1.7)));
    case 5:  // vanishes at both ends
      return fmt::format("{1}*log(3+{0})+{2}*log(3-{0})", u, text(draw.uniform(0.5, 4)), text(draw.uniform(0.5, 4)));
    default:  // a slope that ends
      return fmt::format("{1}*{0}", u, text(draw.uniform(-6, 6)));
  }
}

DrawnTarget formula(Draw& draw) {
  const double unit = power_of_two(draw.decades(-1.5, 1.5)), c = draw.dyadic(1, unit);
  DrawnTarget target{"formula", 1, typed("density"), {}, unit};
  target.formula = shape(draw, c, unit);
  target.support = value_of(std::vector<double>{c - 3 * unit, c + 3 * unit});
  target.description.emplace_back("log_density", value_of(target.formula));
  target.description.emplace_back("support", target.support);
  return target;
}

/// Types that have a formula of their own beside their closed form.
DrawnTarget named(Draw& draw) {
  const double unit = power_of_two(draw.decades(-1, 1)), c = draw.dyadic(1, unit);
  DrawnTarget target{"named", 1, {}, {}, unit};
  const auto key = [&](std::string_view name, double number) {
    target.description.emplace_back(name, value_of(number));
  };
  switch (draw.whole(0, 2)) {
    case 0:
      target.description = typed("laplace");
      key("mean", c), key("scale", unit);
      target.formula = fmt::format("-abs(x-{})/{}", text(c), text(unit));
      target.support = whole_line();
      break;
    case 1:
      target.description = typed("uniform");
      key("low", c - unit), key("high", c + unit);
      target.formula = "0*x";
      target.support = value_of(std::vector<double>{c - unit, c + unit});
      break;
    default:
      target.description = typed("cantor");
      key("level", draw.whole(1, 7));
  }
  return target;
}

/// Of one coordinate of a mixture.
double features(const std::vector<Blob>& blobs, std::size_t k, const NoiseLevel& at) {
  double low = INFINITY, high = -INFINITY, narrowest = INFINITY;
  for (const Blob& blob : blobs) {
    const double sd = std::sqrt(at.abar * blob.variance[k] + at.noise), mean = at.signal * blob.mean[k];
    low = std::min(low, mean - 9 * sd);
    high = std::max(high, mean + 9 * sd);
    narrowest = std::min(narrowest, sd);
  }
  return (high - low) / narrowest;
}

}  // namespace

double features(const DrawnTarget& target, const NoiseLevel& at) {
  double most = 6 * at.signal * target.unit / at.sigma + 18;
  if (!target.blobs.empty() || !target.factors.empty()) most = 0;
  if (!target.blobs.empty())
    for (std::size_t k = 0; k < target.blobs.front().mean.size(); ++k)
      most = std::max(most, features(target.blobs, k, at));
  for (const std::vector<Blob>& factor : target.factors) most = std::max(most, features(factor, 0, at));
  return most;
}

Members mixture(const std::vector<Blob>& blobs) {
  List weights, means, spreads;
  const std::size_t d = blobs.front().mean.size();
  const auto round = [](const Blob& blob) {
    return std::all_of(blob.variance.begin(), blob.variance.end(), [&](double v) { return v == blob.variance[0]; });
  };
  const bool isotropic = std::all_of(blobs.begin(), blobs.end(), round);
  for (const Blob& blob : blobs) {
    weights.push_back(Value{blob.weight});
    means.push_back(d == 1 ? Value{blob.mean[0]} : value_of(blob.mean));
    if (isotropic) {
      spreads.push_back(Value{blob.variance[0]});
      continue;
    }
    List rows;  // whole matrices: lists of diagonals can be read in two ways
    for (std::size_t i = 0; i < d; ++i) {
      std::vector<double> row(d, 0);
      row[i] = blob.variance[i];
      rows.push_back(value_of(row));
    }
    spreads.push_back(Value{std::move(rows)});
  }
  Members members = typed("gaussian_mixture");
  members.emplace_back("weights", Value{std::move(weights)});
  members.emplace_back("means", Value{std::move(means)});
  members.emplace_back(isotropic ? "variances" : "covariances", Value{std::move(spreads)});
  return members;
}

const std::vector<TargetFamily>& target_families() {
  static const std::vector<TargetFamily> families{
      {"line", "mixtures on a line, scales 1e-6 to 1e6, weights to 1e-12, atoms", line},
      {"gaussian", "one Gaussian in d = 1 to 6", gaussian},
      {"plane", "mixtures in the plane", plane},
      {"collinear", "clouds on a line in d = 2 to 4", collinear},
      {"cloud", "repeated, clustered and few points in d = 2 to 4", cloud},
      {"product", "products of two to four mixtures", product},
      {"formula", "log densities with spikes, kinks, plateaus, ripples and ends", formula},
      {"named", "laplace, uniform, cantor", named},
  };
  return families;
}

}  // namespace diffrates
