#include "results/provenance.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/version.h>

#include <CLI/Version.hpp>
#include <Eigen/Core>
#include <boost/version.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "formats/files.hpp"
#include "results/build_flags.hpp"
#include "results/commit.hpp"

namespace diffrates {
namespace {

Value text(std::string words) { return {std::move(words)}; }

std::string processor() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

Value libraries() {
  return {
      Members{{"Eigen", text(fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION))},
              {"Boost", text(BOOST_LIB_VERSION)},
              {"fmt", text(fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100))},
              {"oneTBB", text(fmt::format("{}.{}", TBB_VERSION_MAJOR, TBB_VERSION_MINOR))},
              {"nlohmann_json", text(fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                                 NLOHMANN_JSON_VERSION_PATCH))},
              {"CLI11", text(CLI11_VERSION)}}};
}

}  // namespace

std::string build_id(std::string executable) {
  const std::size_t record = executable.find(std::string(commit_record.mark, sizeof commit_record.mark));
  if (record != std::string::npos && record + sizeof commit_record <= executable.size())
    executable.replace(record + sizeof commit_record.mark, sizeof commit_record.text, sizeof commit_record.text, ' ');
  return digest(executable).substr(0, 16);
}

const Build& this_build() {
  static const Build build{DIFFRATES_VERSION, build_id(read_file("/proc/self/exe").value_or(""))};
  return build;
}

Members provenance_of_build() {
  const std::string commit = commit_record.text;
  const bool dirty = commit.ends_with("-dirty");
  return {{"version", text(this_build().version)},
          {"build", text(this_build().id)},
          {"git_commit", text(commit.substr(0, commit.find('-')))},
          {"git_dirty", {dirty}},
          {"compiler", text(DIFFRATES_COMPILER)},
          {"flags", text(DIFFRATES_FLAGS)},
          {"cpu", text(processor())},
          {"libraries", libraries()}};
}

}  // namespace diffrates
