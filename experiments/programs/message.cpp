#include "programs/message.hpp"

#include <bit>
#include <cmath>
#include <cstring>

namespace diffrates {

static_assert(std::endian::native == std::endian::little, "points travel as little-endian doubles");

namespace {

using Rows = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace

void append_points(const Points& points, std::string& bytes) {
  const std::size_t block = static_cast<std::size_t>(points.size() * points.dimension()) * sizeof(double);
  if (points.dimension() == 1) {  // nothing to turn
    if (block > 0)
      bytes.append(reinterpret_cast<const char*>(points.all().data()),
                   block * static_cast<std::size_t>(1 + points.tangents()));
    return;
  }
  const auto append = [&](const Rows& rows) {
    if (block > 0) bytes.append(reinterpret_cast<const char*>(rows.data()), block);
  };
  append(points.values());
  for (int j = 0; j < points.tangents(); ++j) append(points.tangent(j));
}

void read_points(const char* bytes, Points& points) {
  const Eigen::Index n = points.size(), d = points.dimension();
  if (d == 1) {
    if (n > 0) std::memcpy(points.all().data(), bytes, static_cast<std::size_t>(points.all().size()) * sizeof(double));
    return;
  }
  Rows rows(n, d);
  const auto next = [&]() -> const Rows& {
    const std::size_t block = static_cast<std::size_t>(n * d) * sizeof(double);
    if (block > 0) std::memcpy(rows.data(), bytes, block);
    bytes += block;
    return rows;
  };
  points.values() = next();
  for (int j = 0; j < points.tangents(); ++j) points.tangent(j) = next();
}

std::optional<long long> whole_number(const Value& head, const std::string& key) {
  constexpr double largest = 9007199254740992.0;
  const Value* value = head.find(key);
  const double* number = value != nullptr ? value->number() : nullptr;
  if (number == nullptr || *number != std::floor(*number) || !(std::abs(*number) <= largest)) return {};
  return static_cast<long long>(*number);
}

}  // namespace diffrates
