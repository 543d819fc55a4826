#include "programs/linear_form.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "numerics/dense.hpp"

namespace diffrates {
namespace {

constexpr double unit = std::numeric_limits<double>::epsilon() / 2;
constexpr std::array<std::size_t, 5> terms{2, 4, 6, 8, 12};  // that a move may have, fewer first
constexpr std::size_t most_terms = terms.back();
constexpr double most_roundings = 256;  // of a move; a single-precision one has 5e8
constexpr double few_roundings = 64;
constexpr double independent = 1e-15;   // below this columns say the same, to within rounding
constexpr double deviations = 3;        // of the factors, that bound their error
constexpr double beyond_the_draws = 4;  // what other points may be off, of what the first were
/// Points at which the factors' uncertainty is followed: each takes the inverse of a d x d matrix a move.
constexpr Eigen::Index watched_points(int d) { return d > 16 ? 1 : 4; }

/// Factors of the `count` latest by least squares over all points, each coordinate in units of its own rounding, and
/// how uncertain they are.
struct Fit {
  Fit(const Told& told, std::size_t count, const Points& places, double sigma) {
    const Eigen::ArrayXd weight = (places.values().reshaped().abs() + sigma).inverse();
    const Eigen::ArrayXd weighted = places.values().reshaped() * weight;
    const auto counts = weighted.isFinite();
    const Eigen::VectorXd wanted = counts.select(weighted, 0);
    Eigen::MatrixXd given(wanted.size(), static_cast<Eigen::Index>(count));
    for (std::size_t j = 0; j < count; ++j)
      given.col(static_cast<Eigen::Index>(j)) = counts.select(told[j].values().reshaped() * weight, 0);
    const Eigen::VectorXd one_over =
        given.colwise().norm().cwiseMax(std::numeric_limits<double>::min()).cwiseInverse().transpose();
    const LeastSquares found = least_squares(given * one_over.asDiagonal(), wanted, independent);
    const Eigen::VectorXd solution = found.solution.cwiseProduct(one_over);
    factors.assign(solution.begin(), solution.end());
    const double left = (given * solution - wanted).norm(), least = unit * wanted.norm();
    const auto freedom = std::max<Eigen::Index>(1, wanted.size() - found.spread.rows());
    const double deviation = std::max(left, least) / std::sqrt(static_cast<double>(freedom));
    spread = deviation * found.spread * one_over.asDiagonal();
  }

  std::vector<double> factors;
  Eigen::MatrixXd spread;  ///< the variance of sum_j weights_j factors_j is |spread weights|^2
};

/// By how much a combination is off the places, at worst, in roundings of the place, of what it is made of, and of the
/// noise's standard deviation, below which no density has features; infinite where that is more than `most`. A large
/// factor allows no more: two of them cancel where columns say nearly the same.
double roundings_of(const Told& told, const std::vector<double>& factors, const Points& places, double sigma,
                    double most = most_roundings) {
  double worst = 1;
  for (int c = 0; c < places.dimension(); ++c) {
    Eigen::ArrayXd made = Eigen::ArrayXd::Zero(places.size()), allowed = unit * (places.coordinate(c).abs() + sigma);
    for (std::size_t j = 0; j < factors.size(); ++j) {
      if (factors[j] == 0) continue;
      const auto term = told[j].coordinate(c);
      made += factors[j] * term;
      allowed += unit * std::min(std::abs(factors[j]), 1.0) * term.abs();
    }
    const Eigen::ArrayXd off = (made - places.coordinate(c)).abs();
    const auto ended = !made.isFinite();  // scores were told that are no numbers: what follows is none
    if (!(off <= most * allowed || ended).all()) return HUGE_VAL;
    worst = std::max(worst, ended.select(0, off / allowed.max(std::numeric_limits<double>::min())).maxCoeff());
  }
  return worst;
}

/// The fewest of the latest terms that make up the places; where all leave more than a few roundings, those that leave
/// least: fewer may be nearly enough.
std::optional<Fit> seek(const Told& told, const Points& places, double sigma, double most) {
  std::optional<Fit> best;
  for (const std::size_t wanted : terms) {
    const std::size_t count = std::min(wanted, told.size());
    Fit fit(told, count, places, sigma);
    const double off = roundings_of(told, fit.factors, places, sigma, most);
    if (std::isfinite(off)) {
      best = std::move(fit);
      most = off;
    }
    if (off <= few_roundings || count == told.size()) break;
  }
  return best;
}

/// The places, with their tangents.
Points combine(const Told& told, const std::vector<double>& factors, const Points& places) {
  Points result(places.size(), places.dimension(), told.front().tangents());
  result.values() = places.values();
  auto tangents = result.all().rightCols(result.all().cols() - result.dimension());
  tangents.setZero();
  for (std::size_t j = 0; j < factors.size(); ++j)
    if (factors[j] != 0) tangents += factors[j] * told[j].all().rightCols(tangents.cols());
  return result;
}

Eigen::MatrixXd jacobian(const Points& points, Eigen::Index i) {
  Eigen::MatrixXd result(points.dimension(), points.tangents());
  for (int j = 0; j < points.tangents(); ++j) result.col(j) = points.tangent(j).row(i).matrix().transpose();
  return result;
}

/// The variance of log |det| of point i's Jacobian, by the factors of the move that led here: the derivative of log
/// |det J| is tr(J^-1 dJ).
double variance_of_determinant(const Told& told, const Fit& fit, const Points& moved, Eigen::Index i) {
  const Eigen::MatrixXd back = inverse(jacobian(moved, i));
  Eigen::VectorXd weights(static_cast<Eigen::Index>(fit.factors.size()));
  for (std::size_t j = 0; j < fit.factors.size(); ++j)
    weights[static_cast<Eigen::Index>(j)] = (back.transpose().cwiseProduct(jacobian(told[j], i))).sum();
  return (fit.spread * weights).squaredNorm();
}

Points with_unit_tangents(const Points& start) {
  Points result(start.size(), start.dimension(), start.dimension());
  result.values() = start.values();
  result.start_tangents();
  return result;
}

}  // namespace

void RunTangents::tell(Points points) {
  told_.push_front(std::move(points));
  if (told_.size() > kept_) told_.pop_back();
}

bool RunTangents::next(std::optional<double> level, const Points& places) {
  if (level) sigma_ = std::sqrt(-std::expm1(-*level));
  lost_ = lost_ || places.size() != told_.front().size() || !take(level, places);
  return !lost_;
}

void RunTangents::answered(Points scores) {
  if (!lost_) tell(std::move(scores));
}

FormSearch::FormSearch(const Points& start)
    : RunTangents(with_unit_tangents(start), most_terms),
      variances_(Eigen::ArrayXd::Zero(watched_points(start.dimension()))) {}

bool FormSearch::take(std::optional<double> level, const Points& places) {
  std::optional<Fit> fit = seek(told_, places, sigma_, most_roundings);
  if (!fit) return false;
  Points moved = combine(told_, fit->factors, places);
  for (Eigen::Index i = 0; i < variances_.size(); ++i)
    variances_[i] += variance_of_determinant(told_, *fit, moved, i * (places.size() / variances_.size()));
  form_.roundings = std::max(form_.roundings, beyond_the_draws * roundings_of(told_, fit->factors, places, sigma_));
  form_.longest = std::max(form_.longest, fit->factors.size());
  form_.moves.push_back({level, std::move(fit->factors)});
  tell(std::move(moved));
  return true;
}

std::optional<LinearForm> FormSearch::form() const {
  if (lost()) return {};
  LinearForm found = form_;
  const double open = deviations * std::sqrt(variances_.isFinite().select(variances_, 0).maxCoeff());
  found.roundings = std::max(found.roundings, open / (unit * std::sqrt(static_cast<double>(found.moves.size()))));
  return found;
}

bool FormFollower::take(std::optional<double> level, const Points& places) {
  if (moves_ == form_.moves.size() || form_.moves[moves_].level != level) return false;
  const LinearMove& move = form_.moves[moves_++];
  if (std::isfinite(roundings_of(told_, move.factors, places, sigma_, form_.roundings))) {
    tell(combine(told_, move.factors, places));
    return true;
  }
  const std::optional<Fit> fit = seek(told_, places, sigma_, form_.roundings);
  if (fit) tell(combine(told_, fit->factors, places));
  return fit.has_value();
}

}  // namespace diffrates
