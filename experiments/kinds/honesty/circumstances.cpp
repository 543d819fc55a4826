#include "kinds/honesty/circumstances.hpp"

#include <fmt/format.h>

#include "laws/law.hpp"
#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

double rounded(double x) { return std::stod(fmt::format("{:.3g}", x)); }

Members draw_schedule(Draw& draw) {
  static const std::vector<std::string_view> types{"smooth", "linear", "cosine", "karras", "log_snr", "li2024"};
  const std::string_view type = draw.pick(types);
  Members schedule{{"type", value_of(type)}};
  if (type == "li2024") {
    schedule.emplace_back("c0", value_of(rounded(draw.uniform(0.8, 2.5))));
    schedule.emplace_back("c1", value_of(rounded(draw.uniform(0.8, 4))));
    return schedule;
  }
  schedule.emplace_back("l_min", value_of(rounded(draw.decades(-5, -1))));
  schedule.emplace_back("l_max", value_of(rounded(draw.uniform(3, 16))));
  if (type == "karras" && draw.chance(0.5)) schedule.emplace_back("rho", value_of(rounded(draw.uniform(2, 20))));
  return schedule;
}

Members draw_score_error(Draw& draw) {
  static const std::vector<std::string_view> types{"constant", "cosine", "random_features"};
  const std::string_view type = draw.pick(types);
  Members error{{"type", value_of(type)}, {"epsilon", value_of(rounded(draw.decades(-4, -0.5)))}};
  if (type != "constant") error.emplace_back("frequency", value_of(rounded(draw.decades(-0.5, 0.5))));
  if (type == "cosine") error.emplace_back("phase", value_of(rounded(draw.uniform(0, 6))));
  return error;
}

}  // namespace

Circumstances draw_circumstances(Draw& draw) {
  Circumstances drawn;
  drawn.schedule = draw_schedule(draw);
  drawn.exact_start = draw.chance(0.6);
  if (draw.chance(0.12)) drawn.score_error = draw_score_error(draw);
  const SamplerKind& sampler = *draw.pick(sampler_kinds());
  drawn.sampler = sampler.name;
  drawn.steps = static_cast<int>(std::round(draw.chance(0.1) ? draw.decades(1.8, 2.5) : draw.decades(0.6021, 1.8)));
  if (sampler.stochastic && draw.chance(0.5))
    drawn.metrics = {"path_kl", "path_tv"};
  else
    drawn.metrics = {"tv", "kl", "kl_reverse", "chi2"};
  if (draw.chance(0.4)) drawn.law = draw.pick(law_kinds())->name;
  return drawn;
}

Members configuration(const Members& target, const Circumstances& circumstances, std::string_view name,
                      std::uint64_t seed) {
  Members named = target;
  named.insert(named.begin(), Member{"name", value_of("target")});
  List metrics;
  for (const std::string_view metric : circumstances.metrics) metrics.push_back(value_of(metric));
  Members all{{"schema_version", value_of(1)},
              {"name", value_of(name)},
              {"seed", value_of(static_cast<double>(seed))},
              {"targets", Value{List{Value{std::move(named)}}}},
              {"schedule", Value{circumstances.schedule}},
              {"start", value_of(circumstances.exact_start ? "exact" : "normal")}};
  if (!circumstances.score_error.empty()) all.emplace_back("score_error", Value{circumstances.score_error});
  all.emplace_back("samplers", Value{List{value_of(circumstances.sampler)}});
  all.emplace_back("steps", Value{List{value_of(circumstances.steps)}});
  all.emplace_back("metrics", Value{std::move(metrics)});
  if (!circumstances.law.empty()) all.emplace_back("law", value_of(circumstances.law));
  return all;
}

}  // namespace diffrates
