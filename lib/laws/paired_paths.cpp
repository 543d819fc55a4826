#include "laws/paired_paths.hpp"

#include "laws/kernel.hpp"
#include "laws/path_forward.hpp"
#include "numerics/dense.hpp"

namespace diffrates {
namespace {

/// Nodes a dimension for a kernel's first noise: the rule's error is far below the sampling error.
constexpr int smoothing_order = 4;

Eigen::ArrayXd squared_norm(const Points& x) { return x.values().square().rowwise().sum(); }

Eigen::ArrayXd inner(const Points& x, const Points& y) { return (x.values() * y.values()).rowwise().sum(); }

/// H = Hess log p_t at the points, and what the control needs of it.
class Hessians {
 public:
  Hessians(const Target& target, const NoiseLevel& at, const Points& y) {
    Points carried(y.size(), y.dimension(), y.dimension());
    carried.values() = y.values();
    carried.start_tangents();
    target.evaluate(at, carried, &columns_, nullptr);
  }
  Eigen::ArrayXd trace() const {
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(columns_.size());
    for (int j = 0; j < columns_.dimension(); ++j) sum += columns_.tangent(j).col(j);
    return sum;
  }
  Eigen::ArrayXd squared_norm() const {
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(columns_.size());
    for (int j = 0; j < columns_.dimension(); ++j) sum += columns_.tangent(j).square().rowwise().sum();
    return sum;
  }
  Points times(const Points& v) const {
    Points product(v.size(), v.dimension());
    product.values().setZero();
    for (int j = 0; j < v.dimension(); ++j)
      for (int i = 0; i < v.dimension(); ++i) product.coordinate(i) += columns_.tangent(j).col(i) * v.coordinate(j);
    return product;
  }
  double largest_negative_eigenvalue() const {
    const int d = columns_.dimension();
    double largest = 0;
    Eigen::MatrixXd H(d, d);
    for (Points::Index i = 0; i < columns_.size(); ++i) {
      for (int j = 0; j < d; ++j) H.col(j) = columns_.tangent(j).row(i).transpose().matrix();
      largest = std::max(largest, -symmetric_eigenvalues(H)[0]);
    }
    return largest;
  }

 private:
  Points columns_;
};

/// c_t of a step x_t = y + sqrt(b) Z whose kernel is one Gaussian N(m, after I): mean zero given y.
Eigen::ArrayXd control(const Question& question, int t, const Points& y, const Points& Z, double after) {
  const Schedule& schedule = question.schedule();
  const double b = schedule.beta(t), k = b / (schedule.alpha(t) * after) - 1;
  const Hessians H(question.target(), schedule.at(t), y);
  const int d = y.dimension();
  const Eigen::ArrayXd trace = H.trace();
  const Eigen::ArrayXd Q = 0.5 * (b * (inner(Z, H.times(Z)) - trace) + k * (squared_norm(Z) - d));
  const Eigen::ArrayXd variance = 0.5 * (b * b * H.squared_norm() + 2 * b * k * trace + k * k * d);
  return 0.5 * (Q.square() - variance) - Q;
}

/// log q(u|x) where the kernel is smoothed: by its rule for d <= 3, by one unbiased pair of draws beyond.
Eigen::ArrayXd smoothed_log_density(const StepKernel& kernel, const Points& x, const Points& u, Stream& stream) {
  const int d = x.dimension();
  Points carried(x.size(), d, d);
  carried.values() = x.values();
  carried.start_tangents();
  const Points mean = kernel.mean(carried);
  if (d <= most_smoothed_dimension) return kernel.log_density(carried, mean, u, smoothing_order);
  return kernel.log_density_draws(carried, mean, u, stream, 1).col(0);
}

/// X_t at a level, each draw repeated.
Points draw_starts(const Target& target, const NoiseLevel& at, Stream& stream, PairedBatch batch) {
  const int d = target.dimension();
  Points distinct(batch.starts, d), noise(batch.starts, d);
  target.draw(stream, distinct);
  stream.normals(noise.values());
  distinct *= at.signal;
  distinct.add(at.sigma, noise);
  Points all(batch.starts * batch.paths, d);
  for (int i = 0; i < batch.starts; ++i)
    all.values().middleRows(i * batch.paths, batch.paths).rowwise() = distinct.values().row(i);
  return all;
}

PairedValues summarise(const Eigen::Ref<const Eigen::ArrayXd>& plain, const Eigen::Ref<const Eigen::ArrayXd>& D) {
  const auto k = static_cast<double>(D.size());
  const double sum = D.sum(), squares = D.square().sum(), cubes = D.cube().sum();
  PairedValues v;
  v.square = (sum * sum - squares) / (k * (k - 1));
  v.plain_square = (plain.sum() * plain.sum() - plain.square().sum()) / (k * (k - 1));
  v.control = (plain - D).mean();
  v.cube = (sum * sum * sum - 3 * sum * squares + 2 * cubes) / (k * (k - 1) * (k - 2));
  v.tv_low = 0.5 * (D * (sum - D).sign()).mean();
  v.tv_high = 0.5 * std::abs(sum / k);
  return v;
}

}  // namespace

std::vector<PairedValues> follow_pairs(const Question& question, PairedBatch batch, std::uint64_t chunk) {
  const Schedule& schedule = question.schedule();
  const Target& target = question.target();
  const int d = target.dimension();
  Stream stream(question.seed, "paired path", chunk);
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  Points u = draw_starts(target, schedule.at(1), stream, batch);
  const auto n = u.size();
  Points Z(n, d);
  Eigen::ArrayXd log_density_u, log_density;
  target.evaluate(schedule.at(1), u, nullptr, &log_density_u);
  Eigen::ArrayXd log_L = Eigen::ArrayXd::Zero(n), C = Eigen::ArrayXd::Zero(n);
  for (int t = 2; t <= schedule.steps(); ++t) {
    const StepKernel kernel(*sampler, question.score, t);
    const Points y = std::sqrt(schedule.alpha(t)) * u;
    stream.normals(Z.values());
    Points x = y;
    x.add(std::sqrt(schedule.beta(t)), Z);
    target.evaluate(schedule.at(t), x, nullptr, &log_density);
    const bool smoothed = kernel.before() > 0;
    if (!smoothed) C += log_L.exp() * control(question, t, y, Z, kernel.after());
    const Eigen::ArrayXd log_q =
        smoothed ? smoothed_log_density(kernel, x, u, stream) : log_normal(u, kernel.mean(x), kernel.after());
    log_L += log_q - log_backward_density(schedule, t, x, u, log_density_u, log_density);
    u = std::move(x);
    log_density_u = log_density;
  }
  if (question.start == Start::Normal) log_L += log_standard_normal(u) - log_density_u;
  const Eigen::ArrayXd plain = log_L.unaryExpr([](double l) { return std::expm1(l); }), D = plain - C;
  std::vector<PairedValues> values;
  for (int i = 0; i < batch.starts; ++i)
    values.push_back(summarise(plain.segment(i * batch.paths, batch.paths), D.segment(i * batch.paths, batch.paths)));
  return values;
}

double largest_curvature(const Question& question, double floor) {
  const Schedule& schedule = question.schedule();
  const double bound = coarsest_step(schedule);
  if (bound <= floor) return bound;
  ForwardPaths paths(question.target(), schedule, Stream(question.seed, "curvature"), 64);
  double largest = 0;
  for (int t = 2; t <= schedule.steps(); ++t) {
    paths.advance();
    if (schedule.beta(t) / schedule.at(t).noise <= floor) continue;
    largest =
        std::max(largest, schedule.beta(t) *
                              Hessians(question.target(), schedule.at(t), paths.now()).largest_negative_eigenvalue());
  }
  return largest;
}

}  // namespace diffrates
