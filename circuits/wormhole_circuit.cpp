#include "circuits/wormhole_circuit.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "circuits/circuit_size.h"
#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/evolution/trotter.h"
#include "sim/evolution_length.h"

namespace traversable {
namespace {

void check_thermofield_double(const Circuit& preparation, const Encoding& encoding) {
  if (preparation.num_qubits() != encoding.num_qubits)
    throw std::invalid_argument(fmt::format("a thermofield double on {} qubits: expected {}",
                                            preparation.num_qubits(), encoding.num_qubits));
  if (preparation.num_bits() > 0)
    throw std::invalid_argument("a thermofield double with measurements: expected none");
}

}  // namespace

void check_wormhole(const Hamiltonian& hamiltonian, const Encoding& encoding,
                    const WormholeOptions& options) {
  if (encoding.num_majoranas() != hamiltonian.num_majoranas())
    throw std::invalid_argument(
        fmt::format("an encoding of {} Majoranas a side for a Hamiltonian of {}",
                    encoding.num_majoranas(), hamiltonian.num_majoranas()));
  check_protocol(options.protocol, hamiltonian.num_majoranas());
  check_finite("mu", {&options.mu, 1});
  const double norm = one_norm(hamiltonian);
  for (const auto& [name, t] : {std::pair("t0", options.t0), {"t1", options.t1}}) {
    check_finite(name, {&t, 1});
    check_length(name, t, norm);
  }
}

WormholeRegisters wormhole_registers(const Encoding& encoding, const ProbeMode& probe) {
  check_probe(probe, encoding.num_majoranas());
  const int n = encoding.num_qubits;
  const PauliString& a = encoding.right[at(probe[0])];
  const PauliString& b = encoding.right[at(probe[1])];
  const bool is_bare = std::popcount(a.x) == 1 && a.z == 0 && a.phase == 0 && b.x == a.x &&
                       b.z == a.x && b.phase == 1;
  if (is_bare) return {n, n + 1, std::countr_zero(a.x), true, n + 2};
  return {n, n + 1, n + 2, false, n + 3};
}

void append_fermionic_swap(Circuit& circuit, int qubit, const PauliString& gamma_a,
                           const PauliString& gamma_b) {
  const std::uint64_t bit = std::uint64_t{1} << qubit;
  PauliString z = product(gamma_a, gamma_b);
  z.phase = (z.phase + 3) % 4;
  circuit.append_rotation(product({bit, 0, 0}, gamma_a), std::numbers::pi / 4);
  circuit.append_rotation(product({bit, bit, 1}, gamma_b), std::numbers::pi / 4);
  circuit.append_rotation(product({0, bit, 0}, z), std::numbers::pi / 4);
}

Circuit evolution_circuit(int num_qubits, const PauliSum& terms, double t, int order, int steps) {
  if (steps < 1)
    throw std::invalid_argument(fmt::format("trotter_steps = {}: expected 1 at least", steps));
  if (!std::isfinite(t))
    throw std::invalid_argument(fmt::format("t = {}: expected a finite number", t));
  const auto step = trotter_step(trotter_order(terms), order, t / steps);
  if (static_cast<std::size_t>(steps) * step.size() > max_circuit_operations)
    throw std::invalid_argument(
        fmt::format("trotter_steps = {}: {} rotations each, expected at most {} in all", steps,
                    step.size(), max_circuit_operations));
  Circuit circuit(num_qubits);
  for (int k = 0; k < steps; ++k)
    for (const PauliRotation& r : step) circuit.append_rotation(r.string, r.angle);
  return circuit;
}

Circuit wormhole_circuit(const Hamiltonian& hamiltonian, const Encoding& encoding,
                         const Circuit& thermofield_double, const WormholeOptions& options) {
  check_wormhole(hamiltonian, encoding, options);
  check_thermofield_double(thermofield_double, encoding);
  const WormholeRegisters registers = wormhole_registers(encoding, options.protocol.probe);
  const auto [a, b] = options.protocol.probe;
  Circuit circuit(registers.num_qubits);
  const auto evolve = [&](const PauliSum& terms, double t) {
    circuit.append(evolution_circuit(registers.num_qubits, terms, t, options.trotter_order,
                                     options.trotter_steps));
  };
  const PauliSum left = encode(left_hamiltonian(hamiltonian), encoding);

  for (const Operation& operation : thermofield_double.operations()) circuit.append(operation);
  circuit.append(Gate::h, {registers.reference});
  circuit.append(Gate::cnot, {registers.reference, registers.message});
  evolve(left, -options.t0);
  append_fermionic_swap(circuit, registers.message, encoding.left[at(a)], encoding.left[at(b)]);
  evolve(left, options.t0);
  // The terms of V commute: one step is exact.
  const PauliSum coupling =
      encode(coupling_operator(options.protocol.coupling, hamiltonian.num_majoranas(),
                               hamiltonian.degree()),
             encoding);
  circuit.append(evolution_circuit(registers.num_qubits, coupling, -options.mu, 1, 1));
  evolve(encode(right_hamiltonian(hamiltonian), encoding), options.t1);
  if (!registers.read_out_is_bare)
    append_fermionic_swap(circuit, registers.read_out, encoding.right[at(a)],
                          encoding.right[at(b)]);
  circuit.measure(registers.read_out, 0);
  circuit.measure(registers.reference, 1);
  return circuit;
}

}  // namespace traversable
