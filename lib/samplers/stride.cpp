#include "samplers/stride.hpp"

namespace diffrates {

double phi(int k, double z) {
  if (std::abs(z) > 1) {
    // phi_{j+1}(z) = (phi_j(z) - 1/j!) / z
    double value = std::exp(z), factorial = 1;
    for (int j = 0; j < k; ++j) {
      value = (value - 1 / factorial) / z;
      factorial *= j + 1;
    }
    return value;
  }
  double term = 1;
  for (int j = 2; j <= k; ++j) term /= j;
  double sum = term;
  for (int j = k + 1; j <= k + 18; ++j) sum += term *= z / j;
  return sum;
}

}  // namespace diffrates
