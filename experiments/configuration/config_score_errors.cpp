#include <fmt/format.h>

#include <algorithm>

#include "configuration/config_parts.hpp"
#include "programs/score_program.hpp"

namespace diffrates {
namespace {

constexpr std::string_view place = "/score_error";

/// One key of the score error: the values it takes over the product.
struct Axis {
  std::string key;
  List values;
  bool list = false;  ///< written as a list, so that entry i has a place of its own
};

const Kind<ScoreErrorFamily>* kind_of(const Value& written) {
  const Value* type = written.find("type");
  if (type == nullptr || type->text() == nullptr) return nullptr;
  for (const Kind<ScoreErrorFamily>* kind : all_score_errors())
    if (kind->name == *type->text()) return kind;
  return nullptr;
}

/// Whether this list is one vector and not several numbers; texts are one command. Where a target has d > 1 every flat
/// list is a vector; one of another length than d is refused when the error is made.
bool is_vector(const List& list, const Config& config) {
  if (std::all_of(list.begin(), list.end(), [](const Value& v) { return v.text() != nullptr; })) return true;
  const bool numbers = std::all_of(list.begin(), list.end(), [](const Value& v) { return v.number() != nullptr; });
  return numbers && list.size() > 1 &&
         std::any_of(config.targets.begin(), config.targets.end(),
                     [&](const TargetChoice& choice) { return choice.target->dimension() > 1; });
}

std::vector<Axis> axes_of(const Kind<ScoreErrorFamily>& kind, const Members& members, const Config& config,
                          Problems& problems) {
  std::vector<Axis> axes;
  double combinations = 1;
  for (const Member& member : members) {
    const std::string& key = member.first;
    const Value& value = member.second;
    if (key == epsilon_key.name) continue;
    const List* list = value.list();
    const auto declared =
        std::find_if(kind.keys.begin(), kind.keys.end(), [&](const Key& one) { return one.name == key; });
    const bool vector =
        list != nullptr && declared != kind.keys.end() && declared->shape.takes_list() && is_vector(*list, config);
    if (list == nullptr || vector || declared == kind.keys.end()) {
      axes.push_back({key, {value}});
      continue;
    }
    if (list->empty())
      problems.add(pointer_to(std::string(place), key), not_accepted(value, "one, or a list of 1 or more"));
    for (std::size_t i = 0; i < std::min(list->size(), most::score_errors); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (const double *a = (*list)[i].number(), *b = (*list)[j].number(); a != nullptr && b != nullptr && *a == *b)
          problems.add(fmt::format("{}/{}", pointer_to(std::string(place), key), i),
                       fmt::format("is {} again; accepted: each once", *a));
    combinations *= static_cast<double>(list->size());
    axes.push_back({key, *list, true});
  }
  if (combinations > static_cast<double>(most::score_errors)) {
    problems.add(std::string(place),
                 fmt::format("spans {} score errors; accepted: at most {}", combinations, most::score_errors));
    axes.clear();
  }
  return axes;
}

/// Passes on the problems of one combination of entries: each at the entry it came from, and once, whatever the number
/// of combinations that have it.
void relay(const Problems& found, const std::vector<Axis>& axes, const std::vector<std::size_t>& at,
           Problems& problems) {
  for (Problem problem : found.list()) {
    for (std::size_t k = 0; k < axes.size(); ++k) {
      const std::string pointer = pointer_to(std::string(place), axes[k].key);
      if (axes[k].list && (problem.pointer == pointer || problem.pointer.starts_with(pointer + "/")))
        problem.pointer.insert(pointer.size(), fmt::format("/{}", at[k]));
    }
    const auto same = [&](const Problem& other) {
      return other.pointer == problem.pointer && other.message == problem.message;
    };
    if (std::none_of(problems.list().begin(), problems.list().end(), same))
      problems.add(problem.pointer, problem.message);
  }
}

/// The number at that key; nothing where there is none, or a vector of several.
std::optional<double> lone_number(const Value& object, const std::string& key) {
  const Value* value = object.find(key);
  if (value == nullptr) return {};
  if (const List* list = value->list(); list != nullptr && list->size() == 1) value = &list->front();
  const double* number = value->number();
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

std::vector<double> read_epsilons(Parameters& p) {
  const std::vector<double> epsilons = p.numbers(epsilon_key);
  for (std::size_t i = 0; i < epsilons.size(); ++i)
    if (p.good() && std::find(epsilons.begin(), epsilons.begin() + static_cast<std::ptrdiff_t>(i), epsilons[i]) !=
                        epsilons.begin() + static_cast<std::ptrdiff_t>(i))
      p.problem(epsilon_key.name, fmt::format("holds {} twice; accepted: each once", epsilons[i]));
  return epsilons;
}

/// Next combination, the last axis fastest; false after the last.
bool advance(std::vector<std::size_t>& at, const std::vector<Axis>& axes) {
  for (std::size_t k = axes.size(); k-- > 0;) {
    if (++at[k] < axes[k].values.size()) return true;
    at[k] = 0;
  }
  return false;
}

void check_targets(const ScoreErrorFamily& family, const std::string& label, const Config& config, Problems& problems) {
  for (const TargetChoice& choice : config.targets)
    if (const std::string why = family.problem(*choice.target); !why.empty())
      problems.add(std::string(place), fmt::format("{} on target \"{}\": {}", label, choice.name, why));
}

/// Every size of one error; without a size of its own the kind measures it.
void add_sizes(const std::shared_ptr<const ScoreErrorFamily>& family, const ScoreErrorChoice& choice,
               const std::vector<double>& epsilons, Config& config) {
  if (!family->sized())
    config.score_errors.push_back(choice);
  else
    for (const double epsilon : epsilons) {
      ScoreErrorChoice sized = choice;
      sized.epsilon = epsilon;
      if (epsilon == 0) sized.family = nullptr;
      config.score_errors.push_back(std::move(sized));
    }
}

void read_choices(Parameters& p, const std::vector<Axis>& axes, const TextLoader& texts, Config& config,
                  Value& filled) {
  std::vector<std::size_t> at(axes.size(), 0);
  std::optional<std::vector<double>> epsilons;
  bool more = true;
  while (more) {
    Members members;
    for (std::size_t k = 0; k < axes.size(); ++k) members.emplace_back(axes[k].key, axes[k].values[at[k]]);
    const Value object{std::move(members)};
    Problems found;
    ScoreErrorChoice choice;
    choice.family =
        make_kind(object, std::string(place), found, all_score_errors(), {epsilon_key}, &choice.described, &filled);
    choice.frequency = lone_number(filled, "frequency");
    choice.draws = lone_number(filled, "n");
    relay(found, axes, at, p.problems());
    if (const auto* program = dynamic_cast<const ScoreProgramFamily*>(choice.family.get()); program != nullptr) {
      choice.program = program->command();
      read_files_of(*choice.program, fmt::format("{}/command/{}", place, config.score_errors.size()), texts);
    }
    if (choice.family != nullptr) {
      check_targets(*choice.family, choice.described.label(), config, p.problems());
      if (!epsilons && choice.family->sized())
        epsilons = read_epsilons(p);
      else if (!epsilons && p.has(epsilon_key))
        p.problem(epsilon_key.name, "is not read here: the size of this score error is measured");
      epsilons = epsilons.value_or(std::vector<double>());
      add_sizes(choice.family, choice, *epsilons, config);
    }
    more = advance(at, axes);
  }
  if (!epsilons && p.has(epsilon_key)) read_epsilons(p);
}

/// The object as it was written, followed by the defaults that every combination was filled with.
Value resolved_error(const Value& written, const Value& filled) {
  Members members = *written.members();
  if (const Members* all = filled.members())
    for (const auto& member : *all)
      if (written.find(member.first) == nullptr) members.push_back(member);
  return Value{std::move(members)};
}

}  // namespace

const Key score_error_key{"score_error", "one score error; lists of its numbers span a product",
                          Shape::a("score_error")};
void read_score_errors(Parameters& p, Config& config, Members& resolved, const TextLoader& texts) {
  const Value* written = p.raw(score_error_key);
  if (written == nullptr) {
    config.score_errors.emplace_back();
    return;
  }
  Parameters error(*written, std::string(place), p.problems());
  if (!error.good()) return;
  const Kind<ScoreErrorFamily>* kind = kind_of(*written);
  Value filled;
  if (kind == nullptr) {
    make_kind(*written, std::string(place), p.problems(), all_score_errors());
    return;
  }
  Members members = *written->members();
  if (kind == &score_error_program && written->find("folder") == nullptr)
    members.emplace_back("folder", Value{folder_of(config)});
  const std::vector<Axis> axes = axes_of(*kind, members, config, p.problems());
  if (error.good()) read_choices(error, axes, texts, config, filled);
  if (config.score_errors.size() > most::score_errors)
    error.problem(
        "", fmt::format("spans {} score errors; accepted: at most {}", config.score_errors.size(), most::score_errors));
  resolved.emplace_back(score_error_key.name, resolved_error(*written, filled));
}

}  // namespace diffrates
