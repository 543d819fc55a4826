// Reading keys: every problem at its place, in one pass.
#include "parameters/parameters.hpp"

#include "parameters/described.hpp"
#include "support/values.hpp"

namespace diffrates {
namespace {

using test::list;
using test::numbers;
using test::object;
using testing::AllOf;
using testing::HasSubstr;

const Key a{"a", "first"}, b{"b", "second"};

struct Reading {
  explicit Reading(Value value) : object(std::move(value)), parameters(object, "/x", problems) {}
  Value object;
  Problems problems;
  Parameters parameters;
  std::string text() const { return test::text(problems); }
};

TEST(Parameters, ReadNumbersWithinBounds) {
  Reading good(object("a", 0.5));
  EXPECT_EQ(good.parameters.number(a, Bounds::positive(1)), 0.5);
  EXPECT_EQ(good.parameters.number(b, Bounds::positive(), 2.0), 2);
  EXPECT_TRUE(good.parameters.good());
  EXPECT_EQ((Described{"", good.parameters.noted()}.label()), "(a=0.5;b=2)");
  for (const Value& bad :
       {test::of(0), test::of(1.5), test::of(NAN), test::of(INFINITY), test::of("1"), test::of(true), Value{}}) {
    Reading reading(object("a", bad));
    const double stand_in = reading.parameters.number(a, Bounds::positive(1));
    EXPECT_TRUE(std::isfinite(stand_in));
    EXPECT_FALSE(reading.parameters.good());
    EXPECT_THAT(reading.text(), AllOf(HasSubstr("/x/a: is " + describe(bad)), HasSubstr("a number > 0 and <= 1")));
  }
  Reading missing(object("b", 1));
  missing.parameters.number(a, Bounds::any());
  EXPECT_THAT(missing.text(), HasSubstr("/x/a: is missing"));
}

TEST(Parameters, ReadWholeNumbersBooleansAndWords) {
  Reading good(object("a", 7, "b", true));
  EXPECT_EQ(good.parameters.integer(a, 1, 9), 7);
  EXPECT_TRUE(good.parameters.boolean(b));
  for (const double bad : {0.0, 10.0, 2.5, 1e300, double(NAN)}) {
    Reading reading(object("a", bad));
    reading.parameters.integer(a, 1, 9);
    EXPECT_THAT(reading.text(), HasSubstr("a whole number from 1 to 9")) << bad;
  }
  Reading word(object("a", "norml", "b", 1));
  word.parameters.word(a, {"normal", "exact"});
  word.parameters.boolean(b);
  EXPECT_THAT(word.text(), AllOf(HasSubstr("normal or exact (did you mean \"normal\"?)"),
                                 HasSubstr("/x/b: is 1; accepted: true or false")));
}

TEST(Parameters, ReadWhatAShapeDeclares) {
  const Key size{"a", "", Shape::number(Bounds::positive(2)).otherwise({1.5})};
  const Key level{"a", "", Shape::whole(1, 9).needed()};
  const Key kind{"a", "", Shape::word({"normal", "exact"}).otherwise({std::string("exact")})};
  const Key flag{"a", "", Shape::boolean().otherwise({true})};
  const Key several{"a", "", Shape::numbers(Bounds::at_least(0), 2, true)};
  Reading absent(object("b", 1));
  EXPECT_EQ(absent.parameters.number(size), 1.5);
  EXPECT_EQ(absent.parameters.word(kind), "exact");
  EXPECT_TRUE(absent.parameters.boolean(flag));
  EXPECT_TRUE(absent.parameters.good());
  absent.parameters.integer(level);
  EXPECT_THAT(absent.text(), HasSubstr("/x/a: is missing; accepted: a whole number from 1 to 9"));
  Reading beyond(object("a", 10));
  beyond.parameters.number(size);
  beyond.parameters.integer(level);
  beyond.parameters.word(kind);
  EXPECT_EQ(beyond.problems.size(), 3u) << beyond.text();
  Reading lone(object("a", 3)), many(object("a", numbers({1, 2, 3})));
  EXPECT_EQ(lone.parameters.numbers(several), (std::vector<double>{3}));
  many.parameters.numbers(several);
  EXPECT_THAT(many.text(), HasSubstr("has 3 entries"));
  EXPECT_THROW(lone.parameters.integer(size), std::logic_error);
}

TEST(Parameters, HaveOneOfSeveralKeys) {
  Reading one(object("a", 1)), none(object("c", 1)), both(object("a", 1, "b", 1));
  EXPECT_TRUE(one.parameters.has_one({"a", "b"}));
  EXPECT_FALSE(none.parameters.has_one({"a", "b"}));
  EXPECT_FALSE(both.parameters.has_one({"a", "b", "c"}));
  EXPECT_EQ(none.text(), "/x: needs one of the keys a and b, and not both\n");
  EXPECT_EQ(both.text(), "/x: has 2 of the keys a, b and c; accepted: one of them\n");
}

TEST(Parameters, ReadListsAndNameTheBadEntry) {
  Reading good(object("a", numbers({1, 2}), "b", 3));
  EXPECT_EQ(good.parameters.numbers(a, Bounds::any(), 2), (std::vector<double>{1, 2}));
  EXPECT_EQ(good.parameters.numbers(b, Bounds::any(), 2, true), (std::vector<double>{3}));
  Reading bad(object("a", list({test::of(1), test::of("two"), test::of(-3)}), "b", numbers({})));
  bad.parameters.numbers(a, Bounds::at_least(0), 9);
  bad.parameters.numbers(b, Bounds::any(), 9);
  EXPECT_THAT(bad.text(), AllOf(HasSubstr("/x/a/1: is \"two\""), HasSubstr("/x/a/2: is -3"), HasSubstr("/x/b: is []")));
  Reading many(object("a", numbers({1, 2, 3})));
  many.parameters.numbers(a, Bounds::any(), 2);
  EXPECT_THAT(many.text(), HasSubstr("has 3 entries"));
}

TEST(Parameters, ReadPoints) {
  Reading good(object("a", list({numbers({1, 2}), numbers({3, 4}), numbers({5, 6})}), "b", numbers({1, 2})));
  const Eigen::MatrixXd plane = good.parameters.points(a, 9, 9);
  ASSERT_EQ(plane.rows(), 3);
  ASSERT_EQ(plane.cols(), 2);
  EXPECT_EQ(plane(2, 1), 6);
  EXPECT_EQ(good.parameters.points(b, 9, 9).cols(), 1);
  Reading bad(object("a", list({numbers({1, 2}), numbers({3}), list({test::of(1), test::of(NAN)}), test::of(4)}), "b",
                     list({test::of(1), numbers({1})})));
  EXPECT_EQ(bad.parameters.points(a, 9, 9).size(), 0);
  EXPECT_EQ(bad.parameters.points(b, 9, 9).size(), 0);
  EXPECT_THAT(bad.text(),
              AllOf(HasSubstr("/x/a/1:"), HasSubstr("/x/a/2/1:"), HasSubstr("/x/a/3:"), HasSubstr("/x/b/1:")));
  Reading large(object("a", list({numbers({1, 2, 3})}), "b", list({numbers({})})));
  large.parameters.points(a, 9, 2);
  large.parameters.points(b, 9, 2);
  EXPECT_THAT(large.text(),
              AllOf(HasSubstr("/x/a: has points of 3 numbers"), HasSubstr("/x/b: has points of 0 numbers")));
}

TEST(Parameters, AnswerUnknownKeys) {
  Reading reading(object("a", 1, "bb", 2, "entirely different", 3, "x/y~z", 4));
  reading.parameters.number(a, Bounds::any());
  reading.parameters.number(b, Bounds::any(), 0.0);
  reading.parameters.finish();
  EXPECT_THAT(reading.text(),
              AllOf(HasSubstr("/x/bb: is not a key here (did you mean \"b\"?); accepted: a or b"),
                    HasSubstr("/x/entirely different: is not a key here; accepted"), HasSubstr("/x/x~1y~0z:")));
}

TEST(Parameters, AskTheLoaderForTables) {
  const Value value = object("a", "numbers.csv", "b", 3);
  Problems problems;
  Parameters nowhere(value, "", problems);
  EXPECT_EQ(nowhere.table(a).values.size(), 0);
  EXPECT_THAT(test::text(problems), HasSubstr("/a: is numbers.csv"));
  const TableLoader loader = [](const std::string& file, const std::string& pointer, Problems&) {
    EXPECT_EQ(file, "numbers.csv");
    EXPECT_EQ(pointer, "/a");
    return Table{{"u", "v"}, Eigen::MatrixXd::Ones(3, 2)};
  };
  Parameters somewhere(value, "", problems, &loader);
  EXPECT_EQ(somewhere.table(a).values.rows(), 3);
  EXPECT_TRUE(somewhere.good());
  EXPECT_EQ(somewhere.table(b).values.size(), 0);
  EXPECT_FALSE(somewhere.good());
}

TEST(Words, AreSuggestedOnlyWhenClose) {
  EXPECT_EQ(did_you_mean("smoth", {"linear", "smooth"}), " (did you mean \"smooth\"?)");
  EXPECT_EQ(did_you_mean("quadratic", {"linear", "smooth"}), "");
  EXPECT_EQ(did_you_mean(std::string(1'000'000, 'x'), {"linear"}), "");
  EXPECT_EQ(one_of({"a", "b", "c"}), "a, b or c");
}

TEST(Describe, IsShortAndSafe) {
  EXPECT_EQ(describe(object("k", list({test::of(1), test::of(false), Value{}}))), "{\"k\": [1, false, null]}");
  EXPECT_EQ(describe(test::of("tab\there")), "\"tab\\u0009here\"");
  EXPECT_LE(describe(test::of(std::string(1000, 'x'))).size(), 64u);
  EXPECT_EQ(shortest(0.1), "0.1");
}

}  // namespace
}  // namespace diffrates
