#include "sym/decimal.h"

#include <fmt/format.h>

namespace traversable {

std::string decimal(double value, int digits) {
  const std::string text = fmt::format("{:.{}f}", value, digits);
  const bool is_zero = text.find_first_not_of("-0.") == std::string::npos;
  return is_zero && text.starts_with('-') ? text.substr(1) : text;
}

}  // namespace traversable
