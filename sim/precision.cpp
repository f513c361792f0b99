#include "sim/precision.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {

Precision precision_by_name(std::string_view name) {
  if (name == "single") return Precision::single_precision;
  if (name == "double") return Precision::double_precision;
  throw std::invalid_argument(
      fmt::format("precision {}: expected single or double", in_quotes(name)));
}

std::string_view name_of(Precision precision) {
  return precision == Precision::single_precision ? "single" : "double";
}

}  // namespace traversable
