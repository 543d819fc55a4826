#include "targets/plane_window.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "targets/piecewise.hpp"

namespace diffrates {
namespace {

using Place = std::array<double, 2>;

constexpr double nothing = 60;  ///< below the largest value
constexpr double farthest = 1e15;
constexpr double wider = 0.25;  ///< of a side: how far from the rectangle its border is looked at
constexpr int border_places = 128, lattice_places = 256;
constexpr int most_rounds = 200;
constexpr std::size_t most_known = 32;

class Window {
 public:
  Window(const std::function<double(double, double)>& f, const std::array<Interval, 2>& support)
      : f_(f), support_(support) {}

  std::array<Interval, 2> find(const std::vector<Place>& known) {
    std::vector<Place> centres(known.begin(), known.begin() + static_cast<long>(std::min(known.size(), most_known)));
    centres.push_back({0, 0});
    for (const Place& centre : centres) look_around(centre);
    if (seen_.empty() || !std::isfinite(top_)) throw NotResolved("is nothing wherever it was looked for");
    climb();
    box_ = {Interval{best_[0], best_[0]}, Interval{best_[1], best_[1]}};
    for (int round = 0; round < most_rounds; ++round) {
      const std::array<Interval, 2> before = box_;
      const double top = top_;
      for (const auto& [place, value] : seen_)
        if (value > top_ - nothing) include(place);
      look_at_border();
      if (same(before) && top == top_) return clipped(shrunk());
    }
    throw NotResolved("has no rectangle that holds it");
  }

 private:
  double at(const Place& place) {
    const double value = f_(place[0], place[1]);
    if (std::isnan(value) || value == INFINITY)
      throw NotResolved(fmt::format("is {} at ({:.6g}, {:.6g})", std::isnan(value) ? NAN : value, place[0], place[1]));
    if (value > top_) top_ = value, best_ = place;
    return value;
  }
  bool inside(const Place& place) const {
    for (const std::size_t a : {0U, 1U})
      if (!(place[a] > support_[a].low && place[a] < support_[a].high)) return false;
    return true;
  }

  void look_around(const Place& centre) {
    std::vector<double> steps{0};
    for (int k = -24; k <= 60; ++k)
      for (const double side : {-1.0, 1.0}) steps.push_back(side * std::pow(10, k / 4.0));
    for (const double first : steps)
      for (const double second : steps) {
        const Place place{centre[0] + first, centre[1] + second};
        if (inside(place)) seen_.emplace_back(place, at(place));
      }
  }

  /// Uphill along both axes and diagonals, by steps that halve where none helps.
  void climb() {
    for (double step = 0.25 * (1e-3 + std::hypot(best_[0], best_[1]));
         step > 1e-9 * (1 + std::hypot(best_[0], best_[1])); step /= 2)
      for (bool moved = true; moved;) {
        const double before = top_;
        const Place from = best_;
        for (const double first : {-step, 0.0, step})
          for (const double second : {-step, 0.0, step})
            if (const Place to{from[0] + first, from[1] + second}; inside(to)) at(to);
        moved = top_ > before + 1e-3;
      }
  }

  void include(const Place& place) {
    for (const std::size_t a : {0U, 1U}) {
      if (std::abs(place[a]) > farthest / 2 && std::isinf(place[a] > 0 ? support_[a].high : support_[a].low))
        throw NotResolved(
            fmt::format("does not fall to e^-{:.0f} of its largest value within {:g}; accepted for such tails: finite "
                        "ends",
                        nothing, farthest));
      box_[a].low = std::min(box_[a].low, place[a]);
      box_[a].high = std::max(box_[a].high, place[a]);
    }
  }

  void look_at_border() {
    std::array<Interval, 2> outer;
    for (const std::size_t a : {0U, 1U}) {
      const double by = wider * box_[a].width() + 1e-6 * (1e-3 + std::abs(best_[a]));
      outer[a] = {box_[a].low - by, box_[a].high + by};
    }
    for (int k = 0; k <= border_places; ++k) {
      const double share = static_cast<double>(k) / border_places;
      const double first = outer[0].low + share * outer[0].width(), second = outer[1].low + share * outer[1].width();
      for (const Place& place : {Place{first, outer[1].low}, Place{first, outer[1].high}, Place{outer[0].low, second},
                                 Place{outer[0].high, second}})
        if (inside(place) && at(place) > top_ - nothing) include(place);
    }
  }

  bool same(const std::array<Interval, 2>& other) const {
    for (const std::size_t a : {0U, 1U})
      if (box_[a].low != other[a].low || box_[a].high != other[a].high) return false;
    return true;
  }

  /// The box with a border on which nothing was met, without the sides of a lattice that are nothing.
  std::array<Interval, 2> shrunk() {
    std::array<Interval, 2> live{Interval{INFINITY, -INFINITY}, Interval{INFINITY, -INFINITY}};
    std::array<double, 2> cell{};
    std::array<Interval, 2> outer = box_;
    for (const std::size_t a : {0U, 1U}) {
      const double by = wider * box_[a].width() + 1e-6 * (1e-3 + std::abs(best_[a]));
      outer[a] = {box_[a].low - by, box_[a].high + by};
      cell[a] = outer[a].width() / lattice_places;
    }
    for (int i = 0; i <= lattice_places; ++i)
      for (int j = 0; j <= lattice_places; ++j) {
        const Place place{outer[0].low + i * cell[0], outer[1].low + j * cell[1]};
        if (!inside(place) || !(at(place) > top_ - nothing)) continue;
        for (const std::size_t a : {0U, 1U}) {
          live[a].low = std::min(live[a].low, place[a] - cell[a]);
          live[a].high = std::max(live[a].high, place[a] + cell[a]);
        }
      }
    return live[0].low < live[0].high ? live : outer;
  }

  std::array<Interval, 2> clipped(std::array<Interval, 2> box) const {
    for (const std::size_t a : {0U, 1U}) {
      if (std::isfinite(support_[a].low)) box[a].low = support_[a].low;
      if (std::isfinite(support_[a].high)) box[a].high = support_[a].high;
    }
    return box;
  }

  const std::function<double(double, double)>& f_;
  std::array<Interval, 2> support_, box_;
  std::vector<std::pair<Place, double>> seen_;
  double top_ = -INFINITY;
  Place best_{};
};

}  // namespace

std::array<Interval, 2> window_of(const std::function<double(double, double)>& f,
                                  const std::array<Interval, 2>& support,
                                  const std::vector<std::array<double, 2>>& known) {
  return Window(f, support).find(known);
}

}  // namespace diffrates
