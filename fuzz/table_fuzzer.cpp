// Any bytes as a CSV file: a table of finite numbers or problems.
#include <cstdint>
#include <cstdlib>

#include "formats/table_reader.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace diffrates;
  const std::string text(reinterpret_cast<const char*>(data), size);
  Problems problems;
  const Table table = parse_table(text, "fuzz.csv", problems, "/targets/0/file");
  if ((table.values.size() == 0) == problems.empty()) std::abort();
  if (!table.values.allFinite()) std::abort();
  if (table.values.size() > 0 && !table.columns.empty() &&
      static_cast<Eigen::Index>(table.columns.size()) != table.values.cols())
    std::abort();
  return 0;
}
