#include "recipes/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "numerics/formula.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_line = 2000, most_values = 100, most_variants = 200;
constexpr std::string_view a_formula = "a formula (a text) or a number";

const Shape formula_shape = Shape::either({Shape::text(1, most_of_recipe::characters), Shape::number()});
const Shape moves_shape = Shape::list(Shape::a("move"), 1, most_of_recipe::moves);

/// A name in formulas; those that formulas have already are refused by whoever compiles them.
Shape formula_name() {
  Shape shape = Shape::text(1, most_of_recipe::name);
  shape.pattern = "^[A-Za-z_][A-Za-z0-9_]*$";
  return shape;
}
/// An object whose keys are such names.
Shape named(Shape entry, std::size_t least, std::size_t most) {
  Shape shape = Shape::map(std::move(entry), least, most);
  shape.pattern = formula_name().pattern;
  return shape;
}

const Key name_key{"name", "names the sampler in claims and tables", Shape::name(100).needed()};
const Key meaning_key{"meaning", "the update, in one line", Shape::line(most_line, 0)};
const Key source_key{"source", "where it is published", Shape::line(most_line, 0)};
const Key order_key{"order", "declared: TV falls like T^-order; 1 by default",
                    Shape::number(Bounds::positive(100)).otherwise({1.0})};
const Key path_order_key{"path_kl_order", "declared: path KL falls like T^-path_kl_order; 0, none, by default",
                         Shape::number({0, 100}).otherwise({0.0})};
const Key let_key{"let", "named numbers: a formula each, or a list of numbers, one sampler a value",
                  named(Shape::either({formula_shape, Shape::numbers(Bounds::any(), most_values).unequal()}), 0,
                        most_of_recipe::lets)};
const Key step_key{"step", "the moves from Y_t to Y_(t-1)", moves_shape.needed()};
const Key keep_key{"keep", "what is remembered: name at the next step, and the vector of this step it is",
                   named(formula_name(), 1, most_of_recipe::keeps)};
const Key first_key{"first", "the moves for t = T", moves_shape};
const Key last_key{"last", "the moves for t = 2", moves_shape};
const Key noise_key{"noise", "the variance of Gaussian noise added to y", formula_shape.needed()};
const Key set_key{"set", "the vector that the formula makes", formula_name().needed()};
const Key to_key{"to", "a formula linear in the vectors", formula_shape.needed()};
const Key of_key{"of", "the vector whose score is asked", formula_name().needed()};
const Key weight_key{"weight", "the probability of the branch", formula_shape.needed()};
const Key branch_key{"step", "the moves of the branch", moves_shape.needed()};
const Key mix_key{"mix", "branches, each with a weight and a step",
                  Shape::list(Shape::object({weight_key, branch_key}), 1, most_of_recipe::branches).needed()};

struct EvaluationKey {
  Key key;
  Prediction prediction;
};
const EvaluationKey evaluations[] = {
    {{"score", "the vector that is the score", formula_name().needed()}, Prediction::Score},
    {{"eps", "the vector that is -sigma times the score", formula_name().needed()}, Prediction::Noise},
    {{"data", "the vector that is (x + sigma^2 score)/signal", formula_name().needed()}, Prediction::Data}};

struct LevelKey {
  Key key;
  LevelBy by;
};
const LevelKey levels[] = {{{"L", "-log abar", formula_shape.needed()}, LevelBy::L},
                           {{"abar", "signal^2", formula_shape.needed()}, LevelBy::Abar},
                           {{"lambda", "log(signal/sigma)", formula_shape.needed()}, LevelBy::Lambda},
                           {{"noise_ratio", "sigma/signal", formula_shape.needed()}, LevelBy::NoiseRatio}};

/// An index, or an object that gives the level by one of its measures.
Shape level_shape() {
  std::vector<Shape> shapes{formula_shape};
  for (const LevelKey& one : levels) shapes.push_back(Shape::object({one.key}));
  return Shape::either(std::move(shapes));
}
const Key at_key{"at", "the noise level: an index, or one of L, abar, lambda, noise_ratio", level_shape().needed()};

constexpr std::string_view a_move =
    "an object with one of the keys noise, score, eps, data, set and mix: {\"noise\": F}, {\"score\": V, \"of\": W, "
    "\"at\": LEVEL}, {\"set\": V, \"to\": F} or {\"mix\": [{\"weight\": F, \"step\": [...]}, ...]}";

/// Reads the moves of one recipe, counting what they hold.
class MoveReader {
 public:
  explicit MoveReader(Problems& problems) : problems_(problems) {}

  Written formula(Parameters& p, const Key& key) {
    const Value* value = p.required(key, a_formula);
    return value == nullptr ? Written{"", p.pointer(key.name)} : formula(*value, p.pointer(key.name));
  }
  Written formula(const Value& value, const std::string& place) {
    Written written{"0", place};
    if (const double* number = value.number(); number != nullptr && std::isfinite(*number))
      written.text = shortest(*number);
    else if (const std::string* text = value.text(); text != nullptr && !text->empty())
      written.text = *text;
    else
      problems_.add(place, fmt::format("is {}; accepted: {}", describe(value), a_formula));
    if (written.text.size() > most_of_recipe::characters)
      problems_.add(place,
                    fmt::format("is a formula of {} characters, column {} is beyond; accepted: at most {}",
                                written.text.size(), most_of_recipe::characters + 1, most_of_recipe::characters));
    count(characters_, static_cast<int>(std::min<std::size_t>(written.text.size(), 1'000'000)),
          most_of_recipe::all_characters, place, "characters in all formulas");
    return written;
  }

  std::vector<RecipeMove> moves(Parameters& p, const Key& key, int depth) {
    const Value* value = p.required(key, "a list of moves");
    if (value == nullptr) return {};
    const List* list = value->list();
    const std::string place = p.pointer(key.name);
    if (list == nullptr || list->empty()) {
      problems_.add(place, fmt::format("is {}; accepted: a list of 1 or more moves", describe(*value)));
      return {};
    }
    std::vector<RecipeMove> result;
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (!count(moves_, 1, most_of_recipe::moves, place, "moves")) break;
      if (auto move = this->move((*list)[i], fmt::format("{}/{}", place, i), depth)) result.push_back(std::move(*move));
    }
    return result;
  }

 private:
  /// False, with a problem the first time, where there are more than `most`.
  bool count(int& sum, int more, int most, const std::string& place, std::string_view of) {
    const bool before = sum > most;
    sum = std::min(sum, most + 1) + more;
    if (sum <= most) return true;
    if (!before)
      problems_.add(place, fmt::format("brings the recipe beyond {} {}; accepted: at most {}", most, of, most));
    return false;
  }

  static Written name(Parameters& p, const Key& key) {
    Written written{p.text(key), p.pointer(key.name)};
    return written;
  }

  std::optional<RecipeMove> move(const Value& value, const std::string& place, int depth) {
    std::vector<std::string_view> kinds;
    if (value.members() != nullptr)
      for (const char* kind : {"noise", "score", "eps", "data", "set", "mix"})
        if (value.find(kind) != nullptr) kinds.push_back(kind);
    if (kinds.size() != 1) {
      std::string typo;
      if (const Members* members = value.members(); members != nullptr && kinds.empty())
        for (const Member& member : *members)
          if (typo.empty()) typo = did_you_mean(member.first, {"noise", "score", "eps", "data", "set", "mix"});
      problems_.add(place, fmt::format("is {}{}; accepted: {}", describe(value), typo, a_move));
      return {};
    }
    Parameters p(value, place, problems_);
    RecipeMove made;
    if (kinds.front() == "noise")
      made.what = NoiseMove{formula(p, noise_key)};
    else if (kinds.front() == "set")
      made.what = SetMove{name(p, set_key), formula(p, to_key)};
    else if (kinds.front() == "mix")
      made.what = mix(p, depth);
    else
      made.what = evaluation(p, kinds.front());
    p.finish();
    return made;
  }

  EvaluationMove evaluation(Parameters& p, std::string_view kind) {
    EvaluationMove move;
    for (const EvaluationKey& one : evaluations) {
      if (one.key.name != kind) continue;
      move.prediction = one.prediction;
      move.to = name(p, one.key);
    }
    move.of = name(p, of_key);
    read_level(p, move);
    return move;
  }

  void read_level(Parameters& p, EvaluationMove& move) {
    constexpr std::string_view accepted =
        "an index such as \"t\" or \"t-1\", or an object with one of the keys L, abar, lambda and noise_ratio";
    const Value* value = p.required(at_key, accepted);
    move.at = {"0", p.pointer(at_key.name)};
    if (value == nullptr) return;
    if (value->members() == nullptr) {
      if (value->text() == nullptr && value->number() == nullptr)
        return problems_.add(p.pointer(at_key.name), fmt::format("is {}; accepted: {}", describe(*value), accepted));
      move.at = formula(*value, p.pointer(at_key.name));
      return;
    }
    Parameters level(*value, p.pointer(at_key.name), problems_);
    int found = 0;
    for (const LevelKey& one : levels) {
      if (level.raw(one.key) == nullptr || found++ > 0) continue;
      move.by = one.by;
      move.at = formula(level, one.key);
    }
    level.finish();
    if (found != 1 && level.good())
      problems_.add(p.pointer(at_key.name), fmt::format("is {}; accepted: {}", describe(*value), accepted));
  }

  MixMove mix(Parameters& p, int depth) {
    MixMove made{{}, p.pointer(mix_key.name)};
    const std::string accepted =
        fmt::format("a list of 1 to {} branches, each {{\"weight\": F, \"step\": [...]}}", most_of_recipe::branches);
    const Value* value = p.required(mix_key, accepted);
    const List* list = value != nullptr ? value->list() : nullptr;
    if (list == nullptr || list->empty() || list->size() > most_of_recipe::branches) {
      problems_.add(made.place, fmt::format("is {}; accepted: {}", value != nullptr ? describe(*value) : "", accepted));
      return made;
    }
    if (depth >= most_of_recipe::nested) {
      problems_.add(made.place, fmt::format("stands in {} others; accepted: mixtures nested at most {} deep", depth,
                                            most_of_recipe::nested));
      return made;
    }
    for (std::size_t k = 0; k < list->size(); ++k) {
      Parameters branch((*list)[k], fmt::format("{}/{}", made.place, k), problems_);
      if (!branch.good()) continue;
      MixBranch one{formula(branch, weight_key), moves(branch, branch_key, depth + 1)};
      branch.finish();
      made.branches.push_back(std::move(one));
    }
    return made;
  }

  Problems& problems_;
  int characters_ = 0, moves_ = 0;
};

/// A list in `let`: one sampler a value.
struct Axis {
  std::size_t let;
  std::vector<double> values;
};

std::string line(Parameters& p, const Key& key, std::size_t most, std::optional<std::string> absent) {
  const std::string text = p.text(key, absent);
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const Value* written = p.raw(key);
  if (written == nullptr || written->text() == nullptr) return text;
  if ((text.empty() && !absent) || text.size() > most || std::any_of(text.begin(), text.end(), control))
    p.problem(key.name, fmt::format("is {}; accepted: a text of {} to {} characters in one line", describe(*written),
                                    absent ? 0 : 1, most));
  return text;
}

void read_values(const List& list, const std::string& place, Axis& axis, Problems& problems) {
  if (list.empty() || list.size() > most_values)
    return problems.add(place, fmt::format("is a list of {} values; accepted: a formula, or a list of 1 to {} numbers",
                                           list.size(), most_values));
  for (std::size_t i = 0; i < list.size(); ++i) {
    const double* number = list[i].number();
    const std::string here = fmt::format("{}/{}", place, i);
    if (number == nullptr || !std::isfinite(*number))
      problems.add(here, fmt::format("is {}; accepted: a finite number", describe(list[i])));
    else if (std::find(axis.values.begin(), axis.values.end(), *number) != axis.values.end())
      problems.add(here, fmt::format("is {} again; accepted: each once", *number));
    else
      axis.values.push_back(*number);
  }
}

void read_lets(Parameters& p, MoveReader& reader, Recipe& recipe, std::vector<Axis>& axes) {
  const Value* value = p.raw(let_key);
  if (value == nullptr) return;
  const Members* members = value->members();
  if (members == nullptr || members->size() > most_of_recipe::lets)
    return p.problem(let_key.name, fmt::format("is {}; accepted: an object of at most {} named formulas",
                                               describe(*value), most_of_recipe::lets));
  for (const Member& member : *members) {
    const std::string place = pointer_to(p.pointer(let_key.name), member.first);
    Recipe::Let let{{member.first, place}, {"0", place}};
    if (const List* list = member.second.list()) {
      axes.push_back({recipe.let.size(), {}});
      read_values(*list, place, axes.back(), p.problems());
    } else {
      let.formula = reader.formula(member.second, place);
    }
    recipe.let.push_back(std::move(let));
  }
}

void read_keeps(Parameters& p, Recipe& recipe) {
  const Value* value = p.raw(keep_key);
  if (value == nullptr) return;
  const Members* members = value->members();
  if (members == nullptr || members->empty() || members->size() > most_of_recipe::keeps)
    return p.problem(keep_key.name, fmt::format("is {}; accepted: an object of 1 to {} names, such as {{\"s_old\": "
                                                "\"s\"}}",
                                                describe(*value), most_of_recipe::keeps));
  for (const Member& member : *members) {
    const std::string place = pointer_to(p.pointer(keep_key.name), member.first);
    if (const std::string* from = member.second.text())
      recipe.keep.push_back({{member.first, place}, {*from, place}});
    else
      p.problems().add(place, fmt::format("is {}; accepted: the name of a vector", describe(member.second)));
  }
  if (!p.has(first_key))
    p.problem(first_key.name, "is missing; accepted: a list of moves for t = T, where nothing has been kept yet");
}

void read_orders(Parameters& p, Recipe& recipe) {
  recipe.order = p.number(order_key);
  recipe.path_kl_order = p.number(path_order_key);
}

/// Every combination of the lists' values; the recipe itself where there is no list.
std::vector<Recipe> variants(const Recipe& recipe, const std::vector<Axis>& axes) {
  std::vector<Recipe> result;
  std::vector<std::size_t> at(axes.size(), 0);
  for (bool more = true; more;) {
    Recipe one = recipe;
    std::string label;
    for (std::size_t k = 0; k < axes.size(); ++k) {
      Recipe::Let& let = one.let[axes[k].let];
      let.formula.text = shortest(axes[k].values[at[k]]);
      label += fmt::format("{}{}={}", label.empty() ? "" : ";", let.name.text, let.formula.text);
    }
    if (!label.empty()) one.name += "(" + label + ")";
    result.push_back(std::move(one));
    more = false;
    for (std::size_t k = axes.size(); k-- > 0 && !more;) {
      more = ++at[k] < axes[k].values.size();
      if (!more) at[k] = 0;
    }
  }
  return result;
}

}  // namespace

const std::vector<Key>& recipe_keys() {
  static const std::vector<Key> keys{name_key, meaning_key, source_key, order_key, path_order_key,
                                     let_key,  step_key,    keep_key,   first_key, last_key};
  return keys;
}

const std::vector<std::vector<Key>>& move_keys() {
  static const std::vector<std::vector<Key>> moves = [] {
    std::vector<std::vector<Key>> all{{noise_key}};
    for (const EvaluationKey& one : evaluations) all.push_back({one.key, of_key, at_key});
    all.insert(all.end(), {{set_key, to_key}, {mix_key}});
    return all;
  }();
  return moves;
}

std::vector<Recipe> read_recipes(const Value& tree, const std::string& pointer, Problems& problems, Members* defaults) {
  Parameters p(tree, pointer, problems);
  if (!p.good()) return {};
  Recipe recipe;
  std::vector<Axis> axes;
  MoveReader reader(problems);
  recipe.name = line(p, name_key, 100, {});
  recipe.meaning = line(p, meaning_key, most_line, "");
  recipe.source = line(p, source_key, most_line, "");
  read_orders(p, recipe);
  read_lets(p, reader, recipe, axes);
  recipe.step = {reader.moves(p, step_key, 0), p.pointer(step_key.name)};
  read_keeps(p, recipe);
  const auto other = [&](const Key& key, std::optional<RecipeStep>& step) {
    if (p.has(key)) step = RecipeStep{reader.moves(p, key, 0), p.pointer(key.name)};
    p.raw(key);
  };
  other(first_key, recipe.first);
  other(last_key, recipe.last);
  p.finish();
  double combinations = 1;
  for (const Axis& axis : axes) combinations *= static_cast<double>(axis.values.size());
  if (combinations > most_variants)
    p.problem(let_key.name, fmt::format("spans {} samplers; accepted: at most {}", combinations, most_variants));
  if (!p.good()) return {};
  if (defaults != nullptr) {
    const Value resolved = p.resolved();
    for (const Member& member : *resolved.members())
      if (tree.find(member.first) == nullptr) defaults->push_back(member);
  }
  return variants(recipe, axes);
}

}  // namespace diffrates
