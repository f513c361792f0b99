// The antiunitary symmetry of one copy's Hamiltonian, by N mod 8.
//
// Where every term has q = 0 mod 4, h commutes with T = P K: K complex conjugation in the
// Jordan-Wigner basis, in which gamma_0, gamma_2, ... are real and gamma_1, gamma_3, ... imaginary,
// P = gamma_0 gamma_2 ... gamma_2n-2, n = ceil(N/2), so that T gamma_j T^-1 = (-1)^(n-1) gamma_j for
// every j. For odd N, whatever the q, h also commutes with the spectator gamma_N, which maps one
// parity sector to the other; with odd n it joins P, and T then stays within a sector.
//
//   N mod 8   T^2   class   a sector of h                           the other sector
//   0         +1    GOE     real in a basis of vectors T v = v      its own
//   1, 7      +1    GOE     the same                                by the spectator
//   2, 6            GUE     complex                                 by T
//   3, 5      -1    GSE     Kramers pairs v, T v of equal levels    by the spectator
//   4         -1    GSE     the same                                its own
//   other q           GUE   complex                                 own; odd N: by the spectator
//
// A real sector takes a quarter of the arithmetic of a complex one, and a sector that follows from
// the other none. Pairs save nothing: they are made exact.
//
// Fidkowski and Kitaev, arXiv:1008.4138; You, Ludwig and Xu, arXiv:1602.06964; Cotler et al.,
// arXiv:1611.04650.
#pragma once

#include <Eigen/Core>

#include "sim/two_sided/one_sided_operators.h"
#include "sym/hamiltonian.h"

namespace traversable {

/// What T makes of a parity sector of h.
enum class SectorForm { general, real, kramers };

/// How one parity sector of h follows from the other.
enum class SectorRelation { none, spectator, time_reversal };

struct SymmetryClass {
  int num_majoranas = 2;
  /// Every q = 0 mod 4.
  bool time_reversal = false;

  SectorForm form() const;
  SectorRelation relation() const;

  bool operator==(const SymmetryClass&) const = default;
};

SymmetryClass symmetry_class(const Hamiltonian& hamiltonian);

/// P of T = P K. Even where T stays within a sector, odd for N mod 4 = 2.
MonomialOperator time_reversal(int num_majoranas);

/// gamma_N of an odd N, times i where it takes that to commute with T.
MonomialOperator spectator(int num_majoranas);

/// T within a sector: (T v)_i = factor_i conj(v_source(i)). No basis state is its own image.
struct SectorReversal {
  Eigen::VectorX<Eigen::Index> source;
  Eigen::VectorXcd factor;

  Eigen::VectorXcd operator()(const Eigen::Ref<const Eigen::VectorXcd>& v) const;
};

}  // namespace traversable
