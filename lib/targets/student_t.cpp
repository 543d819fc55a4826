/// student_t: X_0 = location + scale T, T with `degrees` degrees of freedom. Heavy tails: no bounded support, and not
/// even a variance where degrees <= 2; it breaks the theorems' assumption on the target on purpose.
///
/// T = Z / sqrt(G/k), G ~ Gamma(k), k = degrees/2, so that X_t is a scale mixture of Gaussians at every noise level.
/// The trapezoidal rule in u = log G (weights h exp(k u - e^u)/Gamma(k)) has relative error |Gamma(a + 2 pi
/// i/h)|/Gamma(a), a = k + 1/2, uniformly in x: the step below makes it 1e-15. Left out is what weighs less than
/// e^-140, or lies beyond |T| of about e^35.
#include <boost/math/distributions/students_t.hpp>
#include <limits>
#include <numbers>

#include "targets/line.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

std::vector<Mixture::Component> scale_mixture(double degrees, double location, double scale) {
  const double k = degrees / 2, step = 2 * std::numbers::pi / (22 + 8 * std::sqrt(k + 0.5)), mode = std::log(k);
  const double peak = k * mode - k;
  constexpr double negligible_near = 50, negligible_far = 140, farthest = -75;
  std::vector<Mixture::Component> components;
  const auto add = [&](double u) {
    const double log_weight = k * u - std::exp(u) - peak;
    if (log_weight < -(u > mode ? negligible_near : negligible_far) || u < farthest) return false;
    components.push_back({std::exp(log_weight),
                          Eigen::VectorXd::Constant(1, location),
                          Eigen::VectorXd::Constant(1, scale * scale * k * std::exp(-u)),
                          {}});
    return true;
  };
  for (int i = 0; add(mode + i * step); ++i) {
  }
  for (int i = -1; add(mode + i * step); --i) {
  }
  return components;
}

class StudentT : public Mixture {
 public:
  StudentT(double degrees, double location, double scale)
      : Mixture(scale_mixture(degrees, location, scale)), degrees_(degrees), location_(location), scale_(scale) {}

  Interval bulk(const NoiseLevel& at, double tail) const override {
    const boost::math::students_t law(degrees_);
    const double reach = at.signal * scale_ * boost::math::quantile(boost::math::complement(law, tail / 2)) +
                         at.sigma * normal_tail_point(tail / 2);
    return {at.signal * location_ - reach, at.signal * location_ + reach};
  }
  Moments moments() const override {
    constexpr double none = std::numeric_limits<double>::quiet_NaN(),
                     infinite = std::numeric_limits<double>::infinity();
    return line_moments(degrees_ > 1 ? location_ : none, degrees_ > 2   ? scale_ * scale_ * degrees_ / (degrees_ - 2)
                                                         : degrees_ > 1 ? infinite
                                                                        : none);
  }
  void draw(Stream& stream, Points& x) const override {
    const boost::math::students_t law(degrees_);
    for (Points::Index i = 0; i < x.size(); ++i)
      x.coordinate(0)[i] = location_ + scale_ * boost::math::quantile(law, stream.uniform());
  }
  Assumptions assumptions() const override {
    return {.density = true, .smooth = true, .log_concave = false, .bounded_support = false};
  }
  bool gaussian() const override { return false; }
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    return std::make_unique<StudentT>(degrees_, location_ + by[0], scale_);
  }

 private:
  double degrees_, location_, scale_;
};

const Key degrees_key{"degrees", "degrees of freedom, 1 to 200", Shape::number({1, 200}).needed()};
const Key location_key{"location", "centre, by default 0", Shape::number({-1e50, 1e50}).otherwise({0.0})};
const Key scale_key{"scale", "> 0, by default 1", Shape::number(Bounds::positive(1e50)).otherwise({1.0})};

std::unique_ptr<Target> make(Parameters& p) {
  const double degrees = p.number(degrees_key);
  const double location = p.number(location_key);
  const double scale = p.number(scale_key);
  if (!p.good()) return nullptr;
  return std::make_unique<StudentT>(degrees, location, scale);
}

}  // namespace

extern const Kind<Target> target_student_t;
const Kind<Target> target_student_t{
    "student_t", "Student's t: heavy tails, d = 1", {degrees_key, location_key, scale_key}, make, R"("degrees": 5)"};

}  // namespace diffrates
