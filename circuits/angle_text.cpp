#include "circuits/angle_text.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <optional>
#include <string_view>

namespace traversable {
namespace {

/// "3π/4" without a sign; nothing for what is no such multiple.
std::optional<std::string> multiple_of_pi(double value, std::string_view pi) {
  constexpr int largest_denominator = 16;
  constexpr double tolerance = 1e-9;
  for (int below = 1; below <= largest_denominator; ++below) {
    const double above = std::round(std::abs(value) / std::numbers::pi * below);
    if (above == 0 || above >= 100 * below) continue;
    if (std::abs(above / below * std::numbers::pi - std::abs(value)) >= tolerance) continue;
    return fmt::format("{}{}{}", above == 1 ? "" : fmt::format("{:.0f}", above), pi,
                       below == 1 ? "" : fmt::format("/{}", below));
  }
  return std::nullopt;
}

std::string_view pi_of(AngleStyle style) {
  return style == AngleStyle::latex ? "\\pi" : style == AngleStyle::ascii ? "pi" : "π";
}

std::string_view minus_of(AngleStyle style) { return style == AngleStyle::typeset ? "−" : "-"; }

std::string with_minus(std::string_view text, AngleStyle style) {
  std::string result;
  for (const char c : text) result += c == '-' ? minus_of(style) : std::string_view(&c, 1);
  return result;
}

std::string without_sign(double value, AngleStyle style) {
  if (const auto multiple = multiple_of_pi(value, pi_of(style))) return *multiple;
  const std::string text = fmt::format("{:.3g}", std::abs(value));
  const auto e = text.find('e');
  if (style != AngleStyle::latex || e == std::string::npos) return with_minus(text, style);
  return fmt::format("{} \\times 10^{{{}}}", text.substr(0, e), std::stoi(text.substr(e + 1)));
}

std::string number_text(double value, AngleStyle style) {
  return (value < 0 ? std::string(minus_of(style)) : "") + without_sign(value, style);
}

std::string name_text(const std::string& name, AngleStyle style) {
  if (style != AngleStyle::latex) return name;
  std::string escaped;
  for (const char c : name) escaped += c == '_' ? "\\_" : std::string(1, c);
  return "\\mathrm{" + escaped + "}";
}

}  // namespace

std::string angle_text(const Angle& angle, AngleStyle style) {
  if (angle.is_number()) return number_text(angle.offset, style);
  std::string text;
  if (angle.factor == -1) text += minus_of(style);
  if (std::abs(angle.factor) != 1) text += number_text(angle.factor, style) + " ";
  text += name_text(angle.name, style);
  if (angle.offset == 0) return text;
  return fmt::format("{} {} {}", text, angle.offset < 0 ? minus_of(style) : "+",
                     without_sign(angle.offset, style));
}

std::string angles_text(const Operation& operation, AngleStyle style) {
  const std::string_view comma =
      style == AngleStyle::terminal || style == AngleStyle::ascii ? "," : ", ";
  std::string text;
  for (const Angle& angle : operation.angles) {
    if (!text.empty()) text += comma;
    text += angle_text(angle, style);
  }
  return text;
}

}  // namespace traversable
