/// Ways of asking one thing twice: what must give the same number, or a known multiple of it.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "kinds/honesty/circumstances.hpp"
#include "kinds/honesty/families.hpp"

namespace diffrates {

/// The same question once more. The number of the first is `factor` times that of the second.
struct Twin {
  Members target;
  Circumstances circumstances;
  double factor = 1;
  bool closed_form = false;  ///< the second answer is closed_form(variance); target and circumstances mean nothing
  double variance = 0;       ///< of the isotropic Gaussian
  bool same_random = false;  ///< the same seed, because the score error is drawn with it
};

struct Way {
  std::string_view name, meaning;
  /// May change the first question to fit; nothing where this way does not apply.
  std::optional<Twin> (*twin)(Draw&, DrawnTarget&, Circumstances&);
};

const std::vector<Way>& ways();

}  // namespace diffrates
