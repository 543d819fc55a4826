#include "configuration/overrides.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/json_reader.hpp"
#include "formats/printable.hpp"

namespace diffrates {
namespace {

std::string unescaped(std::string part) {
  for (std::size_t at = 0; (at = part.find('~', at)) != std::string::npos; ++at) {
    const char next = at + 1 < part.size() ? part[at + 1] : ' ';
    if (next == '0' || next == '1') part.replace(at, 2, next == '0' ? "~" : "/");
  }
  return part;
}

std::vector<std::string> split_path(const std::string& key) {
  const bool pointer = key.starts_with('/');
  std::vector<std::string> parts(1);
  for (const char c : pointer ? std::string_view(key).substr(1) : std::string_view(key)) {
    if (c == (pointer ? '/' : '.'))
      parts.emplace_back();
    else
      parts.back() += c;
  }
  if (pointer) std::transform(parts.begin(), parts.end(), parts.begin(), unescaped);
  return parts;
}

Value* entry(List& list, const std::string& part) {
  const bool number = !part.empty() && part.size() < 10 &&
                      std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::size_t index = number ? std::stoul(part) : list.size();
  return index < list.size() ? &list[index] : nullptr;
}

Value* member(Members& members, const std::string& part) {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& one) { return one.first == part; });
  return found == members.end() ? nullptr : &found->second;
}

/// The place that the path names; where only its last key is missing, it is made. Null, with the reason in `why`, when
/// the path leads nowhere.
Value* locate(Value& root, const std::vector<std::string>& path, std::string& why) {
  Value* place = &root;
  std::string pointer;
  for (std::size_t i = 0; i < path.size(); ++i) {
    Value* next = nullptr;
    if (auto* list = std::get_if<List>(&place->data)) {
      next = entry(*list, path[i]);
      if (next == nullptr)
        why = fmt::format("{} is a list of {} entries; accepted: an entry from 0", pointer.empty() ? "/" : pointer,
                          list->size());
    } else if (auto* members = std::get_if<Members>(&place->data)) {
      next = member(*members, path[i]);
      if (next == nullptr && i + 1 == path.size()) next = &members->emplace_back(path[i], Value{}).second;
      if (next == nullptr)
        why = fmt::format("the configuration has no {}; accepted: a path into it whose last key may be new",
                          pointer_to(pointer, path[i]));
    } else {
      why = fmt::format("{} is {}, which has no keys; accepted: a path into the configuration", pointer,
                        describe(*place));
    }
    if (next == nullptr) return nullptr;
    place = next;
    pointer = pointer_to(pointer, path[i]);
  }
  return place;
}

/// What is not JSON is a text; a number that no double holds is a problem.
Value parsed(const std::string& text, const std::string& place, Problems& problems) {
  Problems found;
  std::optional<Value> value = parse_json(text, found);
  if (value) return std::move(*value);
  for (const Problem& problem : found.list())
    if (problem.message.find("RFC 8259") == std::string::npos) problems.add(place, problem.message);
  return Value{text};
}

/// Says of a problem inside what an override wrote that it comes from there.
std::string with_origin(const Problem& problem, const std::vector<Override>& overrides) {
  for (auto change = overrides.rbegin(); change != overrides.rend(); ++change)
    if (problem.pointer == change->pointer || problem.pointer.starts_with(change->pointer + "/"))
      return fmt::format("{} (from --set {})", problem.message, describe(Value{change->written}));
  return problem.message;
}

}  // namespace

std::vector<Override> apply_overrides(Value& root, const std::vector<std::string>& sets, Problems& problems) {
  constexpr std::size_t most = 65536;
  std::vector<Override> applied;
  for (const std::string& set : sets) {
    const std::string place = "--set " + printable(set, 80);
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.add(place, "has no key; accepted: key=value, e.g. steps=[32,64,128,256] or schedule.l_min=0.01");
      continue;
    }
    if (set.size() > most) {
      problems.add(place, fmt::format("is {} characters long; accepted: at most {}", set.size(), most));
      continue;
    }
    Override change{set, split_path(set.substr(0, equals)), {}};
    for (const std::string& part : change.path) change.pointer = pointer_to(change.pointer, part);
    std::string why;
    if (Value* target = locate(root, change.path, why)) {
      *target = parsed(set.substr(equals + 1), place, problems);
      applied.push_back(std::move(change));
    } else {
      problems.add(place, why);
    }
  }
  return applied;
}

void shrink_steps(Value& root) {
  auto* members = std::get_if<Members>(&root.data);
  Value* steps = members != nullptr ? member(*members, "steps") : nullptr;
  auto* list = steps != nullptr ? std::get_if<List>(&steps->data) : nullptr;
  if (list == nullptr || !std::all_of(list->begin(), list->end(), [](const Value& v) { return v.number() != nullptr; }))
    return;
  std::vector<double> named;
  if (const Value* claims = root.find("claims"); claims != nullptr && claims->list() != nullptr)
    for (const Value& claim : *claims->list())
      if (const Value* T = claim.find("steps"); T != nullptr && T->number() != nullptr) named.push_back(*T->number());
  std::stable_sort(list->begin(), list->end(),
                   [](const Value& a, const Value& b) { return *a.number() < *b.number(); });
  List kept;
  for (const Value& T : *list) {
    const bool few = kept.size() < 4 || *kept.back().number() < 8 * *kept.front().number();
    if (*T.number() <= 256 || few || std::find(named.begin(), named.end(), *T.number()) != named.end())
      kept.push_back(T);
  }
  *list = std::move(kept);
}

void add_with_origin(const Problems& found, const std::vector<Override>& overrides, Problems& problems) {
  for (const Problem& problem : found.list()) problems.add(problem.pointer, with_origin(problem, overrides));
}

}  // namespace diffrates
