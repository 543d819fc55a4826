#include "parameters/shape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diffrates {
namespace {

Shape of_type(Shape::Type type) {
  Shape shape;
  shape.type = type;
  return shape;
}

Shape sized(Shape::Type type, std::size_t least, std::size_t most) {
  Shape shape = of_type(type);
  shape.least = least;
  shape.most = most;
  return shape;
}

}  // namespace

std::string Bounds::describe(std::string_view noun) const {
  std::string text(noun);
  const bool below = std::isfinite(low), above = std::isfinite(high);
  if (below) text += fmt::format(" {} {}", low_open ? ">" : ">=", low);
  if (above) text += fmt::format("{} {} {}", below ? " and" : "", high_open ? "<" : "<=", high);
  return text;
}

Shape Shape::number(Bounds bounds) {
  Shape shape = of_type(Type::Number);
  shape.bounds = bounds;
  return shape;
}

Shape Shape::whole(double low, double high) {
  Shape shape = of_type(Type::Whole);
  shape.bounds = {low, high};
  return shape;
}

Shape Shape::boolean() { return of_type(Type::Boolean); }
Shape Shape::null() { return of_type(Type::Null); }
Shape Shape::text(std::size_t least, std::size_t most) { return sized(Type::Text, least, most); }

Shape Shape::line(std::size_t most, std::size_t least) {
  Shape shape = text(least, most);
  shape.pattern = R"(^[^\u0000-\u001f\u007f]*$)";
  return shape;
}

Shape Shape::name(std::size_t most) {
  Shape shape = text(1, most);
  shape.pattern = R"(^[^ ,"/\\\u0000-\u001f\u007f]([^,"/\\\u0000-\u001f\u007f]*[^ ,"/\\\u0000-\u001f\u007f])?$)";
  return shape;
}

Shape Shape::word(std::vector<std::string_view> words) {
  Shape shape = of_type(Type::Word);
  shape.words = std::move(words);
  return shape;
}

Shape Shape::list(Shape entry, std::size_t least, std::size_t most) {
  Shape shape = sized(Type::ListOf, least, most);
  shape.of.push_back(std::move(entry));
  return shape;
}

Shape Shape::one_or_list(const Shape& entry, std::size_t most) { return either({entry, list(entry, 1, most)}); }

Shape Shape::numbers(Bounds bounds, std::size_t most, bool lone) {
  return lone ? one_or_list(number(bounds), most) : list(number(bounds), 1, most);
}

Shape Shape::points(std::size_t most_points, std::size_t most_dimension) {
  return either({numbers(Bounds::any(), most_points), list(numbers(Bounds::any(), most_dimension), 1, most_points)});
}

Shape Shape::map(Shape entry, std::size_t least, std::size_t most) {
  Shape shape = sized(Type::MapOf, least, most);
  shape.of.push_back(std::move(entry));
  return shape;
}

Shape Shape::object(std::vector<Key> keys) {
  Shape shape = of_type(Type::Object);
  shape.keys = std::move(keys);
  return shape;
}

Shape Shape::either(std::vector<Shape> one_fits) {
  Shape shape = of_type(Type::AnyOf);
  shape.of = std::move(one_fits);
  return shape;
}

Shape Shape::a(std::string_view thing) {
  Shape shape = of_type(Type::Thing);
  shape.thing = thing;
  return shape;
}

Shape Shape::needed() const {
  Shape shape = *this;
  shape.required = true;
  return shape;
}

Shape Shape::otherwise(Value value) const {
  Shape shape = *this;
  shape.absent = std::move(value);
  return shape;
}

Shape Shape::unequal() const {
  Shape shape = *this;
  shape.each_once = true;
  for (Shape& one : shape.of)
    if (one.type == Type::ListOf) one.each_once = true;
  return shape;
}

bool Shape::takes_list() const {
  return type == Type::ListOf ||
         (type == Type::AnyOf && std::any_of(of.begin(), of.end(), [](const Shape& one) { return one.takes_list(); }));
}

}  // namespace diffrates
