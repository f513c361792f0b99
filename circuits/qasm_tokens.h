// The words of OpenQASM 2 texts.
#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "sym/quoted.h"

namespace traversable::qasm {

/// Throws std::invalid_argument "line 3: what".
[[noreturn]] void refuse(int line, const std::string& what);

struct Token {
  std::string text;
  int line = 0;
};

/// Names, numbers, quoted texts and signs; comments and spaces go. The last token is empty. Throws
/// std::invalid_argument naming the line of a character that OpenQASM does not have, and for more
/// than ten million.
std::vector<Token> tokens_of(std::string_view text);

/// Begins with a letter or an underscore.
bool is_name(const std::string& text);

/// Walks along tokens; every expectation that is not met throws std::invalid_argument with the
/// line.
class Cursor {
 public:
  explicit Cursor(const std::vector<Token>& tokens, std::size_t at = 0)
      : tokens_(&tokens), at_(at) {}

  const Token& peek() const { return (*tokens_)[at_]; }
  bool done() const { return peek().text.empty(); }
  std::size_t position() const { return at_; }
  Token next() {
    const Token token = peek();
    if (!done()) ++at_;
    return token;
  }
  bool accept(std::string_view text) {
    if (peek().text != text) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view text) {
    if (!accept(text))
      refuse(peek().line, "expected '" + std::string(text) + "', found " + found());
  }
  std::string name(const char* what) {
    if (!is_name(peek().text))
      refuse(peek().line, std::string("expected ") + what + ", found " + found());
    return next().text;
  }
  int integer(const char* what) {
    const Token token = next();
    int value = 0;
    const char* end = token.text.data() + token.text.size();
    const auto [stop, error] = std::from_chars(token.text.data(), end, value);
    if (error != std::errc() || stop != end)
      refuse(token.line, std::string("expected ") + what + ", found " + in_quotes(token.text));
    return value;
  }
  std::string found() const { return done() ? "the end of the text" : in_quotes(peek().text); }

 private:
  const std::vector<Token>* tokens_;
  std::size_t at_;
};

}  // namespace traversable::qasm
