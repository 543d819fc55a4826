/// The experiment "mutations": small faults put into samplers (lib/samplers/mutant.hpp), and what the suite sees of
/// each (lib/claims/mutations.hpp).
///
/// Its configuration is a product of targets, schedule, start, samplers (all of them by default), steps and metrics, as
/// for rates, with the sizes of the faults and the tolerance of the claim that a sampler keeps its order. Every fault
/// makes a sampler of its own, which follows the right one in the list; mutations.csv holds their numbers, as
/// points.csv does, without seconds.
#pragma once

#include <memory>
#include <vector>

#include "kinds/product.hpp"
#include "samplers/mutant.hpp"

namespace diffrates {

/// A sampler and its faulty twins.
struct Family {
  const SamplerKind* right = nullptr;
  std::vector<Mutation> mutations;
  std::vector<std::unique_ptr<Mutant>> mutants;  ///< one a mutation
  std::size_t first = 0;                         ///< the right one's place in the list of samplers
};

class Mutations : public ProductExperiment {
 public:
  /// `config` names the right samplers; their mutants are added.
  static std::unique_ptr<Mutations> make(Config config, const std::vector<double>& sizes, double tolerance);

  std::string extent() const override;
  Findings find() const override;

 private:
  Mutations(Config config, std::vector<Family> families, double middle, double tolerance);

  std::vector<Family> families_;
  double middle_, tolerance_;  ///< the size of fault that figures show; of the claim on the order
};

}  // namespace diffrates
