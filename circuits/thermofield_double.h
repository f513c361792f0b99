// Circuits that prepare the thermofield double.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "circuits/circuit.h"
#include "circuits/connectivity.h"
#include "circuits/two_qubit_synthesis.h"
#include "sim/state_vector/state_vector.h"
#include "sym/encoding.h"
#include "sym/hamiltonian.h"

namespace traversable {

enum class PreparationMethod {
  commuting,  ///< exact, for terms that all commute (state_preparation.h)
  exact,      ///< exact, any state of up to 12 qubits: about 2^(n+1) rotations
  adaptive,   ///< Pauli rotations chosen one by one by their gradient, then trained together
  hardware_efficient  ///< layers of one-qubit rotations and the processor's entangler, trained
};

/// By the names above. Throws std::invalid_argument.
PreparationMethod preparation_method_by_name(std::string_view name);
std::string_view name_of(PreparationMethod method);

/// What a variational circuit is trained on.
enum class PreparationGoal {
  fidelity,  ///< |<TFD|psi>|^2
  energy  ///< <psi| H_L + H_R + nu V |psi>, whose ground state is close to |TFD> for the right nu
};
PreparationGoal preparation_goal_by_name(std::string_view name);
std::string_view name_of(PreparationGoal goal);

struct PreparationOptions {
  /// commuting where the terms do, else exact up to 8 qubits, else adaptive, where not given.
  std::optional<PreparationMethod> method = {};
  PreparationGoal goal = PreparationGoal::fidelity;
  /// Of the energy; where not given, the one whose ground state overlaps most with |TFD>.
  std::optional<double> nu = {};
  /// Variational circuits are grown or trained until this fidelity.
  double fidelity = 0.99;
  /// Of an adaptive circuit.
  int max_rotations = 64;
  /// Of a hardware-efficient circuit: entangler, its pairs, layers, random starts.
  Entangler entangler = Entangler::cz;
  std::optional<Connectivity> connectivity = {};
  int layers = 4;
  int starts = 4;
  std::uint64_t seed = 0;
  /// Called with (rotations or starts done, fidelity so far).
  std::function<void(int, double)> progress = {};
};

struct Preparation {
  Circuit circuit{1};
  PreparationMethod method = PreparationMethod::commuting;
  /// |<TFD|psi>|^2, computed from the circuit.
  double fidelity = 0;
  /// Of an energy goal.
  std::optional<double> nu = {};
  std::optional<double> energy = {};
  /// Fidelity after every rotation of an adaptive circuit or start of a hardware-efficient one.
  std::vector<double> history = {};
};

/// The method that prepares it. Throws std::invalid_argument for options out of range or a method
/// that does not fit the Hamiltonian or size: known before anything is computed.
PreparationMethod check_preparation(const Hamiltonian& hamiltonian, double beta,
                                    const Encoding& encoding, const PreparationOptions& options);

/// Throws std::invalid_argument as check_preparation; Interrupted. A fidelity that is not reached is no error: it is reported.
Preparation prepare_thermofield_double(const Hamiltonian& hamiltonian, double beta,
                                       const Encoding& encoding, const PreparationOptions& options,
                                       const std::stop_token& stop = {});

/// |TFD> = Z^{-1/2} exp(-beta (H_L + H_R) / 4) |I> on the encoding's qubits, by Krylov to 1e-12.
StateVector<double> thermofield_double_state(const Hamiltonian& hamiltonian, double beta,
                                             const Encoding& encoding,
                                             const std::stop_token& stop = {});

/// nu > 0 for which the ground state of H_L + H_R + nu V overlaps most with |TFD>.
double best_nu(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
               const std::stop_token& stop = {});

/// Ry and Rz with parameters of their own on every qubit, then the entangler on every pair of the
/// connectivity (pairs without common qubits side by side), `layers` times, then Ry and Rz
/// (Kandala et al., arXiv:1704.05018). Throws std::invalid_argument for layers < 1.
Circuit hardware_efficient_ansatz(const Connectivity& connectivity, Entangler entangler,
                                  int layers);

}  // namespace traversable
