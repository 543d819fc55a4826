#include "configuration/heading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "configuration/config_parts.hpp"

namespace diffrates {
namespace {

Shape folder_name() {
  Shape shape = Shape::text(1, most::name);
  shape.pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]*$";
  return shape;
}

const Key editor_key{"$schema", "where an editor finds the schema of configurations; read by no one else",
                     Shape::text()};
const Key schema_key{"schema_version", "1", Shape::whole(1, 1).needed()};
const Key name_key{"name", "names the folder of the results", folder_name().needed()};
const Key title_key{"title", "for people; the name by default", Shape::line(most::title)};
const Key description_key{"description", "for people", Shape::text(0, most::description)};
const Key seed_key{"seed", "key of all random numbers; 1 by default", Shape::whole(0, 0x1p53 - 1).otherwise({1.0})};

void read_schema(Parameters& p, Members& resolved) {
  const Value* version = p.required(schema_key, "1");
  if (version == nullptr) return;
  const double* number = version->number();
  if (number == nullptr || *number != 1) p.problem(schema_key.name, not_accepted(*version, "1"));
  resolved.emplace_back(schema_key.name, *version);
}

void read_name(Parameters& p, Heading& heading, Members& resolved) {
  const auto in_folder_name = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  const std::string accepted =
      fmt::format("1 to {} letters, digits, '.', '_' or '-', not starting with a dot", most::name);
  const Value* value = p.required(name_key, accepted);
  if (value == nullptr) return;
  const std::string* text = value->text();
  if (text == nullptr || text->empty() || text->size() > most::name || text->front() == '.' ||
      !std::all_of(text->begin(), text->end(), in_folder_name))
    return p.problem(name_key.name, not_accepted(*value, accepted));
  heading.name = *text;
  resolved.emplace_back(name_key.name, *value);
}

void read_seed(Parameters& p, Heading& heading, Members& resolved) {
  const Value* value = p.raw(seed_key);
  if (value != nullptr) {
    const double* number = value->number();
    if (number == nullptr || !(*number >= 0 && *number < 0x1p53) || *number != std::floor(*number))
      return p.problem(seed_key.name, not_accepted(*value, "a whole number from 0 to 9007199254740991"));
    heading.seed = static_cast<std::uint64_t>(*number);
  }
  resolved.emplace_back(seed_key.name, Value{static_cast<double>(heading.seed)});
}

void read_texts(Parameters& p, Heading& heading, Members& resolved) {
  heading.title = read_line(p, title_key, most::title, heading.name.empty() ? "untitled" : heading.name);
  resolved.emplace_back(title_key.name, Value{heading.title});
  p.raw(description_key);
  if (!p.has(description_key)) return;
  const std::string text = p.text(description_key);
  if (text.size() > most::description)
    p.problem(description_key.name,
              fmt::format("is {} characters long; accepted: at most {}", text.size(), most::description));
  resolved.emplace_back(description_key.name, Value{text});
}

void read_experiment(Parameters& p, const std::vector<std::string_view>& experiments, Members& resolved) {
  const Value* value = p.raw(experiment_key);
  if (value == nullptr) return;
  p.word(experiment_key, experiments);
  resolved.emplace_back(experiment_key.name, *value);
}

}  // namespace

std::vector<Key> heading_keys() { return {editor_key, schema_key, name_key, title_key, description_key, seed_key}; }

Heading read_heading(Parameters& p, const std::vector<std::string_view>& experiments, Members& resolved) {
  Heading heading;
  if (p.raw(editor_key) != nullptr) p.text(editor_key);
  read_schema(p, resolved);
  read_name(p, heading, resolved);
  read_texts(p, heading, resolved);
  read_experiment(p, experiments, resolved);
  read_seed(p, heading, resolved);
  return heading;
}

}  // namespace diffrates
