#include "numerics/formula.hpp"

#include <fmt/format.h>
#include <muParser.h>

#include <algorithm>
#include <numbers>

namespace diffrates {
namespace {

constexpr std::size_t most_characters = 4096;
constexpr int most_nested = 200;

[[noreturn]] void refuse(std::size_t column, const std::string& what) {
  throw FormulaError(fmt::format("column {}: {}", column, what));
}

}  // namespace

void check_formula_text(const std::string& text) {
  if (text.size() > most_characters)
    refuse(most_characters + 1, fmt::format("a formula has at most {} characters", most_characters));
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i], before = i > 0 ? text[i - 1] : ' ', after = i + 1 < text.size() ? text[i + 1] : ' ';
    if (c == '(' && ++depth > most_nested)
      refuse(i + 1, fmt::format("brackets are nested more than {} deep", most_nested));
    if (c == ')') --depth;
    if (static_cast<unsigned char>(c) >= 0x7f || (c != ' ' && c != '\t' && static_cast<unsigned char>(c) < 0x21) ||
        c == '"')
      refuse(i + 1, "unexpected character");
    const bool comparison = after == '=' || std::string_view("=<>!").find(before) != std::string_view::npos;
    if (c == '=' && !comparison) refuse(i + 1, "unexpected '=' (to compare, write ==)");
  }
}

struct Formula::Parsed {
  mu::Parser parser;
  std::vector<double> values;
};

Formula::Formula(const std::string& text, const std::vector<std::string>& variables)
    : parsed_(std::make_unique<Parsed>()) {
  check_formula_text(text);
  parsed_->values.assign(variables.size(), 0.0);
  try {
    parsed_->parser.DefineConst("pi", std::numbers::pi);
    parsed_->parser.DefineConst("e", std::numbers::e);
    for (std::size_t i = 0; i < variables.size(); ++i) parsed_->parser.DefineVar(variables[i], &parsed_->values[i]);
    parsed_->parser.SetExpr(text);
    int results = 0;
    parsed_->parser.Eval(results);
    if (results != 1) throw FormulaError(fmt::format("is a list of {} formulas; accepted: one", results));
  } catch (const mu::Parser::exception_type& error) {
    const int place = std::max(0, static_cast<int>(error.GetPos()));
    const std::string& token = error.GetToken();
    refuse(std::min<std::size_t>(static_cast<std::size_t>(place), text.size()) + 1,
           token.empty() ? error.GetMsg() : fmt::format("{} (at \"{}\")", error.GetMsg(), token.substr(0, 40)));
  }
}

Formula::~Formula() = default;

double Formula::operator()(std::initializer_list<double> values) const {
  std::copy(values.begin(), values.end(), parsed_->values.begin());
  return parsed_->parser.Eval();
}

}  // namespace diffrates
