// A configuration to start from: one target of the type asked for, two samplers, the claims of the theory on them.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "commands/commands.hpp"
#include "configuration/heading.hpp"
#include "configuration/problem_printing.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"
#include "formats/printable.hpp"
#include "formats/terminal.hpp"
#include "numerics/random.hpp"
#include "schedules/schedule.hpp"
#include "targets/target.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

Value text(std::string_view words) { return {std::string(words)}; }

template <class Thing>
const Kind<Thing>& kind_of(const Kinds<Thing>& kinds, std::string_view name) {
  return **std::find_if(kinds.begin(), kinds.end(), [&](const Kind<Thing>* kind) { return kind->name == name; });
}

/// The type, what it is, and the keys of its example.
template <class Thing>
void add_kind(const Kind<Thing>& kind, Members& members) {
  members.emplace_back("type", text(kind.name));
  members.emplace_back("description", text(kind.meaning));
  Problems problems;
  const std::optional<Value> example = parse_json(fmt::format("{{{}}}", kind.example), problems);
  for (const Member& member : *example->members()) members.push_back(member);
}

/// The file that the target reads, null where it reads none.
std::string* file_in(Members& target) {
  for (Member& member : target)
    if (member.first == "file") return std::get_if<std::string>(&member.second.data);
  return nullptr;
}

Value claim(std::string_view id, std::string_view target, std::string_view sampler, double exponent,
            std::string_view statement) {
  return {Members{{"id", text(id)},
                  {"target", text(target)},
                  {"sampler", text(sampler)},
                  {"metric", text("tv")},
                  {"exponent", Value{exponent}},
                  {"relation", text("at_least")},
                  {"tolerance", Value{0.1}},
                  {"statement", text(statement)}}};
}

Members starter(const std::string& name, const std::string& type, Members target) {
  Members schedule;
  add_kind(kind_of(schedule_kinds(), "smooth"), schedule);
  List steps;
  for (const double T : {16, 32, 64, 128, 256, 512, 1024}) steps.push_back({T});
  const std::string description = fmt::format(
      "Written by diffrates init. Next: diffrates validate {0}.json, diffrates run {0}.json, diffrates plot "
      "results/{0}, diffrates check results/{0}. What else may stand here: diffrates list, and diffrates schema for "
      "your editor.",
      name);
  return {{"schema_version", {1.0}},
          {"name", text(name)},
          {"title", text(fmt::format("How fast do samplers converge on {}?", type))},
          {"description", text(description)},
          {"targets", {List{{std::move(target)}}}},
          {"schedule", {std::move(schedule)}},
          {"start", text("exact")},
          {"samplers", {List{text("ddim"), text("accelerated_ode")}}},
          {"steps", {std::move(steps)}},
          {"metrics", {List{text("tv")}}},
          {"claims",
           {List{claim("ddim-first-order", type, "ddim", 1, "the total variation of DDIM falls at least like 1/T"),
                 claim("accelerated-second-order", type, "accelerated_ode", 2,
                       "that of the accelerated sampler falls at least like 1/T^2")}}}};
}

/// Records that stand in for one's own: two clusters on a line.
std::string some_records() {
  Stream stream(1, "records of a starter configuration");
  Eigen::VectorXd noise(40);
  stream.normals(noise);
  std::string records = "x\n";
  for (Eigen::Index i = 0; i < noise.size(); ++i)
    records += fmt::format("{:.3f}\n", (i % 2 == 0 ? -1 : 1) + 0.3 * noise[i]);
  return records;
}

/// False, in words, where the name cannot be a configuration's.
bool good_name(const std::string& name) {
  Problems problems;
  const Value heading{Members{{"schema_version", {1.0}}, {"name", text(name)}}};
  Parameters p(heading, "", problems);
  Members resolved;
  read_heading(p, {}, resolved);
  print_problems("init", problems);
  return problems.empty();
}

}  // namespace

int init_command(const std::string& name, const std::string& target_type) {
  fs::path file = name;
  if (file.extension() == ".json") file.replace_extension();
  const std::string own_name = file.filename().string();
  if (!good_name(own_name)) return bad_usage;
  if (own_name.starts_with('-')) {
    say("init: is \"{}\", which the next command would take for an option; accepted: another name\n", own_name);
    return bad_usage;
  }
  Members target{{"name", text(target_type)}};
  add_kind(kind_of(target_kinds(), target_type), target);
  std::vector<std::pair<fs::path, std::string>> files;
  if (std::string* data = file_in(target)) {
    *data = own_name + ".csv";
    files.emplace_back(file.string() + ".csv", some_records());
  }
  files.emplace_back(file.string() + ".json", json_text({starter(own_name, target_type, std::move(target))}));
  for (const auto& [path, contents] : files)
    if (fs::exists(fs::symlink_status(path))) {
      say("{}: is there already, and nothing is overwritten; accepted: another name\n", printable(path.string(), 500));
      return bad_usage;
    }
  try {
    for (const auto& [path, contents] : files) {
      write_file(path, contents);
      fmt::print("wrote {}\n", printable(path.string(), 500));
    }
  } catch (const FileError& error) {
    say("{}\n", error.what());
    return bad_usage;
  }
  fmt::print("next: diffrates run {}\n", printable(files.back().first.string(), 500));
  return all_good;
}

}  // namespace diffrates
