#include "recipes/scalars.hpp"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "numerics/formula.hpp"
#include "parameters/parameters.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

using OfLevel = double (*)(const Schedule&, int k);
struct LevelFunction {
  std::string_view name;
  OfLevel value;
};
constexpr LevelFunction level_functions[] = {
    {"alpha", [](const Schedule& s, int k) { return s.alpha(k); }},
    {"beta", [](const Schedule& s, int k) { return s.beta(k); }},
    {"abar", [](const Schedule& s, int k) { return s.at(k).abar; }},
    {"L", [](const Schedule& s, int k) { return s.at(k).L; }},
    {"lambda", [](const Schedule& s, int k) { return s.at(k).lambda(); }},
    {"signal", [](const Schedule& s, int k) { return s.at(k).signal; }},
    {"sigma", [](const Schedule& s, int k) { return s.at(k).sigma; }},
};

template <std::size_t I>
double of_level(void* scalars, double k) {
  Scalars& at = *static_cast<Scalars*>(scalars);
  const int index = at.index(level_functions[I].name, k);
  return index > 0 ? level_functions[I].value(at.schedule(), index) : NAN;
}

template <std::size_t... I>
void define_level_functions(mu::Parser& parser, Scalars& scalars, std::index_sequence<I...>) {
  (parser.DefineFunUserData(std::string(level_functions[I].name), of_level<I>, &scalars, false), ...);
}

constexpr int most_phi = 20;

double phi_of(void* scalars, double j, double z) {
  if (j >= 0 && j <= most_phi && j == std::floor(j)) return phi(static_cast<int>(j), z);
  static_cast<Scalars*>(scalars)->note("phi", j, fmt::format("phi(j, z) with a whole number j from 0 to {}", most_phi));
  return NAN;
}

const std::vector<std::string>& own_functions() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const LevelFunction& one : level_functions) all.emplace_back(one.name);
    for (const char* one : {"phi", "expm1", "log1p"}) all.emplace_back(one);
    const mu::Parser parser;
    for (const auto& [name, callback] : parser.GetFunDef()) all.push_back(name);
    return all;
  }();
  return names;
}

bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// Where `name` stands as a word in the text, from `from`; npos where it does not.
std::size_t find_word(const std::string& text, const std::string& name, std::size_t from) {
  for (std::size_t at = from; (at = text.find(name, at)) != std::string::npos; ++at) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !in_word(text[at - 1])) && (end == text.size() || !in_word(text[end]))) return at;
  }
  return std::string::npos;
}

/// muParser's words without its place, which counts from 0 where we count columns from 1.
std::string words_of(const std::string& message) {
  for (const char* place : {" found at position", " at position"})
    if (const std::size_t at = message.find(place); at != std::string::npos) return message.substr(0, at);
  return message.substr(0, 200);
}

std::set<std::string> words_in(const std::string& text) {
  std::set<std::string> words;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t from = at;
    while (at < text.size() && in_word(text[at])) ++at;
    words.insert(text.substr(from, at - from));
  }
  return words;
}

std::string word_at(const std::string& text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  return text.substr(at, end - at);
}

}  // namespace

void Scalars::move_to(const Schedule& schedule, int t) {
  schedule_ = &schedule;
  t_ = t;
  steps_ = schedule.steps();
  variable("t") = t_;
  variable("T") = steps_;
}

std::string Scalars::moment() const { return fmt::format("t = {}, T = {}", t_, steps_); }

double& Scalars::variable(const std::string& name) { return variables_[name]; }

int Scalars::index(std::string_view function, double k) {
  if (schedule_ != nullptr && k >= 1 && k <= steps_ + 1 && k == std::floor(k)) return static_cast<int>(k);
  note(function, k, fmt::format("{}(k) with a whole number k from 1 to T + 1 = {}", function, steps_ + 1));
  return 0;
}

void Scalars::note(std::string_view function, double argument, std::string accepted) {
  if (bad_) return;
  bad_ = true;
  call_ = {std::string(function), argument, std::move(accepted)};
}

bool reserved_in_recipes(std::string_view word) {
  const std::vector<std::string>& functions = own_functions();
  return word == "t" || word == "T" || word == "pi" ||
         std::find(functions.begin(), functions.end(), word) != functions.end();
}

struct ScalarFormula::Parsed {
  mu::Parser parser;
};

ScalarFormula::ScalarFormula(Scalars& scalars, const Written& written, const FormulaNames& names)
    : scalars_(&scalars), written_(written), names_(names), parsed_(std::make_unique<Parsed>()) {
  try {
    check_formula_text(written.text);
  } catch (const FormulaError& error) {
    throw FormulaError(fmt::format("is {}: {}; accepted: a formula such as b/2 * sqrt(alpha(t))",
                                   describe(Value{written.text}), error.what()));
  }
  mu::Parser& parser = parsed_->parser;
  try {
    parser.ClearConst();
    parser.DefineConst("pi", std::numbers::pi);
    parser.DefineFun("expm1", static_cast<double (*)(double)>(std::expm1));
    parser.DefineFun("log1p", static_cast<double (*)(double)>(std::log1p));
    parser.DefineFunUserData("phi", phi_of, scalars_, false);
    define_level_functions(parser, scalars, std::make_index_sequence<std::size(level_functions)>());
    for (const char* name : {"t", "T"}) parser.DefineVar(name, &scalars.variable(name));
    const std::set<std::string> words = words_in(written.text);
    for (const std::string& name : names.variables)
      if (words.count(name) > 0) parser.DefineVar(name, &scalars.variable(name));
    parser.SetExpr(written.text);
    int results = 0;
    scalars.forget_call();
    parser.Eval(results);
    if (results != 1)
      throw FormulaError(
          fmt::format("is {}: column 1: a list of {} formulas; accepted: one", describe(Value{written.text}), results));
    const mu::varmap_type& used = parser.GetUsedVar();
    for (const std::string& name : names.variables)
      if (used.count(name) > 0) used_.push_back(name);
    parser.Eval();
  } catch (const mu::Parser::exception_type& error) {
    const std::size_t place = std::min<std::size_t>(
        static_cast<std::size_t>(std::max(0, static_cast<int>(error.GetPos()))), written.text.size());
    const std::string word = word_at(written.text, place);
    if (error.GetCode() != mu::ecUNASSIGNABLE_TOKEN || word.empty() || reserved_in_recipes(word))
      throw FormulaError(at_column(
          place + 1, fmt::format("{}; accepted: a formula such as b/2 * sqrt(alpha(t))", words_of(error.GetMsg()))));
    const std::string why = names.why_not ? names.why_not(word) : "";
    if (!why.empty()) throw FormulaError(at_column(place + 1, why));
    std::vector<std::string_view> known(names.variables.begin(), names.variables.end());
    for (const char* name : {"t", "T", "pi"}) known.emplace_back(name);
    const std::string accepted = one_of(known);
    known.insert(known.end(), own_functions().begin(), own_functions().end());
    throw FormulaError(at_column(
        place + 1,
        fmt::format("{} is no name here{}; accepted: {}, and the functions alpha, beta, abar, L, lambda, signal, sigma "
                    "of an index, expm1, log1p, phi, sqrt, exp, log and the like",
                    describe(Value{word}), did_you_mean(word, known), accepted)));
  }
}

ScalarFormula::~ScalarFormula() = default;
ScalarFormula::ScalarFormula(ScalarFormula&&) noexcept = default;

double ScalarFormula::operator()() const {
  scalars_->forget_call();
  const double value = parsed_->parser.Eval();
  if (const Scalars::Call* call = scalars_->bad_call()) {
    const Scalars::Call bad = *call;
    throw FormulaError(at_column(column_of_call(bad), fmt::format("{}({}) at {}; accepted: {}", bad.name, bad.argument,
                                                                  scalars_->moment(), bad.accepted)));
  }
  return value;
}

std::size_t ScalarFormula::column_of(const std::string& name) const {
  const std::size_t at = find_word(written_.text, name, 0);
  return at == std::string::npos ? 1 : at + 1;
}

std::string ScalarFormula::at_column(std::size_t column, const std::string& what) const {
  return fmt::format("is {}: column {}: {}", describe(Value{written_.text}), column, what);
}

/// Of several calls of the function, that whose first argument now has this value.
std::size_t ScalarFormula::column_of_call(const Scalars::Call& call) const {
  const std::string& text = written_.text;
  for (std::size_t at = 0; (at = find_word(text, call.name, at)) != std::string::npos; ++at) {
    const std::size_t open = text.find('(', at);
    if (open == std::string::npos) break;
    std::size_t end = open + 1;
    for (int depth = 0; end < text.size() && (depth > 0 || (text[end] != ')' && text[end] != ',')); ++end)
      depth += text[end] == '(' ? 1 : text[end] == ')' ? -1 : 0;
    try {
      const ScalarFormula argument(*scalars_, {text.substr(open + 1, end - open - 1), written_.place}, names_);
      const double value = argument.parsed_->parser.Eval();
      if (value == call.argument || (std::isnan(value) && std::isnan(call.argument))) return at + 1;
    } catch (const FormulaError&) {
    }
  }
  return column_of(call.name);
}

}  // namespace diffrates
