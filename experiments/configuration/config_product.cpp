#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "configuration/config_parts.hpp"
#include "formats/table_reader.hpp"

namespace diffrates {
namespace {

const Key targets_key{"targets", "list of targets, each with a name, a type and the keys of its type",
                      Shape::list(Shape::a("named_target"), 1, most::targets).needed()};
const Key schedule_key{"schedule", "a schedule or a list of them, each with a type and the keys of its type",
                       Shape::one_or_list(Shape::a("schedule"), most::schedules).unequal().needed()};
const Key start_key{"start", "normal or exact, or a list of both; normal by default",
                    Shape::one_or_list(Shape::word({name(Start::Normal), name(Start::Exact)}), 2).unequal()};
const Key steps_key{"steps", "list of T",
                    Shape::one_or_list(Shape::whole(most::T_least, most::T), most::steps).unequal().needed()};
const Key metrics_key{"metrics", "list of metrics", Shape::list(Shape::a("metric"), 1, 100).unequal().needed()};
const Key against_data_key{"against_data", "compare Y_1 with X_0 in place of X_1; false by default",
                           Shape::boolean().otherwise({false})};
const Key law_key{"law", "the law to follow; by default chosen cell by cell", Shape::a("law")};

/// Makes every `file` of a target or a schedule an absolute path: a result is read again from its own folder.
void anchor_files(Value& value, const std::string& config_file) {
  if (auto* list = std::get_if<List>(&value.data))
    for (Value& entry : *list) anchor_files(entry, config_file);
  auto* members = std::get_if<Members>(&value.data);
  if (members == nullptr) return;
  for (Member& member : *members) {
    auto* file = std::get_if<std::string>(&member.second.data);
    if (file != nullptr && member.first == "file")
      *file = std::filesystem::absolute(beside(config_file, *file)).lexically_normal().string();
    else
      anchor_files(member.second, config_file);
  }
}

/// The names of the targets that are dear to make.
std::vector<std::string_view> dear_types() {
  std::vector<std::string_view> names;
  for (const Kind<Target>* kind : target_kinds())
    if (kind->dear) names.push_back(kind->name);
  return names;
}

/// How many in the tree are of these types.
std::size_t count_of(const std::vector<std::string_view>& types, const Value& value) {
  std::size_t count = 0;
  if (const List* list = value.list())
    for (const Value& entry : *list) count += count_of(types, entry);
  if (const Members* members = value.members())
    for (const auto& [key, inside] : *members) {
      const std::string* type = inside.text();
      if (key == type_key.name && type != nullptr && std::find(types.begin(), types.end(), *type) != types.end())
        ++count;
      count += count_of(types, inside);
    }
  return count;
}

void read_targets(Parameters& p, Config& config, Members& resolved) {
  if (const Value* targets = p.raw(targets_key)) {
    const std::vector<std::string_view> dear = dear_types();
    if (const std::size_t count = count_of(dear, *targets); count > most::made)
      return p.problem(targets_key.name,
                       fmt::format("hold {} of the types {}, counting those within others; accepted: at most {} "
                                   "(copies of one factor count once)",
                                   count, fmt::join(dear, ", "), most::made));
  }
  std::vector<std::string> seen;
  List written;
  for (const Entry& entry : entries(p, targets_key, most::targets, false, "targets")) {
    Parameters target(entry.value, entry.pointer, p.problems());
    if (!target.good()) continue;
    const std::string name = read_line(target, target_name_key, most::name);
    if (const std::string why = target.good() ? name_problem(name) : ""; !why.empty()) target.problem("name", why);
    if (target.good() && std::find(seen.begin(), seen.end(), name) != seen.end())
      target.problem("name", fmt::format("is \"{}\" again; accepted: a name of its own for each target", name));
    seen.push_back(name);
    Value filled;
    std::shared_ptr<const Target> made = make_kind(entry.value, entry.pointer, p.problems(), target_kinds(),
                                                   {target_name_key}, nullptr, &filled, p.tables());
    anchor_files(filled, config.file);
    if (made != nullptr) config.targets.push_back({name, std::move(made), filled});
    written.push_back(std::move(filled));
  }
  resolved.emplace_back(targets_key.name, Value{std::move(written)});
}

void read_schedules(Parameters& p, Config& config, Members& resolved) {
  List written;
  for (const Entry& entry : entries(p, schedule_key, most::schedules, true, "schedules")) {
    ScheduleChoice choice;
    choice.pointer = entry.pointer;
    Value filled;
    choice.family = make_kind(entry.value, entry.pointer, p.problems(), schedule_kinds(), {}, &choice.described,
                              &filled, p.tables());
    if (choice.family == nullptr) continue;
    const auto same = [&](const ScheduleChoice& other) { return other.described == choice.described; };
    if (std::any_of(config.schedules.begin(), config.schedules.end(), same))
      p.problems().add(entry.pointer,
                       fmt::format("is {} again; accepted: each schedule once", choice.described.label()));
    config.schedules.push_back(std::move(choice));
    anchor_files(filled, config.file);
    written.push_back(std::move(filled));
  }
  resolved.emplace_back(schedule_key.name, Value{std::move(written)});
}

/// The names in a list, each known and each once; `find` gives the thing named, null if there is none.
template <class Thing, class Find>
std::vector<Thing> read_names(Parameters& p, const Key& key, bool lone, const std::vector<std::string_view>& known,
                              Find find) {
  std::vector<Thing> result;
  std::vector<std::string> seen;
  for (const Entry& entry : entries(p, key, known.size(), lone, "names")) {
    const std::string* name = entry.value.text();
    if (name == nullptr || std::find(known.begin(), known.end(), *name) == known.end()) {
      p.problems().add(entry.pointer,
                       not_accepted(entry.value, one_of(known)) + (name ? did_you_mean(*name, known) : ""));
    } else if (std::find(seen.begin(), seen.end(), *name) != seen.end()) {
      p.problems().add(entry.pointer, fmt::format("is \"{}\" again; accepted: each once", *name));
    } else {
      seen.push_back(*name);
      result.push_back(find(*name));
    }
  }
  return result;
}

template <class Thing>
Value names_of(const std::vector<Thing>& things) {
  List list;
  for (const Thing& thing : things) {
    if constexpr (std::is_pointer_v<Thing>)
      list.push_back(Value{std::string(thing->name)});
    else
      list.push_back(Value{std::string(name(thing))});
  }
  return Value{std::move(list)};
}

void read_starts(Parameters& p, Config& config, Members& resolved) {
  const auto find = [](const std::string& word) { return word == name(Start::Normal) ? Start::Normal : Start::Exact; };
  if (!p.has(start_key)) {
    p.raw(start_key);
    config.starts = {Start::Normal};
  } else {
    config.starts = read_names<Start>(p, start_key, true, {name(Start::Normal), name(Start::Exact)}, find);
  }
  resolved.emplace_back(start_key.name, names_of(config.starts));
}

void read_steps(Parameters& p, Config& config, Members& resolved) {
  const std::string accepted = fmt::format("a whole number from {} to {}", most::T_least, most::T);
  for (const Entry& entry : entries(p, steps_key, most::steps, true, "numbers of steps")) {
    const double* number = entry.value.number();
    if (number == nullptr || !(*number >= most::T_least && *number <= most::T) || *number != std::floor(*number)) {
      p.problems().add(entry.pointer, not_accepted(entry.value, accepted));
      continue;
    }
    const int T = static_cast<int>(*number);
    if (std::find(config.steps.begin(), config.steps.end(), T) != config.steps.end())
      p.problems().add(entry.pointer, fmt::format("is {} again; accepted: each T once", T));
    config.steps.push_back(T);
  }
  std::sort(config.steps.begin(), config.steps.end());
  List written;
  for (const int T : config.steps) written.push_back(Value{static_cast<double>(T)});
  resolved.emplace_back(steps_key.name, Value{std::move(written)});
}

void read_metrics(Parameters& p, Config& config, Members& resolved, const std::vector<Metric>& absent) {
  if (!absent.empty() && !p.has(metrics_key)) {
    p.raw(metrics_key);
    config.metrics = absent;
    resolved.emplace_back(metrics_key.name, names_of(config.metrics));
    return;
  }
  std::vector<std::string_view> known;
  for (const MetricKind& kind : metric_kinds()) known.push_back(kind.name);
  config.metrics = read_names<Metric>(p, metrics_key, false, known, [](const std::string& word) {
    for (const MetricKind& kind : metric_kinds())
      if (kind.name == word) return kind.metric;
    return Metric::Tv;
  });
  resolved.emplace_back(metrics_key.name, names_of(config.metrics));
}

void read_against_data(Parameters& p, Config& config, Members& resolved) {
  config.against_data = p.boolean(against_data_key);
  if (p.has(against_data_key)) resolved.emplace_back(against_data_key.name, Value{config.against_data});
}

void read_law(Parameters& p, Config& config, Members& resolved) {
  if (!p.has(law_key)) {
    p.raw(law_key);
    return;
  }
  std::vector<std::string_view> known;
  for (const LawKind* kind : law_kinds()) known.push_back(kind->name);
  const std::string word = p.word(law_key, known);
  config.law = find_law(word);
  resolved.emplace_back(law_key.name, Value{word});
}

}  // namespace

const Key target_name_key{"name", "names the target in claims and tables", Shape::name(most::name).needed()};

std::vector<Key> product_keys(Absent absent) {
  Key samplers = samplers_key;
  samplers.shape.required = absent == Absent::Problem;
  return {targets_key, schedule_key, start_key, samplers, steps_key, metrics_key, against_data_key, law_key};
}

std::string not_accepted(const Value& value, std::string_view accepted) {
  return fmt::format("is {}; accepted: {}", describe(value), accepted);
}

std::vector<Entry> entries(Parameters& p, const Key& key, std::size_t most, bool lone, std::string_view noun) {
  const std::string accepted = fmt::format("{}a list of 1 to {} {}", lone ? "one, or " : "", most, noun);
  std::vector<Entry> result;
  const Value* value = p.required(key, accepted);
  if (value == nullptr) return result;
  const List* list = value->list();
  if (list == nullptr && lone) return {{*value, p.pointer(key.name)}};
  if (list == nullptr || list->empty()) {
    p.problem(key.name, not_accepted(*value, accepted));
  } else if (list->size() > most) {
    p.problem(key.name, fmt::format("has {} entries; accepted: {}", list->size(), accepted));
  } else {
    for (std::size_t i = 0; i < list->size(); ++i)
      result.push_back({(*list)[i], pointer_to(p.pointer(key.name), std::to_string(i))});
  }
  return result;
}

std::string read_line(Parameters& p, const Key& key, std::size_t most, std::optional<std::string> absent) {
  const std::string text = p.text(key, std::move(absent));
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const Value* written = p.raw(key);
  if (written == nullptr || written->text() == nullptr) return text;
  if (text.empty() || text.size() > most || std::any_of(text.begin(), text.end(), control))
    p.problem(key.name, not_accepted(*written, fmt::format("a text of 1 to {} characters in one line", most)));
  return text;
}

std::string name_problem(const std::string& word) {
  if (word.find_first_of(",\"/\\") == std::string::npos && word.front() != ' ' && word.back() != ' ') return {};
  return not_accepted(Value{word}, "a name without commas, quotes and slashes, not beginning or ending with a space");
}

std::vector<std::string> target_names(const Value& root) {
  std::vector<std::string> result;
  if (const Value* targets = root.find("targets"); targets != nullptr && targets->list() != nullptr)
    for (const Value& target : *targets->list())
      if (const Value* name = target.find("name"); name != nullptr && name->text() != nullptr)
        result.push_back(*name->text());
  return result;
}

void read_product(Parameters& p, Config& config, Members& resolved, const TextLoader& texts, Absent samplers,
                  const std::vector<Metric>& metrics) {
  read_targets(p, config, resolved);
  read_schedules(p, config, resolved);
  read_starts(p, config, resolved);
  Members steps;
  read_steps(p, config, steps);
  read_samplers(p, config, resolved, texts, samplers);
  resolved.insert(resolved.end(), steps.begin(), steps.end());
  read_metrics(p, config, resolved, metrics);
  read_against_data(p, config, resolved);
  read_law(p, config, resolved);
}

}  // namespace diffrates
