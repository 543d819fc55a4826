#include "claims/outlook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace diffrates {
namespace {

constexpr int least_values = 4;
constexpr double least_span = 8;

/// At T = 32, 64, ..., 2048.
using Shares = std::array<double, 7>;
constexpr double first_T = 32, last_T = 2048;
constexpr std::array<double, 3> tolerances{0.05, 0.1, 0.3};
/// First, second, and third or higher order, at the tolerances above: of configs/real-series.csv, 12,083 windows.
constexpr std::array<std::array<Shares, 3>, 3> decided{{{{{0.02, 0.13, 0.33, 0.54, 0.78, 0.89, 0.90},
                                                          {0.05, 0.21, 0.45, 0.68, 0.88, 0.90, 0.91},
                                                          {0.06, 0.28, 0.56, 0.79, 0.90, 0.93, 0.93}}},
                                                        {{{0.01, 0.03, 0.13, 0.33, 0.58, 0.74, 0.90},
                                                          {0.01, 0.07, 0.21, 0.45, 0.66, 0.86, 0.92},
                                                          {0.03, 0.14, 0.29, 0.57, 0.76, 0.91, 0.94}}},
                                                        {{{0.00, 0.00, 0.07, 0.25, 0.59, 0.75, 0.85},
                                                          {0.00, 0.00, 0.13, 0.41, 0.71, 0.83, 0.88},
                                                          {0.01, 0.03, 0.25, 0.52, 0.79, 0.90, 0.92}}}}};

double between(double low, double high, double part) { return low + part * (high - low); }

double at_T(const Shares& shares, double T) {
  const double place = std::log2(std::clamp(T, first_T, last_T) / first_T);
  const auto i = std::min<std::size_t>(static_cast<std::size_t>(place), shares.size() - 2);
  return between(shares[i], shares[i + 1], place - static_cast<double>(i));
}

/// The first power of two at which so many are decided; 0 where that is not known.
double first_with(double share, double order, double tolerance) {
  for (double T = first_T; T <= last_T; T *= 2)
    if (usually_decided(order, T, tolerance) >= share) return T;
  return 0;
}

}  // namespace

double usually_decided(double order, double last, double tolerance) {
  const auto& rows = decided[order < 1.5 ? 0 : order < 2.5 ? 1 : 2];
  const double allowed = std::clamp(tolerance, tolerances.front(), tolerances.back());
  const std::size_t i = allowed < tolerances[1] ? 0 : 1;
  const double part = std::log(allowed / tolerances[i]) / std::log(tolerances[i + 1] / tolerances[i]);
  return between(at_T(rows[i], last), at_T(rows[i + 1], last), part);
}

std::string outlook(const std::vector<int>& steps, double order, double tolerance) {
  if (static_cast<int>(steps.size()) < least_values)
    return fmt::format("{} values of T decide nothing: a fit needs {} or more", steps.size(), least_values);
  const double first = steps.front(), last = steps.back();
  if (last < least_span * first)
    return fmt::format("T = {:g} to {:g} decides nothing: a fit needs a factor {:g} or more, as to T = {:g}", first,
                       last, least_span, least_span * first);
  const double share = usually_decided(order, last, tolerance);
  if (share >= 0.5) return {};
  std::string words = fmt::format("steps that end at T = {:g} decide {:.0f} in 100 such claims on real series", last,
                                  std::floor(100 * share));
  if (const double half = first_with(0.5, order, tolerance); half > 0) words += fmt::format("; T = {:g} half", half);
  if (const double most = first_with(0.9, order, tolerance); most > 0)
    words += fmt::format(", T = {:g} nine in ten", most);
  return words;
}

}  // namespace diffrates
