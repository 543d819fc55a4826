#include "kinds/honesty/answers.hpp"

#include <algorithm>

#include "configuration/config_parts.hpp"
#include "kinds/honesty/draw.hpp"

namespace diffrates {
namespace {

std::vector<Metric> given(const std::vector<Row>& rows) {
  std::vector<Metric> metrics;
  for (const Row& row : rows)
    if (row.law != "none") metrics.push_back(row.place.metric);
  return metrics;
}

}  // namespace

std::unique_ptr<Asked> Asked::read(const Members& configuration, std::string& why) {
  auto asked = std::make_unique<Asked>();
  asked->configuration_ = configuration;
  const Value root{configuration};
  Problems problems;
  Members resolved;
  Parameters p(root, "", problems);
  Config& config = asked->config_;
  config.heading = read_heading(p, {"rates"}, resolved);
  config.file = config.heading.name + ".json";
  read_product(p, config, resolved, {});
  read_score_errors(p, config, resolved);
  p.finish();
  if (problems.empty()) check_extent(config, problems);
  if (!problems.empty()) {
    why = problems.list().front().pointer + " " + problems.list().front().message;
    return nullptr;
  }
  asked->plan_ = make_plan(config);
  return asked;
}

void Asked::keep(const std::vector<Metric>& metrics) {
  config_.metrics = metrics;
  plan_ = make_plan(config_);
  List names;
  for (const Metric metric : metrics) names.push_back(value_of(name(metric)));
  set(configuration_, "metrics", Value{std::move(names)});
}

bool Asked::keep_common(Asked& other) {
  const std::vector<Metric> here = given(plan_.rows), there = given(other.plan_.rows);
  std::vector<Metric> common;
  for (const Metric metric : here)
    if (std::find(there.begin(), there.end(), metric) != there.end()) common.push_back(metric);
  if (common.empty()) return false;
  keep(common);
  if (&other != this) other.keep(common);
  return true;
}

double Asked::cost() const {
  double seconds = 0;
  for (const LawCall& call : plan_.calls) seconds += diffrates::cost(call);
  return seconds;
}

void Asked::compute() {
  for (const LawCall& call : plan_.calls) diffrates::compute(config_, call, plan_.rows);
}

}  // namespace diffrates
