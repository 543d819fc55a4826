#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "configuration/config_parts.hpp"
#include "formats/json_reader.hpp"
#include "formats/printable.hpp"
#include "recipes/reading.hpp"

namespace diffrates {
namespace {

const Key file_key{"file", "a file that holds a recipe, beside the configuration", Shape::text().needed()};

/// The schedules that are asked for; where there is none without a problem, one of eight steps, so that the problems of
/// recipes are found all the same.
class Schedules {
 public:
  explicit Schedules(const Config& config) {
    for (const ScheduleChoice& choice : config.schedules)
      for (const int T : config.steps) {
        if (!choice.family->problem(T).empty()) continue;
        levels_ += T;
        asked_.emplace_back(choice.family.get(), T);
      }
  }
  double levels() const { return levels_; }

  template <class Action>
  void each(const Action& action) const {
    if (asked_.empty() || levels_ > most::levels) {
      std::vector<double> L;
      for (int t = 1; t <= 9; ++t) L.push_back(0.1 * t);
      return action(Schedule::of_levels(L));
    }
    for (const auto& [family, T] : asked_) action(family->with_steps(T));
  }

 private:
  std::vector<std::pair<const ScheduleFamily*, int>> asked_;
  double levels_ = 0;
};

class SamplerReader {
 public:
  SamplerReader(Parameters& p, Config& config, const TextLoader& texts)
      : p_(p), config_(config), texts_(texts), schedules_(config) {
    for (const SamplerKind* kind : sampler_kinds()) built_in_.push_back(kind->name);
  }

  List read() {
    List written;
    for (const Entry& entry : entries(p_, samplers_key, most::samplers, false, "samplers")) {
      const std::size_t before = p_.problems().size();
      if (entry.value.members() == nullptr)
        read_name(entry);
      else if (entry.value.find(std::string(file_key.name)) != nullptr)
        read_file(entry, written);
      else if (entry.value.find("program") != nullptr)
        read_program(entry, p_, config_, texts_, written);
      else
        read_recipe(entry.value, entry.pointer, "", written);
      if (p_.problems().size() > before)
        ++config_.unread_samplers;
      else if (entry.value.members() == nullptr)
        written.push_back(entry.value);
    }
    return written;
  }

 private:
  void read_name(const Entry& entry) {
    const std::string* name = entry.value.text();
    if (name == nullptr || find_sampler(*name) == nullptr)
      return p_.problems().add(entry.pointer,
                               not_accepted(entry.value, one_of(built_in_)) +
                                   (name != nullptr ? did_you_mean(*name, built_in_) : "") +
                                   (name == nullptr ? ", or an object that is a recipe or a program" : ""));
    if (sampler_of(config_, *name) != nullptr)
      return p_.problems().add(entry.pointer, fmt::format("is \"{}\" again; accepted: each once", *name));
    config_.samplers.push_back(find_sampler(*name));
  }

  /// The recipe takes the place of the file: a result is read again without it.
  void read_file(const Entry& entry, List& written) {
    Parameters holder(entry.value, entry.pointer, p_.problems());
    const std::string name = holder.text(file_key);
    holder.finish();
    if (!holder.good()) return;
    if (!texts_)
      return holder.problem(
          file_key.name, fmt::format("is {}; accepted: nothing, as no files can be read here", describe(Value{name})));
    const std::string text = texts_(name, holder.pointer(file_key.name), p_.problems());
    if (!holder.good()) return;
    const std::string where = fmt::format(" (in {})", printable(name, 300));
    Problems found;
    if (const std::optional<Value> tree = parse_json(text, found))
      return read_recipe(*tree, entry.pointer, where, written);
    for (const Problem& problem : found.list())
      p_.problems().add(entry.pointer + problem.pointer, problem.message + where);
  }

  void read_recipe(const Value& tree, const std::string& pointer, const std::string& where, List& written) {
    Problems found;
    Members defaults;
    std::vector<std::shared_ptr<const RecipeSampler>> made;
    for (const Recipe& recipe : read_recipes(tree, pointer, found, &defaults)) {
      check_name(recipe.name, pointer, found);
      if (auto sampler = made_of(recipe, pointer, found)) made.push_back(std::move(sampler));
    }
    relay(found, where);
    if (!found.empty()) return;
    for (auto& sampler : made) {
      config_.samplers.push_back(&sampler->kind());
      config_.recipes.push_back(std::move(sampler));
    }
    Members members = *tree.members();
    members.insert(members.end(), defaults.begin(), defaults.end());
    written.push_back(Value{std::move(members)});
  }

  void check_name(const std::string& name, const std::string& pointer, Problems& found) const {
    if (const std::string why = own_name_problem(name, config_); !why.empty())
      found.add(pointer_to(pointer, "name"), why);
  }

  std::shared_ptr<const RecipeSampler> made_of(const Recipe& recipe, const std::string& pointer, Problems& found) {
    Problems own;
    if (formulas_ > most::formulas) {
      found.add(pointer, fmt::format("brings the formulas of all recipes, each again for every value of a list in let, "
                                     "beyond {0}; accepted: at most {0}",
                                     most::formulas));
      return nullptr;
    }
    std::unique_ptr<CompiledRecipe> compiled = CompiledRecipe::compile(recipe, own);
    if (compiled != nullptr) formulas_ += compiled->formulas();
    if (compiled != nullptr && may_check(*compiled, pointer, own))
      schedules_.each([&](const Schedule& schedule) { compiled->check(schedule, own); });
    for (const Problem& problem : own.list()) found.add(problem.pointer, problem.message);
    if (!own.empty()) return nullptr;
    return std::make_shared<const RecipeSampler>(recipe, std::move(compiled));
  }

  /// Bounds the time that checking takes.
  bool may_check(const CompiledRecipe& recipe, const std::string& pointer, Problems& found) {
    checked_ += recipe.work() * schedules_.levels();
    if (checked_ <= most::characters_of_recipes) return true;
    found.add(pointer,
              fmt::format("brings the characters in formulas, each as often as it is evaluated, to {:.3g}; accepted: "
                          "at most {:.0e} (fewer or shorter formulas, fewer values in let, smaller T)",
                          checked_, most::characters_of_recipes));
    return false;
  }

  /// Samplers of one recipe share their problems: each place is told once.
  void relay(const Problems& found, const std::string& where) {
    std::set<std::string> told;
    for (const Problem& problem : found.list())
      if (told.insert(problem.pointer).second) p_.problems().add(problem.pointer, problem.message + where);
  }

  Parameters& p_;
  Config& config_;
  const TextLoader& texts_;
  const Schedules schedules_;
  std::vector<std::string_view> built_in_;
  double checked_ = 0;
  std::size_t formulas_ = 0;
};

}  // namespace

const Key samplers_key{"samplers", "list of samplers: names, recipes, files with a recipe, or programs",
                       Shape::list(Shape::a("sampler"), 1, most::samplers).unequal().needed()};

Shape sampler_shape() {
  std::vector<std::string_view> names;
  for (const SamplerKind* kind : sampler_kinds()) names.push_back(kind->name);
  return Shape::either({Shape::word(std::move(names)), Shape::object({file_key}), Shape::object(program_keys()),
                        Shape::object(recipe_keys())});
}

const SamplerKind* sampler_of(const Config& config, std::string_view name) {
  for (const SamplerKind* sampler : config.samplers)
    if (sampler->name == name) return sampler;
  return nullptr;
}

std::string own_name_problem(const std::string& name, const Config& config) {
  if (std::string why = name_problem(name); !why.empty()) return why;
  if (find_sampler(name) != nullptr)
    return fmt::format("is \"{}\", a built-in sampler; accepted: a name of its own", name);
  if (sampler_of(config, name) != nullptr)
    return fmt::format("is \"{}\" again; accepted: a name of its own for each sampler", name);
  return {};
}

void read_samplers(Parameters& p, Config& config, Members& resolved, const TextLoader& texts, Absent absent) {
  p.raw(samplers_key);
  List written;
  if (absent == Absent::AllSamplers && !p.has(samplers_key)) {
    config.samplers = sampler_kinds();
    for (const SamplerKind* kind : config.samplers) written.push_back(Value{std::string(kind->name)});
  } else {
    written = SamplerReader(p, config, texts).read();
  }
  resolved.emplace_back(samplers_key.name, Value{std::move(written)});
}

std::string recipe_words(const Config& config) {
  std::string text;
  for (const auto& recipe : config.recipes) {
    const SamplerKind& kind = recipe->kind();
    const int least = kind.evaluations(most::T_least), more = kind.evaluations(most::T_least + 1) - least;
    text += fmt::format("  {}: {}{}, {} score evaluation{} a step{}\n", printable(std::string(kind.name), 200),
                        kind.stochastic ? "stochastic" : "deterministic", kind.memory ? ", multistep" : "", more,
                        more == 1 ? "" : "s",
                        kind.extra_evaluations != 0 ? fmt::format(", {:+} over a run", kind.extra_evaluations) : "");
  }
  for (const auto& program : config.programs)
    text += fmt::format("  {}: the program {}; needs run --allow-programs\n", printable(program->name, 200),
                        printable(words(program->command), 500));
  return text;
}

}  // namespace diffrates
