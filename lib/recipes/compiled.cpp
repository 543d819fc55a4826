#include "recipes/compiled.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "numerics/formula.hpp"

namespace diffrates {
namespace {

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_name(const std::string& word) {
  const auto in_name = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto in_rest = [&](char c) { return in_name(c) || (c >= '0' && c <= '9'); };
  return !word.empty() && word.size() <= most_of_recipe::name && in_name(word.front()) &&
         std::all_of(word.begin(), word.end(), in_rest);
}

std::string list_of(const std::vector<std::string>& names) {
  return one_of(std::vector<std::string_view>(names.begin(), names.end()));
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

/// Walks a recipe once, in the order it is written.
class RecipeCompiler {
 public:
  RecipeCompiler(const Recipe& recipe, Problems& problems)
      : recipe_(recipe), problems_(problems), made_(new CompiledRecipe) {}

  std::unique_ptr<CompiledRecipe> compile() {
    const std::size_t before = problems_.size();
    name_vectors();
    compile_lets();
    const std::vector<int> kept = compile_keeps();
    made_->step_ = compile_step(recipe_.step, kept, true);
    if (recipe_.first) made_->first_ = compile_step(*recipe_.first, {}, true);
    if (recipe_.last) made_->last_ = compile_step(*recipe_.last, kept, false);
    return problems_.size() == before ? std::move(made_) : nullptr;
  }

 private:
  using Kind = CompiledMove::Kind;
  using Slots = std::vector<int>;

  void problem(const std::string& place, const std::string& what) { problems_.add(place, what); }

  bool good_name(const Written& name) {
    const std::string accepted = fmt::format(
        "a name of 1 to {} letters, digits and _, not beginning with a digit, that is none of t, T, pi, y and the "
        "functions",
        most_of_recipe::name);
    if (is_name(name.text) && name.text != "y" && !reserved_in_recipes(name.text)) return true;
    problem(name.place, fmt::format("is {}; accepted: {}", describe(Value{name.text}), accepted));
    return false;
  }

  void name_vectors() {
    for (const Recipe::Keep& keep : recipe_.keep) {
      if (!good_name(keep.name)) continue;
      if (holds(made_->vectors_, keep.name.text))
        problem(keep.name.place, fmt::format("is kept again; accepted: each name once"));
      add_vector(keep.name);
    }
    name_vectors(recipe_.step.moves);
    if (recipe_.first) name_vectors(recipe_.first->moves);
    if (recipe_.last) name_vectors(recipe_.last->moves);
  }
  void name_vectors(const std::vector<RecipeMove>& moves) {
    for (const RecipeMove& move : moves) {
      if (const auto* evaluation = std::get_if<EvaluationMove>(&move.what))
        if (good_name(evaluation->to)) add_vector(evaluation->to);
      if (const auto* set = std::get_if<SetMove>(&move.what))
        if (set->to.text != "y" && good_name(set->to)) add_vector(set->to);
      if (const auto* mix = std::get_if<MixMove>(&move.what))
        for (const MixBranch& branch : mix->branches) name_vectors(branch.step);
    }
  }
  void add_vector(const Written& name) {
    if (!holds(made_->vectors_, name.text)) made_->vectors_.push_back(name.text);
  }
  int slot(const std::string& name) const {
    const auto& names = made_->vectors_;
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : static_cast<int>(found - names.begin());
  }

  void compile_lets() {
    std::vector<std::string> all;
    for (const Recipe::Let& let : recipe_.let) all.push_back(let.name.text);
    for (const Recipe::Let& let : recipe_.let) {
      if (!good_name(let.name)) continue;
      if (holds(made_->vectors_, let.name.text)) {
        problem(let.name.place, fmt::format("is {}, which a move sets as a vector; accepted: a name of its own",
                                            describe(Value{let.name.text})));
        continue;
      }
      const FormulaNames names{lets_, [&](const std::string& word) -> std::string {
                                 if (holds(all, word))
                                   return fmt::format(
                                       "{} is not defined above; accepted: {}t, T, pi and names that "
                                       "stand before this one",
                                       word, lets_.empty() ? "" : list_of(lets_) + ", ");
                                 return why_no_scalar(word);
                               }};
      try {
        made_->lets_.emplace_back(let.name.text, ScalarFormula(made_->scalars_, let.formula, names));
        add_work(made_->lets_.back().second, 1);
      } catch (const FormulaError& error) {
        problem(let.formula.place, error.what());
      }
      lets_.push_back(let.name.text);
    }
  }
  std::string why_no_scalar(const std::string& word) const {
    if (slot(word) < 0) return {};
    return fmt::format("{} is a vector, and here stands a scalar; accepted: {}t, T, pi and the functions", word,
                       lets_.empty() ? "" : list_of(lets_) + ", ");
  }

  Slots compile_keeps() {
    Slots names;
    for (const Recipe::Keep& keep : recipe_.keep) {
      const int name = slot(keep.name.text), from = slot(keep.from.text);
      if (from <= 0)
        problem(keep.from.place,
                fmt::format("is {}; accepted: a vector that the step sets{}", describe(Value{keep.from.text}),
                            from == 0 ? " (to keep y, set one to it)" : did_you_mean(keep.from.text, vector_views())));
      if (name <= 0) continue;
      names.push_back(name);
      made_->kept_.push_back({name, from});
    }
    return names;
  }
  std::vector<std::string_view> vector_views() const { return {made_->vectors_.begin(), made_->vectors_.end()}; }

  CompiledStep compile_step(const RecipeStep& written, const Slots& kept, bool is_kept_from) {
    CompiledStep step;
    Slots set{0};
    set.insert(set.end(), kept.begin(), kept.end());
    used_lets_.clear();
    step.moves = compile_moves(written.moves, set, step);
    if (!sets_y(step.moves) && problems_.empty())
      problem(written.place, "never sets y; accepted: moves with {\"set\": \"y\", \"to\": ...} among them");
    if (is_kept_from)
      for (std::size_t i = 0; i < made_->kept_.size(); ++i)
        if (const int from = made_->kept_[i].from; from > 0 && std::find(set.begin(), set.end(), from) == set.end())
          problem(recipe_.keep[i].from.place,
                  fmt::format("is {}, which is not set at the end of {}; accepted: a vector set there",
                              describe(Value{made_->vectors_[static_cast<std::size_t>(from)]}), written.place));
    step.evaluations = evaluations(step.moves);
    step.lets = needed_lets();
    return step;
  }

  /// Lets used by this step, and those that they use.
  std::vector<int> needed_lets() {
    for (std::size_t i = made_->lets_.size(); i-- > 0;)
      if (used_lets_.count(made_->lets_[i].first) > 0)
        for (const std::string& name : made_->lets_[i].second.variables()) used_lets_.insert(name);
    std::vector<int> needed;
    for (std::size_t i = 0; i < made_->lets_.size(); ++i)
      if (used_lets_.count(made_->lets_[i].first) > 0) needed.push_back(static_cast<int>(i));
    return needed;
  }

  std::vector<CompiledMove> compile_moves(const std::vector<RecipeMove>& moves, Slots& set, CompiledStep& step) {
    std::vector<CompiledMove> result;
    for (const RecipeMove& move : moves)
      result.push_back(std::visit([&](const auto& what) { return compile_move(what, set, step); }, move.what));
    return result;
  }

  CompiledMove compile_move(const NoiseMove& noise, Slots&, CompiledStep& step) {
    CompiledMove move{.kind = Kind::Noise, .branches = {}};
    move.formula = scalar(noise.variance);
    move.offset = step.width++;
    return move;
  }

  CompiledMove compile_move(const EvaluationMove& evaluation, Slots& set, CompiledStep& step) {
    CompiledMove move{.kind = Kind::Evaluate, .branches = {}};
    move.prediction = evaluation.prediction;
    move.by = evaluation.by;
    move.to = slot(evaluation.to.text);
    move.of = slot(evaluation.of.text);
    if (move.of < 0 || std::find(set.begin(), set.end(), move.of) == set.end())
      problem(evaluation.of.place, unusable(evaluation.of.text, set));
    move.formula = scalar(evaluation.at);
    move.offset = step.width++;
    include(move.to, set);
    return move;
  }

  CompiledMove compile_move(const SetMove& written, Slots& set, CompiledStep& step) {
    CompiledMove move{.kind = Kind::Set, .branches = {}};
    move.to = slot(written.to.text);
    move.formula = linear(written.formula, set);
    if (move.formula >= 0)
      for (const std::string& name : made_->linear_[static_cast<std::size_t>(move.formula)].vectors())
        move.from.push_back(slot(name));
    move.offset = step.width;
    step.width += move.from.size();
    include(move.to, set);
    return move;
  }

  CompiledMove compile_move(const MixMove& mix, Slots& set, CompiledStep& step) {
    CompiledMove move{.kind = Kind::Mix, .branches = {}, .place = mix.place};
    move.offset = step.width;
    step.width += mix.branches.size();
    for (const MixBranch& branch : mix.branches) {
      Slots inside = set;
      CompiledBranch made;
      made.weight = scalar(branch.weight);
      made.moves = compile_moves(branch.step, inside, step);
      move.branches.push_back(std::move(made));
    }
    return move;
  }

  std::vector<std::string> names_of(const Slots& set) const {
    std::vector<std::string> names;
    for (const int one : set) names.push_back(made_->vectors_[static_cast<std::size_t>(one)]);
    return names;
  }
  static void include(int slot, Slots& set) {
    if (slot > 0 && std::find(set.begin(), set.end(), slot) == set.end()) set.push_back(slot);
  }
  /// Why the word names no vector that has a value here.
  std::string unusable(const std::string& word, const Slots& set) const {
    const std::string accepted = list_of(names_of(set));
    if (slot(word) > 0)
      return fmt::format("{} is used before it is set; accepted: {}", describe(Value{word}), accepted);
    return fmt::format("{} is no vector here{}; accepted: {}", describe(Value{word}),
                       did_you_mean(word, vector_views()), accepted);
  }

  int scalar(const Written& written) {
    const FormulaNames names{lets_, [this](const std::string& word) { return why_no_scalar(word); }};
    try {
      made_->scalar_.emplace_back(made_->scalars_, written, names);
      used(made_->scalar_.back());
      add_work(made_->scalar_.back(), 1);
      return static_cast<int>(made_->scalar_.size()) - 1;
    } catch (const FormulaError& error) {
      problem(written.place, error.what());
      return -1;
    }
  }
  int linear(const Written& written, const Slots& set) {
    const std::vector<std::string> vectors = names_of(set);
    FormulaNames names{vectors, [this, set](const std::string& word) -> std::string {
                         return slot(word) > 0 ? unusable(word, set) : std::string();
                       }};
    names.variables.insert(names.variables.end(), lets_.begin(), lets_.end());
    try {
      made_->linear_.emplace_back(made_->scalars_, written, names, vectors);
      used(made_->linear_.back().formula());
      add_work(made_->linear_.back().formula(), made_->linear_.back().vectors().size() + 1);
      return static_cast<int>(made_->linear_.size()) - 1;
    } catch (const FormulaError& error) {
      problem(written.place, error.what());
      return -1;
    }
  }
  void used(const ScalarFormula& formula) { used_lets_.insert(formula.variables().begin(), formula.variables().end()); }
  void add_work(const ScalarFormula& formula, std::size_t evaluations) {
    made_->work_ += static_cast<double>((formula.written().text.size() + 40) * evaluations);
  }

  static bool sets_y(const std::vector<CompiledMove>& moves) {
    return std::any_of(moves.begin(), moves.end(), [](const CompiledMove& move) {
      if (move.kind == Kind::Set && move.to == 0) return true;
      return std::any_of(move.branches.begin(), move.branches.end(),
                         [](const CompiledBranch& branch) { return sets_y(branch.moves); });
    });
  }
  static int evaluations(const std::vector<CompiledMove>& moves) {
    int count = 0;
    for (const CompiledMove& move : moves) {
      int most = move.kind == Kind::Evaluate ? 1 : 0;
      for (const CompiledBranch& branch : move.branches) most = std::max(most, evaluations(branch.moves));
      count += most;
    }
    return count;
  }

  const Recipe& recipe_;
  Problems& problems_;
  std::unique_ptr<CompiledRecipe> made_;
  std::vector<std::string> lets_;    ///< names defined so far
  std::set<std::string> used_lets_;  ///< in the step under way
};

std::unique_ptr<CompiledRecipe> CompiledRecipe::compile(const Recipe& recipe, Problems& problems) {
  return RecipeCompiler(recipe, problems).compile();
}

const CompiledStep& CompiledRecipe::step(int t, int T) const {
  if (t == T && first_) return *first_;
  return t == 2 && last_ ? *last_ : step_;
}

std::size_t CompiledRecipe::width() const {
  std::size_t width = step_.width;
  for (const auto* other : {&first_, &last_})
    if (*other) width = std::max(width, (*other)->width);
  return width;
}

}  // namespace diffrates
