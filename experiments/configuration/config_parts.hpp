/// The parts a configuration is read in. Each reads its keys into the Config, records every problem it sees, and adds
/// what it read, defaults filled in, to `resolved`.
#pragma once

#include "configuration/config.hpp"

namespace diffrates {

/// What a file may ask for at most; every refusal states its bound.
namespace most {
constexpr std::size_t targets = 200, schedules = 32, score_errors = 1000, steps = 64, claims = 1000, rows = 100'000;
constexpr std::size_t name = 100, title = 300, description = 20'000, statement = 2000;
constexpr int T = 1'000'000, T_least = 4;
constexpr double levels = 2e7;  ///< schedules x the sum of all T
constexpr std::size_t made =
    32;  ///< targets that take work or memory to make, with those within others: affine, density, samples
constexpr double table_numbers = 3e7;  ///< in all tables that a file names, together
}  // namespace most

/// One entry of a list, or the lone value standing for a list of one, with its place.
struct Entry {
  const Value& value;
  std::string pointer;
};

/// The entries of a key that holds 1 to `most` things, each described by `noun`; empty after a problem. Where `lone` is
/// set, a value that is not a list stands for itself.
std::vector<Entry> entries(Parameters& p, const Key& key, std::size_t most, bool lone, std::string_view noun);

/// A text of 1 to `most` characters without control characters, or a problem.
std::string read_line(Parameters& p, const Key& key, std::size_t most, std::optional<std::string> absent = {});

/// Why the word may not name a thing (it is written into tables), empty if it may.
std::string name_problem(const std::string& word);

/// "is VALUE; accepted: ACCEPTED"
std::string not_accepted(const Value& value, std::string_view accepted);

/// What no samplers in a file mean.
enum class Absent { Problem, AllSamplers };

/// targets, schedule, start, samplers, steps, metrics, law. The parameters' tables are the targets'.
void read_product(Parameters& p, Config& config, Members& resolved, Absent samplers = Absent::Problem);
/// Names of all targets written, also of those with problems, so that a claim on one is not a second problem.
std::vector<std::string> target_names(const Value& root);

/// score_error; after the targets, whose dimension says whether a list is a vector.
void read_score_errors(Parameters& p, Config& config, Members& resolved);

/// claims. Whether each names one series is looked at only while `complete`: nothing before had a problem.
void read_claims(Parameters& p, Config& config, bool complete, Members& resolved);

/// Size of the product, and every (schedule, T) where that is acceptable; false where it is not.
bool check_extent(const Config& config, Problems& problems);
/// The same, and a law for every cell.
void check_cells(const Config& config, Problems& problems);

}  // namespace diffrates
