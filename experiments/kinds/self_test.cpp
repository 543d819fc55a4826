#include "kinds/self_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "configuration/overrides.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "kinds/gate.hpp"
#include "kinds/mutations.hpp"

namespace diffrates {

const WordTable& short_table(const SelfFindings& findings) {
  return findings.digest.lines.empty() ? findings.table : findings.digest;
}

Verdict worst(const SelfFindings& findings) {
  const auto any = [&](Verdict verdict) {
    return std::any_of(findings.claims.begin(), findings.claims.end(),
                       [&](const SelfClaim& claim) { return claim.verdict == verdict; });
  };
  if (any(Verdict::Violated)) return Verdict::Violated;
  return findings.claims.empty() || any(Verdict::Inconclusive) ? Verdict::Inconclusive : Verdict::Confirmed;
}

std::string summary(const SelfFindings& findings) {
  if (findings.claims.empty()) return "no claims";
  std::map<Verdict, int> counts;
  for (const SelfClaim& claim : findings.claims) ++counts[claim.verdict];
  std::vector<std::string> words;
  for (const auto& [verdict, count] : counts) words.push_back(fmt::format("{} {}", count, name(verdict)));
  return fmt::format("{} claims: {}", findings.claims.size(), fmt::join(words, ", "));
}

const std::vector<SelfTestKind>& self_test_kinds() {
  static const std::vector<SelfTestKind> kinds{
      {"gate", "false alarms and misses of the verdicts, on series whose exponent is known", read_gate},
      {"mutations", "what the suite sees of small faults put into samplers", read_mutations}};
  return kinds;
}

const SelfTestKind* self_test_kind(const std::string& text) {
  Problems ignored;
  const std::optional<Value> root = parse_json(text, ignored);
  const Value* experiment = root ? root->find("experiment") : nullptr;
  if (experiment == nullptr || experiment->text() == nullptr) return nullptr;
  for (const SelfTestKind& kind : self_test_kinds())
    if (kind.name == *experiment->text()) return &kind;
  return nullptr;
}

const SelfTestKind* self_test_kind_of_file(const std::string& file) {
  Problems ignored;
  const std::optional<std::string> text = read_text_file(file, JsonLimits{}.bytes, ignored);
  return text ? self_test_kind(*text) : nullptr;
}

std::unique_ptr<SelfTest> parse_self_test(const std::string& text, const std::vector<std::string>& sets, bool quick,
                                          Problems& problems) {
  const SelfTestKind* kind = self_test_kind(text);
  std::optional<Value> root = parse_json(text, problems);
  if (!root || kind == nullptr) return nullptr;
  Problems found;
  const std::vector<Override> overrides = apply_overrides(*root, sets, found);
  if (quick) shrink_steps(*root);
  std::unique_ptr<SelfTest> test;
  Parameters p(*root, "", found);
  if (p.good()) {
    Members resolved;
    const Heading heading = read_heading(p, kind->name, resolved);
    test = kind->read(p, quick, resolved);
    p.finish();
    test->experiment = kind->name;
    test->heading = heading;
    test->resolved = Value{std::move(resolved)};
  }
  add_with_origin(found, overrides, problems);
  return found.empty() ? std::move(test) : nullptr;
}

std::unique_ptr<SelfTest> read_self_test(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                         Problems& problems) {
  const std::optional<std::string> text = read_text_file(file, JsonLimits{}.bytes, problems);
  return text ? parse_self_test(*text, sets, quick, problems) : nullptr;
}

}  // namespace diffrates
