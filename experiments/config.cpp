#include "config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "config_parts.hpp"
#include "json_reader.hpp"
#include "overrides.hpp"
#include "table_reader.hpp"

namespace diffrates {
namespace {

const Key schema_key{"schema_version", "1"};
const Key name_key{"name", "names the folder of the results"};
const Key title_key{"title", "for people; the name by default"};
const Key description_key{"description", "for people"};
const Key seed_key{"seed", "key of all random numbers; 1 by default"};
const Key experiment_key{"experiment", "rates"};

void read_schema(Parameters& p, Members& resolved) {
  const Value* version = p.required(schema_key, "1");
  if (version == nullptr) return;
  const double* number = version->number();
  if (number == nullptr || *number != 1) p.problem(schema_key.name, not_accepted(*version, "1"));
  resolved.emplace_back(schema_key.name, *version);
}

void read_name(Parameters& p, Config& config, Members& resolved) {
  const auto in_folder_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  };
  const std::string accepted = fmt::format("1 to {} letters, digits, '.', '_' or '-', not starting with a dot", most::name);
  const Value* value = p.required(name_key, accepted);
  if (value == nullptr) return;
  const std::string* text = value->text();
  if (text == nullptr || text->empty() || text->size() > most::name || text->front() == '.' ||
      !std::all_of(text->begin(), text->end(), in_folder_name))
    return p.problem(name_key.name, not_accepted(*value, accepted));
  config.name = *text;
  resolved.emplace_back(name_key.name, *value);
}

void read_seed(Parameters& p, Config& config, Members& resolved) {
  const Value* value = p.raw(seed_key);
  if (value != nullptr) {
    const double* number = value->number();
    if (number == nullptr || !(*number >= 0 && *number <= 0x1p53) || *number != std::floor(*number))
      return p.problem(seed_key.name, not_accepted(*value, "a whole number from 0 to 9007199254740992"));
    config.seed = static_cast<std::uint64_t>(*number);
  }
  resolved.emplace_back(seed_key.name, Value{static_cast<double>(config.seed)});
}

void read_texts(Parameters& p, Config& config, Members& resolved) {
  config.title = read_line(p, title_key, most::title, config.name.empty() ? "untitled" : config.name);
  resolved.emplace_back(title_key.name, Value{config.title});
  for (const Key& key : {description_key, experiment_key}) p.raw(key);
  if (p.has(description_key)) {
    const std::string text = p.text(description_key);
    if (text.size() > most::description)
      p.problem(description_key.name, fmt::format("is {} characters long; accepted: at most {}", text.size(), most::description));
    resolved.emplace_back(description_key.name, Value{text});
  }
  if (p.has(experiment_key)) resolved.emplace_back(experiment_key.name, Value{p.word(experiment_key, {"rates"})});
}

void read_root(const Value& root, Config& config, Problems& problems) {
  const TableLoader tables = [&](const std::string& file, const std::string& pointer, Problems& found) {
    return read_table(beside(config.file, file), found, pointer);
  };
  Parameters p(root, "", problems, &tables);
  if (!p.good()) return;
  Members resolved;
  read_schema(p, resolved);
  read_name(p, config, resolved);
  read_texts(p, config, resolved);
  read_seed(p, config, resolved);
  read_product(p, config, resolved);
  read_score_errors(p, config, resolved);
  const bool complete = p.good();
  if (complete) check_cells(config, problems);
  read_claims(p, config, complete, resolved);
  p.finish();
  config.resolved = Value{std::move(resolved)};
}

/// Says of a problem inside what an override wrote that it comes from there.
std::string with_origin(const Problem& problem, const std::vector<Override>& overrides) {
  for (auto change = overrides.rbegin(); change != overrides.rend(); ++change)
    if (problem.pointer == change->pointer || problem.pointer.starts_with(change->pointer + "/"))
      return fmt::format("{} (from --set {})", problem.message, describe(Value{change->written}));
  return problem.message;
}

}  // namespace

std::unique_ptr<Config> read_config(const std::string& file, const std::vector<std::string>& sets, bool quick, Problems& problems) {
  const std::optional<std::string> text = read_text_file(file, JsonLimits{}.bytes, problems);
  return text ? parse_config(*text, file, sets, quick, problems) : nullptr;
}

std::unique_ptr<Config> parse_config(const std::string& text, const std::string& file, const std::vector<std::string>& sets, bool quick,
                                     Problems& problems) {
  std::optional<Value> root = parse_json(text, problems);
  if (!root) return nullptr;
  Problems found;
  const std::vector<Override> overrides = apply_overrides(*root, sets, found);
  if (quick) shrink_steps(*root);
  auto config = std::make_unique<Config>();
  config->file = file;
  read_root(*root, *config, found);
  for (const Problem& problem : found.list()) problems.add(problem.pointer, with_origin(problem, overrides));
  return found.empty() ? std::move(config) : nullptr;
}

}  // namespace diffrates
