// One copy in its eigenbasis, from which every diagnostic starts.
#pragma once

#include <array>
#include <span>
#include <stop_token>

#include "sim/two_sided/sector_spectrum.h"
#include "sym/coupling.h"
#include "sym/hamiltonian.h"

namespace traversable {

/// h = U diag(E) U^+ in both parity sectors, D = 2^ceil(N/2). Built once (diagonalises h), asked
/// many times; const calls are safe from several threads.
class ExactCopy {
 public:
  /// Throws Interrupted.
  explicit ExactCopy(const Hamiltonian& hamiltonian, const std::stop_token& stop = {});

  const Hamiltonian& hamiltonian() const { return hamiltonian_; }
  /// sum |c| of h, which bounds times (evolution_length.h).
  double one_norm() const { return one_norm_; }
  const ParityBasis& basis() const { return basis_; }
  const SectorSpectrum& spectrum() const { return spectrum_; }

  /// z_s,n = scale * exp(z (E_n - E_0)), E_0 the ground level.
  std::array<Eigen::VectorXcd, 2> exponential(Complex z, double scale = 1) const;

  /// rho^power in the eigenbasis: exp(-beta power (E_n - E_0)) / Z^power.
  std::array<Eigen::VectorXd, 2> thermal(double beta, double power = 1) const;

  /// Z = sum_n exp(-beta (E_n - E_0)).
  double partition(double beta) const;

  /// U^+ gamma_j U, gamma^2 = 1.
  GradedMatrix majorana(int j) const;

  /// U x U^+ for a product of Majoranas in the eigenbasis, and back.
  GradedMatrix in_eigenbasis(std::span<const int> majoranas) const;

  /// The mean size of rho^(1/2) as the coupling counts it (size_distribution.h): N/2 + qN <V> with <V> of the thermofield
  /// double at beta where all fermions are coupled alike.
  double thermal_size(double beta, const Coupling& counted = {}) const;

 private:
  Hamiltonian hamiltonian_;
  double one_norm_;
  ParityBasis basis_;
  SectorSpectrum spectrum_;
};

/// Bytes of a copy at the peak of its construction, and of the diagnostics of one time and fermion.
double exact_copy_memory(int num_majoranas);

}  // namespace traversable
