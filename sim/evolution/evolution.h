// exp(-iHt) and exp(-tau H) on state vectors.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

#include "sim/evolution/chebyshev.h"
#include "sim/evolution/evolution_report.h"
#include "sim/evolution/krylov.h"
#include "sim/evolution/trotter.h"

namespace traversable {

enum class EvolutionMethod {
  krylov,     ///< krylov.h: adaptive steps, a-posteriori bound
  chebyshev,  ///< chebyshev.h: one expansion, four vectors of memory
  trotter,    ///< trotter.h: Pauli rotations, as a circuit would do it
  qdrift      ///< qdrift in trotter.h: random Pauli rotations
};

/// "krylov", "chebyshev", "trotter", "qdrift". Throws std::invalid_argument.
EvolutionMethod evolution_method_by_name(std::string_view name);
std::string_view name_of(EvolutionMethod method);

struct EvolutionOptions {
  EvolutionMethod method = EvolutionMethod::krylov;
  /// Of the state in norm, for the whole of one evolution, rounding aside; of qdrift: trotter.h.
  double tolerance = 1e-10;
  /// Suzuki-Trotter order: 1, 2 or 4.
  int trotter_order = 2;
  /// Longest Trotter step; 0 for as many steps as the tolerance asks for.
  double trotter_step = 0;
  /// Of the terms that qDRIFT draws; evolutions of one object draw from one sequence.
  std::uint64_t seed = 0;
  /// For chebyshev; found by Lanczos where not given.
  std::optional<SpectralBounds> spectral_bounds = {};
};

/// Throws std::invalid_argument for a tolerance that is not within [1e-13, 1) in double, [1e-5, 1)
/// in float, an order other than 1, 2, 4, or a negative step.
void validate(const EvolutionOptions& options, bool double_precision = true);

/// Scratch vectors of an evolution.
template <class Space>
struct EvolutionWorkspace {
  Lanczos<Space> lanczos;
  std::vector<typename Space::State> chebyshev;
};

/// The evolution under one Hamiltonian, built once and asked for many times; Space (host_space.h) is where the states are.
template <class Space>
class EvolutionIn {
 public:
  using State = typename Space::State;
  using Operator = typename Space::Operator;

  /// Evolutions that do not run at the same time may share a workspace. Throws
  /// std::invalid_argument for bad options, no terms, terms beyond the qubits or an operator that
  /// is not Hermitian.
  EvolutionIn(const Space& space, int num_qubits, std::span<const PauliTerm> hamiltonian,
              const EvolutionOptions& options,
              std::shared_ptr<EvolutionWorkspace<Space>> workspace = {});
  /// On this machine.
  EvolutionIn(int num_qubits, std::span<const PauliTerm> hamiltonian,
              const EvolutionOptions& options)
      : EvolutionIn(Space{}, num_qubits, hamiltonian, options) {}

  /// psi <- exp(-iHt) psi, any sign of t. Throws std::invalid_argument for a state that is zero or
  /// not finite, a time that is not finite or too long (evolution_length.h), or a tolerance that the method
  /// cannot reach; Interrupted (psi is then undefined).
  /// `share` in (0, 1] of the tolerance is for this evolution, one of several of a whole.
  EvolutionReport evolve(State& psi, double t, const std::stop_token& stop = {}, double share = 1);

  /// psi <- exp(-tau H) psi / norm, tau >= 0, relative error of the result: by chebyshev where that
  /// is the method, else by krylov. Not in the error: of a level lower by d than all that psi has a
  /// part of, rounding leaves some 10^-16 e^{tau d}.
  EvolutionReport cool(State& psi, double tau, const std::stop_token& stop = {});

  const Operator& hamiltonian() const { return *hamiltonian_; }
  const EvolutionOptions& options() const { return options_; }

 private:
  EvolutionReport evolve_by_method(State& psi, double t, double tolerance,
                                   const std::stop_token& stop);
  EvolutionReport cool_by_method(State& psi, double tau, const std::stop_token& stop);

  EvolutionOptions options_;
  std::unique_ptr<Operator> hamiltonian_;  // the engines keep references to it
  std::shared_ptr<EvolutionWorkspace<Space>> workspace_;
  ChebyshevEvolution<Space> chebyshev_;
  TrotterEvolution<Space> trotter_;
};

template <class Real>
using Evolution = EvolutionIn<HostSpace<Real>>;

}  // namespace traversable
