// Exponentials in Krylov spaces.
#pragma once

#include <stop_token>

#include "sim/evolution/evolution_report.h"
#include "sim/evolution/lanczos.h"

namespace traversable {

/// Vectors of a Krylov space.
inline constexpr int krylov_dimension = 30;

/// psi <- exp(-iHt) psi by exp(-iHt) psi ~ |psi| V_m exp(-i T_m t) e_1 (Park and Light, J. Chem.
/// Phys. 85, 5870 (1986)). The defect of this approximation gives the a-posteriori bound
///
///   |error(tau)| <= |psi| beta_m int_0^tau |e_m^T exp(-i T_m s) e_1| ds
///
/// (Saad, SIAM J. Numer. Anal. 29, 209 (1992)), which fixes the longest step that keeps to the
/// tolerance; the next step starts from a new space. The bounds of all steps add up to at most
/// tolerance |psi|. Memory: krylov_dimension + 1 vectors in `lanczos`. Throws std::invalid_argument
/// where rounding does not allow the tolerance.
template <class Space>
EvolutionReport krylov_evolve(const typename Space::Operator& hamiltonian, Lanczos<Space>& lanczos,
                              typename Space::State& psi, double t, double tolerance,
                              const std::stop_token& stop);

/// psi <- exp(-tau H) psi / norm, tau >= 0; the tolerance is relative to the result. The bound
/// takes the lowest Ritz value less its residual for the bottom of the spectrum.
template <class Space>
EvolutionReport krylov_cool(const typename Space::Operator& hamiltonian, Lanczos<Space>& lanczos,
                            typename Space::State& psi, double tau, double tolerance,
                            const std::stop_token& stop);

}  // namespace traversable
