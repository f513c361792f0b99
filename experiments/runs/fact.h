// What a dry run tells beside the configuration: lines for people, and the numbers in them by name for programs.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace traversable {

struct Fact {
  using Value = std::variant<long long, double, std::string>;

  std::string name;                                        // "points"
  std::string text;                                        // "8 (instance, beta, t0)"
  std::vector<std::pair<std::string, Value>> values = {};  // {"points", 8}
};

using Facts = std::vector<Fact>;

/// A whole number as a fact's value.
Fact::Value whole(std::size_t number);

/// "# points        8 (instance, beta, t0)", a line each.
std::string lines_of(const Facts& facts);

/// "about 25 s", "about 3 h", "about 4 days": two digits at most.
std::string duration_text(double seconds);

/// How long it takes by this machine's speed: "# time          about 3 h on 8 threads".
Fact time_fact(double seconds);

}  // namespace traversable
