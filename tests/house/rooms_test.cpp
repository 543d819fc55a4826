/// Dependencies point downwards: a file includes headers of its own room and of the rooms before it in the list that
/// builds them (lib_rooms in lib/meson.build, experiments_rooms in experiments/meson.build); lib/ includes nothing of
/// experiments/.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace diffrates {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

Words words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Quoted includes of a source that lead out of `allowed`, as "FILE:LINE includes HEADER". A header without a folder is
/// no room's, and so refused.
Words upward(const std::string& name, std::istream& source, const Words& allowed) {
  static const std::string start = "#include \"";
  Words found;
  int number = 0;
  for (std::string line; std::getline(source, line);) {
    ++number;
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line.compare(hash, start.size(), start) != 0) continue;
    const std::string header = line.substr(hash + start.size(), line.rfind('"') - hash - start.size());
    const std::string room = header.substr(0, header.find('/'));
    if (std::find(allowed.begin(), allowed.end(), room) == allowed.end())
      found.push_back(name + ":" + std::to_string(number) + " includes " + header);
  }
  return found;
}

/// Of every file of the rooms of one floor, which may also use what lies `below` it.
Words upward_on(const std::string& floor, const Words& rooms, Words below) {
  Words found;
  for (const std::string& room : rooms) {
    below.push_back(room);
    for (const fs::directory_entry& file : fs::recursive_directory_iterator(fs::path(SOURCE_ROOT) / floor / room)) {
      if (file.path().extension() != ".hpp" && file.path().extension() != ".cpp") continue;
      std::ifstream source(file.path());
      const Words here = upward(fs::relative(file.path(), SOURCE_ROOT), source, below);
      found.insert(found.end(), here.begin(), here.end());
    }
  }
  return found;
}

/// Folders with C++ in them.
Words folders(const std::string& floor) {
  Words found;
  for (const fs::directory_entry& entry : fs::directory_iterator(fs::path(SOURCE_ROOT) / floor))
    if (entry.is_directory() && entry.path().filename() != "pch") found.push_back(entry.path().filename());
  return found;
}

TEST(Rooms, EveryFolderIsInTheOrder) {
  EXPECT_THAT(folders("lib"), ::testing::UnorderedElementsAreArray(words(LIB_ROOMS)));
  EXPECT_THAT(folders("experiments"), ::testing::UnorderedElementsAreArray(words(EXPERIMENTS_ROOMS)));
}

TEST(Rooms, OfLibIncludeOnlyRoomsBelow) { EXPECT_THAT(upward_on("lib", words(LIB_ROOMS), {}), ::testing::IsEmpty()); }

TEST(Rooms, OfExperimentsIncludeOnlyRoomsBelowAndLib) {
  EXPECT_THAT(upward_on("experiments", words(EXPERIMENTS_ROOMS), words(LIB_ROOMS)), ::testing::IsEmpty());
}

TEST(Rooms, AnIncludeThatPointsUpwardIsFound) {
  std::istringstream source("#include <vector>\n#include \"laws/law.hpp\"\n  #include \"results/rows.hpp\"\n");
  EXPECT_THAT(upward("lib/laws/new.cpp", source, {"numerics", "laws"}),
              ::testing::ElementsAre("lib/laws/new.cpp:3 includes results/rows.hpp"));
}

}  // namespace
}  // namespace diffrates
