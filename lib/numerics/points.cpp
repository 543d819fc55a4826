#include "numerics/points.hpp"

#include <cassert>
#include <cstdlib>
#include <new>
#include <utility>
#include <vector>

namespace diffrates {
namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t most_kept = 64;

/// Storage given back by this thread's points, waiting for points of the same size.
class FreeList {
 public:
  ~FreeList() {
    for (auto& [data, capacity] : kept_) std::free(data);
  }
  double* take(std::size_t capacity) {
    for (std::size_t i = kept_.size(); i-- > 0;) {
      if (kept_[i].second != capacity) continue;
      double* data = kept_[i].first;
      kept_[i] = kept_.back();
      kept_.pop_back();
      return data;
    }
    void* fresh = std::aligned_alloc(alignment, capacity * sizeof(double));
    if (fresh == nullptr) throw std::bad_alloc();
    return static_cast<double*>(fresh);
  }
  void give(double* data, std::size_t capacity) {
    if (kept_.size() == most_kept) {
      std::free(kept_.front().first);
      kept_.erase(kept_.begin());
    }
    kept_.emplace_back(data, capacity);
  }

 private:
  std::vector<std::pair<double*, std::size_t>> kept_;
};

FreeList& free_list() {
  thread_local FreeList list;
  return list;
}

std::size_t padded(std::size_t count) {
  constexpr std::size_t doubles = alignment / sizeof(double);
  return (count + doubles - 1) / doubles * doubles;
}

}  // namespace

Points::Points(Index size, int dimension, int tangents) : size_(size), dimension_(dimension), tangents_(tangents) {
  capacity_ = padded(static_cast<std::size_t>(size_ * columns()));
  if (capacity_ > 0) data_ = free_list().take(capacity_);
}

Points::Points(const Eigen::ArrayXd& line) : Points(line.size(), 1) { coordinate(0) = line; }

Points::Points(const Points& other) : Points(other.size_, other.dimension_, other.tangents_) { all() = other.all(); }

Points::Points(Points&& other) noexcept
    : size_(std::exchange(other.size_, 0)),
      dimension_(other.dimension_),
      tangents_(other.tangents_),
      data_(std::exchange(other.data_, nullptr)),
      capacity_(std::exchange(other.capacity_, 0)) {}

Points& Points::operator=(const Points& other) {
  if (this != &other) *this = Points(other);
  return *this;
}

Points& Points::operator=(Points&& other) noexcept {
  std::swap(size_, other.size_);
  std::swap(dimension_, other.dimension_);
  std::swap(tangents_, other.tangents_);
  std::swap(data_, other.data_);
  std::swap(capacity_, other.capacity_);
  return *this;
}

Points::~Points() {
  if (data_ != nullptr) free_list().give(data_, capacity_);
}

void Points::start_tangents() {
  assert(tangents_ == dimension_);
  for (int j = 0; j < tangents_; ++j) {
    tangent(j).setZero();
    tangent(j).col(j).setOnes();
  }
}

Points& Points::operator+=(const Points& other) {
  assert(size_ == other.size_ && columns() == other.columns());
  all() += other.all();
  return *this;
}

Points& Points::operator-=(const Points& other) {
  assert(size_ == other.size_ && columns() == other.columns());
  all() -= other.all();
  return *this;
}

Points& Points::operator*=(double factor) {
  all() *= factor;
  return *this;
}

Points& Points::add(double factor, const Points& other) {
  assert(size_ == other.size_ && columns() == other.columns());
  all() += factor * other.all();
  return *this;
}

}  // namespace diffrates
