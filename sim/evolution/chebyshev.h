// Exponentials as Chebyshev series.
#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "sim/evolution/evolution_report.h"
#include "sim/state_vector/host_space.h"

namespace traversable {

/// An interval that holds the spectrum.
struct SpectralBounds {
  double low = 0;
  double high = 0;
};

/// Bounds of a Hermitian operator: extremal Ritz values of a short Lanczos run from a random
/// vector, moved outward by its residual norm (Zhou and Li, Numer. Linear Algebra Appl. 18, 525
/// (2011)), within +- the sum of |coefficients|.
template <class Space>
SpectralBounds spectral_bounds(const Space& space, const typename Space::Operator& hamiltonian,
                               const std::stop_token& stop = {});

/// J_k(x), k = 0 .. count-1, x >= 0, by Miller's backward recursion.
std::vector<double> bessel_j(double x, std::size_t count);
/// exp(-x) I_k(x), k = 0 .. count-1, x >= 0.
std::vector<double> scaled_bessel_i(double x, std::size_t count);

/// With H = c + r X, |X| <= 1 (Tal-Ezer and Kosloff, J. Chem. Phys. 81, 3967 (1984)):
///
///   exp(-iHt)   = e^{-ict} sum_k (2 - delta_k0) (-i)^k J_k(rt) T_k(X)
///   exp(-tau H) = e^{-tau (c - r)} sum_k (2 - delta_k0) (-1)^k e^{-r tau} I_k(r tau) T_k(X)
///
/// The series ends where the sum of the |coefficients| left out is below the tolerance: a bound of
/// the error, as |T_k| <= 1. Memory: four vectors.
template <class Space>
class ChebyshevEvolution {
 public:
  using State = typename Space::State;
  using Operator = typename Space::Operator;
  /// Scratch vectors; may be shared by evolutions that do not run at the same time.
  using Vectors = std::vector<State>;

  /// Without bounds they are found when first needed.
  ChebyshevEvolution(const Space& space, const Operator& hamiltonian,
                     std::optional<SpectralBounds> bounds = {})
      : space_(space), hamiltonian_(hamiltonian), bounds_(bounds) {}

  EvolutionReport evolve(State& psi, double t, double tolerance, Vectors& vectors,
                         const std::stop_token& stop);
  EvolutionReport cool(State& psi, double tau, double tolerance, Vectors& vectors,
                       const std::stop_token& stop);

 private:
  const SpectralBounds& bounds(const std::stop_token& stop);
  double cool_step(double x, double tolerance, State& psi, Vectors& vectors, EvolutionReport& work,
                   const std::stop_token& stop);
  void sum_series(const std::vector<std::complex<double>>& coefficients, State& psi,
                  Vectors& vectors, const std::stop_token& stop);

  Space space_;
  const Operator& hamiltonian_;
  std::optional<SpectralBounds> bounds_;
};

}  // namespace traversable
