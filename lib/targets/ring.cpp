/// ring: d = 2, X_0 uniform on the circle of radius R around `centre`, plus N(0, width^2 I) (0: the circle itself,
/// which has no density in the plane).
///
/// X_t is the ring of radius q = signal R with variance v = abar width^2 + noise: with r = |x - signal centre|, a = r
/// q/v,
///   log p = -(r - q)^2/(2 v) - log(2 pi v) + log(e^-a I_0(a)),  A = I_1(a)/I_0(a),
///   radial score -r/v + (q/v) A, radial curvature -1/v + (q/v)^2 A', A' = 1 - A/a - A^2; the curvature across is
///   score/r.
/// 1 - A and A' come from numerics/bessel_ratio.hpp, so that a thin ring keeps its digits.
#include <numbers>

#include "numerics/bessel_ratio.hpp"
#include "targets/target.hpp"

namespace diffrates {
namespace {

class Ring : public Target {
 public:
  Ring(double radius, Eigen::Vector2d centre, double width) : radius_(radius), centre_(centre), width_(width) {}

  int dimension() const override { return 2; }
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    return std::make_unique<Ring>(radius_, centre_ + by, width_);
  }
  double usual_work() const override { return 300; }  // a ratio of Bessel functions

  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const double v = at.abar * width_ * width_ + at.noise, q = at.signal * radius_,
                 log_norm = -std::log(2 * std::numbers::pi * v);
    if (score != nullptr) *score = Points(x.size(), 2, x.tangents());
    if (log_density != nullptr) log_density->resize(x.size());
    for (Points::Index i = 0; i < x.size(); ++i) {
      const double dx = x.coordinate(0)[i] - at.signal * centre_[0], dy = x.coordinate(1)[i] - at.signal * centre_[1];
      const double r = std::hypot(dx, dy), out = r - q;
      const BesselRatio ratio = bessel_ratio(r * (q / v));
      if (log_density != nullptr) (*log_density)[i] = log_norm - 0.5 * out * out / v + ratio.log_scaled;
      if (score == nullptr) continue;
      const double ux = r > 0 ? dx / r : 1, uy = r > 0 ? dy / r : 0;
      // Across, slope/r = ((q^2/v) A/a - 1)/v, which has a limit at the centre.
      const bool near_centre = ratio.over_argument > 0.25;
      const double pulled = ((q * q / v) * ratio.over_argument - 1) / v;
      const double slope = near_centre ? r * pulled : -(out + q * ratio.one_minus) / v;
      const double across = near_centre ? pulled : slope / r;
      const double along = ((q * q / v) * ratio.slope - 1) / v;
      score->coordinate(0)[i] = slope * ux;
      score->coordinate(1)[i] = slope * uy;
      for (int j = 0; j < x.tangents(); ++j) {
        const double tx = x.tangent(j)(i, 0), ty = x.tangent(j)(i, 1);
        const double in = along * (ux * tx + uy * ty), turn = across * (ux * ty - uy * tx);
        score->tangent(j)(i, 0) = in * ux - turn * uy;
        score->tangent(j)(i, 1) = in * uy + turn * ux;
      }
    }
  }

  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double reach =
        at.signal * radius_ + normal_tail_point(tail) * std::sqrt(at.abar * width_ * width_ + at.noise);
    return {at.signal * centre_[0] - reach, at.signal * centre_[0] + reach};
  }
  Moments moments() const override {
    return {centre_, (radius_ * radius_ / 2 + width_ * width_) * Eigen::MatrixXd::Identity(2, 2)};
  }
  void draw(Stream& stream, Points& x) const override {
    for (Points::Index i = 0; i < x.size(); ++i) {
      const double angle = 2 * std::numbers::pi * stream.uniform();
      x.coordinate(0)[i] = centre_[0] + radius_ * std::cos(angle) + width_ * stream.normal();
      x.coordinate(1)[i] = centre_[1] + radius_ * std::sin(angle) + width_ * stream.normal();
    }
  }
  Assumptions assumptions() const override {
    const bool smooth = width_ > 0;
    return {.density = smooth, .smooth = smooth, .log_concave = false, .bounded_support = !smooth};
  }
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override {
    const double bessel = std::cyl_bessel_j(0, radius_ * w.norm());
    return bessel * std::exp(-0.5 * width_ * width_ * w.squaredNorm()) * std::polar(1.0, w.dot(centre_));
  }

 private:
  double radius_;
  Eigen::Vector2d centre_;
  double width_;
};

const Key radius_key{"radius", "> 0, by default 1", Shape::number(Bounds::positive(1e50)).otherwise({1.0})};
const Key centre_key{"centre", "a list of 2 numbers, by default (0, 0)",
                     Shape::list(Shape::number({-1e50, 1e50}), 2, 2)};
const Key width_key{"width", "standard deviation of a Gaussian added, >= 0, by default 0",
                    Shape::number(Bounds::at_least(0, 1e50)).otherwise({0.0})};

std::unique_ptr<Target> make(Parameters& p) {
  const double radius = p.number(radius_key);
  Eigen::Vector2d centre(0, 0);
  if (p.has(centre_key)) {
    const std::vector<double> given = p.numbers(centre_key);
    if (p.good() && given.size() != 2) p.problem(centre_key.name, "has one entry; accepted: a list of 2 numbers");
    if (given.size() == 2) centre = {given[0], given[1]};
  }
  const double width = p.number(width_key);
  if (!p.good()) return nullptr;
  return std::make_unique<Ring>(radius, centre, width);
}

}  // namespace

extern const Kind<Target> target_ring;
const Kind<Target> target_ring{"ring",
                               "a circle in the plane, optionally thickened: not log-concave, d = 2",
                               {radius_key, centre_key, width_key},
                               make,
                               R"("radius": 1, "width": 0.2)"};

}  // namespace diffrates
