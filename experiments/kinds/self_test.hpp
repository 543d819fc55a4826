/// Experiments on the suite itself: a table computed part by part, some of whose lines claim something.
///
/// A configuration whose "experiment" names one is read, run, resumed, checked, plotted and reported like any other. To
/// add one: a class derived from SelfTest, and an entry in self_test_kinds().
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "claims/claims.hpp"
#include "configuration/heading.hpp"
#include "formats/csv.hpp"
#include "formats/tables.hpp"
#include "showing/figures.hpp"

namespace diffrates {

/// One claim on the suite, judged.
struct SelfClaim {
  std::string id, statement;
  Verdict verdict = Verdict::Inconclusive;
  std::string words;  ///< the numbers behind the verdict
};

struct SelfFindings {
  std::vector<SelfClaim> claims;
  WordTable table;   ///< for people
  WordTable digest;  ///< the same in short; may be empty
  std::vector<Figure> figures;
};

/// The digest, or where there is none the table.
const WordTable& short_table(const SelfFindings& findings);
/// Violated, inconclusive, else confirmed: the worst of the claims. Inconclusive if there is none.
Verdict worst(const SelfFindings& findings);
/// "44 claims: 43 confirmed, 1 inconclusive"
std::string summary(const SelfFindings& findings);

class SelfTest {
 public:
  virtual ~SelfTest() = default;

  std::string_view experiment;
  Heading heading;
  Value resolved;

  /// What it computes, in words.
  virtual std::string extent() const = 0;
  virtual CsvRecord columns() const = 0;
  /// The parts by name; each is computed whole or not at all.
  virtual std::vector<std::string> parts() const = 0;
  virtual std::size_t lines(std::size_t part) const = 0;
  /// The part's lines of the table: the same for any number of threads.
  virtual std::vector<CsvRecord> compute(std::size_t part) const = 0;
  /// From all lines of the table. Throws CsvError unless they are such as compute() makes.
  virtual SelfFindings find(const std::vector<CsvRecord>& table) const = 0;
};

struct SelfTestKind {
  std::string_view name;
  std::string_view meaning;
  /// Reads what follows the heading, recording every problem; `quick` asks for a result in seconds.
  std::unique_ptr<SelfTest> (*read)(Parameters& p, bool quick, Members& resolved);
};
const std::vector<SelfTestKind>& self_test_kinds();

/// The kind that a configuration's text names; null if none, whatever else is wrong with the text.
const SelfTestKind* self_test_kind(const std::string& text);
const SelfTestKind* self_test_kind_of_file(const std::string& file);

/// All problems in one pass; null after a problem. `sets` and `quick` as for read_config.
std::unique_ptr<SelfTest> parse_self_test(const std::string& text, const std::vector<std::string>& sets, bool quick,
                                          Problems& problems);
std::unique_ptr<SelfTest> read_self_test(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                         Problems& problems);

}  // namespace diffrates
