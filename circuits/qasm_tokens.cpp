#include "circuits/qasm_tokens.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sym/quoted.h"
#include "sym/utf8.h"

namespace traversable::qasm {

namespace {

constexpr std::size_t most_tokens = 10'000'000;  // of 40 bytes

}  // namespace

void refuse(int line, const std::string& what) {
  throw std::invalid_argument(fmt::format("line {}: {}", line, what));
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  int line = 1;
  const auto add = [&](std::string_view token) {
    if (tokens.size() == most_tokens) refuse(line, fmt::format("more than {} words", most_tokens));
    tokens.push_back({std::string(token), line});
  };
  text = without_byte_order_mark(text);
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.';
  };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++i;
    } else if (text.substr(i, 2) == "//") {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (c == '"') {
      const std::size_t end = text.find_first_of("\"\n", i + 1);
      if (end == text.npos || text[end] == '\n') refuse(line, "a text without its closing quote");
      add(text.substr(i, end - i + 1));
      i = end + 1;
    } else if (is_word(c)) {
      std::size_t end = i;
      while (end < text.size() && is_word(text[end])) ++end;
      // 1e-3: the sign belongs to the number.
      const bool is_number = (c >= '0' && c <= '9') || c == '.';
      if (is_number && end < text.size() && (text[end] == '-' || text[end] == '+') &&
          (text[end - 1] == 'e' || text[end - 1] == 'E')) {
        ++end;
        while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
      }
      add(text.substr(i, end - i));
      i = end;
    } else if (text.substr(i, 2) == "->" || text.substr(i, 2) == "==") {
      add(text.substr(i, 2));
      i += 2;
    } else {
      if (std::string_view("()[]{},;+-*/^").find(c) == std::string_view::npos)
        refuse(line, fmt::format("unexpected character {}",
                                 in_quotes(text.substr(i, utf8_character(text, i).size))));
      add(text.substr(i, 1));
      ++i;
    }
  }
  tokens.push_back({"", line});  // the end
  return tokens;
}

bool is_name(const std::string& text) {
  return !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') ||
                           (text[0] >= 'A' && text[0] <= 'Z') || text[0] == '_');
}

}  // namespace traversable::qasm
