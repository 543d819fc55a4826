/// The experiment "rates": errors of samplers measured, their exponents fitted and held against what is claimed of
/// them.
#pragma once

#include <memory>

#include "kinds/product.hpp"
#include "kinds/rates/series.hpp"

namespace diffrates {

class Rates : public ProductExperiment {
 public:
  explicit Rates(Config config) : ProductExperiment(std::move(config), Seconds::Written) {}

  std::string extent() const override;
  std::string outlook() const override;
  Findings find() const override;
  std::vector<ResultFile> files() const override;
  std::vector<std::string> side_files() const override { return {"score_errors.csv"}; }
  void read_side_file(const std::string&, std::string_view text) override { sizes_ = text; }

 private:
  mutable std::string sizes_;  ///< score_errors.csv, once it is made or read
};

}  // namespace diffrates
