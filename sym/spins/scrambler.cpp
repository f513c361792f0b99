#include "sym/spins/scrambler.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <set>
#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr double unitary_tolerance = 1e-10;

void check_gate(const PauliRotationGate& gate, int n) {
  if (!std::isfinite(gate.angle))
    throw std::invalid_argument(fmt::format("angle = {}: expected a finite number", gate.angle));
  check_letters(gate.string, n);
}

/// Largest element of |M M^+ - 1|; NaN where one is not finite.
double departure_from_unitary(const SiteGate& gate) {
  const std::size_t size = std::size_t{1} << gate.sites.size();
  double largest = 0;
  for (std::size_t row = 0; row < size; ++row)
    for (std::size_t other = 0; other < size; ++other) {
      std::complex<double> sum = row == other ? -1.0 : 0.0;
      for (std::size_t k = 0; k < size; ++k)
        sum += gate.matrix[row * size + k] * std::conj(gate.matrix[other * size + k]);
      if (!(std::abs(sum) <= largest)) largest = std::abs(sum);
    }
  return largest;
}

void check_gate(const SiteGate& gate, int n) {
  const std::set<int> distinct(gate.sites.begin(), gate.sites.end());
  const auto shown = [&] { return fmt::format("sites = [{}]", fmt::join(gate.sites, ", ")); };
  if (gate.sites.empty() || gate.sites.size() > 2 || distinct.size() != gate.sites.size())
    throw std::invalid_argument(fmt::format("{}: expected one or two distinct sites", shown()));
  if (*distinct.begin() < 0 || *distinct.rbegin() >= n)
    throw std::invalid_argument(fmt::format("{}: expected sites from 0 to {}", shown(), n - 1));
  const std::size_t elements = std::size_t{1} << 2 * gate.sites.size();
  if (gate.matrix.size() != elements)
    throw std::invalid_argument(
        fmt::format("matrix: {} elements, expected {}", gate.matrix.size(), elements));
  const double departure = departure_from_unitary(gate);
  if (!(departure <= unitary_tolerance))
    throw std::invalid_argument(
        fmt::format("matrix: |M M^+ - 1| is {:.3g}, expected a unitary matrix", departure));
}

void check_gate(const ExponentialGate& gate, int n) {
  if (!std::isfinite(gate.duration))
    throw std::invalid_argument(
        fmt::format("duration = {}: expected a finite number", gate.duration));
  if (gate.hamiltonian.num_qubits() != n)
    throw std::invalid_argument(
        fmt::format("H: of {} qubits, expected {}", gate.hamiltonian.num_qubits(), n));
}

}  // namespace

std::size_t size_of(const ScramblerStep& step) {
  std::size_t size = step.size();
  for (const ScramblerGate& gate : step)
    if (const auto* exponential = std::get_if<ExponentialGate>(&gate))
      size += exponential->hamiltonian.terms().size();
  return size;
}

void check_scrambler_size(std::size_t size_of_a_step, int num_steps) {
  constexpr double most = 5e7;
  if (static_cast<double>(size_of_a_step) * num_steps > most)
    throw std::invalid_argument(
        fmt::format("num_steps = {}: {} gates and terms each, expected at most {:.0e} in all",
                    num_steps, size_of_a_step, most));
}

Scrambler::Scrambler(int num_qubits, std::vector<ScramblerStep> steps)
    : num_qubits_(num_qubits), steps_(std::move(steps)) {
  check_num_qubits(num_qubits);
  if (steps_.empty()) throw std::invalid_argument("steps = []: expected at least one step");
  for (std::size_t s = 0; s < steps_.size(); ++s)
    for (const ScramblerGate& gate : steps_[s]) try {
        std::visit([&](const auto& one) { check_gate(one, num_qubits); }, gate);
      } catch (const std::invalid_argument& error) {
        throw std::invalid_argument(fmt::format("steps[{}]: {}", s, error.what()));
      }
}

}  // namespace traversable
