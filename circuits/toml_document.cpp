#include "circuits/toml_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sym/quoted.h"
#include "sym/utf8.h"

namespace traversable {
namespace {

/// Counts brackets and dots outside of strings and comments: no less than the levels of a table
/// that the parser would build.
class LevelScan {
 public:
  LevelScan(std::string_view toml, const std::string& file) : toml_(toml), file_(file) {}

  void run() {
    while (at_ < toml_.size()) {
      const char c = toml_[at_];
      if (c == '#')
        at_ = std::min(toml_.find('\n', at_), toml_.size());
      else if (c == '"' || c == '\'')
        skip_string(c);
      else
        take_sign(c);
    }
  }

 private:
  void take_sign(char c) {
    ++at_;
    if (c == '.') return count(++parts_);
    if (c == '[' || c == '{') count(++brackets_);
    if ((c == ']' || c == '}') && brackets_ > 0) --brackets_;
    if (c == '\n') ++line_;
    if (std::string_view("=,\n[]{}").find(c) != std::string_view::npos) parts_ = 0;
  }

  void count(int levels) const {
    if (levels > deepest_toml)
      throw std::invalid_argument(
          fmt::format("{}, line {}: tables, lists or parts of a key nested more than {} deep",
                      excerpt(file_), line_, deepest_toml));
  }

  /// To behind the closing quote, or the end of the line of a text without one, which the parser
  /// refuses.
  void skip_string(char quote) {
    const std::string three(3, quote);
    const bool long_string = toml_.substr(at_, 3) == three;
    at_ += long_string ? 3 : 1;
    while (at_ < toml_.size()) {
      const char c = toml_[at_];
      if (c == '\\' && quote == '"') {
        skip_character();
        if (at_ < toml_.size()) skip_character();
      } else if (long_string && toml_.substr(at_, 3) == three) {
        at_ += 3;
        // One or two more belong to the text.
        for (int k = 0; k < 2 && at_ < toml_.size() && toml_[at_] == quote; ++k) ++at_;
        return;
      } else if (!long_string && (c == quote || c == '\n')) {
        at_ += c == quote;
        return;
      } else {
        skip_character();
      }
    }
  }

  void skip_character() { line_ += toml_[at_++] == '\n'; }

  std::string_view toml_;
  const std::string& file_;
  std::size_t at_ = 0;
  int line_ = 1;
  int brackets_ = 0, parts_ = 0;
};

}  // namespace

toml::table parse_toml(std::string_view toml, const std::string& file) {
  if (toml.size() > longest_toml)
    throw std::invalid_argument(
        fmt::format("{}: {} bytes, expected at most {}", excerpt(file), toml.size(), longest_toml));
  toml = without_byte_order_mark(toml);
  LevelScan(toml, file).run();
  try {
    return toml::parse(toml, file);
  } catch (const toml::parse_error& error) {
    throw std::invalid_argument(fmt::format("{}, line {}, column {}: {}", excerpt(file),
                                            error.source().begin.line, error.source().begin.column,
                                            excerpt(error.description(), 2 * longest_excerpt)));
  }
}

}  // namespace traversable
