#include "results/experiment.hpp"

#include <fmt/format.h>

#include "configuration/config_parts.hpp"
#include "configuration/overrides.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/table_reader.hpp"

namespace diffrates {
namespace {

/// Reads the data files that a configuration names, within bounds, and keeps their digests.
class Tables {
 public:
  Tables(const std::string& file, Members& inputs) : file_(file), inputs_(inputs) {}

  Table load(const std::string& name, const std::string& pointer, Problems& problems) {
    const std::string path = beside(file_, name);
    Table table = read_table(path, problems, pointer);
    if (table.values.size() > 0) inputs_.emplace_back(pointer, Value{digest(read_file(path).value_or(""))});
    loaded_ += static_cast<double>(table.values.size());
    if (loaded_ <= most::table_numbers) return table;
    problems.add(pointer, fmt::format("brings the numbers in all tables to {}; accepted: at most {}", loaded_,
                                      most::table_numbers));
    return {};
  }

 private:
  const std::string& file_;
  Members& inputs_;
  double loaded_ = 0;
};

std::vector<std::string_view> names_of_kinds() {
  std::vector<std::string_view> names;
  for (const ExperimentKind* kind : experiment_kinds()) names.push_back(kind->name);
  return names;
}

std::unique_ptr<Experiment> read_root(const Value& root, const ConfigSource& source, Problems& problems) {
  Members inputs, resolved;
  Tables tables(source.file, inputs);
  const TableLoader loader = [&](const std::string& name, const std::string& pointer, Problems& found) {
    return tables.load(name, pointer, found);
  };
  Parameters p(root, "", problems, &loader);
  if (!p.good()) return nullptr;
  const ExperimentKind& kind = kind_named_in(root);
  const Heading heading = read_heading(p, names_of_kinds(), resolved);
  std::unique_ptr<Experiment> experiment = kind.read(p, source, heading, resolved);
  p.finish();
  experiment->kind = &kind;
  experiment->heading = heading;
  experiment->resolved = Value{std::move(resolved)};
  experiment->inputs = std::move(inputs);
  return experiment;
}

}  // namespace

const ExperimentKind& kind_named_in(const Value& configuration) {
  const Value* written = configuration.find(std::string(experiment_key.name));
  const std::string* name = written != nullptr ? written->text() : nullptr;
  for (const ExperimentKind* kind : experiment_kinds())
    if (name != nullptr && kind->name == *name) return *kind;
  return *experiment_kinds().front();
}

std::unique_ptr<Experiment> parse_experiment(const std::string& text, const std::string& file,
                                             const std::vector<std::string>& sets, bool quick, Problems& problems) {
  std::optional<Value> root = parse_json(text, problems);
  if (!root) return nullptr;
  Problems found;
  const std::vector<Override> overrides = apply_overrides(*root, sets, found);
  if (quick) shrink_steps(*root);
  std::unique_ptr<Experiment> experiment = read_root(*root, {file, quick}, found);
  add_with_origin(found, overrides, problems);
  return found.empty() ? std::move(experiment) : nullptr;
}

std::unique_ptr<Experiment> read_experiment(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                            Problems& problems) {
  const std::optional<std::string> text = read_text_file(file, JsonLimits{}.bytes, problems);
  return text ? parse_experiment(*text, file, sets, quick, problems) : nullptr;
}

}  // namespace diffrates
