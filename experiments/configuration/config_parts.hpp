/// The parts a configuration is read in. Each reads its keys into the Config, records every problem it sees, and adds
/// what it read, defaults filled in, to `resolved`.
#pragma once

#include <functional>

#include "configuration/config.hpp"

namespace diffrates {

/// What a file may ask for at most; every refusal states its bound.
namespace most {
constexpr std::size_t targets = 200, schedules = 32, samplers = 200, score_errors = 1000, steps = 64, claims = 1000,
                      rows = 100'000;
constexpr std::size_t name = 100, title = 300, description = 20'000, statement = 2000;
constexpr int T = 1'000'000, T_least = 4;
constexpr double levels = 2e7;  ///< schedules x the sum of all T
/// Targets that take work or memory to make (affine, density, samples), those inside other targets included.
constexpr std::size_t made = 32;
constexpr double table_numbers = 3e7;          ///< in all tables that a file names, together
constexpr double characters_of_recipes = 1e9;  ///< of all formulas, each as often as it is evaluated: some seconds
constexpr std::size_t formulas = 10'000;       ///< of all recipes, those of every value in `let` counted
}  // namespace most

/// One entry of a list, or the lone value standing for a list of one, with its place.
struct Entry {
  const Value& value;
  std::string pointer;
};

/// The entries of a key that holds 1 to `most` things, each described by `noun`; empty after a problem. Where `lone` is
/// set, a value that is not a list stands for itself.
std::vector<Entry> entries(Parameters& p, const Key& key, std::size_t most, bool lone, std::string_view noun);

/// A text of 1 to `most` characters in one line; records a problem with any other.
std::string read_line(Parameters& p, const Key& key, std::size_t most, std::optional<std::string> absent = {});

/// Why the word may not name a thing (it is written into tables), empty if it may.
std::string name_problem(const std::string& word);

/// "is VALUE; accepted: ACCEPTED"
std::string not_accepted(const Value& value, std::string_view accepted);

/// What a file without samplers means.
enum class Absent { Problem, AllSamplers };

/// The text of the file that the key at `pointer` names; records a problem where there is none.
using TextLoader = std::function<std::string(const std::string& name, const std::string& pointer, Problems& problems)>;

/// What the keys below are, for the schema of configurations: those of read_product, score_error, and claims.
std::vector<Key> product_keys(Absent samplers = Absent::Problem);
extern const Key samplers_key, score_error_key, rate_claims_key;
/// A key that stands beside those of a target's type.
extern const Key target_name_key;
/// An entry of samplers: a name, a recipe, a file with one, or a program.
Shape sampler_shape();
/// The keys of such a program.
std::vector<Key> program_keys();

/// samplers; after schedule and steps, at which recipes are checked. Without `texts` no file with a recipe can be read.
void read_samplers(Parameters& p, Config& config, Members& resolved, const TextLoader& texts, Absent absent);

/// targets, schedule, start, samplers, steps, metrics, against_data, law. Data files of targets and schedules are
/// loaded by the tables of `p`. `metrics`: what a file without them means; none: a problem.
void read_product(Parameters& p, Config& config, Members& resolved, const TextLoader& texts,
                  Absent samplers = Absent::Problem, const std::vector<Metric>& metrics = {});
/// Names of all targets written, also of those with problems, so that a claim on one is not a second problem.
std::vector<std::string> target_names(const Value& root);

/// score_error; after the targets, whose dimension says whether a list is a vector.
void read_score_errors(Parameters& p, Config& config, Members& resolved, const TextLoader& texts = {});

/// An entry of samplers that is a program; adds it to the configuration and, resolved, to `written`.
void read_program(const Entry& entry, Parameters& p, Config& config, const TextLoader& texts, List& written);
/// Why a sampler of the user's own may not have this name; empty if it may.
std::string own_name_problem(const std::string& name, const Config& config);
/// The folder of a configuration, in full.
std::string folder_of(const Config& config);
/// Reads the files among the words of a command, so that a result knows what it was computed with.
void read_files_of(const Command& command, const std::string& pointer, const TextLoader& texts);

/// claims. Whether each speaks of exactly one series is checked only if `complete`: nothing before had a problem.
void read_claims(Parameters& p, Config& config, bool complete, Members& resolved);

/// Checks the size of the product and, unless it is too large, every schedule at every T. False if it is too large.
bool check_extent(const Config& config, Problems& problems);
/// The same, and that some law can give every number asked for.
void check_cells(const Config& config, Problems& problems);

}  // namespace diffrates
