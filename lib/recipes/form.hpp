/// The form of a formula that is to be linear in vectors: whether it is a sum of vectors times scalars as it stands.
///
/// Numbers tell what bends where they are tried; a clip or a window between them does not show. By its form a formula
/// is straight where vectors stand in brackets, in sums and differences, in `sum` and `avg`, in the branches of c ? a :
/// b, multiplied or divided by scalars, and nowhere else; it is then linear if it is 0 where all vectors are 0.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace diffrates {

struct Bend {
  std::size_t column;  ///< of the vector, from 1
  std::string vector;
  std::string how;  ///< "stands in abs()"
};

/// The first vector that stands where it cannot enter linearly; nothing where there is none. Domain: texts that
/// muParser accepts. Cost: one pass over the text.
std::optional<Bend> bend_of(const std::string& text, const std::vector<std::string>& vectors);

}  // namespace diffrates
