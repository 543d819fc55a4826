#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <set>

#include "commands/saying.hpp"
#include "showing/figure_data.hpp"
#include "showing/tikz.hpp"

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

/// The picture by gnuplot, its data and script beside it.
void draw_by_gnuplot(const Figure& figure, const fs::path& plots, const std::string& format, bool column) {
  const fs::path script = plots / fmt::format("{}.gp", figure.script), data = plots / (figure.name + ".dat");
  write_file(script, std::string(plot_script(figure.script)));
  write_file(data, figure_data(figure));
  draw(script, data, plots / fmt::format("{}.{}", figure.name, format), format == "pdf" && column);
}

/// A name that LaTeX can \input: targets may be called anything. `taken` are those of the folder's other figures.
std::string latex_name(const std::string& name, std::set<std::string>& taken) {
  std::string safe;
  for (const char c : name) {
    const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '=';
    if (kept || !safe.ends_with('-')) safe += kept ? c : '-';
  }
  std::string free = safe;
  for (int n = 2; !taken.insert(free).second; ++n) free = fmt::format("{}-{}", safe, n);
  return free;
}

void draw_all(const std::vector<Figure>& all, const fs::path& plots, const PlotOptions& options) {
  prepare_folder(plots);
  std::set<std::string> taken;
  for (const Figure& figure : all) {
    Figure for_latex = figure;
    for_latex.name = latex_name(figure.name, taken);
    std::string first;
    for (const std::string& format : options.formats) {
      const std::string file = fmt::format("{}.{}", format == "tex" ? for_latex.name : figure.name, format);
      if (first.empty()) first = file;
      if (format == "tex")
        write_file(plots / file, tikz(for_latex, options.column ? PaperWidth::Column : PaperWidth::Page));
      else
        draw_by_gnuplot(figure, plots, format, options.column);
    }
    fmt::print("{}\n", (plots / first).string());
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
