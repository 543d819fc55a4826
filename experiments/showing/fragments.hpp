/// Identifiers of parts of the report, by which links lead to them: the same in every report of the same result, so
/// that a link to a claim or a series may be sent to someone. Letters, digits, '.', '_' and '-' alone, whatever was
/// named.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace diffrates {

class Fragments {
 public:
  /// "theorem-1"
  std::string of_result(const std::string& result);
  /// "theorem-1.claim.thm1-accelerated"; of an id that is not such letters alone, with a digest of it.
  std::string of_claim(const std::string& result, const std::string& id);
  /// "theorem-1.tv-of-ddim-on-mixture.3f2a9c1b": how its words begin, and a digest of them all.
  std::string of_series(const std::string& result, const std::string& words);

 private:
  /// Where several results of one page have a name, what comes later is numbered.
  std::string fresh(const std::string& wanted);
  std::set<std::string> taken_;
};

}  // namespace diffrates
