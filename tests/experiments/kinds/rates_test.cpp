#include "kinds/rates/rates.hpp"

#include <cmath>

#include "formats/csv.hpp"
#include "kinds/rates/claim_words.hpp"
#include "showing/claim_table.hpp"
#include "showing/junit.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

const std::string base_claim = R"("target":"mixture","sampler":"ddim","metric":"tv","exponent":1,"relation":"equals")";

/// The good configuration with these claims, and rows on exact power laws: C T^-order of the sampler, squared for kl.
struct Case {
  std::shared_ptr<Rates> rates;
  const Config& config() const { return rates->config(); }
  std::vector<Row>& rows() const { return rates->rows(); }
  RateFindings find() const { return diffrates::find(config(), rows()); }
  std::optional<Verdict> worst() const { return diffrates::worst(rates->find().claims); }
};
Case case_of(const std::string& claims, std::vector<std::string> sets = {}) {
  sets.push_back("claims=" + claims);
  const Reading reading = read_changed(sets);
  EXPECT_TRUE(reading.config != nullptr) << reading.problems;
  Case made{std::dynamic_pointer_cast<Rates>(reading.experiment)};
  for (Row& row : made.rows()) {
    const double tv = (row.place.sampler == "ddim" ? 3.0 : 0.5) / row.place.steps + row.place.epsilon;
    row.estimate = {row.place.metric == Metric::Tv ? tv : tv * tv, 1e-9 * tv};
    row.status = Status::Ok;
    row.seconds = 0.25;
  }
  return made;
}

const ClaimFinding& only(const RateFindings& findings) { return findings.claims.at(0); }

TEST(Findings, APowerLawIsConfirmedAndAWrongOneViolated) {
  const Case good = case_of("[{\"id\":\"a\"," + base_claim + "}]");
  const RateFindings confirmed = good.find();
  EXPECT_EQ(only(confirmed).judgement.verdict, Verdict::Confirmed) << only(confirmed).judgement.words;
  EXPECT_NEAR(only(confirmed).series->fit.exponent, 1, 1e-6);
  EXPECT_EQ(good.worst(), Verdict::Confirmed);

  const Case wrong = case_of("[{\"id\":\"a\"," + base_claim +
                             "},{\"id\":\"b\",\"target\":\"mixture\",\"sampler\":\"ddpm\",\"metric\":\"kl\","
                             "\"exponent\":1,\"relation\":\"equals\"}]");
  const RateFindings violated = wrong.find();
  EXPECT_EQ(violated.claims[1].judgement.verdict, Verdict::Violated);
  EXPECT_EQ(wrong.worst(), Verdict::Violated);
}

TEST(Findings, EverySeriesIsFittedOnceOrOncePerClaimedLogPower) {
  const Case two = case_of("[{\"id\":\"a\"," + base_claim + "},{\"id\":\"b\",\"log_power\":1," + base_claim +
                           "},{\"id\":\"c\",\"log_power\":1," + base_claim + "}]");
  const RateFindings findings = two.find();
  EXPECT_EQ(findings.series.size(), 2U * 2 * 2 + 1);  // targets, samplers, metrics, and one log power more
  EXPECT_EQ(findings.claims[1].series, findings.claims[2].series);
  EXPECT_NE(findings.claims[0].series, findings.claims[1].series);
  EXPECT_EQ(findings.claims[1].series->model.log_power, 1);
}

TEST(Findings, NoClaimsIsNotGood) {
  const Case none = case_of("[]");
  const RateFindings findings = none.find();
  EXPECT_EQ(findings.series.size(), 8U);
  EXPECT_EQ(none.worst(), std::nullopt);
  EXPECT_EQ(summary(none.rates->find().claims), "makes no claim");
}

/// Whatever is wrong with the numbers, a claim on them is not good.
TEST(Findings, BadNumbersNeverPass) {
  const auto spoil = [](void (*change)(Row&)) {
    Case spoilt = case_of("[{\"id\":\"a\"," + base_claim + "}]");
    for (Row& row : spoilt.rows()) change(row);
    return spoilt.worst();
  };
  EXPECT_EQ(spoil([](Row& row) { row.estimate.value = NAN; }), Verdict::Inconclusive);
  EXPECT_EQ(spoil([](Row& row) { row.estimate.error = NAN; }), Verdict::Inconclusive);
  EXPECT_EQ(spoil([](Row& row) { row.estimate.value = 0; }), Verdict::Inconclusive);
  EXPECT_EQ(spoil([](Row& row) { row.estimate.value = INFINITY; }), Verdict::Inconclusive);
  EXPECT_EQ(spoil([](Row& row) { row.status = Status::Folded; }), Verdict::Inconclusive);
  EXPECT_EQ(spoil([](Row& row) { row.status = Status::Unresolved; }), Verdict::Inconclusive);
  EXPECT_EQ(spoil([](Row& row) { row.status = Status::Failed; }), Verdict::Inconclusive);
}

TEST(Findings, AClaimWithoutItsNumbersIsInconclusive) {
  Case missing = case_of("[{\"id\":\"a\"," + base_claim + "}]");
  std::vector<Row> rows = missing.rows();
  std::erase_if(rows, [](const Row& row) { return row.place.sampler == "ddim"; });
  const RateFindings findings = find(missing.config(), rows);
  EXPECT_EQ(only(findings).judgement.verdict, Verdict::Inconclusive);
  EXPECT_EQ(only(findings).judgement.words, "no number was measured for this claim");
}

TEST(Findings, TheSlopeInEpsilonAtOneT) {
  const std::string error = R"(score_error={"type":"constant","direction":1,"epsilon":[0.001,0.003,0.01,0.03,0.1]})";
  const Case made = case_of("[{\"id\":\"a\",\"against\":\"epsilon\",\"steps\":512," + base_claim + "}]",
                            {error, "steps=[64,512,1000000]"});
  std::vector<Row> rows = made.rows();
  for (Row& row : rows) row.estimate = {2 * row.place.epsilon + 1e-9 * row.place.steps, 1e-9};
  const RateFindings findings = find(made.config(), rows);
  EXPECT_EQ(only(findings).judgement.verdict, Verdict::Confirmed) << only(findings).judgement.words;
  EXPECT_EQ(only(findings).series->rows.size(), 5U);
  for (const std::size_t i : only(findings).series->rows) EXPECT_EQ(rows[i].place.steps, 512);
}

TEST(Findings, FilesHaveOneLinePerSeriesAndOnePerPoint) {
  const Case made = case_of("[{\"id\":\"a\"," + base_claim + "}]");
  const RateFindings findings = made.find();
  const std::vector<CsvRecord> fits = parse_csv(fits_csv(findings));
  const std::vector<CsvRecord> points = parse_csv(fit_points_csv(findings, made.rows()));
  EXPECT_EQ(fits.size(), 1 + findings.series.size());
  EXPECT_EQ(points.size(), 1 + made.rows().size());
  for (const CsvRecord& record : fits) EXPECT_EQ(record.size(), fits[0].size());
  for (const CsvRecord& record : points) EXPECT_EQ(record.size(), points[0].size());
}

TEST(Findings, VerdictsAreReadableJsonAlsoWithoutNumbers) {
  Case made = case_of("[{\"id\":\"a\"," + base_claim + "}]");
  for (Row& row : made.rows()) row.estimate.value = NAN;
  Problems problems;
  const std::optional<Value> read = parse_json(json_text(verdicts("good", made.rates->find().claims)), problems);
  ASSERT_TRUE(read.has_value()) << lines(problems);
  const Value& claim = read->find("claims")->list()->at(0);
  EXPECT_EQ(*claim.find("verdict")->text(), "inconclusive");
  EXPECT_EQ(*claim.find("exponent")->number(), 1);
}

TEST(ClaimTable, ShowsEachClaimOnALine) {
  const Case made = case_of("[{\"id\":\"first\"," + base_claim +
                            "},{\"id\":\"slow\",\"target\":\"mixture\",\"sampler\":\"ddpm\",\"metric\":\"tv\","
                            "\"exponent\":0.5,\"relation\":\"at_least\"}]");
  const Findings findings = made.rates->find();
  const std::string table = claim_table({{"good", &findings}});
  EXPECT_THAT(table, ::testing::ContainsRegex("good +first +tv ddim T\\^-1 +1\\.000.* confirmed"));
  EXPECT_THAT(table, ::testing::ContainsRegex("good +slow +tv ddpm at least T\\^-0\\.5 +1\\.000.* holds, not tight"));
}

TEST(ClaimTable, DecimalsShowAnInterval) {
  EXPECT_EQ(decimals_for(0.2), 3);
  EXPECT_EQ(decimals_for(0.02), 3);
  EXPECT_EQ(decimals_for(0.002), 4);
  EXPECT_EQ(decimals_for(0.00002), 5);
  EXPECT_EQ(decimals_for(0), 5);
}

TEST(Junit, IsWellFormedWhateverTheWords) {
  JunitSuite suite{"a <name> & \"more\"",
                   {{JunitCase::Outcome::Failed, "id\x01", "1 < 2 & 'so' \"on\""},
                    {JunitCase::Outcome::Skipped, "b", "nothing"},
                    {JunitCase::Outcome::Passed, "c", "exponent 1.000"}},
                   ""};
  const TemporaryFolder folder;
  const std::string file =
      folder.write("junit.xml", junit_xml({suite, {"broken", {}, "points.csv: line 2: \"x\" & more"}}));
  EXPECT_EQ(std::system(("xmllint --noout --schema " SOURCE_ROOT "/tests/experiments/showing/junit.xsd " + file +
                         " 2>/dev/null")
                            .c_str()),
            0);
}

TEST(Junit, CountsAndNamesTheClaims) {
  Case made = case_of("[{\"id\":\"good\"," + base_claim +
                      "},{\"id\":\"bad\",\"target\":\"mixture\",\"sampler\":\"ddpm\",\"metric\":\"kl\",\"exponent\":1,"
                      "\"relation\":\"equals\"},"
                      "{\"id\":\"none\",\"target\":\"gaussian\",\"sampler\":\"ddpm\",\"metric\":\"kl\",\"exponent\":1,"
                      "\"relation\":\"equals\"}]");
  for (Row& row : made.rows())
    if (row.place.target == "gaussian") row.status = Status::Failed;
  const std::string xml = junit_xml({junit_suite("good", made.rates->find().claims)});
  EXPECT_THAT(xml, ::testing::HasSubstr("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""));
  EXPECT_THAT(xml, ::testing::ContainsRegex("name=\"bad\" time=\"1\\.250\">\n *<failure type=\"violated\" "
                                            "message=\"violated; claimed T\\^-1, measured 2\\.000"));
  EXPECT_THAT(xml, ::testing::ContainsRegex("name=\"none\" time=\"1\\.250\">\n *<skipped message=\"inconclusive"));
}

}  // namespace
}  // namespace diffrates::test
