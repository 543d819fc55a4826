#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "commands/saying.hpp"
#include "showing/figure_data.hpp"

extern char** environ;

namespace diffrates {
namespace fs = std::filesystem;
namespace {

/// Runs gnuplot with these arguments. Throws CommandError when there is no gnuplot or it fails.
void gnuplot(std::vector<std::string> arguments) {
  std::vector<char*> pointers{const_cast<char*>("gnuplot")};
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, "gnuplot", nullptr, nullptr, pointers.data(), environ);
  if (error != 0)
    throw CommandError("gnuplot is needed to draw and cannot be started; install it (Debian: gnuplot-nox)");
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw CommandError(fmt::format("gnuplot failed on {}", fmt::join(arguments, " ")));
}

/// Draws into a temporary and renames, so that no half picture is ever seen.
void draw(const fs::path& script, const fs::path& data, const fs::path& picture, bool column) {
  const fs::path temporary = picture.parent_path() / fmt::format(".{}.{}.tmp{}", picture.stem().string(), ::getpid(),
                                                                 picture.extension().string());
  try {
    gnuplot({"-c", script.string(), data.string(), temporary.string(), column ? "column" : "page"});
    fs::rename(temporary, picture);
  } catch (...) {
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw;
  }
}

void draw_all(const std::vector<Figure>& all, const fs::path& plots, const PlotOptions& options) {
  prepare_folder(plots);
  for (const Figure& figure : all) {
    const fs::path script = plots / fmt::format("{}.gp", figure.script);
    write_file(script, std::string(plot_script(figure.script)));
    write_file(plots / (figure.name + ".dat"), figure_data(figure));
    for (const std::string& format : options.formats)
      draw(script, plots / (figure.name + ".dat"), plots / fmt::format("{}.{}", figure.name, format),
           format == "pdf" && options.column);
    fmt::print("{}\n", (plots / fmt::format("{}.{}", figure.name, options.formats.front())).string());
  }
}

}  // namespace

int plot_command(const std::string& folder, const PlotOptions& options) {
  return saying_errors([&] {
    const std::vector<fs::path> folders = result_folders(folder);
    if (folders.empty()) throw ResultError(fmt::format("{}: no results to plot", folder));
    for (const fs::path& result : folders) draw_all(read_result(result)->find().figures, result / "plots", options);
    return all_good;
  });
}

}  // namespace diffrates
