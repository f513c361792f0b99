// The table of docs/statistics.md: tomography_coverage_table [REPETITIONS [NAME]], 400 experiments a number, states whose
// names contain NAME. Exit code 1 where a
// share of intervals is further from 0.95 than the number of experiments explains, or a value leaves [0, 2] bits.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include "tests/sim/tomography/tomography_coverage.h"

using namespace traversable;

namespace {

bool print_row(const test::NamedState& state, Reconstruction reconstruction, int repetitions) {
  std::string shares, biases, ratios;
  bool holds = true;
  for (const std::uint64_t shots : {100u, 1'000u, 10'000u}) {
    const auto c =
        test::coverage(state.rho, shots, {.reconstruction = reconstruction}, repetitions, 7);
    holds = holds && std::abs(c.share - 0.95) <= test::allowed_deviation(repetitions) && c.in_range;
    shares += fmt::format("{:.3f} | ", c.share);
    biases += fmt::format("{:.1f} ", c.bias);
    ratios += fmt::format("{:.2f} ", c.error_ratio);
  }
  fmt::print("| {} | {:.3f} | {}{}| {}|{}\n", state.name, std::abs(mutual_information(state.rho)),
             shares, biases, ratios, holds ? "" : " beyond the bounds");
  std::fflush(stdout);
  return holds;
}

}  // namespace

int main(int argc, char** argv) {
  int repetitions = 400;
  if (argc > 3 ||
      (argc >= 2 &&
       (std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), repetitions).ec != std::errc() ||
        repetitions < 2))) {
    fmt::print(stderr, "expected [REPETITIONS [NAME]], from 2\n");
    return 2;
  }
  const std::string wanted = argc == 3 ? argv[2] : "";
  bool holds = true;
  for (const auto& [reconstruction, name] :
       {std::pair(Reconstruction::projected, "projected"),
        {Reconstruction::maximum_likelihood, "maximum_likelihood"}}) {
    fmt::print("{}\n| state | I | 100 | 1000 | 10 000 | bias / sd | error / sd |\n", name);
    for (const test::NamedState& state : test::tomography_states())
      if (state.name.find(wanted) != std::string::npos)
        holds = print_row(state, reconstruction, repetitions) && holds;
  }
  return holds ? 0 : 1;
}
