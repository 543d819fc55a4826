#include "recipes/form.hpp"

#include <algorithm>
#include <cctype>

namespace diffrates {
namespace {

/// Where a part's first vector stands, from 1; 0 where it holds none.
using Column = std::size_t;

/// Goes through the text as muParser does: ?: binds loosest, then || and &&, comparisons, + and -, * and /, ^.
class Form {
 public:
  Form(const std::string& text, const std::vector<std::string>& vectors) : text_(text), vectors_(vectors) {}

  std::optional<Bend> bend() {
    choice();
    return bend_;
  }

 private:
  char next() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(std::string_view token) {
    next();
    if (text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }

  void refuse(Column vector, const std::string& how) {
    if (vector > 0 && !bend_) bend_ = Bend{vector, word(vector - 1), how};
  }
  std::string word(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && in_word(text_[end])) ++end;
    return text_.substr(at, end - at);
  }
  static bool in_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
  static Column first(Column a, Column b) { return a > 0 ? a : b; }

  Column choice() {
    const Column condition = comparison();
    if (!take("?")) return condition;
    refuse(condition, "decides a condition");
    const Column yes = choice();
    take(":");
    return first(yes, choice());
  }
  /// Of || and && and comparisons the order does not matter: no vector may stand beside any.
  Column comparison() {
    Column all = sum();
    while (take("||") || take("&&") || take("<=") || take(">=") || take("!=") || take("==") || take("<") || take(">")) {
      all = first(all, sum());
      refuse(all, "stands in a comparison");
    }
    return all;
  }
  Column sum() {
    Column all = product();
    while (take("+") || take("-")) all = first(all, product());
    return all;
  }
  Column product() {
    Column all = power();
    while (next() == '*' || next() == '/') {
      const bool divides = text_[at_++] == '/';
      const Column factor = power();
      if (divides)
        refuse(factor, "stands in a denominator");
      else if (all > 0 && factor > 0)
        refuse(all, "is multiplied by " + word(factor - 1));
      all = first(all, factor);
    }
    return all;
  }
  Column power() {
    Column all = part();
    while (take("^")) {
      all = first(all, part());
      refuse(all, "stands in a power");
    }
    return all;
  }
  Column part() {
    while (take("-") || take("+")) continue;
    const char c = next();
    if (take("(")) {
      const Column inside = choice();
      take(")");
      return inside;
    }
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
    const std::string name = word(at_);
    if (name.empty()) {
      ++at_;  // nothing that muParser accepts; goes on all the same
      return 0;
    }
    const Column here = at_ + 1;
    at_ += name.size();
    if (take("(")) return call(name);
    return std::find(vectors_.begin(), vectors_.end(), name) != vectors_.end() ? here : 0;
  }
  Column number() {
    const auto digits = [&] {
      while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) || text_[at_] == '.')) ++at_;
    };
    digits();
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
      digits();
    }
    return 0;
  }
  Column call(const std::string& name) {
    Column all = 0;
    if (!take(")")) {
      do all = first(all, choice());
      while (take(","));
      take(")");
    }
    if (name != "sum" && name != "avg") refuse(all, "stands in " + name + "()");
    return all;
  }

  const std::string& text_;
  const std::vector<std::string>& vectors_;
  std::size_t at_ = 0;
  std::optional<Bend> bend_;
};

}  // namespace

std::optional<Bend> bend_of(const std::string& text, const std::vector<std::string>& vectors) {
  return Form(text, vectors).bend();
}

}  // namespace diffrates
