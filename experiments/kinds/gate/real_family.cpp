#include "kinds/gate/real_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "configuration/config_parts.hpp"
#include "kinds/gate/series_table.hpp"

namespace diffrates {
namespace {

constexpr double seconds_a_fit = 8e-4, seconds_a_judgement = 2e-6;
constexpr std::size_t most_shifts = 10, most_groups = 2000;

const std::vector<std::string_view> groupings{"sampler", "schedule", "metric", "dimension", "density", "last"};

const Key series_key{"series", "a table of real series of known exponent (CSV); the family's windows are cut from it",
                     Shape::text().needed()};
const Key by_key{"by",
                 "what the windows of a part share: sampler, schedule, metric, dimension, density, last; all are one "
                 "part by default",
                 Shape::one_or_list(Shape::word(groupings), groupings.size()).unequal()};
const Key every_key{"every", "of how many windows one is taken; 1 by default",
                    Shape::whole(1, 1'000'000).otherwise({1.0})};
const Key shifts_key{"shifts", "by how much the exponents of wrong claims are wrong; shift by default",
                     Shape::numbers(Bounds::positive(10), most_shifts)};
const Key family_misses_key{"misses", "largest accepted rate of passed wrong claims of each shift; misses by default",
                            Shape::numbers(Bounds::positive(1), most_shifts)};
const Key real_claimed_key{"claimed", "whether the limits are claimed of this family; true by default",
                           Shape::boolean().otherwise({true})};
const Key groups_key{"groups",
                     "written by the program into the configuration of a result: the parts and their windows"};

struct LastClass {
  double from, to;
  std::string_view name;
};
constexpr LastClass last_classes[] = {{0, 32, "T to 32"},
                                      {32, 64, "T to 64"},
                                      {64, 128, "T to 128"},
                                      {128, 1024, "T to 1024"},
                                      {1024, std::numeric_limits<double>::infinity(), "T beyond 1024"}};
const LastClass& class_of(double last) {
  return *std::find_if(std::begin(last_classes), std::end(last_classes),
                       [&](const LastClass& c) { return last <= c.to; });
}

/// A group is named by its words, in the order of its keys; `rank` sorts groups.
struct Group {
  std::vector<std::string> words;
  std::vector<double> rank;
  std::string density;
  double last = 0;
};

Group group_of(const RealWindows& windows, std::int64_t window, const std::vector<std::string>& by) {
  Group group;
  const RealSeries& series = windows.series(window);
  for (const std::string& key : by) {
    double rank = 0;
    std::string word;
    if (key == "density") {
      rank = static_cast<double>(windows.density(window));
      group.density = word = name(windows.density(window));
    } else if (key == "last") {
      const LastClass& last = class_of(windows.last(window));
      word = last.name;
      rank = last.from;
      group.last = std::min(last.to, 65536.0);
    } else if (key == "dimension") {
      rank = series.dimension;
      word = fmt::format("d = {}", series.dimension);
    } else {
      word = key == "sampler" ? series.sampler : key == "schedule" ? series.schedule : name(series.metric);
    }
    group.words.push_back(word);
    group.rank.push_back(rank);
  }
  return group;
}

std::string joined(const std::vector<std::string>& words) { return fmt::format("{}", fmt::join(words, ", ")); }

std::vector<std::string> read_by(Parameters& p) {
  const std::vector<std::string_view>& known = groupings;
  std::vector<std::string> by;
  if (!p.has(by_key)) {
    p.raw(by_key);
    return by;
  }
  for (const Entry& entry : entries(p, by_key, known.size(), true, "words")) {
    const std::string* word = entry.value.text();
    if (word == nullptr || std::find(known.begin(), known.end(), *word) == known.end() ||
        std::find(by.begin(), by.end(), *word) != by.end())
      p.problems().add(entry.pointer, not_accepted(entry.value, fmt::format("{}, each once", fmt::join(known, ", "))));
    else
      by.push_back(*word);
  }
  return by;
}

/// The parts of a finished result, as it wrote them down.
void take_groups(Parameters& p, const GatePart& like, GateSetup& setup) {
  const Value* written = p.raw(groups_key);
  const List* list = written != nullptr ? written->list() : nullptr;
  if (list == nullptr || list->empty() || list->size() > most_groups)
    return p.problem(groups_key.name, "is missing or no list; accepted: what the run that wrote this file put there");
  for (std::size_t i = 0; i < list->size(); ++i) {
    Parameters group((*list)[i], fmt::format("{}/{}", p.pointer(groups_key.name), i), p.problems());
    if (!group.good()) return;
    GatePart part = like;
    part.name = group.text({"name", ""});
    part.draws = group.integer({"draws", ""}, 1, std::numeric_limits<int>::max());
    part.density = group.text({"density", ""}, "");
    part.last = group.number({"last", ""}, Bounds::at_least(0, 1e9), 0.0);
    group.finish();
    setup.parts.push_back(std::move(part));
  }
}

struct ByRank {
  bool operator()(const Group& a, const Group& b) const {
    return a.rank != b.rank ? a.rank < b.rank : a.words < b.words;
  }
};

void add_groups(const std::shared_ptr<const RealWindows>& windows, const std::vector<std::string>& by,
                const GatePart& like, GateSetup& setup) {
  std::map<Group, std::vector<std::int64_t>, ByRank> groups;
  for (std::int64_t i = 0; i < windows->size(); ++i) groups[group_of(*windows, i, by)].push_back(i);
  for (auto& [group, members] : groups) {
    GatePart part = like;
    if (!group.words.empty()) part.name += ": " + joined(group.words);
    part.density = group.density;
    part.last = group.last;
    part.draws = static_cast<std::int64_t>(members.size());
    part.fits = [windows, those = std::move(members)](std::int64_t i) {
      return windows->fit(those[static_cast<std::size_t>(i)]);
    };
    setup.parts.push_back(std::move(part));
  }
}

List groups_written(const GateSetup& setup, std::size_t first) {
  List groups;
  for (std::size_t i = first; i < setup.parts.size(); ++i) {
    const GatePart& part = setup.parts[i];
    Members group{{"name", Value{part.name}}, {"draws", Value{static_cast<double>(part.draws)}}};
    if (!part.density.empty()) group.emplace_back("density", Value{part.density});
    if (part.last > 0) group.emplace_back("last", Value{part.last});
    groups.push_back(Value{std::move(group)});
  }
  return groups;
}

}  // namespace

std::vector<Key> real_family_keys() {
  return {series_key, by_key, every_key, shifts_key, family_misses_key, real_claimed_key, groups_key};
}

bool RealFamilies::is_one(const Parameters& p) { return p.has(series_key); }

RealFamilies::Windows RealFamilies::windows(Parameters& p, const std::string& file, int every) {
  const auto [at, fresh] = known_.try_emplace({file, every});
  if (!fresh) return at->second;
  const std::string pointer = p.pointer(series_key.name), text = source_.text_of(file, pointer, p.problems());
  if (text.empty()) return nullptr;
  std::vector<RealSeries> series = parse_real_series(text, file, pointer, p.problems());
  if (p.good()) at->second = std::make_shared<const RealWindows>(std::move(series), every);
  return at->second;
}

void RealFamilies::read(Parameters& p, const std::string& name, GateSetup& setup, Members& resolved) {
  GatePart like;
  like.family = like.name = name;
  const std::string file = p.text(series_key);
  const std::vector<std::string> by = read_by(p);
  const int every = p.integer(every_key);
  like.shifts = p.has(shifts_key) ? p.numbers(shifts_key) : std::vector{setup.shift};
  p.raw(shifts_key);
  like.misses = p.has(family_misses_key) ? p.numbers(family_misses_key) : std::vector(like.shifts.size(), setup.misses);
  p.raw(family_misses_key);
  like.claimed = p.boolean(real_claimed_key);
  if (p.good() && like.misses.size() != like.shifts.size())
    p.problem(family_misses_key.name,
              fmt::format("holds {} limits; accepted: {}, one for each shift", like.misses.size(), like.shifts.size()));
  const std::size_t first = setup.parts.size();
  if (source_.finished) {
    if (p.good()) take_groups(p, like, setup);
  } else if (p.good()) {
    p.raw(groups_key);
    const bool known = known_.contains({file, every});
    like.seconds = known ? seconds_a_judgement : seconds_a_fit;
    if (const Windows found = windows(p, file, every)) add_groups(found, by, like, setup);
    if (p.good() && setup.parts.size() == first)
      p.problem(series_key.name, "holds no window of 4 to 14 values over a factor 8; accepted: longer series");
  }
  p.finish();
  const Value read = p.resolved();
  for (const Member& member : *read.members())
    if (member.first != groups_key.name) resolved.push_back(member);
  resolved.emplace_back(groups_key.name, Value{groups_written(setup, first)});
}

}  // namespace diffrates
