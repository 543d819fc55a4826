/// A configuration of one target, sampler and T answered as `run` would answer it.
#pragma once

#include <memory>
#include <string>

#include "computing/plan.hpp"

namespace diffrates {

/// A configuration read, and its numbers once computed.
class Asked {
 public:
  /// Null, with the first problem in `why`, where the configuration is refused.
  static std::unique_ptr<Asked> read(const Members& configuration, std::string& why);

  /// Keeps the metrics that a law gives here and in `other`; false where none is left.
  bool keep_common(Asked& other);
  /// CPU seconds expected.
  double cost() const;
  void compute();
  const std::vector<LawCall>& calls() const { return plan_.calls; }
  const std::vector<Row>& rows() const { return plan_.rows; }
  const Config& config() const { return config_; }
  /// As it is asked now: to be kept for asking again.
  const Members& configuration() const { return configuration_; }

 private:
  void keep(const std::vector<Metric>& metrics);

  Members configuration_;
  Config config_;
  Plan plan_;  // refers into config_
};

}  // namespace diffrates
