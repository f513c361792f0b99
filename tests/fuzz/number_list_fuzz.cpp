// Numbers of a list are finite, distinct and as many as asked for.
#include <algorithm>
#include <cmath>

#include "experiments/runs/number_list.h"
#include "tests/fuzz/expect.h"

using namespace traversable;

namespace {

/// May ask for 100 000 values or more, which takes the sanitizers seconds.
bool is_slow(std::string_view text) {
  int digits = 0, longest = 0;
  for (const char c : text)
    longest = std::max(longest, digits = c >= '0' && c <= '9' ? digits + 1 : 0);
  return text.find(':') != text.npos && longest > 5;
}

}  // namespace

TRAVERSABLE_FUZZ_TARGET(text) {
  if (is_slow(text)) return;
  fuzz::reads_or_refuses([&] {
    std::vector<double> values = parse_numbers(text);
    fuzz::expect(!values.empty(), "a value");
    for (const double value : values) fuzz::expect(std::isfinite(value), "finite values", text);
    std::sort(values.begin(), values.end());
    fuzz::expect(std::adjacent_find(values.begin(), values.end()) == values.end(),
                 "distinct values", text);
  });
  fuzz::reads_or_refuses([&] {
    const long long value = parse_integer(text, -5, 1'000'000);
    fuzz::expect(value >= -5 && value <= 1'000'000, "a number within the limits", text);
  });
}
