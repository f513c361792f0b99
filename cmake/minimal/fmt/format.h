// fmt::format for numbers and text with "{}", "{0}", "{:.3g}" and "{:.{}f}", fmt::join and fmt::print.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace fmt {

template <class Range>
struct Joined {
  const Range& range;
  std::string_view separator;
};
template <class Range>
Joined<Range> join(const Range& range, std::string_view separator) {
  return {range, separator};
}

template <class Number>
requires std::integral<Number> || std::floating_point<Number> std::string text_of(
    Number value, std::string_view spec) {
  if constexpr (std::same_as<Number, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::same_as<Number, char>) {
    return {value};
  } else {
    char text[512];
    std::to_chars_result end{};
    if constexpr (std::floating_point<Number>) {
      if (spec.starts_with('.')) {
        int precision = 0;
        const auto digits = std::from_chars(spec.data() + 1, spec.data() + spec.size(), precision);
        const auto form = *digits.ptr == 'e'   ? std::chars_format::scientific
                          : *digits.ptr == 'f' ? std::chars_format::fixed
                                               : std::chars_format::general;
        end = std::to_chars(text, text + sizeof text, value, form, precision);
      } else {
        end = std::to_chars(text, text + sizeof text, value);
      }
    } else {
      end = std::to_chars(text, text + sizeof text, value);
    }
    return {text, end.ptr};
  }
}

inline std::string text_of(std::string_view value, std::string_view) { return std::string(value); }

template <class Range>
std::string text_of(const Joined<Range>& joined, std::string_view spec) {
  std::string text;
  bool first = true;
  for (const auto& element : joined.range) {
    if (!first) text += joined.separator;
    first = false;
    text += text_of(element, spec);
  }
  return text;
}

template <class... Arguments>
std::string format(std::string_view pattern, const Arguments&... arguments) {
  using Print = std::function<std::string(std::string_view)>;
  const std::vector<Print> prints{
      Print([&](std::string_view spec) { return text_of(arguments, spec); })...};
  std::string text;
  std::size_t next = 0;
  while (!pattern.empty()) {
    const char c = pattern.front();
    if ((c == '{' || c == '}') && pattern.size() > 1 && pattern[1] == c) {
      text += c;
      pattern.remove_prefix(2);
    } else if (c == '{') {
      // The field ends at the brace that closes it; a spec may hold fields of its own.
      std::size_t end = 1;
      for (int open = 1; open > 0; ++end)
        open += pattern[end] == '{' ? 1 : pattern[end] == '}' ? -1 : 0;
      const std::string_view field = pattern.substr(1, end - 2);
      const std::size_t colon = field.find(':');
      const std::string_view number = field.substr(0, colon);
      std::size_t index = next;
      if (number.empty())
        ++next;
      else
        std::from_chars(number.data(), number.data() + number.size(), index);
      std::string spec(colon == std::string_view::npos ? "" : field.substr(colon + 1));
      if (const std::size_t inner = spec.find("{}"); inner != std::string::npos)
        spec.replace(inner, 2, prints.at(next++)(""));
      text += prints.at(index)(spec);
      pattern.remove_prefix(end);
    } else {
      text += c;
      pattern.remove_prefix(1);
    }
  }
  return text;
}

inline std::string_view runtime(std::string_view pattern) { return pattern; }

template <class... Arguments>
void print(std::FILE* file, std::string_view pattern, const Arguments&... arguments) {
  const std::string text = format(pattern, arguments...);
  std::fwrite(text.data(), 1, text.size(), file);
}
template <class... Arguments>
void print(std::string_view pattern, const Arguments&... arguments) {
  print(stdout, pattern, arguments...);
}

}  // namespace fmt
