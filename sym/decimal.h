// Numbers for people.
#pragma once

#include <string>

namespace traversable {

/// With so many digits behind the point: "0.0312". What rounds to zero has no sign.
std::string decimal(double value, int digits);

}  // namespace traversable
