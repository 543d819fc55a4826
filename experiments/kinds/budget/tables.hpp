/// The files of an experiment of budgets, written and read back.
///   predictions.csv  target,dimension,schedule,start,sampler,steps,metric,predicted,predicted_error,predicted_status,
///                    law,value,error,status,ratio,seconds,predicted_reason,reason: a line a number of the law's own
///   budget.csv       target,dimension,schedule,start,sampler,steps,step,level,h,tv,tv_error,kl,kl_error,arrives,
///                    arrives_error: a line a step, tv = E|r_t|/2, kl = E r_t^2/2, arrives what of tv is left at level
///                    1; step t takes Y_t at `level` = L_t to Y_{t-1}, and t = T + 1 makes Y_T
///   gains.csv        target,dimension,schedule,start,sampler,steps,metric,levels,law,value,error,status,gain: the
///   law's
///                    own numbers on the schedules asked for; gain = 1 - value/(value on the configured schedule)
///   constants.csv target,dimension,schedule,start,sampler,metric,exponent,constant,constant_error,fitted,fitted_low,
///                    fitted_high,ratio,ratio_error,ratio_exponent: a line a series, nan where something is missing: C
///                    of error ~ C T^-exponent predicted and fitted, the limit of predicted/true and how it is neared
///   schedules.csv    target,dimension,schedule,start,sampler,levels,file,problem: a line a schedule asked for, where
///   it
///                    is, or why there is none
///   levels_*.csv     L: a schedule asked for, as {"type": "table", "spacing": "interpolate", "column": "L"} reads it
#pragma once

#include "kinds/budget/constants.hpp"
#include "kinds/budget/tracks.hpp"
#include "results/compare.hpp"

namespace diffrates {

inline constexpr std::string_view budget_file = "budget.csv", gains_file = "gains.csv",
                                  schedules_file = "schedules.csv";

std::string predictions_csv(const Config& config, const std::vector<Track>& tracks, const std::vector<Row>& rows,
                            bool timed);
std::string budget_csv(const Config& config, const std::vector<Track>& tracks);
std::string gains_csv(const Config& config, const std::vector<Track>& tracks, const std::vector<Row>& rows);
std::string constants_csv(const Config& config, const std::vector<Track>& tracks,
                          const std::vector<PredictionFinding>& findings);
std::string levels_csv(const std::vector<double>& levels);

/// "levels_mixture_ddim_equalised.csv"
std::string levels_file(const Track& track, Asked asked);
std::string schedules_csv(const std::vector<Track>& tracks);

/// Back into tracks and rows that were asked for. Throw CsvError naming the first line that is not at its place.
void take_predictions(std::string_view text, const Config& config, std::vector<Track>& tracks, std::vector<Row>& rows);
void take_budgets(std::string_view text, const Config& config, std::vector<Track>& tracks);
void take_schedules(std::string_view text, std::vector<Track>& tracks);
void take_gains(std::string_view text, const Config& config, std::vector<Track>& tracks);
std::vector<double> read_levels(std::string_view text);

/// The numbers of predictions.csv for comparing: the law's own, and the predicted.
std::vector<ComparedNumber> compared_predictions(std::string_view text);

}  // namespace diffrates
