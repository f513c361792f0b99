// The couplings that learning varies: a fixed list of Majorana terms, their J_S free.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/two_sided/parity_basis.h"
#include "sim/two_sided/symmetry_class.h"
#include "sym/hamiltonian.h"

namespace traversable {

/// H(J) = sum_S J_S h_q psi_S on a list of terms S that stays the same.
class CouplingSpace {
 public:
  /// The terms of a Hamiltonian; its couplings are not read. Throws std::invalid_argument for an
  /// odd total of Majoranas as Hamiltonian does.
  explicit CouplingSpace(const Hamiltonian& terms);

  int num_majoranas() const { return num_majoranas_; }
  /// q of V (Hamiltonian::degree): that of the whole list, whichever couplings are zero.
  int degree() const { return degree_; }
  /// That of the whole list too.
  const SymmetryClass& symmetry() const { return symmetry_; }
  std::size_t size() const { return strings_.size(); }
  /// Bits of the Majoranas of term k.
  std::uint64_t majoranas(std::size_t k) const { return strings_[k].majoranas; }

  /// sum |c| of h(J): no level is larger (evolution_length.h).
  double one_norm(const Eigen::VectorXd& couplings) const;

  /// True where terms k and l commute.
  bool commute(std::size_t k, std::size_t l) const;

  /// Couplings of a Hamiltonian, zero for terms that it lacks. Throws std::invalid_argument for
  /// another number of Majoranas or a term that is not in the list.
  Eigen::VectorXd couplings_of(const Hamiltonian& hamiltonian) const;

  /// The Hamiltonian of the couplings that are not zero. Throws std::invalid_argument where all are.
  Hamiltonian hamiltonian(const Eigen::VectorXd& couplings) const;

  /// Both parity blocks of h(J).
  GradedMatrix matrix(const Eigen::VectorXd& couplings) const;

  /// dL/dJ_S = Re Tr(G h_q psi_S) for dL = Re Tr(G dh): one sparse trace a term, O(D).
  Eigen::VectorXd derivatives(const GradedMatrix& g) const;

 private:
  /// coefficient * i^phase X^x Z^z on one copy.
  struct String {
    std::uint64_t majoranas;
    std::uint64_t x;
    std::uint64_t z;
    Complex coefficient;
  };

  int num_majoranas_;
  int degree_;
  SymmetryClass symmetry_;
  std::vector<String> strings_;
};

/// Throws std::invalid_argument where they are not one finite number a term.
void check_couplings(const CouplingSpace& space, const Eigen::VectorXd& couplings);

}  // namespace traversable
