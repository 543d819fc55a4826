#include "targets/density_plane.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "numerics/dense.hpp"
#include "numerics/gauss.hpp"
#include "targets/piecewise.hpp"
#include "targets/plane_features.hpp"

namespace diffrates {
namespace {

constexpr unsigned nodes = nodes_a_piece;
constexpr double blurs_a_piece = 4;
constexpr int most_pieces = 128;    ///< of a table
constexpr int fallback_pieces = 8;  ///< at least, where p underflows
constexpr int rough_pieces = 32;    ///< that f is not resolved by where wider blurs get grids of moments
/// Width in pieces of the narrowest blur that a grid of moments serves: within 15 blurs the kernel is then followed to
/// 1e-11 of its least value on a piece, so that also masses at the far end of it count for what they are.
constexpr double pieces_a_moment_blur = 2;
constexpr int wide_nodes = 24;
constexpr double widest = 2;   ///< blur from which they serve, in longer sides
constexpr double window = 12;  ///< of a grid made on the spot, and of the places where tables are compared, in blurs
constexpr double agreement = 1e-11;  ///< of a table with the one before, in mass and moments and in what it says of p

Eigen::MatrixXd sampled(const std::function<double(double, double)>& log_f, const Eigen::ArrayXd& first,
                        const Eigen::ArrayXd& second) {
  Eigen::MatrixXd values(second.size(), first.size());
  for (Eigen::Index i = 0; i < first.size(); ++i)
    for (Eigen::Index j = 0; j < second.size(); ++j) {
      const double value = log_f(first[i], second[j]);
      if (!std::isfinite(value))
        throw NotResolved(
            fmt::format("is {} at ({:.6g}, {:.6g})", std::isnan(value) ? NAN : value, first[i], second[j]));
      values(j, i) = value;
    }
  return values;
}

Moments moments_of(const PlaneGrid& grid, double& mass) {
  const Eigen::ArrayXd along0 = grid.masses().colwise().sum().transpose(), along1 = grid.masses().rowwise().sum();
  mass = along0.sum();
  const double m0 = (along0 * grid.places(0)).sum() / mass, m1 = (along1 * grid.places(1)).sum() / mass;
  const Eigen::VectorXd u = grid.places(0) - m0, v = grid.places(1) - m1;
  const double cross = v.dot(grid.masses() * u) / mass;
  Moments result{Eigen::Vector2d(m0, m1), Eigen::Matrix2d()};
  result.covariance << (along0 * u.array().square()).sum() / mass, cross, cross,
      (along1 * v.array().square()).sum() / mass;
  return result;
}

/// The largest difference of what two grids say of p at one blur, log p and its derivatives in units of the blur, on a
/// lattice that reaches beyond the rectangle.
double difference(const PlaneGrid& one, const PlaneGrid& other, const Interval (&sides)[2], double blur) {
  constexpr int n = 9;
  const auto place = [&](int axis, int i) {
    return sides[axis].low - window * blur + (sides[axis].width() + 2 * window * blur) * i / (n - 1);
  };
  double largest = 0;
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      PlaneLocal a, b;
      const bool told = one.evaluate(1, blur * blur, place(0, i), place(1, j), a) &&
                        other.evaluate(1, blur * blur, place(0, i), place(1, j), b);
      if (!told) continue;  // p underflows there
      largest = std::max(largest, std::abs(a.log_density - b.log_density));
      for (int k = 0; k < 2; ++k) largest = std::max(largest, blur * std::abs(a.score[k] - b.score[k]));
      for (int k = 0; k < 3; ++k) largest = std::max(largest, blur * blur * std::abs(a.hessian[k] - b.hessian[k]));
    }
  return largest;
}

/// Second differences of log f along both axes and both diagonals of a 60 x 60 lattice.
bool looks_concave(const std::function<double(double, double)>& log_f, const Interval (&sides)[2]) {
  constexpr int n = 60;
  const auto places = [=](Interval side) {
    return Eigen::ArrayXd(side.low + side.width() * (Eigen::ArrayXd::LinSpaced(n, 0, n - 1) + 0.5) / n);
  };
  const Eigen::MatrixXd lattice = sampled(log_f, places(sides[0]), places(sides[1]));
  const double slack = 1e-12 * (1 + lattice.cwiseAbs().maxCoeff());
  for (int i = 1; i + 1 < n; ++i)
    for (int j = 1; j + 1 < n; ++j)
      for (const auto& [di, dj] : {std::pair{1, 0}, std::pair{0, 1}, std::pair{1, 1}, std::pair{1, -1}})
        if (lattice(i + di, j + dj) + lattice(i - di, j - dj) - 2 * lattice(i, j) > slack) return false;
  return true;
}

}  // namespace

DensityPlane::DensityPlane(const std::function<double(double, double)>& log_f, Interval first, Interval second,
                           const std::vector<std::array<double, 2>>& known, bool bounded)
    : sides_{first, second}, bounded_(bounded) {
  const QuadratureRule rule[2] = {composite<nodes>(first, sampled_pieces), composite<nodes>(second, sampled_pieces)};
  for (const int axis : {0, 1}) {
    places_[axis] = factors_[axis] = rule[axis].places;
    for (Eigen::Index node = 0; node < places_[axis].size(); node += nodes)
      factors_[axis].segment(node, nodes) = barycentric_factors(places_[axis].segment(node, nodes));
  }
  log_f_ = sampled(log_f, places_[0], places_[1]);
  const double largest = log_f_.maxCoeff(), mass = masses_of(log_f_.array() - largest, rule[0], rule[1]).sum();
  if (!(mass > 0) || !std::isfinite(mass)) throw NotResolved("has no mass that can be integrated");
  const double log_mass = largest + std::log(mass);
  log_f_.array() -= log_mass;
  const auto normalised = [&](double y0, double y1) { return log_f(y0, y1) - log_mass; };
  check_features(normalised, known);
  check_interpolation(normalised);
  tabulate();
  compress();
  usual_work_ = measured_work();
  prepare_draws();
  concave_ = looks_concave(log_f, sides_);
}

void DensityPlane::tabulate() {
  const double longer = std::max(sides_[0].width(), sides_[1].width());
  std::vector<Table> fine_to_coarse;
  bool rough = false;
  for (double pieces = most_pieces; pieces >= 1; pieces /= std::sqrt(2)) {
    const int whole = static_cast<int>(std::ceil(pieces));
    const Axis first = axis_of(0, composite<nodes>(sides_[0], whole)),
               second = axis_of(1, composite<nodes>(sides_[1], whole));
    const Eigen::MatrixXd log_f = log_f_on(first, second);
    Table table{longer / (blurs_a_piece * whole),
                PlaneGrid(first.rule.places, second.rule.places, masses_of(log_f, first.rule, second.rule))};
    double mass = 0;
    const Moments own = moments_of(table.grid, mass);
    if (fine_to_coarse.empty()) moments_ = own;
    const double error =
        std::max({std::abs(mass - 1), (own.mean - moments_.mean).norm() / std::sqrt(moments_.covariance.trace()),
                  (own.covariance - moments_.covariance).norm() / moments_.covariance.norm()});
    if (whole >= sampled_pieces && !(error < agreement))
      throw NotResolved(fmt::format(
          "cannot be integrated to 11 digits on a grid of {0} x {0} pieces (it is too rough, or has kinks): relative "
          "error {1:.1e}",
          whole, error));
    const bool direct = error < agreement;
    rough = rough || (!direct && whole >= rough_pieces);
    if (!direct && !rough) break;  // too coarse for f: wider blurs use the grid before
    if (!direct) {
      table.grid = moment_grid(whole, fine_to_coarse.front().grid);
      table.blur = pieces_a_moment_blur * longer / whole;
    }
    // A wider blur asks less of a grid.
    while (whole < sampled_pieces && table.blur < widest * longer &&
           !(difference(fine_to_coarse.back().grid, table.grid, sides_, table.blur) < agreement))
      table.blur *= std::sqrt(2);
    if (table.blur >= widest * longer) break;
    if (direct && whole >= fallback_pieces) {
      coarse_log_masses_ = log_f.array();
      coarse_log_masses_.colwise() += second.rule.weights.log();
      coarse_log_masses_.rowwise() += first.rule.weights.log().transpose();
      coarse_ = table.grid;
    }
    fine_to_coarse.push_back(std::move(table));
  }
  tables_.assign(std::make_move_iterator(fine_to_coarse.rbegin()), std::make_move_iterator(fine_to_coarse.rend()));
}

/// Nodes of so many pieces along the longer side whose weights are W_ab = int int f L_a L_b, summed over a finer grid,
/// for the Lagrange polynomials of each piece: what they say of p depends on how well those follow the kernel, not f.
PlaneGrid DensityPlane::moment_grid(int most_pieces_a_side, const PlaneGrid& fine) const {
  const double longer = std::max(sides_[0].width(), sides_[1].width());
  QuadratureRule rule[2];
  /// Visits stretches of finer nodes in one piece: the first and how many, the piece's first node, what takes values at
  /// its nodes to values there.
  const auto each_piece = [&](int axis, const auto& visit) {
    const Eigen::ArrayXd& places = fine.places(axis);
    const int pieces = static_cast<int>(std::ceil(most_pieces_a_side * sides_[axis].width() / longer));
    rule[axis] = composite<nodes>(sides_[axis], pieces);
    const auto piece = [&](Eigen::Index i) {
      return std::clamp<Eigen::Index>(
          static_cast<Eigen::Index>((places[i] - sides_[axis].low) / sides_[axis].width() * pieces), 0, pieces - 1);
    };
    for (Eigen::Index first = 0, next = 0; first < places.size(); first = next) {
      while (next < places.size() && piece(next) == piece(first)) ++next;
      const Eigen::Index node = piece(first) * nodes;
      visit(first, next - first, node,
            interpolation(rule[axis].places.segment(node, nodes), places.segment(first, next - first)));
    }
  };
  const Eigen::Index most_nodes = static_cast<Eigen::Index>(most_pieces_a_side) * nodes;
  Eigen::MatrixXd rows = Eigen::MatrixXd::Zero(most_nodes, fine.masses().cols());
  each_piece(1, [&](Eigen::Index first, Eigen::Index count, Eigen::Index node, const Eigen::MatrixXd& basis) {
    rows.middleRows(node, nodes) += transposed_times(basis, fine.masses().middleRows(first, count));
  });
  Eigen::MatrixXd masses = Eigen::MatrixXd::Zero(most_nodes, most_nodes);
  each_piece(0, [&](Eigen::Index first, Eigen::Index count, Eigen::Index node, const Eigen::MatrixXd& basis) {
    masses.middleCols(node, nodes) += product(rows.middleCols(first, count), basis);
  });
  return {rule[0].places, rule[1].places, masses.topLeftCorner(rule[1].places.size(), rule[0].places.size())};
}

/// Weights W_ab = int int f L_a L_b for the Lagrange polynomials of one Gauss-Legendre rule a side.
void DensityPlane::compress() {
  const QuadratureRule rule[2] = {composite<wide_nodes>(sides_[0], 1), composite<wide_nodes>(sides_[1], 1)};
  const PlaneGrid& fine = tables_.back().grid;
  const Eigen::MatrixXd basis0 = interpolation(rule[0].places, fine.places(0)),
                        basis1 = interpolation(rule[1].places, fine.places(1));
  const double longer = std::max(sides_[0].width(), sides_[1].width());
  tables_.insert(tables_.begin(),
                 {widest * longer,
                  PlaneGrid(rule[0].places, rule[1].places, product(transposed_times(basis1, fine.masses()), basis0))});
}

void DensityPlane::check_features(const std::function<double(double, double)>& log_f,
                                  const std::vector<std::array<double, 2>>& known) const {
  const auto around = [this](double y0, double y1) {
    const auto block = log_f_.block(piece_of(1, y1) * nodes, piece_of(0, y0) * nodes, nodes, nodes);
    return Interval{block.minCoeff(), block.maxCoeff()};
  };
  look_for_features(log_f, sides_, known, {log_f_.maxCoeff(), sampled_pieces, around, [this](double y0, double y1) {
                                             return interpolated(y0, y1);
                                           }});
}

/// Of evaluations about the mean at blurs from a fifth of a piece to the longer side; what is said of smooth densities
/// where there is no more to it.
double DensityPlane::measured_work() const {
  constexpr double smooth = 25'000, a_term = 1.5, a_line = 40;
  const double longer = std::max(sides_[0].width(), sides_[1].width());
  double sum = 0, count = 0;
  for (double blur = longer / 128; blur < 4 * longer; blur *= 2) {
    const PlaneGrid* grid = nullptr;
    for (const Table& table : tables_)
      if (grid == nullptr && blur >= table.blur) grid = &table.grid;
    if (grid == nullptr) continue;
    for (const double z : {-1.0, 1.0}) {
      const double x0 = moments_.mean[0] + z * std::sqrt(moments_.covariance(0, 0) + blur * blur),
                   x1 = moments_.mean[1] - z * std::sqrt(moments_.covariance(1, 1) + blur * blur);
      const double lines = static_cast<double>(grid->places(0).size() + grid->places(1).size());
      sum += a_term * grid->terms(1, blur * blur, x0, x1) + a_line * lines;
      ++count;
    }
  }
  return count > 0 && sum / count > 2 * smooth ? sum / count : smooth;
}

void DensityPlane::check_interpolation(const std::function<double(double, double)>& log_f) const {
  constexpr int a_piece = 4;
  const double area = sides_[0].width() * sides_[1].width() / (sampled_pieces * sampled_pieces * a_piece);
  double lost = 0;
  for (int p0 = 0; p0 < sampled_pieces; ++p0)
    for (int k = 0; k < sampled_pieces * a_piece; ++k) {
      // Places that are no nodes, and others in every piece.
      const double y0 = sides_[0].low + sides_[0].width() * (p0 + std::fmod(0.31 + 0.618 * k, 1)) / sampled_pieces;
      const double y1 =
          sides_[1].low + sides_[1].width() * (k + std::fmod(0.57 + 0.414 * p0, 1)) / (sampled_pieces * a_piece);
      const double value = interpolated(y0, y1);
      lost += area * std::exp(value) * std::abs(std::expm1(log_f(y0, y1) - value));
    }
  if (!(lost < 1e-10))
    throw NotResolved(fmt::format(
        "is not resolved by polynomials of degree {0} on a grid of {1} x {1} pieces (it is too rough, or has kinks): "
        "relative error {2:.1e}",
        nodes - 1, sampled_pieces, lost));
}

Eigen::Index DensityPlane::piece_of(int axis, double place) const {
  return std::clamp<Eigen::Index>(
      static_cast<Eigen::Index>((place - sides_[axis].low) / sides_[axis].width() * sampled_pieces), 0,
      sampled_pieces - 1);
}

DensityPlane::Axis DensityPlane::axis_of(int axis, QuadratureRule rule) const {
  Axis result{std::move(rule), {}};
  const Eigen::ArrayXd& places = result.rule.places;
  for (Eigen::Index first = 0, next = 0; first < places.size(); first = next) {
    const Eigen::Index piece = piece_of(axis, places[first]);
    while (next < places.size() && piece_of(axis, places[next]) == piece) ++next;
    result.pieces.emplace_back(
        piece * nodes, interpolation(places_[axis].segment(piece * nodes, nodes), places.segment(first, next - first)));
  }
  return result;
}

Eigen::MatrixXd DensityPlane::log_f_on(const Axis& first, const Axis& second) const {
  Eigen::MatrixXd logs(second.rule.places.size(), first.rule.places.size());
  Eigen::Index column = 0;
  for (const auto& [node0, matrix0] : first.pieces) {
    Eigen::Index row = 0;
    for (const auto& [node1, matrix1] : second.pieces) {
      logs.block(row, column, matrix1.rows(), matrix0.rows()) =
          times_transposed(product(matrix1, log_f_.block(node1, node0, nodes, nodes)), matrix0);
      row += matrix1.rows();
    }
    column += matrix0.rows();
  }
  return logs;
}

double DensityPlane::interpolated(double y0, double y1) const {
  const Eigen::Index node0 = piece_of(0, y0) * nodes, node1 = piece_of(1, y1) * nodes;
  const auto along = [&](int axis, Eigen::Index node, double place) {
    return interpolation(places_[axis].segment(node, nodes), factors_[axis].segment(node, nodes),
                         Eigen::ArrayXd::Constant(1, place));
  };
  const Eigen::MatrixXd along0 = along(0, node0, y0), along1 = along(1, node1, y1);
  return times_transposed(product(along1, log_f_.block(node1, node0, nodes, nodes)), along0)(0, 0);
}

PlaneGrid DensityPlane::refined(double blur, double y0, double y1) const {
  const auto around = [&](int axis, double place) {
    const Interval side = sides_[axis];
    const double inside = std::clamp(place, side.low, side.high);
    const Interval range{std::max(side.low, inside - window * blur), std::min(side.high, inside + window * blur)};
    return axis_of(axis, composite<nodes>(range, static_cast<int>(std::ceil(range.width() / (blurs_a_piece * blur)))));
  };
  const Axis first = around(0, y0), second = around(1, y1);
  const Eigen::MatrixXd logs = log_f_on(first, second);
  const double most = logs.maxCoeff();
  return PlaneGrid(first.rule.places, second.rule.places, masses_of(logs.array() - most, first.rule, second.rule),
                   most);
}

PlaneLocal DensityPlane::at(const NoiseLevel& level, const PlaneGrid* table, double x0, double x1) const {
  if (!std::isfinite(x0) || !std::isfinite(x1)) return {NAN, {NAN, NAN}, {NAN, NAN, NAN}};
  PlaneLocal local;
  const bool found = table != nullptr ? table->evaluate(level.signal, level.noise, x0, x1, local)
                                      : refined(level.sigma / level.signal, x0 / level.signal, x1 / level.signal)
                                            .evaluate(level.signal, level.noise, x0, x1, local);
  return found ? local : coarse_->evaluate_exponents(coarse_log_masses_, level.signal, level.noise, x0, x1);
}

void DensityPlane::evaluate(const NoiseLevel& level, const Points& x, Points* score,
                            Eigen::ArrayXd* log_density) const {
  const PlaneGrid* table = nullptr;
  for (const Table& candidate : tables_)
    if (table == nullptr && level.sigma >= candidate.blur * level.signal) table = &candidate.grid;
  if (score != nullptr) *score = Points(x.size(), 2, x.tangents());
  if (log_density != nullptr) log_density->resize(x.size());
  for (Points::Index i = 0; i < x.size(); ++i) {
    const PlaneLocal local = at(level, table, x.coordinate(0)[i], x.coordinate(1)[i]);
    if (log_density != nullptr) (*log_density)[i] = local.log_density;
    if (score == nullptr) continue;
    for (int axis = 0; axis < 2; ++axis) score->coordinate(axis)[i] = local.score[axis];
    for (int j = 0; j < x.tangents(); ++j) {
      const double t0 = x.tangent(j)(i, 0), t1 = x.tangent(j)(i, 1);
      score->tangent(j)(i, 0) = local.hessian[0] * t0 + local.hessian[1] * t1;
      score->tangent(j)(i, 1) = local.hessian[1] * t0 + local.hessian[2] * t1;
    }
  }
}

Interval DensityPlane::bulk(const NoiseLevel& level, double tail) const {
  const double reach = level.sigma * normal_tail_point(tail);
  return {level.signal * sides_[0].low - reach, level.signal * sides_[0].high + reach};
}

}  // namespace diffrates
