#include "configuration/config.hpp"

#include "configuration/config_parts.hpp"
#include "configuration/heading.hpp"
#include "configuration/overrides.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/table_reader.hpp"

namespace diffrates {
namespace {

void read_root(const Value& root, Config& config, Problems& problems) {
  double loaded = 0;
  const TableLoader tables = [&](const std::string& file, const std::string& pointer, Problems& found) {
    const std::string path = beside(config.file, file);
    Table table = read_table(path, found, pointer);
    if (table.values.size() > 0) config.inputs.emplace_back(pointer, Value{digest(read_file(path).value_or(""))});
    loaded += static_cast<double>(table.values.size());
    if (loaded <= most::table_numbers) return table;
    found.add(pointer,
              fmt::format("brings the numbers in all tables to {}; accepted: at most {}", loaded, most::table_numbers));
    return Table{};
  };
  Parameters p(root, "", problems, &tables);
  if (!p.good()) return;
  Members resolved;
  const Heading heading = read_heading(p, "rates", resolved);
  config.name = heading.name;
  config.title = heading.title;
  config.seed = heading.seed;
  read_product(p, config, resolved);
  read_score_errors(p, config, resolved);
  const bool complete = p.good();
  if (complete) check_cells(config, problems);
  read_claims(p, config, complete, resolved);
  p.finish();
  config.resolved = Value{std::move(resolved)};
}

}  // namespace

std::unique_ptr<Config> read_config(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                    Problems& problems) {
  const std::optional<std::string> text = read_text_file(file, JsonLimits{}.bytes, problems);
  return text ? parse_config(*text, file, sets, quick, problems) : nullptr;
}

std::unique_ptr<Config> parse_config(const std::string& text, const std::string& file,
                                     const std::vector<std::string>& sets, bool quick, Problems& problems) {
  std::optional<Value> root = parse_json(text, problems);
  if (!root) return nullptr;
  Problems found;
  const std::vector<Override> overrides = apply_overrides(*root, sets, found);
  if (quick) shrink_steps(*root);
  auto config = std::make_unique<Config>();
  config->file = file;
  read_root(*root, *config, found);
  add_with_origin(found, overrides, problems);
  return found.empty() ? std::move(config) : nullptr;
}

}  // namespace diffrates
