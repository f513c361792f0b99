// Product formulas: exp(-iHt) as Pauli rotations.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <vector>

#include "sim/evolution/evolution_report.h"
#include "sim/state_vector/host_space.h"

namespace traversable {

/// The order of the terms in a product formula. Terms with one X mask and one parity of the number
/// of Y commute with each other and stand together, those without X first; masks on few qubits
/// follow each other, so that a step is a few sweeps over memory. A function of the terms alone,
/// which must have real coefficients.
std::vector<PauliTerm> trotter_order(std::span<const PauliTerm> terms);

/// One step of length `step` of the product formula of order 1, 2 or 4 for sum_k c_k P_k, terms in
/// the order given (Suzuki, J. Math. Phys. 32, 400 (1991)):
///
///   S_1(h) = exp(-i h c_K P_K) ... exp(-i h c_1 P_1),   S_2(h) = S_1(-h/2)^-1 S_1(h/2),
///   S_4(h) = S_2(p h)^2 S_2((1 - 4p) h) S_2(p h)^2,     p = 1 / (4 - 4^(1/3)).
///
/// Throws std::invalid_argument for another order.
std::vector<PauliRotation> trotter_step(std::span<const PauliTerm> terms, int order, double step);

/// The least number of steps of at most `longest_step` to t. Throws std::invalid_argument where that
/// is more than 10^6.
std::size_t num_trotter_steps(double t, double longest_step);

/// exp(-iHt) by n steps of a product formula. Error estimate: n times the mean of the defects of
/// the first and the last step, a defect being the distance of a step from two half steps, divided
/// by 1 - 2^-order (Richardson).
template <class Space>
class TrotterEvolution {
 public:
  using State = typename Space::State;

  TrotterEvolution(const Space& space, int num_qubits, std::span<const PauliTerm> terms)
      : space_(space), num_qubits_(num_qubits), terms_(trotter_order(terms)) {}

  /// Steps of at most `longest_step`.
  EvolutionReport evolve(State& psi, double t, int order, double longest_step,
                         const std::stop_token& stop);

  /// As many steps as the defect of a trial step asks for. Throws std::invalid_argument where that
  /// is more than 10^6.
  EvolutionReport evolve_to_tolerance(State& psi, double t, int order, double tolerance,
                                      const std::stop_token& stop);

  /// qDRIFT (Campbell, Phys. Rev. Lett. 123, 070503, arXiv:1811.08017): n rotations by theta =
  /// lambda t / n, lambda = sum |c_k|, of terms drawn with probability |c_k| / lambda. n is the least
  /// for which 2 lambda^2 t^2 / n, a bound in diamond norm of the channel averaged over draws, is
  /// within the tolerance; throws std::invalid_argument where it exceeds 10^8. The error reported is
  /// one of the state of a draw in norm, lambda |t| / sqrt n, which bounds the root of the mean
  /// square over draws: with x = E / lambda, a level is taken to (cos theta - i x sin theta)^n =
  /// m^n on average, so that
  ///
  ///   <|error|^2> = 2 - 2 Re m^n e^{iEt} <= n (1 - x^2) theta^2 + n^2 (atan(x tan theta) - x theta)^2 <= n theta^2;
  ///
  /// by Markov's inequality less than one draw in k^2 is off by more than k times that.
  EvolutionReport qdrift(State& psi, double t, double tolerance, std::uint64_t seed,
                         const std::stop_token& stop);

  const std::vector<PauliTerm>& terms() const { return terms_; }

 private:
  EvolutionReport run(State& psi, double t, int order, std::size_t steps,
                      const std::stop_token& stop);
  double defect(const State& psi, int order, double step, EvolutionReport& work);
  const typename Space::Rotations& batch(int order, double step);

  struct Compiled {
    int order = 0;
    double step = 0;
    typename Space::Rotations batch;
  };
  Space space_;
  int num_qubits_;
  std::vector<PauliTerm> terms_;
  std::optional<Compiled> compiled_;
  std::uint64_t drawn_ = 0;
};

}  // namespace traversable
