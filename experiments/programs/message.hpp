/// One message of the protocol between us and a program: a line of JSON and, where that has "points": n, blocks of n
/// points of d little-endian doubles each, row by row: the places and, where it has "tangents": j, j blocks more.
#pragma once

#include <optional>
#include <string>

#include "numerics/points.hpp"
#include "parameters/value.hpp"

namespace diffrates {

struct Message {
  Value head;
  Points points;  ///< with its tangents; empty where the line has no "points"
};

/// The bytes of points, tangents after the places.
void append_points(const Points& points, std::string& bytes);
/// And back, into points of the right size.
void read_points(const char* bytes, Points& points);

/// The whole number at a key; nothing where there is none.
std::optional<long long> whole_number(const Value& head, const std::string& key);

}  // namespace diffrates
