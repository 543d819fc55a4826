#include "kinds/mutations/bundles.hpp"

#include "claims/mutations.hpp"

namespace diffrates {
namespace {

/// Rows are nested as place (target, schedule, start), sampler, T, metric.
struct Nesting {
  explicit Nesting(const Config& config)
      : samplers(config.samplers.size()), steps(config.steps.size()), metrics(config.metrics.size()) {}
  std::size_t row(std::size_t place, std::size_t sampler, std::size_t step, std::size_t metric) const {
    return ((place * samplers + sampler) * steps + step) * metrics + metric;
  }
  std::size_t places(std::size_t rows) const { return rows / (samplers * steps * metrics); }
  std::size_t samplers, steps, metrics;
};

Track track(const Nesting& nesting, const std::vector<Row>& rows, std::size_t place, std::size_t sampler,
            std::size_t metric) {
  Track found{&rows[nesting.row(place, sampler, 0, metric)], {}};
  for (std::size_t step = 0; step < nesting.steps; ++step) {
    const Row& row = rows[nesting.row(place, sampler, step, metric)];
    found.points.push_back({static_cast<double>(row.place.steps), row.estimate, row.status});
    found.seconds += row.seconds;
  }
  return found;
}

}  // namespace

std::vector<Bundle> bundles(const Config& config, const std::vector<Row>& rows, const std::vector<Family>& families) {
  const Nesting nesting(config);
  std::vector<Bundle> all;
  for (const Family& family : families)
    for (std::size_t place = 0; place < nesting.places(rows.size()); ++place)
      for (std::size_t metric = 0; metric < nesting.metrics; ++metric) {
        if (!declared_order(*family.right, config.metrics[metric])) continue;
        Bundle& bundle = all.emplace_back(Bundle{&family, track(nesting, rows, place, family.first, metric), {}});
        for (std::size_t i = 1; i <= family.mutants.size(); ++i)
          bundle.faulty.push_back(track(nesting, rows, place, family.first + i, metric));
      }
  return all;
}

}  // namespace diffrates
