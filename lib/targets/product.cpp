/// product: independent 1-D factors, from a list (`factors`) or as many copies of one (`factor`, `copies`).
#include "targets/product.hpp"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <unordered_map>

namespace diffrates {

void Product::evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const bool curved = x.tangents() > 0;
  Points line(x.size(), 1, curved ? 1 : 0), line_score;
  Eigen::ArrayXd line_log;
  if (score != nullptr) *score = Points(x.size(), x.dimension(), x.tangents());
  if (log_density != nullptr) log_density->setZero(x.size());
  for (int i = 0; i < dimension(); ++i) {
    line.coordinate(0) = x.coordinate(i);
    if (curved) line.start_tangents();
    factors_[i]->evaluate(at, line, score != nullptr ? &line_score : nullptr,
                          log_density != nullptr ? &line_log : nullptr);
    if (log_density != nullptr) *log_density += line_log;
    if (score == nullptr) continue;
    score->coordinate(i) = line_score.coordinate(0);
    for (int j = 0; j < x.tangents(); ++j)
      score->tangent(j).col(i) = line_score.tangent(0).col(0) * x.tangent(j).col(i);
  }
}

Moments Product::moments() const {
  const DiagonalMoments own = *diagonal_moments();
  return {own.mean, own.variances.asDiagonal()};
}

std::optional<DiagonalMoments> Product::diagonal_moments() const {
  DiagonalMoments result{Eigen::VectorXd(dimension()), Eigen::VectorXd(dimension())};
  for (int i = 0; i < dimension(); ++i) {
    const Moments own = factors_[i]->moments();
    result.mean[i] = own.mean[0];
    result.variances[i] = own.covariance(0, 0);
  }
  return result;
}

void Product::draw(Stream& stream, Points& x) const {
  Points line(x.size(), 1);
  for (int i = 0; i < dimension(); ++i) {
    factors_[i]->draw(stream, line);
    x.coordinate(i) = line.coordinate(0);
  }
}

Assumptions Product::assumptions() const {
  Assumptions all{.density = true, .smooth = true, .log_concave = true, .bounded_support = true};
  for (const auto& factor : factors_) {
    const Assumptions own = factor->assumptions();
    all.density = all.density && own.density;
    all.smooth = all.smooth && own.smooth;
    all.log_concave = all.log_concave && own.log_concave;
    all.bounded_support = all.bounded_support && own.bounded_support;
  }
  return all;
}

std::optional<std::complex<double>> Product::characteristic(const Eigen::VectorXd& w) const {
  std::complex<double> product = 1;
  for (int i = 0; i < dimension(); ++i) {
    const auto own = factors_[i]->characteristic(w.segment(i, 1));
    if (!own) return {};
    product *= *own;
  }
  return product;
}

std::unique_ptr<Target> Product::moved(const Eigen::VectorXd& by) const {
  // Equal factors moved equally stay one factor.
  std::map<std::pair<const Target*, double>, std::shared_ptr<const Target>> known;
  std::vector<std::shared_ptr<const Target>> factors;
  for (int i = 0; i < dimension(); ++i) {
    std::shared_ptr<const Target>& factor = known[{factors_[i].get(), by[i]}];
    if (factor == nullptr) factor = factors_[i]->moved(by.segment(i, 1));
    if (factor == nullptr) return nullptr;
    factors.push_back(factor);
  }
  return std::make_unique<Product>(std::move(factors));
}

std::vector<const Target*> Product::factors() const {
  std::vector<const Target*> result;
  for (const auto& factor : factors_) result.push_back(factor.get());
  return result;
}

double Product::uncertainty() const {
  double most = 0;
  for (const Target* factor : factors()) most = std::max(most, factor->uncertainty());
  return most;
}

double Product::work() const {
  double sum = static_cast<double>(dimension()) * dimension();
  for (const auto& factor : factors_) sum += factor->work();
  return sum;
}

double Product::usual_work() const {
  double sum = static_cast<double>(dimension()) * dimension();
  for (const auto& factor : factors_) sum += factor->usual_work();
  return sum;
}

bool Product::gaussian() const {
  for (const auto& factor : factors_)
    if (!factor->gaussian()) return false;
  return true;
}

namespace {

const Key factors_key{"factors", "a list of 1-D targets, one a coordinate",
                      Shape::list(Shape::a("target"), 1, most_factors)};
const Key factor_key{"factor", "in place of factors: one 1-D target", Shape::a("target")};
const Key copies_key{"copies", "with factor: how many coordinates, 1 to 10000", Shape::whole(1, most_factors)};
const Either either{factors_key.name, factor_key.name};

/// A 1-D target at `pointer`; null after a problem.
std::shared_ptr<const Target> read_factor(const Value& value, const std::string& pointer, Parameters& p) {
  std::shared_ptr<const Target> factor =
      make_kind(value, pointer, p.problems(), target_kinds(), {}, nullptr, nullptr, p.tables());
  if (factor != nullptr && factor->dimension() != 1) {
    p.problems().add(pointer,
                     fmt::format("is a target in dimension {}; accepted: one in dimension 1", factor->dimension()));
    return nullptr;
  }
  return factor;
}

std::unique_ptr<Target> make(Parameters& p) {
  std::vector<std::shared_ptr<const Target>> factors;
  if (!p.has_one(either)) return nullptr;
  if (p.has(factor_key)) {
    const int copies = p.integer(copies_key);
    const auto factor = read_factor(*p.raw(factor_key), p.pointer(factor_key.name), p);
    if (!p.good()) return nullptr;
    factors.assign(copies, factor);
    return std::make_unique<Product>(std::move(factors));
  }
  if (p.has(copies_key)) p.problem(copies_key.name, "goes with factor, not with factors");
  const Value& given = *p.raw(factors_key);
  const List* list = given.list();
  if (list == nullptr || list->empty() || list->size() > most_factors) {
    p.problem(factors_key.name,
              fmt::format("is {}; accepted: a list of 1 to {} targets", describe(given), most_factors));
    return nullptr;
  }
  std::unordered_map<std::string, std::shared_ptr<const Target>> known;  // by their description
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto [factor, fresh] = known.try_emplace(describe((*list)[i], std::numeric_limits<std::size_t>::max()));
    if (fresh) factor->second = read_factor((*list)[i], pointer_to(p.pointer(factors_key.name), std::to_string(i)), p);
    factors.push_back(factor->second);
  }
  if (!p.good()) return nullptr;
  return std::make_unique<Product>(std::move(factors));
}

}  // namespace

extern const Kind<Target> target_product;
const Kind<Target> target_product{"product",
                                  "independent coordinates, each a 1-D target; any dimension up to 10000",
                                  {factors_key, factor_key, copies_key},
                                  make,
                                  R"("factor": {"type": "laplace", "mean": 0, "scale": 1}, "copies": 3)",
                                  false,
                                  either};

}  // namespace diffrates
