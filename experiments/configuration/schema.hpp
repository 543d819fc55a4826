/// What declared keys say, as JSON Schema (2020-12): a tree to be written as JSON.
///
/// A schema refuses what is wrong at one place: a key that is not known or missing, a type, a bound, a word. What hangs
/// on several places, on files and on formulas is left to `validate`. Alternatives are chosen by if and then, by the
/// type of the value, a key that only one of them has, or the key `type`: so that an error is that of the alternative
/// that was meant.
#pragma once

#include "parameters/shape.hpp"

namespace diffrates {

Value schema_of(const Shape& shape);

/// The shape, with the key's meaning and what it means where it is absent.
Value schema_of(const Key& key);

/// Of things that shapes name (Shape::a): target, schedule, score_error, sampler, move, metric, law.
Members schema_definitions();

/// Small parts: {"type": "object", "required": [...], ...}
Value schema_text(std::string_view words);
Value schema_words(const std::vector<std::string_view>& words);
/// {"if": condition, "then": schema}
Value schema_where(Value condition, Value schema);
/// {"properties": {key: {"const": word}}}; satisfied, too, where there is no such key unless it is `required`.
Value schema_has(std::string_view key, std::string_view word, bool required);

}  // namespace diffrates
