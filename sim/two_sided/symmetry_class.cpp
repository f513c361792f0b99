#include "sim/two_sided/symmetry_class.h"

#include <algorithm>
#include <vector>

#include "sim/complex.h"

namespace traversable {

SectorForm SymmetryClass::form() const {
  if (!time_reversal) return SectorForm::general;
  switch (num_majoranas % 8) {
    case 7:
    case 0:
    case 1:
      return SectorForm::real;
    case 2:
    case 6:
      return SectorForm::general;
    default:
      return SectorForm::kramers;
  }
}

SectorRelation SymmetryClass::relation() const {
  if (num_majoranas % 2 == 1) return SectorRelation::spectator;
  return time_reversal && num_majoranas % 4 == 2 ? SectorRelation::time_reversal
                                                 : SectorRelation::none;
}

SymmetryClass symmetry_class(const Hamiltonian& hamiltonian) {
  return {hamiltonian.num_majoranas(),
          std::ranges::all_of(hamiltonian.terms(),
                              [](const Term& term) { return term.size() % 4 == 0; })};
}

MonomialOperator time_reversal(int num_majoranas) {
  const ParityBasis basis(num_majoranas);
  std::vector<int> majoranas;
  if (num_majoranas % 4 == 1) majoranas.push_back(num_majoranas);
  for (int k = 0; k < basis.num_qubits; ++k) majoranas.push_back(2 * k);
  return majorana_product(basis, majoranas);
}

MonomialOperator spectator(int num_majoranas) {
  MonomialOperator result = majorana_product(ParityBasis(num_majoranas), {{num_majoranas}});
  // T gamma_N T^-1 = -gamma_N for even n, +gamma_N for odd n.
  if (num_majoranas % 4 == 3)
    for (auto& factor : result.factor) factor *= imaginary;
  return result;
}

Eigen::VectorXcd SectorReversal::operator()(const Eigen::Ref<const Eigen::VectorXcd>& v) const {
  Eigen::VectorXcd result(v.size());
  for (Eigen::Index i = 0; i < v.size(); ++i) result[i] = factor[i] * std::conj(v[source[i]]);
  return result;
}

}  // namespace traversable
