// Fermion-to-qubit encodings of the two copies.
#pragma once

#include <string_view>
#include <vector>

#include "sym/majorana_string.h"
#include "sym/pauli_string.h"

namespace traversable {

/// left[j] and right[j] are the Hermitian Pauli strings of gamma_L^j and gamma_R^j (gamma^2 = 1,
/// psi = gamma / sqrt 2). All 2N anticommute. Results of the simulation do not depend on the
/// encoding; gate counts do.
struct Encoding {
  int num_qubits = 0;
  std::vector<PauliString> left;
  std::vector<PauliString> right;

  int num_majoranas() const { return static_cast<int>(left.size()); }
};

/// Jordan-Wigner, gamma_{2k} = Z_0 ... Z_{k-1} X_k, gamma_{2k+1} = Z_0 ... Z_{k-1} Y_k.
PauliString jordan_wigner(int majorana);

/// psi_L^j and psi_R^j share qubit j: N qubits, the coupling V is diagonal, |I> a product state.
/// gamma_L^j = Z..Z X_j, gamma_R^j = Z..Z Y_j.
Encoding paired_encoding(int num_majoranas);

/// The left copy on the first ceil(N/2) qubits, the right copy on the next ceil(N/2); H_L and H_R
/// act on half of the qubits each. Odd N leaves one spectator Majorana a side.
Encoding split_encoding(int num_majoranas);

/// The published nine-qubit experiment's strings on 7 qubits, N = 7 (Jafferis et al., Nature 612,
/// 51 (2022), doi:10.1038/s41586-022-05424-3): the right probe mode (psi_R^1, psi_R^2) is the bare
/// qubit 0.
Encoding sycamore_encoding();

/// An encoding of the user's. Throws std::invalid_argument naming the first string that is not
/// Hermitian or the first pair that does not anticommute.
Encoding user_encoding(std::vector<PauliString> left, std::vector<PauliString> right);

/// Encoding by name: "paired", "split", "sycamore". Throws std::invalid_argument.
Encoding encoding_by_name(std::string_view name, int num_majoranas);

/// The Pauli string (phase included) of Gamma_S.
PauliString encode(const MajoranaString& string, const Encoding& encoding);

}  // namespace traversable
