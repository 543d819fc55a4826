#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

const std::string line_and_plane =
    R"(targets=[{"name": "mixture", "type": "gaussian_mixture", "weights": [1], "means": [0], "variances": [1]},
                {"name": "plane", "type": "gaussian_mixture", "weights": [1], "means": [[0, 0]], "variances": [1]}])";

/// The good configuration without claims, with more changes.
Reading without_claims(std::vector<std::string> sets) {
  sets.insert(sets.begin(), "claims=[]");
  return read_changed(sets);
}

TEST(Config, in_more_dimensions_a_list_as_long_as_the_dimension_is_one_vector) {
  const auto in_plane = [](const std::string& direction) {
    return without_claims(
        {R"(targets=[{"name": "plane", "type": "gaussian_mixture", "weights": [1], "means": [[0, 1]], "variances": [1]}])",
         "samplers=[\"ddim\"]", R"(score_error={"type": "constant", "epsilon": 0.1, "direction": )" + direction + "}"});
  };
  const Reading one = in_plane("[1, 2]"), two = in_plane("[[1, 2], [2, 1]]"), wrong = in_plane("[1, 2, 3]");
  ASSERT_TRUE(one.config && two.config) << one.problems << two.problems;
  EXPECT_EQ(one.config->score_errors.size(), 1u);
  EXPECT_EQ(two.config->score_errors.size(), 2u);
  EXPECT_THAT(wrong.problems, HasSubstr("on target \"plane\""));
}

TEST(Claims, against_dimension_needs_targets_of_different_dimensions) {
  const std::vector<std::string> base{line_and_plane, "samplers=[\"ddim\"]", "claims.0.against=dimension",
                                      "claims.0.steps=64"};
  const auto with = [&](const std::string& set) {
    std::vector<std::string> sets = base;
    sets.push_back(set);
    return read_changed(sets).problems;
  };
  EXPECT_EQ(with("claims.0.target=[\"mixture\", \"plane\"]"), "");
  EXPECT_THAT(with("claims.0.target=mixture"), HasSubstr("/claims/0/target: needs at least two targets"));
  EXPECT_THAT(with("claims.0.target=[\"mixture\", \"mixture\"]"),
              HasSubstr("/claims/0/target/1: is \"mixture\" again"));
  EXPECT_THAT(with("claims.0.target=[\"mixture\", \"x\"]"), HasSubstr("/claims/0/target/1: is \"x\""));
  EXPECT_THAT(with("claims.0.target=[]"), HasSubstr("/claims/0/target: is []"));
}

}  // namespace
}  // namespace diffrates::test
