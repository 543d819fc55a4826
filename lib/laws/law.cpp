#include "laws/law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "laws/centred.hpp"
#include "laws/judge.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr double data_count = 2;  // relative errors of the data that a number has: those of X_1 and of Y_1

/// A point taken through the maps of a sampler.
class OnePoint : public Law {
 public:
  explicit OnePoint(Points at) : at_(std::move(at)) {}
  void map(const Map& move) override { at_ = move(at_); }
  void add_noise(double) override {}
  bool finite() const { return at_.values().isFinite().all(); }

 private:
  Points at_;
};

/// Where the score's Jacobian is made of differences: what wider ones change.
void add_disagreement(const Question& question, const std::vector<Metric>& asked, const LawKind& law,
                      std::vector<Evidence>& found) {
  const std::unique_ptr<ScoreError> coarser =
      question.score.error() != nullptr ? question.score.error()->coarser() : nullptr;
  if (coarser == nullptr) return;
  const Score score(question.target(), question.schedule(), coarser.get());
  const std::vector<Evidence> again =
      law.follow({score, question.sampler, question.start, question.seed, question.against_data}, asked);
  for (std::size_t i = 0; i < found.size(); ++i)
    found[i].estimate.error += std::abs(found[i].estimate.value - again[i].estimate.value);
}

/// Whether the sampler asks for what level 1 has not when it has no noise: the score of a constant, or
/// log(signal/sigma). Cost: one point.
bool asks_the_impossible(const Question& question) {
  if (question.schedule().at(1).noise > 0 || question.sampler.program || question.sampler.values_only) return false;
  if (moves_of(question.sampler, question.target()).mixes) return false;
  const std::unique_ptr<Sampler> sampler = question.sampler.make(question.schedule());
  OnePoint point(Points(1, question.target().dimension(), 0));
  run_sampler(*sampler, question.score, point);
  return !point.finite();
}

}  // namespace

const LawKind* find_law(std::string_view name) {
  for (const LawKind* kind : law_kinds())
    if (kind->name == name) return kind;
  return nullptr;
}

std::vector<Measurement> LawKind::measure(const Question& question, const std::vector<Metric>& asked) const {
  const Centred centred(question);
  std::vector<Evidence> found = follow(centred.question(), asked);
  if (!follows_values) add_disagreement(centred.question(), asked, *this, found);
  for (Evidence& one : found)
    one.estimate.error += data_count * question.target().uncertainty() * std::abs(one.estimate.value);
  std::vector<Measurement> measured = judge(name, found);
  for (Measurement& one : measured)
    if (one.status != Status::Ok && !centred.kept().empty()) one.reason += "; " + centred.kept();
  const auto stands = [](const Measurement& one) { return one.status == Status::Ok; };
  if (std::all_of(measured.begin(), measured.end(), stands) || !asks_the_impossible(question)) return measured;
  for (Measurement& one : measured)
    one = {one.metric, one.estimate, Status::Unresolved,
           fmt::format("{}: Y_1 is no number: {} divides by 0 at the last level, where L_1 = 0 and there is no noise",
                       this->name, question.sampler.name)};
  return measured;
}

namespace {

std::string refusal_of(const LawKind& law, const Setting& setting, Metric metric) {
  if (!law.metrics.contains(metric)) return fmt::format("{}: does not give {}", law.name, name(metric));
  if (setting.sampler.values_only && !law.follows_values)
    return fmt::format("{}: {} is a program, known by where it takes points, without derivatives; use characteristics",
                       law.name, setting.sampler.name);
  return law.refusal(setting, metric);
}

}  // namespace

const LawKind* first_law(const LawKind* wanted, const Setting& setting, Metric metric, std::string& why) {
  why.clear();
  const LawKind* reserve = nullptr;
  for (const LawKind* law : law_kinds()) {
    if (wanted != nullptr && law != wanted) continue;
    const std::string refusal = refusal_of(*law, setting, metric);
    if (!refusal.empty()) {
      why += (why.empty() ? "" : "; ") + refusal;
    } else if (law->gives_way == nullptr || !law->gives_way(setting)) {
      return law;
    } else if (reserve == nullptr) {
      reserve = law;
    }
  }
  return reserve;
}

}  // namespace diffrates
