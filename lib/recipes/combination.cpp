#include "recipes/combination.hpp"

namespace diffrates {

Points combined(const double* c, const std::vector<int>& from, const std::vector<const Points*>& at) {
  const auto term = [&](std::size_t i) { return c[i] * at[static_cast<std::size_t>(from[i])]->all(); };
  const Points& like = *at[static_cast<std::size_t>(from[0])];
  Points sum(like.size(), like.dimension(), like.tangents());
  auto out = sum.all();
  std::size_t done = std::min<std::size_t>(from.size(), 6);
  switch (done) {
    case 1:
      out = term(0);
      break;
    case 2:
      out = term(0) + term(1);
      break;
    case 3:
      out = term(0) + term(1) + term(2);
      break;
    case 4:
      out = term(0) + term(1) + term(2) + term(3);
      break;
    case 5:
      out = term(0) + term(1) + term(2) + term(3) + term(4);
      break;
    default:
      out = term(0) + term(1) + term(2) + term(3) + term(4) + term(5);
      break;
  }
  for (; done < from.size(); ++done) out += term(done);
  return sum;
}

}  // namespace diffrates
