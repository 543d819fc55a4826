#include "results/experiment_schema.hpp"

#include "configuration/schema.hpp"
#include "results/experiment.hpp"

namespace diffrates {
namespace {

/// A kind that declares no keys may have any.
Value keys_of(const ExperimentKind& kind, const Key& experiment) {
  std::vector<Key> keys = heading_keys();
  keys.push_back(experiment);
  if (kind.keys == nullptr) return {Members{{"description", schema_text(kind.meaning)}}};
  for (Key& key : kind.keys()) keys.push_back(std::move(key));
  Members members{{"description", schema_text(kind.meaning)}};
  const Value object = schema_of(Shape::object(std::move(keys)));
  for (const Member& member : *object.members()) members.push_back(member);
  return {std::move(members)};
}

}  // namespace

Value schema_of_configurations() {
  std::vector<std::string_view> names;
  for (const ExperimentKind* kind : experiment_kinds()) names.push_back(kind->name);
  const Key experiment{experiment_key.name, experiment_key.meaning, Shape::word(names)};
  List branches;
  Members definitions;
  for (const ExperimentKind* kind : experiment_kinds()) {
    const bool by_default = kind == experiment_kinds().front();
    const std::string name(kind->name);
    branches.push_back(
        schema_where(schema_has(experiment_key.name, kind->name, !by_default), schema_of(Shape::a(kind->name))));
    definitions.emplace_back(name, keys_of(*kind, experiment));
  }
  for (Member& thing : schema_definitions()) definitions.push_back(std::move(thing));
  return {Members{{"$schema", schema_text("https://json-schema.org/draft/2020-12/schema")},
                  {"title", schema_text("A configuration of diffrates")},
                  {"description", schema_text("Printed by diffrates schema. diffrates validate says more: it reads "
                                              "files and formulas, and what keys must be to each other.")},
                  {"type", schema_text("object")},
                  {"properties", Value{Members{{experiment.name, schema_of(experiment)}}}},
                  {"allOf", Value{std::move(branches)}},
                  {"$defs", Value{std::move(definitions)}}}};
}

}  // namespace diffrates
