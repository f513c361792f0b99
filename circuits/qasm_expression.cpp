#include "circuits/qasm_expression.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numbers>

#include "sym/quoted.h"

namespace traversable::qasm {
namespace {

constexpr int deepest_expression = 200;

/// An expression of numbers, pi, the values and functions of OpenQASM 2.
class Expression {
 public:
  Expression(Cursor& cursor, const Values& values) : cursor_(cursor), values_(values) {}

  double sum() {
    double value = product();
    while (true) {
      if (cursor_.accept("+"))
        value += product();
      else if (cursor_.accept("-"))
        value -= product();
      else
        return value;
    }
  }

 private:
  double product() {
    double value = signed_power();
    while (true) {
      if (cursor_.accept("*"))
        value *= signed_power();
      else if (cursor_.accept("/"))
        value /= signed_power();
      else
        return value;
    }
  }

  double signed_power() {
    if (++depth_ > deepest_expression)
      refuse(cursor_.peek().line, "an expression that is nested too deeply");
    double value = 0;
    if (cursor_.accept("-"))
      value = -signed_power();
    else if (cursor_.accept("+"))
      value = signed_power();
    else
      value = power();
    --depth_;
    return value;
  }

  double power() {
    const double base = atom();
    return cursor_.accept("^") ? std::pow(base, signed_power()) : base;
  }

  double atom() {
    if (cursor_.accept("(")) {
      const double value = sum();
      cursor_.expect(")");
      return value;
    }
    const Token token = cursor_.next();
    if (token.text == "pi") return std::numbers::pi;
    if (const auto found = values_.find(token.text); found != values_.end()) return found->second;
    if (is_name(token.text)) return function(token);
    double value = 0;
    const char* end = token.text.data() + token.text.size();
    const auto [stop, error] = std::from_chars(token.text.data(), end, value);
    if (token.text.empty() || error != std::errc() || stop != end)
      refuse(token.line, fmt::format("expected a number, found {}", in_quotes(token.text)));
    return value;
  }

  double function(const Token& name) {
    if (!cursor_.accept("("))
      refuse(name.line, fmt::format("{} is not declared", in_quotes(name.text)));
    const double x = sum();
    cursor_.expect(")");
    if (name.text == "sin") return std::sin(x);
    if (name.text == "cos") return std::cos(x);
    if (name.text == "tan") return std::tan(x);
    if (name.text == "exp") return std::exp(x);
    if (name.text == "ln") return std::log(x);
    if (name.text == "sqrt") return std::sqrt(x);
    refuse(name.line, fmt::format("{} is not a function of OpenQASM 2", in_quotes(name.text)));
  }

  Cursor& cursor_;
  const Values& values_;
  int depth_ = 0;
};

}  // namespace

double evaluate(Cursor& cursor, const Values& values) { return Expression(cursor, values).sum(); }

}  // namespace traversable::qasm
