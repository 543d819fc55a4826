/// gaussian_mixture: weights, means and covariances; in d = 1 `variances` may stand for `covariances`.
#include <fmt/format.h>

#include <algorithm>

#include "numerics/dense.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_components = 10'000;
constexpr std::size_t most_dimension = 256;
constexpr Bounds variance_bounds = Bounds::at_least(0, 1e100);

const Key weights_key{"weights", "positive numbers, one a component; normalised to sum 1",
                      Shape::numbers(Bounds::positive(1e100), most_components).needed()};
const Key means_key{"means", "a number (d = 1) or a list of d numbers a component",
                    Shape::points(most_components, most_dimension).needed()};
const Key variances_key{"variances", "d = 1 or isotropic: a number >= 0 a component (0 makes it an atom)",
                        Shape::numbers(variance_bounds, most_components)};
const Key covariances_key{
    "covariances",
    "a number, a list of d (diagonal) or a d x d matrix a component, positive semidefinite; d lists of d "
    "numbers for d components that could be one matrix are refused",
    Shape::list(Shape::either({Shape::number(variance_bounds), Shape::numbers(variance_bounds, most_dimension),
                               Shape::list(Shape::numbers({-1e100, 1e100}, most_dimension), 1, most_dimension)}),
                1, most_components)};
const Either either{variances_key.name, covariances_key.name};

/// Reads one covariance into the component; records a problem at `place`.
void read_covariance(const Value& value, const std::string& place, Problems& problems, Mixture::Component& component) {
  const auto d = component.mean.size();
  const auto refuse = [&](const std::string& accepted) {
    problems.add(place, fmt::format("is {}; accepted: {}", describe(value), accepted));
  };
  const std::string accepted = fmt::format(
      "a number >= 0, a list of {0} numbers >= 0, or a symmetric positive semidefinite {0} x {0} matrix", d);
  component.variances = Eigen::VectorXd::Zero(d);
  if (const double* number = value.number()) {
    if (!std::isfinite(*number) || *number < 0 || *number > 1e100) return refuse(accepted);
    component.variances.setConstant(*number);
    return;
  }
  const List* list = value.list();
  if (list == nullptr || static_cast<Eigen::Index>(list->size()) != d) return refuse(accepted);
  const bool matrix = list->front().list() != nullptr;
  Eigen::MatrixXd full(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const Value& entry = (*list)[i];
    const List row{entry};
    const List* entries = matrix ? entry.list() : &row;
    const Eigen::Index length = matrix ? d : 1;
    if (entries == nullptr || static_cast<Eigen::Index>(entries->size()) != length) return refuse(accepted);
    for (Eigen::Index j = 0; j < length; ++j) {
      const double* number = (*entries)[j].number();
      if (number == nullptr || !std::isfinite(*number) || std::abs(*number) > 1e100) return refuse(accepted);
      if (matrix)
        full(i, j) = *number;
      else
        component.variances[i] = *number;
    }
  }
  if (matrix) {
    const double scale = full.cwiseAbs().maxCoeff();
    if ((full - full.transpose()).cwiseAbs().maxCoeff() > 1e-12 * scale)
      return refuse(accepted + " (it is not symmetric)");
    Eigenbasis basis = symmetric_eigenbasis(full);
    component.variances = std::move(basis.values);
    component.axes = std::move(basis.vectors);
    const double least = component.variances.minCoeff();
    if (least < -1e-12 * scale * static_cast<double>(d))
      return refuse(fmt::format("{} (its smallest eigenvalue is {:.3g})", accepted, least));
    component.variances = component.variances.cwiseMax(0);
  } else if (component.variances.minCoeff() < 0) {
    refuse(accepted);
  }
}

bool numbers_only(const List& row) {
  return std::all_of(row.begin(), row.end(), [](const Value& entry) { return entry.number() != nullptr; });
}

/// d lists of d numbers for d components, which are diagonals unless they are the rows of one covariance matrix that
/// was meant for all: they could be when they are symmetric and positive semidefinite.
bool could_be_one_matrix(const List& list, Eigen::Index d) {
  if (d < 2 || static_cast<Eigen::Index>(list.size()) != d) return false;
  Eigen::MatrixXd full(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    const List* row = list[static_cast<std::size_t>(i)].list();
    if (row == nullptr || static_cast<Eigen::Index>(row->size()) != d || !numbers_only(*row)) return false;
    for (Eigen::Index j = 0; j < d; ++j) full(i, j) = *(*row)[static_cast<std::size_t>(j)].number();
  }
  if (!full.allFinite() || full.cwiseAbs().maxCoeff() > 1e100) return false;
  const double scale = full.cwiseAbs().maxCoeff();
  return (full - full.transpose()).cwiseAbs().maxCoeff() <= 1e-12 * scale &&
         symmetric_eigenbasis(full).values.minCoeff() >= -1e-12 * scale * static_cast<double>(d);
}

/// The two readings of the rows, written so that each can be meant only one way.
std::string both_readings(const Value& rows) {
  std::string diagonals, tied;
  for (std::size_t k = 0; k < rows.list()->size(); ++k) {
    List matrix;
    for (std::size_t i = 0; i < rows.list()->size(); ++i) {
      List row(rows.list()->size(), Value{0.0});
      if (i < row.size()) row[i] = (*(*rows.list())[k].list())[i];
      matrix.push_back(Value{std::move(row)});
    }
    diagonals += (k > 0 ? ", " : "") + describe(Value{std::move(matrix)}, 120);
    tied += (k > 0 ? ", " : "") + describe(rows, 120);
  }
  const auto cut = [](const std::string& text) { return text.size() > 260 ? text.substr(0, 250) + " ..." : text; };
  return fmt::format("one diagonal a component, written as matrices, [{}], or one matrix for all, repeated, [{}]",
                     cut(diagonals), cut(tied));
}

std::unique_ptr<Target> make(Parameters& p) {
  const std::vector<double> weights = p.numbers(weights_key);
  const Eigen::MatrixXd means = p.points(means_key);
  const Value* variances = p.raw(variances_key);
  const Value* covariances = p.raw(covariances_key);
  if (!p.has_one(either)) return nullptr;
  const Key& key = variances != nullptr ? variances_key : covariances_key;
  const Value& given = variances != nullptr ? *variances : *covariances;
  const List* list = given.list();
  const auto mismatch = [&](std::string_view name, std::size_t count) {
    p.problem(name, fmt::format("has {} entries; accepted: as many as weights, {}", count, weights.size()));
  };
  if (list == nullptr)
    p.problem(key.name, fmt::format("is {}; accepted: a list with one entry a component", describe(given)));
  else if (!weights.empty() && list->size() != weights.size())
    mismatch(key.name, list->size());
  if (!weights.empty() && means.rows() > 0 && static_cast<std::size_t>(means.rows()) != weights.size())
    mismatch(means_key.name, static_cast<std::size_t>(means.rows()));
  if (means.rows() == 0 || list == nullptr) return nullptr;
  if (p.good() && &key == &covariances_key && could_be_one_matrix(*list, means.cols()))
    p.problem(key.name,
              fmt::format("is {}, which can be read in two ways; accepted: {}", describe(given), both_readings(given)));

  std::vector<Mixture::Component> components;
  for (std::size_t k = 0; k < list->size(); ++k) {
    // Where the lists differ in length, a problem by now, every entry is still read for its own problems.
    const auto row = std::min(static_cast<Eigen::Index>(k), means.rows() - 1);
    Mixture::Component component{k < weights.size() ? weights[k] : 1, means.row(row).transpose(), {}, {}};
    const std::string place = pointer_to(p.pointer(key.name), std::to_string(k));
    if (&key == &variances_key && (*list)[k].number() == nullptr)
      p.problems().add(place, fmt::format("is {}; accepted: a number >= 0", describe((*list)[k])));
    else
      read_covariance((*list)[k], place, p.problems(), component);
    components.push_back(std::move(component));
  }
  if (!p.good()) return nullptr;
  return std::make_unique<Mixture>(std::move(components));
}

}  // namespace

extern const Kind<Target> target_gaussian_mixture;
const Kind<Target> target_gaussian_mixture{"gaussian_mixture",
                                           "sum of weighted Gaussians in any dimension; variance 0 makes an atom",
                                           {weights_key, means_key, variances_key, covariances_key},
                                           make,
                                           R"("weights": [1, 2], "means": [-1.5, 1], "variances": [0.09, 0.25])",
                                           false,
                                           either};

}  // namespace diffrates
