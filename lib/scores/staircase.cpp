/// staircase: an error at t = 2 alone, small in l2, that makes the last step of ddim land on the steps of a staircase
/// (arXiv 2408.02320, section 3.2): with z = (x + (b/2) s*_2(x)) / sqrt(a), where that step goes with the exact score,
///   e_2(x) = (2 sqrt(a)/b) (F(z) - z),   so that   Y_1 = F(z),
///   F(z) = l (n + atan(w tan(pi v)) / pi),   z/l = n + v, n a whole number, |v| <= 1/2:
/// steps of length l, smoothed over the width w so that Y_1 has a density: F' runs from w, at n, to 1/w, half-way. A
/// law with a density that hardly changes over l becomes peaks about the points n l, Cauchy's density wrapped around,
/// at a total variation of 1 - (4/pi) atan(sqrt w) from it, whatever l. l is set so that E||e_2(X_2)||^2 = T eps^2, by
/// quadrature: d = 1. As eps -> 0 so does l, the total variation stays, and eps_Jacobi with it. Cost: an evaluation of
/// the target more at t = 2; a law on a line resolves as many steps as fit into it.
#include <fmt/format.h>

#include <numbers>
#include <stdexcept>

#include "scores/line_expectation.hpp"
#include "scores/score_error.hpp"

namespace diffrates {
namespace {

using std::numbers::pi;

const Key width_key{"width", "w, 0.01 to 0.5: the slope of the steps; 0.1 by default",
                    Shape::number({0.01, 0.5}).otherwise({0.1})};

constexpr int here = 2;             ///< the one t with an error
constexpr int most_tries = 20;      ///< for l; two do where the density hardly changes over l
constexpr double accuracy = 1e-11;  ///< of l, relative
constexpr int most_steps = 500;     ///< that an expectation resolves, with their risers
constexpr double tail = 1e-18;

class Staircase : public ScoreError {
 public:
  Staircase(const Target& target, const Schedule& schedule, double epsilon, double width)
      : target_(target),
        at_(schedule.at(here)),
        half_(schedule.beta(here) / 2),
        root_(std::sqrt(schedule.alpha(here))),
        width_(width) {
    const double wanted = epsilon * std::sqrt(schedule.steps());
    length_ = wanted * half_ / root_ * std::sqrt(12);  // of a phase v that is uniform, and steps without width
    double factor = 0;
    for (int i = 0; i < most_tries && std::abs(factor - 1) > accuracy; ++i) {
      refuse_too_many(epsilon);
      length_ *= factor = wanted / std::sqrt(mean_square());
    }
    if (!(std::abs(factor - 1) <= accuracy))
      throw std::domain_error(fmt::format("no staircase has the size {:.3g} on this target", epsilon));
  }

  void add(const NoiseLevel& at, const Points& x, Points& score) const override {
    if (at.L != at_.L) return;
    const Points z = landing(x);
    Eigen::ArrayXd shift(x.size()), slope(x.size());
    for (Points::Index i = 0; i < x.size(); ++i) {
      const double u = z.coordinate(0)[i] / length_, v = u - std::rint(u);
      const double c = std::cos(pi * v), s = std::sin(pi * v);
      shift[i] = length_ * (std::atan2(width_ * s, c) / pi - v);
      slope[i] = width_ / (c * c + width_ * width_ * s * s) - 1;
    }
    score.coordinate(0) += root_ / half_ * shift;
    for (int j = 0; j < x.tangents(); ++j) score.tangent(j).col(0) += root_ / half_ * slope * z.tangent(j).col(0);
  }

  std::optional<int> only() const override { return here; }

 private:
  /// z: ddim's last step with the exact score.
  Points landing(const Points& x) const {
    Points exact;
    target_.evaluate(at_, x, &exact, nullptr);
    return (x + half_ * std::move(exact)) / root_;
  }

  void refuse_too_many(double epsilon) const {
    const Interval range = target_.bulk(at_, tail);
    if ((range.high - range.low) / length_ > most_steps)
      throw std::domain_error(
          fmt::format("a staircase of size {:.3g} has {:.0f} steps here; accepted: at most {}, a larger "
                      "epsilon or steps further apart in noise",
                      epsilon, (range.high - range.low) / length_, most_steps));
  }

  double mean_square() const {
    return line_expectation(target_, at_, {1e-13}, [&](const Points& x, Eigen::Ref<Eigen::ArrayXXd> out) {
      Points e(x.size(), 1);
      e.all().setZero();
      add(at_, x, e);
      out.col(0) = e.coordinate(0).square();
    })[0];
  }

  const Target& target_;
  const NoiseLevel at_;
  const double half_, root_, width_;
  double length_;
};

class StaircaseFamily : public ScoreErrorFamily {
 public:
  explicit StaircaseFamily(double width) : width_(width) {}
  std::unique_ptr<ScoreError> on(const Target& target, const Schedule& schedule, double epsilon,
                                 std::uint64_t) const override {
    return std::make_unique<Staircase>(target, schedule, epsilon, width_);
  }
  std::string problem(const Target& target) const override {
    if (target.dimension() == 1) return {};
    return fmt::format("is of one dimension, and the target has d = {}; accepted: a target on a line",
                       target.dimension());
  }

 private:
  double width_;
};

std::unique_ptr<ScoreErrorFamily> make(Parameters& p) {
  const double width = p.number(width_key);
  if (!p.good()) return nullptr;
  return std::make_unique<StaircaseFamily>(width);
}

}  // namespace

extern const Kind<ScoreErrorFamily> score_error_staircase;
const Kind<ScoreErrorFamily> score_error_staircase{
    "staircase",
    "at t = 2 alone, small in l2: ddim's last step lands on the steps of a staircase, smoothed over a width",
    {epsilon_key, width_key},
    make};

}  // namespace diffrates
