#include "scores/waves.hpp"

#include <fmt/format.h>

#include <mutex>
#include <stdexcept>

#include "scores/line_expectation.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_remembered = 1 << 16;

/// psi(w) = E e^{i w.X_t}.
std::complex<double> mean_wave(const Target& target, const NoiseLevel& at, const Eigen::VectorXd& w) {
  return *target.characteristic(at.signal * w) * std::exp(-0.5 * at.noise * w.squaredNorm());
}

bool closed_form(const Target& target) {
  return target.characteristic(Eigen::VectorXd::Zero(target.dimension())).has_value();
}

/// w.x + phi at every point.
Eigen::ArrayXd phase_of(const Wave& wave, const Points& x) {
  Eigen::ArrayXd angle = Eigen::ArrayXd::Constant(x.size(), wave.phase);
  for (int i = 0; i < x.dimension(); ++i) angle += wave.frequency[i] * x.coordinate(i);
  return angle;
}

}  // namespace

Waves::Waves(const Target& target, Profile profile, std::vector<Wave> waves)
    : target_(target), profile_(profile), waves_(std::move(waves)) {}

double Waves::by_quadrature(const NoiseLevel& at) const {
  return line_expectation(target_, at, {1e-13}, [&](const Points& x, Eigen::Ref<Eigen::ArrayXXd> out) {
    out.col(0).setZero();
    for (const Wave& wave : waves_) out.col(0) += wave.amplitude * wave.direction[0] * phase_of(wave, x).cos();
    out.col(0) = out.col(0).square().eval();
  })[0];
}

double Waves::mean_square(const NoiseLevel& at) const {
  if (!closed_form(target_)) return by_quadrature(at);
  double sum = 0, size = 0;
  for (std::size_t j = 0; j < waves_.size(); ++j)
    for (std::size_t k = 0; k <= j; ++k) {
      const Wave &a = waves_[j], &b = waves_[k];
      const double weight = (j == k ? 1 : 2) * a.amplitude * b.amplitude * a.direction.dot(b.direction);
      const std::complex<double> plus =
          std::polar(1.0, a.phase + b.phase) * mean_wave(target_, at, a.frequency + b.frequency);
      const std::complex<double> minus =
          std::polar(1.0, a.phase - b.phase) * mean_wave(target_, at, a.frequency - b.frequency);
      sum += weight / 2 * (plus.real() + minus.real());
      size += std::abs(weight);
    }
  if (sum < 1e-4 * size && target_.dimension() == 1) return by_quadrature(at);
  if (!(sum > 1e-12 * size))
    throw std::domain_error(
        fmt::format("a score error of these frequencies and phases is zero at 1 - abar = {:.3g}", at.noise));
  return sum;
}

double Waves::amplitude(const NoiseLevel& at) const {
  {
    const std::shared_lock lock(mutex_);
    const auto found = remembered_.find(at.L);
    if (found != remembered_.end()) return found->second;
  }
  const double square = mean_square(at);
  if (!(square > 0)) throw std::domain_error("a score error of these frequencies and phases is zero everywhere");
  const double result = profile_(at) / std::sqrt(square);
  const std::unique_lock lock(mutex_);
  if (remembered_.size() >= most_remembered) remembered_.clear();
  remembered_.emplace(at.L, result);
  return result;
}

void Waves::add(const NoiseLevel& at, const Points& x, Points& score) const {
  const double scale = amplitude(at);
  for (const Wave& wave : waves_) {
    const Eigen::ArrayXd angle = phase_of(wave, x);
    const Eigen::ArrayXd height = scale * wave.amplitude * angle.cos();
    for (int i = 0; i < x.dimension(); ++i) score.coordinate(i) += wave.direction[i] * height;
    if (x.tangents() == 0) continue;
    const Eigen::ArrayXd slope = -scale * wave.amplitude * angle.sin();
    for (int j = 0; j < x.tangents(); ++j) {
      Eigen::ArrayXd along = wave.frequency[0] * x.tangent(j).col(0);
      for (int i = 1; i < x.dimension(); ++i) along += wave.frequency[i] * x.tangent(j).col(i);
      along *= slope;
      for (int i = 0; i < x.dimension(); ++i) score.tangent(j).col(i) += wave.direction[i] * along;
    }
  }
}

std::string waves_problem(const Target& target) {
  if (target.dimension() == 1 || closed_form(target)) return {};
  return "cannot be normalised on a target in d > 1 whose characteristic function is not known; accepted: constant or "
         "empirical";
}

}  // namespace diffrates
