/// What an experiment's numbers say: its claims judged, tables for people, figures. Made from the numbers alone, so
/// that `run` and a later `check` of its files come to the same.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "claims/claims.hpp"
#include "formats/tables.hpp"
#include "parameters/value.hpp"
#include "results/figure.hpp"

namespace diffrates {

struct JudgedClaim {
  std::string id, statement;
  std::string subject;   ///< whose rate: "tv of ddim", or the faulty sampler
  std::string target;    ///< where, and whether the theorem's assumptions hold there; may be empty
  std::string proven;    ///< what is claimed, in short: "T^-2"
  std::string measured;  ///< "1.998 [1.995, 2.001]", or "none"
  Judgement judgement;
  double seconds = 0;    ///< computing behind it
  Members details = {};  ///< further members of its entry in verdicts.json
  About about = {};
};

/// A table for people.
struct FindingTable {
  std::string title, note;  ///< the note may be empty
  WordTable words;
  bool brief = false;  ///< belongs also on a terminal and in a summary
  About about = {};    ///< of a table of the points of one series: that series
};

struct Findings {
  std::vector<JudgedClaim> claims;
  std::vector<FindingTable> tables;
  std::vector<Figure> figures;
};

/// "confirmed", "holds, not tight", ...
std::string verdict_words(const Judgement& judgement);

/// Violated, then inconclusive, wins; nothing where nothing is claimed.
std::optional<Verdict> worst(const std::vector<JudgedClaim>& claims);

/// "44 claims: 43 confirmed, 1 inconclusive", or "makes no claim".
std::string summary(const std::vector<JudgedClaim>& claims);

/// The content of verdicts.json of the experiment of that name.
Value verdicts(const std::string& name, const std::vector<JudgedClaim>& claims);

}  // namespace diffrates
