/// What experiments on a product of targets, samplers, ... share: their cells are calls of laws, their table is rows
/// with places.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "computing/plan.hpp"
#include "results/experiment.hpp"
#include "results/reasons.hpp"

namespace diffrates {

class ProductExperiment : public Experiment {
 public:
  /// `timed`: the table has the column of seconds.
  ProductExperiment(Config config, Seconds timed);

  const Config& config() const { return config_; }
  const std::vector<Row>& rows() const { return plan_.rows; }
  std::vector<Row>& rows() { return plan_.rows; }  ///< numbers may be changed, places not

  std::vector<Cell> cells() const override;
  void compute(std::size_t cell) override;
  CsvRecord journal(std::size_t cell) const override;
  bool restore(std::size_t cell, const CsvRecord& record) override;
  std::string table(bool timed = true) const override;
  void read_table(std::string_view text) override;
  void read_replicates(std::string_view text) override;
  void read_remarks(std::string_view text) override;
  std::vector<Problem> programs() const override { return programs_of(config_); }
  std::string derived() const override { return recipe_words(config_); }
  std::string failures() const override;
  std::string unresolved() const override { return unresolved_words(plan_.rows); }

 protected:
  const Plan& plan() const { return plan_; }

 private:
  Config config_;  // before the plan, which refers into it
  Plan plan_;
  Seconds timed_;
};

}  // namespace diffrates
