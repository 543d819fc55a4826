#include "samplers/shifts.hpp"

namespace diffrates {
namespace {

constexpr double most_off = 32 * std::numeric_limits<double>::epsilon();

bool at_signal(const NoiseLevel& at, const Points& x) {
  return (std::abs(x.values()(0, 0) - at.signal) <= most_off * at.signal) && x.size() == 1;
}

/// Scores that are zero; remembers whether each was asked at its signal.
class Nothing : public Target {
 public:
  int dimension() const override { return 1; }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    in_place = in_place && at_signal(at, x);
    if (score != nullptr) {
      *score = Points(x.size(), 1, x.tangents());
      score->values().setZero();
      for (int j = 0; j < x.tangents(); ++j) score->tangent(j).setZero();
    }
    if (log_density != nullptr) log_density->setZero(x.size());
  }
  Interval bulk(const NoiseLevel&, double) const override { return {}; }
  Moments moments() const override { return {Eigen::VectorXd::Zero(1), Eigen::MatrixXd::Zero(1, 1)}; }
  void draw(Stream&, Points& x) const override { x.values().setZero(); }
  Assumptions assumptions() const override { return {}; }

  mutable bool in_place = true;
};

/// One point, noise left out: it has no mean, and so nothing to shift.
class Shifted : public Law {
 public:
  explicit Shifted(double place) : y_(1, 1) { y_.coordinate(0)[0] = place; }
  void map(const Map& move) override { y_ = move(y_); }
  void add_noise(double) override {}
  void mix(const std::vector<double>& weights, const Branch& branch) override {
    const Points before = y_;
    for (std::size_t k = 0; k < weights.size(); ++k) {
      Shifted part(0);
      part.y_ = before;
      branch(k, part);
      const double apart = std::abs(part.place() - y_.values()(0, 0));
      if (k > 0 && !(apart <= most_off * std::abs(part.place()))) branches_differ_ = true;
      branches_differ_ = branches_differ_ || part.branches_differ_;
      y_ = part.y_;
    }
  }
  double place() const { return y_.values()(0, 0); }
  const Points& points() const { return y_; }
  bool branches_differ() const { return branches_differ_; }

 private:
  Points y_;
  bool branches_differ_ = false;
};

}  // namespace

bool commutes_with_shifts(const SamplerKind& kind, const Schedule& schedule) {
  if (kind.program || kind.values_only) return false;
  const Nothing nothing;
  const Score score(nothing, schedule);
  const std::unique_ptr<Sampler> sampler = kind.make(schedule);
  for (int t = schedule.steps(); t >= 2; --t) {
    Shifted y(schedule.at(t).signal);
    sampler->step(t, score, y);
    if (!nothing.in_place || y.branches_differ() || !at_signal(schedule.at(t - 1), y.points())) return false;
  }
  return true;
}

}  // namespace diffrates
