/// What the journal of a run keeps of budgets and of the schedules that they ask for.
#pragma once

#include "formats/csv.hpp"
#include "kinds/budget/tracks.hpp"

namespace diffrates {

CsvRecord record_of(const Budget& budget, double seconds);
CsvRecord record_of(const std::array<AskedSchedule, 2>& asked);

/// Back; false where the record is not such a one. `numbers`: T by T, metric by metric, how many a schedule has.
bool take_record(const CsvRecord& record, Budget& budget, double& seconds);
bool take_record(const CsvRecord& record, std::size_t numbers, const std::vector<Metric>& metrics,
                 std::array<AskedSchedule, 2>& asked);

}  // namespace diffrates
