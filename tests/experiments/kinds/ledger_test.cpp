#include "support/config.hpp"

namespace diffrates::test {
namespace {

/// What the ledger says of the target of the only claim.
std::string target_words(const std::vector<std::string>& sets) {
  const Reading reading = read_changed(sets);
  EXPECT_TRUE(reading.config != nullptr) << reading.problems;
  if (reading.config == nullptr) return {};
  return reading.experiment->find().claims.at(0).target;
}

TEST(Ledger, SaysWhetherATargetLiesInsideTheTheoremsAssumptions) {
  EXPECT_EQ(target_words({}), "mixture (lacks bounded support; not log-concave)");
  EXPECT_EQ(target_words({"claims.0.target=gaussian"}), "gaussian (lacks bounded support)");
  EXPECT_EQ(target_words({R"(targets=[{"name": "mixture", "type": "uniform", "low": 0, "high": 1}])"}),
            "mixture (inside the theorem's assumptions; not smooth)")
      << "the type counts, not the name";
}

TEST(Ledger, SaysItOnceForTargetsThatAreAlike) {
  const std::string boxes = R"({"name": "line", "type": "uniform", "low": 0, "high": 1},
                               {"name": "box", "type": "uniform", "low": [0, 0], "high": [1, 2]})";
  const std::vector<std::string> claim{"claims.0.against=dimension", "claims.0.steps=64"};
  const auto with = [&](const std::string& targets, const std::string& named) {
    std::vector<std::string> sets{"targets=[" + targets + "]", "claims.0.target=" + named};
    sets.insert(sets.end(), claim.begin(), claim.end());
    return target_words(sets);
  };
  EXPECT_EQ(with(boxes, R"(["line", "box"])"), "line to box (2 targets: inside the theorem's assumptions; not smooth)");
  const std::string atoms = R"({"name": "atoms", "type": "atoms", "points": [[0, 0, 1], [1, 0, 0]]})";
  EXPECT_EQ(with(boxes + "," + atoms, R"(["line", "box", "atoms"])"),
            "line to atoms (3 targets: inside the theorem's assumptions; not smooth; or lacks a density)");
}

}  // namespace
}  // namespace diffrates::test
