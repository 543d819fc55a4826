/// The schema of configurations and the readers of Parameters rest on one declaration: each key's shape. Here the
/// readers are held to it, kind by kind and key by key; tests/schema holds the schema to configurations.
#include "configuration/schema.hpp"

#include <fmt/format.h>

#include "configuration/config_parts.hpp"
#include "programs/score_program.hpp"
#include "results/experiment_schema.hpp"
#include "support/program.hpp"
#include "support/values.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;
using Type = Shape::Type;

const TableLoader any_table = [](const std::string&, const std::string&, Problems&) {
  Table table;
  table.values = Eigen::MatrixXd::Zero(20, 1);
  for (Eigen::Index i = 0; i < 20; ++i) table.values(i, 0) = 0.01 * static_cast<double>(i + 1);
  return table;
};

/// A kind of anything, by what its keys say.
struct AnyKind {
  std::string name;
  std::string_view example;
  std::vector<Key> keys;
  Either either;
  std::function<std::string(const Value&)> problems_of;
  friend void PrintTo(const AnyKind& kind, std::ostream* out) { *out << kind.name; }
};

template <class Thing>
void add(const Kinds<Thing>& kinds, const std::string& what, std::vector<AnyKind>& all) {
  for (const Kind<Thing>* kind : kinds)
    all.push_back(
        {what + "_" + std::string(kind->name), kind->example, kind->keys, kind->either, [kinds](const Value& value) {
           Problems problems;
           make_kind(value, "", problems, kinds, {}, nullptr, nullptr, &any_table);
           return lines(problems);
         }});
}

std::vector<AnyKind> all_kinds() {
  std::vector<AnyKind> all;
  add(target_kinds(), "target", all);
  add(schedule_kinds(), "schedule", all);
  add(all_score_errors(), "error", all);
  return all;
}

/// The example of a kind, as an object with its type.
Members example(const AnyKind& kind) {
  Problems problems;
  const std::string type = kind.name.substr(kind.name.find('_') + 1);
  const std::string text = fmt::format(R"({{"type": "{}"{}{}}})", type, kind.example.empty() ? "" : ", ", kind.example);
  const std::optional<Value> value = parse_json(text, problems);
  EXPECT_TRUE(problems.empty()) << text << lines(problems);
  return *value->members();
}

Value with(Members members, std::string_view key, const Value& value) {
  std::erase_if(members, [&](const Member& member) { return member.first == key; });
  members.emplace_back(std::string(key), value);
  return Value{std::move(members)};
}

Value without(Members members, std::string_view key) {
  std::erase_if(members, [&](const Member& member) { return member.first == key; });
  return Value{std::move(members)};
}

/// The example, less the keys that may not stand beside `key`.
Members rest_of(const AnyKind& kind, const Key& key) {
  Members members = example(kind);
  const auto alternative = [&](std::string_view name) {
    return std::find(kind.either.begin(), kind.either.end(), name) != kind.either.end();
  };
  std::erase_if(members, [&](const Member& member) { return alternative(key.name) && alternative(member.first); });
  return members;
}

/// Numbers just outside what the shape says.
std::vector<Value> outside(const Shape& shape) {
  std::vector<Value> all;
  const Bounds& b = shape.bounds;
  if (std::isfinite(b.low)) all.push_back({b.low_open ? b.low : b.low - std::max(1.0, std::abs(b.low))});
  if (std::isfinite(b.high)) all.push_back({b.high_open ? b.high : b.high + std::max(1.0, std::abs(b.high))});
  if (shape.type == Type::Whole) all.push_back({b.low + 0.5});
  return all;
}

class DeclaredKeys : public ::testing::TestWithParam<AnyKind> {};

TEST_P(DeclaredKeys, the_example_can_be_made) {
  EXPECT_EQ(GetParam().problems_of(Value{example(GetParam())}), "");
  EXPECT_EQ(GetParam().problems_of(with(example(GetParam()), "description", of("words"))), "");
  EXPECT_THAT(GetParam().problems_of(with(example(GetParam()), "description", of(1))), HasSubstr("/description: is 1"));
}

TEST_P(DeclaredKeys, have_a_shape) {
  for (const Key& key : GetParam().keys) EXPECT_NE(key.shape.type, Type::Anything) << key.name;
}

TEST_P(DeclaredKeys, that_are_needed_are_missed) {
  for (const Key& key : GetParam().keys) {
    if (!key.shape.required || key.name == "epsilon") continue;  // epsilon is read with the product
    EXPECT_THAT(GetParam().problems_of(without(example(GetParam()), key.name)),
                HasSubstr(fmt::format("/{}: is missing", key.name)));
  }
}

TEST_P(DeclaredKeys, that_are_not_needed_are_not_missed) {
  const Members whole = example(GetParam());
  for (const Key& key : GetParam().keys) {
    if (key.shape.required || key.name == "copies") continue;  // copies go with factor
    EXPECT_THAT(GetParam().problems_of(without(whole, key.name)),
                Not(HasSubstr("/" + std::string(key.name) + ": is missing")));
  }
}

TEST_P(DeclaredKeys, mean_what_they_say_where_they_are_absent) {
  for (const Key& key : GetParam().keys) {
    if (key.shape.absent.is_null()) continue;
    EXPECT_EQ(GetParam().problems_of(with(example(GetParam()), key.name, key.shape.absent)), "") << key.name;
  }
}

TEST_P(DeclaredKeys, take_no_number_outside_their_bounds) {
  for (const Key& key : GetParam().keys)
    for (const Value& bad : outside(key.shape))
      EXPECT_THAT(GetParam().problems_of(with(rest_of(GetParam(), key), key.name, bad)),
                  HasSubstr("/" + std::string(key.name)))
          << describe(bad);
}

TEST_P(DeclaredKeys, take_nothing_of_another_type) {
  const Value strange{Members{{"no such key", Value{true}}}};
  for (const Key& key : GetParam().keys) {
    if (key.name == "epsilon" || key.name == "header" || key.name == "decimal") continue;  // read elsewhere
    EXPECT_NE(GetParam().problems_of(with(rest_of(GetParam(), key), key.name, strange)), "") << key.name;
  }
}

INSTANTIATE_TEST_SUITE_P(OfKinds, DeclaredKeys, ::testing::ValuesIn(all_kinds()),
                         [](const auto& one) { return one.param.name; });

TEST(Schema, is_of_every_kind_of_experiment) {
  for (const ExperimentKind* kind : experiment_kinds()) {
    ASSERT_NE(kind->keys, nullptr) << kind->name << " declares no keys for the schema (ExperimentKind::keys)";
    for (const Key& key : kind->keys()) EXPECT_NE(key.shape.type, Type::Anything) << kind->name << " " << key.name;
  }
}

TEST(Schema, in_docs_is_the_one_that_is_printed) {
  EXPECT_TRUE(read_file(SOURCE_ROOT "/docs/diffrates.schema.json") == json_text(schema_of_configurations()))
      << "docs/diffrates.schema.json is stale; write it anew: diffrates schema > docs/diffrates.schema.json";
}

TEST(Schema, says_what_a_shape_is) {
  const auto line = [](const Shape& shape) { return json_line(schema_of(shape)); };
  EXPECT_EQ(line(Shape::number(Bounds::positive(2))),
            json_line(Value{Members{{"type", of("number")}, {"exclusiveMinimum", of(0)}, {"maximum", of(2)}}}));
  EXPECT_EQ(line(Shape::whole(1, 3)),
            json_line(Value{Members{{"type", of("integer")}, {"minimum", of(1)}, {"maximum", of(3)}}}));
  EXPECT_THAT(line(Shape::object({{"a", "first", Shape::boolean().needed()}})),
              AllOf(HasSubstr("first"), HasSubstr("required"), HasSubstr("additionalProperties")));
}

TEST(Schema, the_key_of_editors_is_read_by_no_one_else) {
  EXPECT_TRUE(read_changed({"$schema=./diffrates.schema.json"}).config);
  EXPECT_EQ(read_changed({"$schema=./x"}).experiment->resolved.find("$schema"), nullptr);
  EXPECT_THAT(read_changed({"$schema=1"}).problems, HasSubstr("/$schema: is 1; accepted: a text"));
}

}  // namespace
}  // namespace diffrates::test
