#include "sim/teleport/teleport_method.h"

#include <fmt/format.h>

#include <stdexcept>

#include "sym/quoted.h"

namespace traversable {

double default_tolerance(Precision precision) {
  return precision == Precision::single_precision ? 1e-5 : EvolutionOptions{}.tolerance;
}

TeleportMethod teleport_method_by_name(std::string_view name) {
  TeleportMethod method;
  if (name == "exact") return method;
  if (name != "krylov" && name != "chebyshev" && name != "trotter")
    throw std::invalid_argument(
        fmt::format("method {}: expected exact, krylov, chebyshev or trotter", in_quotes(name)));
  method.exact = false;
  method.evolution.method = evolution_method_by_name(name);
  return method;
}

std::string_view name_of(const TeleportMethod& method) {
  return method.exact ? "exact" : name_of(method.evolution.method);
}

void validate(const TeleportMethod& method, int num_majoranas) {
  if (method.exact) return;
  validate(method.evolution, method.precision == Precision::double_precision);
  if (method.encoding.num_majoranas() != num_majoranas)
    throw std::invalid_argument(fmt::format("encoding: {} Majoranas a side, the Hamiltonian has {}",
                                            method.encoding.num_majoranas(), num_majoranas));
  if (method.encoding.num_qubits > max_state_qubits)
    throw std::invalid_argument(
        fmt::format("{} Majoranas a side take {} qubits, a state vector has at most {}",
                    num_majoranas, method.encoding.num_qubits, max_state_qubits));
}

}  // namespace traversable
