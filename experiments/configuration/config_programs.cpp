#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "configuration/config_parts.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

const Key name_key{"name", "names the sampler in claims and tables", Shape::name(most::name).needed()};
const Key program_key{"program", "the program and its arguments", words_shape().needed()};
const Key folder_key{"folder", "where it runs; by default where the configuration lies", Shape::text()};
const Key order_key{"order", "declared: TV falls like T^-order; 1 by default",
                    Shape::number(Bounds::positive(100)).otherwise({1.0})};
const Key meaning_key{"meaning", "one line on it", Shape::text()};
const Key source_key{"source", "where it is published", Shape::text()};

bool is_file(const fs::path& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

}  // namespace

std::vector<Key> program_keys() { return {name_key, program_key, folder_key, order_key, meaning_key, source_key}; }

std::string folder_of(const Config& config) {
  const fs::path folder = config.file == "-" ? fs::path() : fs::path(config.file).parent_path();
  return (fs::current_path() / folder).lexically_normal().string();
}

void read_files_of(const Command& command, const std::string& pointer, const TextLoader& texts) {
  if (!texts) return;
  for (std::size_t i = 0; i < command.words.size(); ++i) {
    const fs::path file = fs::path(command.folder) / command.words[i];
    if (command.words[i].empty() || !is_file(file)) continue;
    Problems too_large;  // then it is not watched over; it runs all the same
    texts(file.string(), fmt::format("{}/{}", pointer, i), too_large);
  }
}

void read_program(const Entry& entry, Parameters& p, Config& config, const TextLoader& texts, List& written) {
  Parameters program(entry.value, entry.pointer, p.problems());
  auto made = std::make_shared<ProgramSampler>();
  made->name = read_line(program, name_key, most::name);
  made->meaning = program.text(meaning_key, "a program");
  made->source = program.text(source_key, "");
  made->command.folder = program.text(folder_key, folder_of(config));
  const double order = program.number(order_key);
  if (const Value* words = program.required(program_key, accepted_words))
    if (const std::string why = read_words(*words, made->command.words); !why.empty())
      program.problem(program_key.name, why);
  program.finish();
  if (!program.good()) return;
  if (const std::string why = own_name_problem(made->name, config); !why.empty())
    return program.problem(name_key.name, why);
  made->kind.name = made->name;
  made->kind.meaning = made->meaning;
  made->kind.source = made->source;
  made->kind.order = order;
  made->kind.program = made->kind.values_only = true;
  read_files_of(made->command, pointer_to(entry.pointer, program_key.name), texts);
  config.samplers.push_back(&made->kind);
  config.programs.push_back(std::move(made));
  written.push_back(program.resolved());
}

std::vector<Problem> programs_of(const Config& config) {
  std::vector<Problem> found;
  const auto refused = [](const std::string& pointer, const Command& command) {
    return Problem{pointer, fmt::format("is the program {}, which would run with all your rights; accepted: with "
                                        "run --allow-programs only",
                                        words(command))};
  };
  for (const auto& program : config.programs) {
    std::size_t at = 0;
    while (at < config.samplers.size() && config.samplers[at] != &program->kind) ++at;
    found.push_back(refused(fmt::format("/samplers/{}/program", at), program->command));
  }
  for (const ScoreErrorChoice& choice : config.score_errors)
    if (choice.program) found.push_back(refused("/score_error/command", *choice.program));
  return found;
}

}  // namespace diffrates
