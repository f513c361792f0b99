#include "sym/spins/drive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace traversable {

Scrambler piecewise_drive(const SpinHamiltonian& constant, const SpinHamiltonian& driven,
                          std::span<const double> durations, std::span<const double> values) {
  if (durations.size() != values.size())
    throw std::invalid_argument(
        fmt::format("J: {} values, expected {}, one a duration", values.size(), durations.size()));
  check_scrambler_size(constant.terms().size() + driven.terms().size(),
                       static_cast<int>(std::min<std::size_t>(values.size(), 1'000'000'000)));
  std::vector<ScramblerStep> steps;
  for (std::size_t s = 0; s < values.size(); ++s) {
    if (!(durations[s] > 0) || !std::isfinite(durations[s]))
      throw std::invalid_argument(
          fmt::format("durations[{}] = {}: expected a finite positive number", s, durations[s]));
    if (!std::isfinite(values[s]))
      throw std::invalid_argument(
          fmt::format("J[{}] = {}: expected a finite number", s, values[s]));
    steps.push_back({ExponentialGate{combination(1, constant, values[s], driven), durations[s]}});
  }
  return {constant.num_qubits(), std::move(steps)};
}

Scrambler sampled_drive(const SpinHamiltonian& constant, const SpinHamiltonian& driven,
                        const std::function<double(double)>& J, double duration, int num_steps) {
  constexpr int most = 100000;
  if (!(duration > 0) || !std::isfinite(duration))
    throw std::invalid_argument(
        fmt::format("duration = {}: expected a finite positive number", duration));
  if (num_steps < 1 || num_steps > most)
    throw std::invalid_argument(fmt::format("num_steps = {}: expected 1 to {}", num_steps, most));
  const double step = duration / num_steps;
  std::vector<double> values;
  for (int s = 0; s < num_steps; ++s) {
    const double t = (s + 0.5) * step;
    values.push_back(J(t));
    if (!std::isfinite(values.back()))
      throw std::invalid_argument(
          fmt::format("J({}) = {}: expected a finite number", t, values.back()));
  }
  return piecewise_drive(constant, driven,
                         std::vector<double>(static_cast<std::size_t>(num_steps), step), values);
}

}  // namespace traversable
