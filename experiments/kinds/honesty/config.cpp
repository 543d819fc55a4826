// Reading the configuration of the experiment "honesty".
#include <fmt/format.h>

#include <algorithm>

#include "configuration/config_parts.hpp"
#include "kinds/honesty/honesty.hpp"

namespace diffrates {
namespace {

constexpr int most_questions = 1'000'000;

const Key questions_key{"questions", "how many are drawn", Shape::whole(1, most_questions).needed()};
const Key seconds_key{"seconds",
                      "CPU seconds that both answers to a question are expected to take, at most; 0.06 by default",
                      Shape::number({1e-3, 100}).otherwise({0.06})};
const Key families_key{"families", "kinds of targets drawn; all by default"};
const Key ways_key{"ways", "ways of asking again; all by default"};

/// The things named, each known and once; all where the key is absent.
template <class Thing>
std::vector<const Thing*> choose(Parameters& p, const Key& key, const std::vector<Thing>& all, Members& resolved) {
  std::vector<const Thing*> chosen;
  std::vector<std::string_view> known;
  for (const Thing& thing : all) known.push_back(thing.name);
  if (!p.has(key)) {
    p.raw(key);
    for (const Thing& thing : all) chosen.push_back(&thing);
  } else {
    for (const Entry& entry : entries(p, key, all.size(), false, "names")) {
      const std::string* name = entry.value.text();
      const auto found = std::find_if(all.begin(), all.end(), [&](const Thing& t) { return name && t.name == *name; });
      if (found == all.end())
        p.problems().add(entry.pointer,
                         not_accepted(entry.value, one_of(known)) + (name ? did_you_mean(*name, known) : ""));
      else if (std::find(chosen.begin(), chosen.end(), &*found) != chosen.end())
        p.problems().add(entry.pointer, fmt::format("is \"{}\" again; accepted: each once", *name));
      else
        chosen.push_back(&*found);
    }
  }
  List names;
  for (const Thing* thing : chosen) names.push_back(value_of(thing->name));
  resolved.emplace_back(key.name, Value{std::move(names)});
  return chosen;
}

/// A list of these names, each once.
template <class Thing>
Key of_names(const Key& key, const std::vector<Thing>& all) {
  std::vector<std::string_view> names;
  for (const Thing& thing : all) names.push_back(thing.name);
  return {key.name, key.meaning, Shape::list(Shape::word(std::move(names)), 1, all.size()).unequal()};
}

}  // namespace

std::vector<Key> honesty_keys() {
  return {questions_key, seconds_key, of_names(families_key, target_families()), of_names(ways_key, ways())};
}

HonestySetup read_honesty_setup(Parameters& p, const Heading& heading, bool quick, Members& resolved) {
  HonestySetup setup;
  setup.source.seed = heading.seed;
  const int questions = p.integer(questions_key);
  setup.questions = static_cast<std::size_t>(std::max(1, quick ? questions / 20 : questions));
  setup.source.seconds = p.number(seconds_key);
  resolved.emplace_back(questions_key.name, value_of(static_cast<double>(setup.questions)));
  resolved.emplace_back(seconds_key.name, value_of(setup.source.seconds));
  setup.source.families = choose(p, families_key, target_families(), resolved);
  setup.source.ways = choose(p, ways_key, ways(), resolved);
  return setup;
}

}  // namespace diffrates
