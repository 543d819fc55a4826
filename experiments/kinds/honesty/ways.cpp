#include "kinds/honesty/ways.hpp"

#include <algorithm>

#include "laws/law.hpp"
#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

using MaybeTwin = std::optional<Twin>;

/// Of a mixture and exact start: every law of X_t moves along, and so does the sampler's. So it does with a constant
/// score error; then the distance from 0 cannot be taken off beforehand, and costs digits.
MaybeTwin moved(Draw& draw, DrawnTarget& target, Circumstances& around) {
  if (target.blobs.empty() || !around.score_error.empty()) return {};
  around.exact_start = true;
  if (draw.chance(target.dimension == 1 ? 0.6 : 0.2))
    around.score_error = {{"type", value_of("constant")}, {"epsilon", value_of(power_of_two(draw.decades(-4, -1)))}};
  std::vector<Blob> blobs = target.blobs;
  for (std::size_t k = 0; k < blobs.front().mean.size(); ++k) {
    const double shift = std::round(draw.decades(0, 9)) * (draw.chance(0.5) ? 1 : -1) * target.unit;
    for (Blob& blob : blobs) blob.mean[k] += shift;
  }
  return Twin{mixture(blobs), around, 1, false, 0, !around.score_error.empty()};
}

/// Coordinates in another order, and their signs turned. On a line any target is mirrored by an affine map.
MaybeTwin turned(Draw& draw, DrawnTarget& target, Circumstances& around) {
  if (!around.score_error.empty()) return {};
  if (target.blobs.empty()) {
    if (target.dimension > 1) return {};
    return Twin{{{"type", value_of("affine")},
                 {"target", Value{target.description}},
                 {"matrix", Value{List{Value{List{value_of(-1)}}}}}},
                around};
  }
  const std::size_t d = target.blobs.front().mean.size();
  std::vector<std::size_t> order(d);
  for (std::size_t i = 0; i < d; ++i) order[i] = i;
  for (std::size_t i = d; i-- > 1;)
    std::swap(order[i], order[static_cast<std::size_t>(draw.whole(0, static_cast<int>(i)))]);
  std::vector<Blob> blobs = target.blobs;
  for (std::size_t i = 0; i < d; ++i) {
    const double sign = d == 1 || draw.chance(0.5) ? -1 : 1;
    for (std::size_t j = 0; j < blobs.size(); ++j) {
      blobs[j].mean[i] = sign * target.blobs[j].mean[order[i]];
      blobs[j].variance[i] = target.blobs[j].variance[order[i]];
    }
  }
  return Twin{mixture(blobs), around};
}

/// Components in another order, one of them twice with half its weight.
MaybeTwin relisted(Draw& draw, DrawnTarget& target, Circumstances& around) {
  if (target.blobs.empty()) return {};
  std::vector<Blob> blobs = target.blobs;
  Blob& halved = blobs[static_cast<std::size_t>(draw.whole(0, static_cast<int>(blobs.size()) - 1))];
  halved.weight /= 2;
  const Blob again = halved;
  blobs.push_back(again);
  std::reverse(blobs.begin(), blobs.end());
  return Twin{mixture(blobs), around, 1, false, 0, true};
}

/// The log density written out; sometimes with its places of interest as breakpoints.
MaybeTwin written_out(Draw& draw, DrawnTarget& target, Circumstances& around) {
  if (target.formula.empty() || target.family == "formula") return {};
  Members density{
      {"type", value_of("density")}, {"log_density", value_of(target.formula)}, {"support", target.support}};
  if (!target.blobs.empty() && draw.chance(0.3)) {
    std::vector<double> places;
    for (const Blob& blob : target.blobs)
      if (std::find(places.begin(), places.end(), blob.mean[0]) == places.end()) places.push_back(blob.mean[0]);
    density.emplace_back("breakpoints", value_of(places));
  }
  return Twin{std::move(density), around, 1, false, 0, true};
}

/// A product of two mixtures as one mixture in the plane.
MaybeTwin multiplied_out(Draw&, DrawnTarget& target, Circumstances& around) {
  if (target.factors.empty() || target.blobs.empty()) return {};
  return Twin{mixture(target.blobs), around, 1, false, 0, true};
}

/// A cloud on a line through 0, turned onto an axis: a product.
MaybeTwin unrotated(Draw&, DrawnTarget& target, Circumstances& around) {
  if (target.rotated.empty() || !around.score_error.empty()) return {};
  return Twin{target.rotated, around};
}

MaybeTwin other_law(Draw& draw, DrawnTarget&, Circumstances& around) {
  Circumstances other = around;
  const LawKind& kind = *draw.pick(law_kinds());
  if (kind.name == around.law) return {};
  other.law = kind.name;
  return Twin{{}, other, 1, false, 0, true};
}

MaybeTwin other_seed(Draw&, DrawnTarget&, Circumstances& around) {
  if (!around.score_error.empty()) return {};
  return Twin{{}, around};
}

/// Path KL and KL of d equal coordinates are d times those of one.
MaybeTwin copied(Draw& draw, DrawnTarget& target, Circumstances& around) {
  if (target.family != "line" || !around.score_error.empty()) return {};
  const int d = draw.whole(2, 5);
  around.metrics = find_sampler(around.sampler)->stochastic && draw.chance(0.7)
                       ? std::vector<std::string_view>{"path_kl"}
                       : std::vector<std::string_view>{"kl", "kl_reverse"};
  Twin twin{target.description, around, static_cast<double>(d)};
  twin.circumstances.law = {};
  target.description = {
      {"type", value_of("product")}, {"factor", Value{twin.target}}, {"copies", value_of(static_cast<double>(d))}};
  target.dimension = d;
  target.blobs.clear();
  return twin;
}

MaybeTwin computed(Draw& draw, DrawnTarget& target, Circumstances& around) {
  if (target.family != "gaussian" || !around.score_error.empty()) return {};
  const Blob& blob = target.blobs.front();
  const auto same = [&](double v) { return v == blob.variance[0]; };
  if (!std::all_of(blob.variance.begin(), blob.variance.end(), same)) return {};
  const auto zero = [](double m) { return m == 0; };
  if (!std::all_of(blob.mean.begin(), blob.mean.end(), zero)) around.exact_start = true;
  static const std::vector<std::string_view> known{"ddim", "ddpm", "accelerated_sde"};
  around.sampler = draw.pick(known);
  if (around.metrics.front() == "path_kl") around.sampler = "ddpm", around.exact_start = true;
  Twin twin;
  twin.closed_form = true;
  twin.variance = blob.variance[0];
  return twin;
}

}  // namespace

const std::vector<Way>& ways() {
  static const std::vector<Way> all{
      {"moved", "shifted by up to 1e9 of its spread", moved},
      {"turned", "coordinates reordered and mirrored", turned},
      {"relisted", "components reordered, one split in two", relisted},
      {"written out", "the same law as a formula", written_out},
      {"multiplied out", "a product as one mixture", multiplied_out},
      {"unrotated", "a cloud on a line as a product", unrotated},
      {"other law", "followed by another law", other_law},
      {"other seed", "other random points", other_seed},
      {"copied", "d equal coordinates against one", copied},
      {"computed", "closed forms in fifty digits", computed},
  };
  return all;
}

}  // namespace diffrates
