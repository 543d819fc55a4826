/// Manual pages, from the commands and options as they are declared: the words of --help as man(7) reads them.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace diffrates {

struct ManPage {
  std::string name;  ///< diffrates-run, of diffrates-run.1
  std::string text;
};

/// Of the application first, then of each of its commands; commands within a command stand on its page.
std::vector<ManPage> man_pages(const CLI::App& app);

}  // namespace diffrates
