#include "configuration/schema.hpp"

#include <algorithm>
#include <cmath>

#include "configuration/config_parts.hpp"
#include "formats/json_reader.hpp"
#include "programs/score_program.hpp"
#include "recipes/reading.hpp"

namespace diffrates {
namespace {

using Type = Shape::Type;

Value count(std::size_t number) { return {static_cast<double>(number)}; }

bool bounded(std::size_t most) { return most < std::numeric_limits<std::size_t>::max(); }

Members typed(std::string_view type) { return {{"type", schema_text(type)}}; }

Members number_schema(const Shape& shape) {
  Members members = typed(shape.type == Type::Whole ? "integer" : "number");
  const Bounds& b = shape.bounds;
  if (std::isfinite(b.low)) members.emplace_back(b.low_open ? "exclusiveMinimum" : "minimum", Value{b.low});
  if (std::isfinite(b.high)) members.emplace_back(b.high_open ? "exclusiveMaximum" : "maximum", Value{b.high});
  return members;
}

Members text_schema(const Shape& shape) {
  Members members = typed("string");
  if (shape.least > 0) members.emplace_back("minLength", count(shape.least));
  if (bounded(shape.most)) members.emplace_back("maxLength", count(shape.most));
  if (!shape.pattern.empty()) members.emplace_back("pattern", schema_text(shape.pattern));
  return members;
}

Members list_schema(const Shape& shape) {
  Members members = typed("array");
  members.emplace_back("items", schema_of(shape.of.front()));
  if (shape.least > 0) members.emplace_back("minItems", count(shape.least));
  if (bounded(shape.most)) members.emplace_back("maxItems", count(shape.most));
  if (shape.each_once) members.emplace_back("uniqueItems", Value{true});
  return members;
}

Members map_schema(const Shape& shape) {
  Members members = typed("object");
  members.emplace_back("additionalProperties", schema_of(shape.of.front()));
  if (!shape.pattern.empty())
    members.emplace_back("propertyNames", Value{Members{{"pattern", schema_text(shape.pattern)}}});
  if (shape.least > 0) members.emplace_back("minProperties", count(shape.least));
  if (bounded(shape.most)) members.emplace_back("maxProperties", count(shape.most));
  return members;
}

Members object_schema(const std::vector<Key>& keys) {
  Members members = typed("object"), properties;
  std::vector<std::string_view> required;
  for (const Key& key : keys) {
    properties.emplace_back(std::string(key.name), schema_of(key));
    if (key.shape.required) required.push_back(key.name);
  }
  members.emplace_back("properties", Value{std::move(properties)});
  if (!required.empty()) members.emplace_back("required", schema_words(required));
  members.emplace_back("additionalProperties", Value{false});
  return members;
}

Value any_of(const std::vector<Shape>& shapes) {
  if (shapes.size() == 1) return schema_of(shapes.front());
  List all;
  for (const Shape& shape : shapes) all.push_back(schema_of(shape));
  return {Members{{"anyOf", Value{std::move(all)}}}};
}

/// A key that must be there in this one of the objects and is no key of the others; empty if there is none.
std::string_view telling_key(const std::vector<Shape>& objects, std::size_t at) {
  for (const Key& key : objects[at].keys) {
    const auto has = [&](const Shape& other) {
      return std::any_of(other.keys.begin(), other.keys.end(), [&](const Key& one) { return one.name == key.name; });
    };
    if (key.shape.required && std::count_if(objects.begin(), objects.end(), has) == 1) return key.name;
  }
  return {};
}

/// Each chosen by a key that only it has; the last where none of those is there.
Value objects_schema(const std::vector<Shape>& objects) {
  Value schema = schema_of(objects.back());
  for (std::size_t i = objects.size() - 1; i-- > 0;) {
    const std::string_view key = telling_key(objects, i);
    if (key.empty()) return any_of(objects);
    schema = {Members{{"if", Value{Members{{"required", schema_words({key})}}}},
                      {"then", schema_of(objects[i])},
                      {"else", std::move(schema)}}};
  }
  return schema;
}

/// Chosen by the type of the value where it is an object or a list.
Members either_schema(const Shape& shape) {
  std::vector<Shape> objects, lists, others;
  for (const Shape& one : shape.of) {
    std::vector<Shape>& group = one.type == Type::Object ? objects : one.type == Type::ListOf ? lists : others;
    group.push_back(one);
  }
  std::vector<std::pair<std::string_view, Value>> branches;
  if (!objects.empty()) branches.emplace_back("object", objects_schema(objects));
  if (!lists.empty()) branches.emplace_back("array", any_of(lists));
  if (!others.empty()) branches.emplace_back("", any_of(others));
  Value schema = std::move(branches.back().second);
  for (std::size_t i = branches.size() - 1; i-- > 0;)
    schema = {Members{
        {"if", Value{typed(branches[i].first)}}, {"then", std::move(branches[i].second)}, {"else", std::move(schema)}}};
  Members members = *schema.members();
  // Editors complete by what stands at the top, and not behind `if`.
  for (const Shape& one : others)
    if (branches.size() > 1 && one.type == Type::Word) members.emplace_back("examples", schema_words(one.words));
  return members;
}

Members schema_members(const Shape& shape) {
  switch (shape.type) {
    case Type::Anything:
      return {};
    case Type::Number:
    case Type::Whole:
      return number_schema(shape);
    case Type::Boolean:
      return typed("boolean");
    case Type::Null:
      return typed("null");
    case Type::Text:
      return text_schema(shape);
    case Type::Word:
      return {{"enum", schema_words(shape.words)}};
    case Type::ListOf:
      return list_schema(shape);
    case Type::MapOf:
      return map_schema(shape);
    case Type::Object:
      return object_schema(shape.keys);
    case Type::AnyOf:
      return either_schema(shape);
    case Type::Thing:
      return {{"$ref", schema_text("#/$defs/" + std::string(shape.thing))}};
  }
  return {};
}

/// The keys of one kind, `type` and the words for people included.
template <class Thing>
Value kind_schema(const Kind<Thing>& kind, const std::vector<Key>& beside, bool spans) {
  std::vector<Key> keys = beside;
  for (Key key : kind.keys) {
    if (spans && key.name != epsilon_key.name) {
      const bool required = key.shape.required;
      key.shape = Shape::either({key.shape, Shape::list(key.shape, 1, most::score_errors).unequal()});
      key.shape.required = required;
    }
    keys.push_back(std::move(key));
  }
  keys.push_back(remark_key);
  keys.insert(keys.begin(), Key{type_key.name, kind.meaning, Shape::word({kind.name}).needed()});
  Members members = object_schema(keys);
  if (!kind.either.empty()) {
    List one_of;
    for (const std::string_view name : kind.either) one_of.push_back({Members{{"required", schema_words({name})}}});
    members.emplace_back("oneOf", Value{std::move(one_of)});
  }
  return {std::move(members)};
}

/// The example of a kind as an object; `beside` is written into it as "mine".
template <class Thing>
Value example_of(const Kind<Thing>& kind, const std::vector<Key>& beside) {
  Members members;
  for (const Key& key : beside) members.emplace_back(std::string(key.name), schema_text("mine"));
  members.emplace_back(type_key.name, schema_text(kind.name));
  Problems problems;
  const std::optional<Value> keys = parse_json("{" + std::string(kind.example) + "}", problems);
  for (const Member& member : *keys->members()) members.push_back(member);
  return {std::move(members)};
}

/// Things that say what they are by `type`; `beside`: keys of all; `spans`: lists of a kind's values stand for several.
template <class Thing>
Value kinds_schema(const Kinds<Thing>& kinds, const std::vector<Key>& beside, bool spans = false) {
  List branches, examples;
  for (const auto* kind : kinds) examples.push_back(example_of(*kind, beside));
  for (const auto* kind : kinds)
    branches.push_back(schema_where(schema_has(type_key.name, kind->name, true), kind_schema(*kind, beside, spans)));
  const Key type{type_key.name, type_key.meaning, Shape::word(names(kinds))};
  return {Members{{"type", schema_text("object")},
                  {"required", schema_words({type_key.name})},
                  {"properties", Value{Members{{type.name, schema_of(type)}}}},
                  {"allOf", Value{std::move(branches)}},
                  {"examples", Value{std::move(examples)}}}};
}

Shape moves() {
  std::vector<Shape> all;
  for (const std::vector<Key>& keys : move_keys()) all.push_back(Shape::object(keys));
  return Shape::either(std::move(all));
}

template <class Things>
Value names_schema(const Things& things) {
  std::vector<std::string_view> words;
  for (const auto& thing : things) {
    if constexpr (std::is_pointer_v<std::decay_t<decltype(thing)>>)
      words.push_back(thing->name);
    else
      words.push_back(thing.name);
  }
  return schema_of(Shape::word(std::move(words)));
}

}  // namespace

Value schema_text(std::string_view words) { return {std::string(words)}; }

Value schema_words(const std::vector<std::string_view>& words) {
  List list;
  for (const std::string_view word : words) list.push_back(schema_text(word));
  return {std::move(list)};
}

Value schema_where(Value condition, Value schema) {
  return {Members{{"if", std::move(condition)}, {"then", std::move(schema)}}};
}

Value schema_has(std::string_view key, std::string_view word, bool required) {
  const Members constant{{"const", schema_text(word)}};
  Members members{{"properties", Value{Members{{key, Value{constant}}}}}};
  if (required) members.emplace_back("required", schema_words({key}));
  return {std::move(members)};
}

Value schema_of(const Shape& shape) { return {schema_members(shape)}; }

Value schema_of(const Key& key) {
  Members members{{"description", schema_text(key.meaning)}};
  for (Member& member : schema_members(key.shape)) members.push_back(std::move(member));
  if (!key.shape.absent.is_null()) members.emplace_back("default", key.shape.absent);
  return {std::move(members)};
}

Members schema_definitions() {
  return {{"target", kinds_schema(target_kinds(), {})},
          {"named_target", kinds_schema(target_kinds(), {target_name_key})},
          {"schedule", kinds_schema(schedule_kinds(), {})},
          {"score_error", kinds_schema(all_score_errors(), {}, true)},
          {"sampler", schema_of(sampler_shape())},
          {"move", schema_of(moves())},
          {"metric", names_schema(metric_kinds())},
          {"law", names_schema(law_kinds())}};
}

}  // namespace diffrates
