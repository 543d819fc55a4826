/// A table of numbers that lives outside the configuration. lib/ knows no files: whoever reads configurations hands a
/// loader down through make_kind, and the thing that needs a table asks its Parameters for it.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <string>
#include <vector>

namespace diffrates {

class Problems;

struct Table {
  std::vector<std::string> columns;  ///< their names; empty when the file names none
  Eigen::MatrixXd values;            ///< one row a record; 0 x 0 after a problem
  bool stand_in = false;             ///< the file is gone: a table of its size, whose numbers mean nothing
};

/// The table named `file`, all numbers finite, all rows of one length, at least one row. After a problem (no such file,
/// ragged rows, text, NaN), recorded at `pointer` with the file's line, an empty table.
using TableLoader = std::function<Table(const std::string& file, const std::string& pointer, Problems& problems)>;

}  // namespace diffrates
