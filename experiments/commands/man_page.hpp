/// Manual pages, from the commands and options as they are declared: the words of --help as man(7) reads them.
#pragma once

#include <string>
#include <vector>

#include "commands/declared.hpp"

namespace diffrates {

struct ManPage {
  std::string name;  ///< diffrates-run, of diffrates-run.1
  std::string text;
};

/// Of the application first, then of each of its commands; commands within a command stand on its page.
std::vector<ManPage> man_pages(const DeclaredCommand& app);

}  // namespace diffrates
