/// A batch of n points in R^d, each optionally carrying k tangent vectors (derivatives against where it started).
///
/// Structure of arrays: column i of values() is coordinate i of every point; tangent vector j of every point is the
/// block tangent(j), n x d like values(). A map between points acts on a tangent by its Jacobian, so with k = d
/// tangents starting at the unit vectors the tangents are the columns of the Jacobian of the whole flow. Linear
/// combinations act on values and tangents alike; a score applies its Hessian to the tangents. No sampler ever writes a
/// derivative.
///
/// Cost: a temporary's storage is reused by the expression that consumes it, and freed storage goes to a list of the
/// thread, so a step allocates nothing once the first step has run.
#pragma once

#include <Eigen/Core>

namespace diffrates {

class Points {
 public:
  using Index = Eigen::Index;
  using Block = Eigen::Map<Eigen::ArrayXXd, Eigen::Aligned64>;
  using ConstBlock = Eigen::Map<const Eigen::ArrayXXd, Eigen::Aligned64>;
  using Column = Eigen::Map<Eigen::ArrayXd>;
  using ConstColumn = Eigen::Map<const Eigen::ArrayXd>;
  using View = Eigen::Map<Eigen::ArrayXXd>;
  using ConstView = Eigen::Map<const Eigen::ArrayXXd>;

  Points() = default;
  /// Uninitialised storage for `size` points in R^`dimension` with `tangents` tangent vectors each.
  Points(Index size, int dimension, int tangents = 0);
  /// n points on the line.
  explicit Points(const Eigen::ArrayXd& line);
  Points(const Points& other);
  Points(Points&& other) noexcept;
  Points& operator=(const Points& other);
  Points& operator=(Points&& other) noexcept;
  ~Points();

  Index size() const { return size_; }
  int dimension() const { return dimension_; }
  int tangents() const { return tangents_; }

  /// Values and tangents together, n x d(1 + k).
  Block all() { return {data_, size_, columns()}; }
  ConstBlock all() const { return {data_, size_, columns()}; }
  /// Values alone, n x d.
  Block values() { return {data_, size_, dimension_}; }
  ConstBlock values() const { return {data_, size_, dimension_}; }
  /// Coordinate i of every point.
  Column coordinate(int i) { return {data_ + size_ * i, size_}; }
  ConstColumn coordinate(int i) const { return {data_ + size_ * i, size_}; }
  /// Tangent vector j of every point, n x d.
  View tangent(int j) { return {data_ + size_ * dimension_ * (1 + j), size_, dimension_}; }
  ConstView tangent(int j) const { return {data_ + size_ * dimension_ * (1 + j), size_, dimension_}; }

  /// Makes the tangents the unit vectors (needs tangents() == dimension()).
  void start_tangents();

  Points& operator+=(const Points& other);
  Points& operator-=(const Points& other);
  Points& operator*=(double factor);
  Points& operator/=(double divisor) { return *this *= 1 / divisor; }
  /// Adds factor * other in one pass.
  Points& add(double factor, const Points& other);

 private:
  Index columns() const { return static_cast<Index>(dimension_) * (1 + tangents_); }
  Index size_ = 0;
  int dimension_ = 0;
  int tangents_ = 0;
  double* data_ = nullptr;
  std::size_t capacity_ = 0;
};

// By-value left operands are the temporaries whose storage the result takes over.
inline Points operator*(double factor, Points x) {
  x *= factor;
  return x;
}
inline Points operator*(Points x, double factor) {
  x *= factor;
  return x;
}
inline Points operator/(Points x, double divisor) {
  x /= divisor;
  return x;
}
inline Points operator-(Points x) {
  x *= -1;
  return x;
}
inline Points operator+(Points&& x, const Points& y) {
  x += y;
  return std::move(x);
}
inline Points operator+(Points&& x, Points&& y) {
  x += y;
  return std::move(x);
}
inline Points operator+(const Points& x, Points&& y) {
  y += x;
  return std::move(y);
}
inline Points operator+(const Points& x, const Points& y) {
  Points sum = x;
  sum += y;
  return sum;
}
inline Points operator-(Points&& x, const Points& y) {
  x -= y;
  return std::move(x);
}
inline Points operator-(Points&& x, Points&& y) {
  x -= y;
  return std::move(x);
}
inline Points operator-(const Points& x, Points&& y) {
  y *= -1;
  y += x;
  return std::move(y);
}
inline Points operator-(const Points& x, const Points& y) {
  Points difference = x;
  difference -= y;
  return difference;
}

}  // namespace diffrates
