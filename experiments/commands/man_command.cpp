#include <fmt/format.h>

#include <cstdio>

#include "commands/man_page.hpp"
#include "commands/saying.hpp"

namespace diffrates {
namespace {

int write_pages(const std::vector<ManPage>& pages, const std::string& folder) {
  return saying_errors([&] {
    prepare_folder(folder);
    for (const ManPage& page : pages) write_file(std::filesystem::path(folder) / (page.name + ".1"), page.text);
    return all_good;
  });
}

}  // namespace

int man_command(const DeclaredCommand& app, const std::string& command, const std::string& folder) {
  const std::vector<ManPage> pages = man_pages(app);
  if (!folder.empty()) return write_pages(pages, folder);
  const std::string name = command.empty() ? app.name : app.name + "-" + command;
  for (const ManPage& page : pages)
    if (page.name == name) fmt::print("{}", page.text);
  return all_good;
}

}  // namespace diffrates
