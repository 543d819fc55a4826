#include "kinds/rates/score_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "formats/csv.hpp"
#include "kinds/rates/figure_frame.hpp"

namespace diffrates {
namespace {

struct Sizes {
  double score = NAN, jacobi = NAN;
};
/// Target, schedule, score error and T, as in the file.
using SizeKey = std::array<std::string, 4>;

std::map<SizeKey, Sizes> sizes_of(std::string_view text) {
  std::map<SizeKey, Sizes> sizes;
  try {
    for (const CsvRecord& line : parse_csv(text))
      if (line.size() == 10)
        sizes[{line[0], line[2], line[3], line[5]}] = {parse_number(line[6]).value_or(NAN),
                                                       parse_number(line[8]).value_or(NAN)};
  } catch (const CsvError&) {
  }
  return sizes;
}

std::string digits(double x) { return std::isfinite(x) ? fmt::format("{:.3g}", x) : "-"; }

}  // namespace

std::vector<FindingTable> score_tables(const Config& config, const std::vector<Row>& rows, std::string_view sizes) {
  const auto programs = [](const ScoreErrorChoice& choice) { return choice.program.has_value(); };
  if (sizes.empty() || std::none_of(config.score_errors.begin(), config.score_errors.end(), programs)) return {};
  const std::map<SizeKey, Sizes> known = sizes_of(sizes);
  const int T = config.steps.back();
  std::vector<FindingTable> tables;
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const Start start : config.starts) {
        const std::string label = schedule.described.label();
        FindingTable table{
            fmt::format("What the scores cost at T = {}: {}, {}, start {}", T, target.name, label, name(start)),
            "The theorems' terms without their constants: of the ODE samplers both, of the SDE samplers the first.",
            {{"score", "eps_score", "eps_Jacobi", "sqrt(d log^3 T) eps_score", "d log T eps_Jacobi"}, {}},
            true};
        for (const SamplerKind* sampler : config.samplers)
          table.words.header.push_back(fmt::format("TV {}", sampler->name));
        for (const ScoreErrorChoice& choice : config.score_errors) {
          if (!choice.program) continue;
          const auto found = known.find({target.name, label, choice.described.label(), fmt::format("{}", T)});
          const Sizes size = found != known.end() ? found->second : Sizes{};
          const double d = target.target->dimension(), log_T = std::log(T);
          std::vector<std::string> line{short_label(choice.described), digits(size.score), digits(size.jacobi),
                                        digits(std::sqrt(d * log_T * log_T * log_T) * size.score),
                                        digits(d * log_T * size.jacobi)};
          for (const SamplerKind* sampler : config.samplers) {
            const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) {
              return one.place.metric == Metric::Tv && one.place.steps == T && one.place.sampler == sampler->name &&
                     one.place.target == target.name && one.place.schedule == schedule.described &&
                     one.place.start == start && one.place.score_error == choice.described;
            });
            line.push_back(row != rows.end() && row->status == Status::Ok ? digits(row->estimate.value) : "-");
          }
          table.words.lines.push_back(std::move(line));
        }
        tables.push_back(std::move(table));
      }
  return tables;
}

}  // namespace diffrates
