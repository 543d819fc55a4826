// What every target refuses, with the place of each problem.
#include <map>

#include "targets/gallery.hpp"
#include "targets/samples.hpp"

namespace diffrates {
namespace {

using test::list;
using test::numbers;
using test::object;
using test::target_refusal;
using testing::AllOf;
using testing::HasSubstr;

const Value line = object("type", "laplace", "mean", 0, "scale", 1);
const Value plane = object("type", "ring");

TEST(BadInput, AnyTarget) {
  for (const auto* kind : target_kinds()) {
    SCOPED_TRACE(kind->name);
    const Value value = object("type", std::string(kind->name), "no such key", 1);
    EXPECT_THAT(target_refusal(value), HasSubstr("/no such key: is not a key here"));
    for (const Key& key : kind->keys)  // whatever is written under a key, it is answered and not thrown
      for (const Value& bad : {test::of(NAN), test::of(-1e300), test::of("text"), Value{}, list({}),
                               object("type", "atoms"), test::of(true), list({list({list({})})}), numbers({INFINITY})})
        EXPECT_THAT(target_refusal(object("type", std::string(kind->name), std::string(key.name), bad)),
                    testing::AnyOf(HasSubstr("accepted"), HasSubstr("needs one of the keys"), HasSubstr("is no file")));
  }
  EXPECT_THAT(target_refusal(object("type", "normal")), HasSubstr("accepted: gaussian, gaussian_mixture"));
  EXPECT_THAT(target_refusal(object("weights", 1)), HasSubstr("/type: is missing"));
}

TEST(BadInput, Atoms) {
  EXPECT_THAT(target_refusal(object("type", "atoms", "points", numbers({1, 2}), "weights", numbers({1}))),
              HasSubstr("/weights: has 1"));
  EXPECT_THAT(target_refusal(object("type", "atoms", "points", numbers({1, 2}), "weights", numbers({1, 0}))),
              HasSubstr("/weights/1: is 0"));
  EXPECT_THAT(target_refusal(object("type", "atoms", "points", list({numbers({1}), numbers({1, 2})}))),
              HasSubstr("/points/1"));
  EXPECT_THAT(target_refusal(object("type", "atoms", "points", numbers({1, NAN}))), HasSubstr("/points/1"));
}

TEST(BadInput, UniformAndLaplace) {
  EXPECT_THAT(target_refusal(object("type", "uniform", "low", 1, "high", 1)), HasSubstr("/high: is 1 where low is 1"));
  EXPECT_THAT(target_refusal(object("type", "uniform", "low", numbers({0, 0}), "high", numbers({1}))),
              HasSubstr("/high: has 1"));
  EXPECT_THAT(target_refusal(object("type", "uniform", "low", numbers({0, 3}), "high", numbers({1, 2}))),
              HasSubstr("is 2 where low is 3"));
  EXPECT_THAT(target_refusal(object("type", "laplace", "mean", 0, "scale", 0)), HasSubstr("/scale"));
  EXPECT_THAT(target_refusal(object("type", "laplace", "mean", numbers({0, 1}), "scale", 1)),
              HasSubstr("/scale: has 1"));
}

TEST(BadInput, CantorStudentRingAndMoons) {
  for (const double level : {0.0, 13.0, 2.5})
    EXPECT_THAT(target_refusal(object("type", "cantor", "level", level)), HasSubstr("/level"));
  EXPECT_THAT(target_refusal(object("type", "student_t", "degrees", 0.5, "scale", -1)),
              AllOf(HasSubstr("/degrees"), HasSubstr("/scale")));
  EXPECT_THAT(target_refusal(object("type", "ring", "radius", 0, "centre", numbers({1}), "width", -1)),
              AllOf(HasSubstr("/radius"), HasSubstr("/width")));
  EXPECT_THAT(target_refusal(object("type", "ring", "centre", numbers({1}))), HasSubstr("/centre: has one entry"));
  EXPECT_THAT(target_refusal(object("type", "two_moons", "components", 1)), HasSubstr("/components"));
}

TEST(BadInput, Product) {
  EXPECT_THAT(target_refusal(object("type", "product")), HasSubstr("needs one of the keys factors and factor"));
  EXPECT_THAT(target_refusal(object("type", "product", "factors", list({line}), "factor", line)),
              HasSubstr("not both"));
  EXPECT_THAT(target_refusal(object("type", "product", "factors", list({line}), "copies", 2)), HasSubstr("/copies"));
  EXPECT_THAT(target_refusal(object("type", "product", "factor", line)), HasSubstr("/copies: is missing"));
  EXPECT_THAT(target_refusal(object("type", "product", "factor", line, "copies", 10'001)), HasSubstr("/copies"));
  EXPECT_THAT(target_refusal(object("type", "product", "factors", list({line, plane}))),
              HasSubstr("/factors/1: is a target in dimension 2"));
  EXPECT_THAT(
      target_refusal(object("type", "product", "factors", list({object("type", "laplace", "mean", 0, "scale", -1)}))),
      HasSubstr("/factors/0/scale"));
}

TEST(BadInput, Affine) {
  const auto affine = [](Value target, Value matrix) {
    return object("type", "affine", "target", std::move(target), "matrix", std::move(matrix));
  };
  EXPECT_THAT(target_refusal(affine(line, list({numbers({1, 2})}))),
              HasSubstr("/matrix: has rows of 2 numbers; accepted: 1"));
  EXPECT_THAT(target_refusal(affine(line, numbers({0, 0}))), HasSubstr("/matrix: is zero"));
  EXPECT_THAT(target_refusal(affine(plane, list({numbers({1, 1}), numbers({0, 1})}))), HasSubstr("orthonormal"));
  EXPECT_THAT(target_refusal(affine(plane, list({numbers({1, 1})}))), HasSubstr("orthonormal"));
  EXPECT_THAT(target_refusal(object("type", "affine", "target", plane, "dimension", 1)), HasSubstr("/dimension"));
  EXPECT_THAT(target_refusal(object("type", "affine", "target", plane, "dimension", 3, "shift", numbers({1, 2}))),
              HasSubstr("/shift: has 2"));
  EXPECT_THAT(target_refusal(object("type", "affine", "target", plane)), HasSubstr("matrix and dimension"));
  EXPECT_THAT(target_refusal(affine(object("type", "rings"), numbers({1}))), HasSubstr("/target/type"));
}

TEST(BadInput, Samples) {
  const auto samples = [](auto&&... more) { return object("type", "samples", more...); };
  EXPECT_THAT(target_refusal(samples("file", "nowhere.csv")), HasSubstr("/file: is no file"));
  EXPECT_THAT(target_refusal(samples("file", "single.csv")), HasSubstr("/file: has 1 record; accepted: 2"));
  EXPECT_THAT(target_refusal(samples("file", "flowers.csv", "columns", list({test::of("a"), test::of("bb")}))),
              HasSubstr("/columns/1: is \"bb\"; accepted: a column of the file (did you mean"));
  EXPECT_THAT(target_refusal(samples("file", "flowers.csv", "principal_components", 4)),
              HasSubstr("/principal_components"));
  EXPECT_THAT(target_refusal(samples("file", "flowers.csv", "bandwidth", -1, "standardise", 1)),
              AllOf(HasSubstr("/bandwidth"), HasSubstr("/standardise")));
  Problems problems;
  EXPECT_EQ(make_kind(samples("file", "flowers.csv"), "", problems, target_kinds()), nullptr);
  EXPECT_THAT(test::text(problems), HasSubstr("no files can be read here"));
}

TEST(BadInput, ColumnsWithoutANameOrWithThatOfAnother) {
  const auto samples = [](const char* file, auto&&... more) {
    return object("type", "samples", "file", file, more...);
  };
  const auto columns = [](auto... names) { return list({test::of(names)...}); };
  EXPECT_THAT(target_refusal(samples("indexed.csv")), AllOf(HasSubstr("/file: indexed.csv: column 1 has no name"),
                                                            HasSubstr("accepted: a file written without it")));
  EXPECT_THAT(target_refusal(samples("twice.csv")), HasSubstr("columns 1 and 3 are both named \"x\"; accepted"));
  EXPECT_THAT(target_refusal(samples("twice.csv", "columns", columns("y", "x"))),
              HasSubstr("/columns/1: is \"x\", the name of 2 columns"));
  EXPECT_THAT(target_refusal(samples("indexed.csv", "columns", columns(""))), HasSubstr("/columns/0: is \"\""));
  EXPECT_THAT(target_refusal(samples("indexed.csv", "columns", columns("y", "y"))), HasSubstr("is \"y\" again"));
  EXPECT_EQ(test::make_target(samples("indexed.csv", "columns", columns("x", "y")))->dimension(), 2);
  EXPECT_EQ(test::make_target(samples("twice.csv", "columns", columns("y")))->dimension(), 1);
}

TEST(BadInput, OneCovarianceMatrixThatIsMeantForAll) {
  const auto mixture = [](const Value& covariances) {
    return object("type", "gaussian_mixture", "weights", numbers({1, 1}), "means",
                  list({numbers({0, 0}), numbers({3, 3})}), "covariances", covariances);
  };
  EXPECT_THAT(target_refusal(mixture(list({numbers({1, 0.5}), numbers({0.5, 1})}))),
              AllOf(HasSubstr("/covariances: is [[1, 0.5], [0.5, 1]], which can be read in two ways"),
                    HasSubstr("[[[1, 0], [0, 0.5]], [[0.5, 0], [0, 1]]]"),
                    HasSubstr("[[[1, 0.5], [0.5, 1]], [[1, 0.5], [0.5, 1]]]")));
  // No symmetric positive semidefinite matrix: diagonals.
  for (const Value& rows : {list({numbers({1, 0.5}), numbers({0.4, 1})}), list({numbers({0.1, 1}), numbers({1, 0.1})})})
    EXPECT_EQ(test::make_target(mixture(rows))->dimension(), 2);
  EXPECT_EQ(test::make_target(mixture(numbers({1, 0.5})))->dimension(), 2);
}

std::string formula_refusal(const std::string& formula, double low = -1, double high = 1) {
  return target_refusal(object("type", "density", "log_density", formula, "support", numbers({low, high})));
}

TEST(BadInput, Formulas) {
  EXPECT_THAT(formula_refusal("-x^2 +* 3"), HasSubstr("/log_density: is \"-x^2 +* 3\": column 7"));
  EXPECT_THAT(formula_refusal("-(x^2"), HasSubstr("column 6"));
  EXPECT_THAT(formula_refusal("-x^2 + z"), AllOf(HasSubstr("column 8"), HasSubstr("\"z\"")));
  EXPECT_THAT(formula_refusal("-x^2 + sine(x)"), HasSubstr("column 8"));
  EXPECT_THAT(formula_refusal(""), HasSubstr("column 1"));
  EXPECT_THAT(formula_refusal("x = 3"), HasSubstr("column 3: unexpected '='"));
  EXPECT_THAT(formula_refusal("x, 2"), HasSubstr("list of 2 formulas"));
  EXPECT_THAT(formula_refusal("\"text\""), HasSubstr("column 1"));
  EXPECT_THAT(formula_refusal("-x^2 \xc3\xa9"), HasSubstr("column 6"));
  EXPECT_THAT(formula_refusal(std::string(5000, '1')), HasSubstr("at most 4096 characters"));
  EXPECT_THAT(formula_refusal(std::string(1000, '(') + "x" + std::string(1000, ')')),
              HasSubstr("column 201: brackets"));
  EXPECT_THAT(formula_refusal("log(x)"), HasSubstr("is nan at -0.9"));
  EXPECT_THAT(formula_refusal("1/0 - x"), HasSubstr("is inf at"));
  EXPECT_THAT(formula_refusal("x > 0 ? 0 : log(0)"), HasSubstr("is -inf at"));
  EXPECT_THAT(formula_refusal("-log(abs(x))", 0, 1), HasSubstr("cannot be integrated"));
  EXPECT_THAT(formula_refusal("-1.5*log(abs(x-0.3))"), HasSubstr("with an exponential that can be integrated"));
  EXPECT_THAT(formula_refusal("1/abs(x)", 0, 1), HasSubstr("/log_density"));
  EXPECT_THAT(formula_refusal("sin(1e9*x)"), HasSubstr("too rough"));
  EXPECT_THAT(formula_refusal("-x^2", 1, 1), HasSubstr("/support: is [1, 1]"));
  EXPECT_THAT(target_refusal(object("type", "density", "log_density", "x", "support", numbers({1}))),
              HasSubstr("/support: has one entry"));
}

TEST(BadInput, FormulasInThePlane) {
  const auto plane_refusal = [](const std::string& formula, Value support) {
    return target_refusal(object("type", "density", "log_density", formula, "support", std::move(support)));
  };
  const Value square = list({numbers({-1, 1}), numbers({-1, 1})});
  EXPECT_THAT(plane_refusal("-x^2 - z^2", square), AllOf(HasSubstr("column 8"), HasSubstr("a formula in x and y")));
  EXPECT_THAT(plane_refusal("-x^2 +* y", square), HasSubstr("/log_density: is \"-x^2 +* y\": column 7"));
  EXPECT_THAT(plane_refusal("log(x) - y^2", square), HasSubstr("is nan at (-0.99"));
  EXPECT_THAT(plane_refusal("1/(x^2 + y^2)", square), HasSubstr("/log_density"));
  EXPECT_THAT(plane_refusal("-10*abs(x^2 + y^2 - 0.5)", square), HasSubstr("has kinks"));
  EXPECT_THAT(plane_refusal("-x^2", list({numbers({-1, 1}), numbers({1, 1})})), HasSubstr("/support/1: is [1, 1]"));
  EXPECT_THAT(plane_refusal("-x^2", list({numbers({-1, 1})})), HasSubstr("/support"));
  EXPECT_THAT(plane_refusal("-x^2", list({numbers({-1, 1, 2}), numbers({-1, 1, 2})})), HasSubstr("/support"));
  EXPECT_THAT(plane_refusal("-x^2", list({numbers({-1, 1}), numbers({-1, 1}), numbers({-1, 1})})),
              HasSubstr("/support"));
  EXPECT_THAT(plane_refusal("-x^2", list({numbers({-1, 1}), test::of(2)})), HasSubstr("/support/1"));
  EXPECT_THAT(plane_refusal("-x^2", list({numbers({-1e60, 1}), numbers({-1, 1})})),
              HasSubstr("/support/0/0: is -1e+60; accepted: a number >= -1e+50"));
  EXPECT_THAT(formula_refusal("-y^2"), HasSubstr("\"y\""));
}

TEST(Samples, AreStandardisedAndConstantColumnsCentredOnly) {
  Eigen::MatrixXd records(4, 3);
  records << 1, 7, 0.1, 2, 7, 0.1, 3, 7, 0.1, 6, 7, 0.1;
  const Eigen::MatrixXd result = standardised(records);
  EXPECT_NEAR(result.col(0).mean(), 0, 1e-15);
  EXPECT_NEAR(result.col(0).squaredNorm() / 4, 1, 1e-15);
  EXPECT_TRUE(result.rightCols(2).isZero(0));
}

TEST(Samples, ColumnsConstantToRoundingAreConstant) {
  Eigen::MatrixXd records(4, 3);
  records << 1, 14.620000000000001, 1e6, 2, 14.62, 1e6 + 1e-10, 3, 14.62, 1e6, 6, 14.62, 1e6;
  EXPECT_TRUE(standardised(records).rightCols(2).isZero(0));
  records.col(1) << 14.62, 14.62, 14.62, 14.62 + 1e-10;  // a difference that is more than rounding
  EXPECT_NEAR(standardised(records).col(1).squaredNorm() / 4, 1, 1e-12);
}

TEST(Samples, PrincipalComponentsAreUncorrelatedAndKeepTheVariance) {
  Eigen::MatrixXd records(50, 4);
  for (int i = 0; i < 50; ++i)
    records.row(i) << std::sin(i), std::sin(i) + 0.1 * std::cos(3 * i), i % 7, 2.0 * (i % 7) - std::cos(i * i);
  const Eigen::MatrixXd all = principal_components(records, 4), two = principal_components(records, 2);
  const Eigen::MatrixXd covariance = all.transpose() * all / 50, centred = records.rowwise() - records.colwise().mean();
  EXPECT_LT((covariance - Eigen::MatrixXd(covariance.diagonal().asDiagonal())).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_NEAR(covariance.trace(), centred.squaredNorm() / 50, 1e-12);
  for (int j = 1; j < 4; ++j) EXPECT_GE(covariance(j - 1, j - 1), covariance(j, j));
  EXPECT_TRUE(two.isApprox(all.leftCols(2), 1e-12));
}

TEST(Product, SharesEqualFactors) {
  const auto copies = test::make_target(object("type", "product", "factor", line, "copies", 10'000));
  EXPECT_EQ(copies->factors().size(), 10'000u);
  EXPECT_EQ(copies->factors().front(), copies->factors().back());
  const auto box = test::make_target(object("type", "uniform", "low", numbers({0, 1, 0}), "high", numbers({1, 2, 1})));
  EXPECT_EQ(box->factors()[0], box->factors()[2]);
  EXPECT_NE(box->factors()[0], box->factors()[1]);
}

TEST(Assumptions, AreThoseOfTheTarget) {
  std::map<std::string, Assumptions> of;
  for (const test::Exhibit& exhibit : test::gallery())
    of[exhibit.name] = test::make_target(exhibit.value)->assumptions();
  EXPECT_FALSE(of["atoms"].density || of["cantor"].density || of["ring"].density || of["affine_subspace"].density);
  EXPECT_TRUE(of["uniform"].density && of["uniform"].log_concave && of["uniform"].bounded_support &&
              !of["uniform"].smooth);
  EXPECT_TRUE(of["laplace"].log_concave && !of["laplace"].smooth && !of["laplace"].bounded_support);
  EXPECT_TRUE(of["mixture"].smooth && !of["mixture"].log_concave && !of["mixture"].bounded_support);
  EXPECT_TRUE(of["student_t"].smooth && !of["student_t"].log_concave && !of["student_t"].bounded_support);
  EXPECT_TRUE(of["product_copies"].log_concave && !of["product"].log_concave);
}

// What follows from the definitions: absolutely continuous, bounded support.
TEST(Assumptions, OfTheTheoremAreSaidForEveryTarget) {
  const std::string inside = "inside the theorem's assumptions";
  const std::map<std::string, std::string> expected{
      {"mixture", "lacks bounded support; not log-concave"},
      {"mixture_plane", "lacks bounded support; not log-concave"},
      {"atoms", "lacks a density"},
      {"atoms_many", "lacks a density"},
      {"atoms_plane", "lacks a density"},
      {"atoms_space", "lacks a density"},
      {"uniform", inside + "; not smooth"},
      {"gaussian", "lacks bounded support"},
      {"gaussian_space", "lacks bounded support"},
      {"gaussian_spectrum", "lacks bounded support"},
      {"gaussian_flat", "lacks a density and bounded support"},
      {"uniform_box", inside + "; not smooth"},
      {"laplace", "lacks bounded support; not smooth"},
      {"cantor", "lacks a density"},
      {"student_t", "lacks bounded support; not log-concave"},
      {"ring", "lacks a density"},
      {"ring_thick", "lacks bounded support; not log-concave"},
      {"two_moons", "lacks bounded support; not log-concave"},
      {"product", "lacks bounded support; neither smooth nor log-concave"},
      {"product_copies", inside + "; not smooth"},
      {"affine_rotation", "lacks a density"},
      {"affine_line", "lacks bounded support; not smooth"},
      {"affine_subspace", "lacks a density"},
      {"affine_embedded", "lacks a density and bounded support"},
      {"affine_mixture", "lacks a density and bounded support"},
      {"affine_atoms", "lacks a density"},
      {"double_well", inside + "; neither smooth nor log-concave"},
      {"washboard", inside + "; neither smooth nor log-concave"},
      {"kink", inside + "; not smooth"},
      {"banana", inside + "; neither smooth nor log-concave"},
      {"funnel", "lacks bounded support; not log-concave"},
      {"funnel_space", "lacks bounded support; not log-concave"},
      {"banana_bent", "lacks bounded support; not log-concave"},
      {"banana_space", "lacks bounded support; not log-concave"},
      {"samples", "lacks bounded support; not log-concave"},
      {"samples_components", "lacks a density"},
      {"samples_line", "lacks bounded support; not log-concave"}};
  for (const test::Exhibit& exhibit : test::gallery()) {
    const auto words = expected.find(exhibit.name);
    ASSERT_NE(words, expected.end()) << exhibit.name << ": say what it lacks";
    EXPECT_EQ(assumption_words(test::make_target(exhibit.value)->assumptions()), words->second) << exhibit.name;
  }
}

TEST(Assumptions, OfDegenerateTargets) {
  const auto words = [](const Value& value) { return assumption_words(test::make_target(value)->assumptions()); };
  const auto gaussian = [](const Value& covariance) {
    return object("type", "gaussian_mixture", "weights", numbers({1}), "means", list({numbers({0, 0})}), "covariances",
                  list({covariance}));
  };
  EXPECT_EQ(words(gaussian(test::of(1))), "lacks bounded support");
  EXPECT_EQ(words(gaussian(numbers({1, 1e-20}))), "lacks bounded support");
  EXPECT_EQ(words(gaussian(numbers({1, 0}))), "lacks a density and bounded support");
  EXPECT_EQ(words(gaussian(list({numbers({0.1, 0.3}), numbers({0.3, 0.9})}))), "lacks a density and bounded support")
      << "rank 1, up to rounding";
  EXPECT_EQ(words(gaussian(test::of(0))), "lacks a density");
  EXPECT_EQ(
      words(object("type", "product", "factors", list({line, object("type", "atoms", "points", numbers({0, 1}))}))),
      "lacks a density and bounded support");
  EXPECT_EQ(words(object("type", "affine", "target", object("type", "uniform", "low", 0, "high", 1), "matrix",
                         numbers({-2}), "shift", numbers({1}))),
            "inside the theorem's assumptions; not smooth");
}

TEST(GaussianTarget, RefusesBadInput) {
  using test::target_refusal;
  const auto said = [](const Value& value) { return target_refusal(value); };
  EXPECT_THAT(said(object("type", "gaussian")), HasSubstr("needs one of the keys variances and file"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", numbers({1, -1}))),
              HasSubstr("/variances/1: is -1; accepted: a number >= 0"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", numbers({1, 2}), "dimension", 2)), HasSubstr("/dimension"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", 1)), HasSubstr("/dimension: is missing"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", "1/(i-3)", "dimension", 5)),
              HasSubstr("/variances: is \"1/(i-3)\", which is -0.5 at i = 1; accepted: numbers >= 0"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", "1/(i-3)^2", "dimension", 5)), HasSubstr("is inf at i = 3"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", "i + x", "dimension", 5)), HasSubstr("column 5"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", "i", "dimension", 1e7)),
              HasSubstr("/dimension: is 10000000"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", true, "dimension", 2)), HasSubstr("/variances: is true"));
  EXPECT_THAT(said(object("type", "gaussian", "variances", numbers({1, 2}), "mean", numbers({1}))),
              HasSubstr("/mean: has 1 entries; accepted: as many as there are variances, 2"));
  EXPECT_THAT(said(object("type", "gaussian", "file", "flowers.csv")), HasSubstr("has 3 columns; accepted: one, or"));
  EXPECT_THAT(said(object("type", "gaussian", "file", "flowers.csv", "column", "d")),
              HasSubstr("/column: is \"d\"; accepted: the name of one of the file's 3 columns"));
  EXPECT_THAT(said(object("type", "gaussian", "file", "nowhere.csv")), HasSubstr("/file: is no file"));
}

TEST(GaussianTarget, TakesItsVariancesFromAFile) {
  const auto target = test::make_target(object("type", "gaussian", "file", "flowers.csv", "column", "a"));
  ASSERT_EQ(target->dimension(), 60);
  EXPECT_EQ(target->diagonal_moments()->variances[1], 5 + std::sin(1));
}

}  // namespace
}  // namespace diffrates
