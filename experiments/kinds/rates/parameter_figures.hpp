/// Figures against a parameter of a recipe: of samplers that a list in `let` spans, name(eta=0), name(eta=0.5), ...,
/// the numbers at the largest T and the fitted exponents, against eta. Drawn from three values on.
#pragma once

#include <string>
#include <vector>

#include "configuration/config.hpp"
#include "kinds/rates/series.hpp"
#include "results/figure.hpp"

namespace diffrates {

/// One number in the label of a sampler: eta = 0.5 in family(eta=0.5;r=1), where the rest is family(r=1).
struct LabelNumber {
  std::string name;
  double value = 0;
  std::string rest;
};
/// Those of a label NAME(p=v;q=w); none of any other text.
std::vector<LabelNumber> label_numbers(const std::string& label);

std::vector<Figure> parameter_figures(const Config& config, const std::vector<Row>& rows, const RateFindings& findings);

}  // namespace diffrates
