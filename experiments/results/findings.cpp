#include "results/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace diffrates {
namespace {

Value entry(const JudgedClaim& claim) {
  Members members{{"id", Value{claim.id}}, {"statement", Value{claim.statement}}};
  members.insert(members.end(), claim.details.begin(), claim.details.end());
  members.insert(members.end(), {{"verdict", Value{std::string(name(claim.judgement.verdict))}},
                                 {"tight", Value{claim.judgement.tight}},
                                 {"words", Value{claim.judgement.words}}});
  return Value{std::move(members)};
}

}  // namespace

std::string verdict_words(const Judgement& judgement) {
  std::string words(name(judgement.verdict));
  if (judgement.verdict == Verdict::Holds && !judgement.tight) words += ", not tight";
  return words;
}

std::optional<Verdict> worst(const std::vector<JudgedClaim>& claims) {
  if (claims.empty()) return {};
  const auto any = [&](Verdict verdict) {
    return std::any_of(claims.begin(), claims.end(),
                       [&](const JudgedClaim& claim) { return claim.judgement.verdict == verdict; });
  };
  for (const Verdict verdict : {Verdict::Violated, Verdict::Inconclusive, Verdict::Holds})
    if (any(verdict)) return verdict;
  return Verdict::Confirmed;
}

std::string summary(const std::vector<JudgedClaim>& claims) {
  if (claims.empty()) return "makes no claim";
  std::map<Verdict, int> counts;
  for (const JudgedClaim& claim : claims) ++counts[claim.judgement.verdict];
  std::vector<std::string> words;
  for (const auto& [verdict, count] : counts)
    words.push_back(fmt::format("{} {}", count, verdict == Verdict::Holds && count > 1 ? "hold" : name(verdict)));
  return fmt::format("{} claim{}: {}", claims.size(), claims.size() == 1 ? "" : "s", fmt::join(words, ", "));
}

Value verdicts(const std::string& name, const std::vector<JudgedClaim>& claims) {
  List entries;
  for (const JudgedClaim& claim : claims) entries.push_back(entry(claim));
  return {Members{{"schema_version", Value{1.0}}, {"name", Value{name}}, {"claims", Value{std::move(entries)}}}};
}

}  // namespace diffrates
