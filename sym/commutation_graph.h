// Which terms of a Hamiltonian anticommute.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "sym/hamiltonian.h"
#include "sym/majorana_string.h"

namespace traversable {

/// A vertex a term, an edge a pair of terms that anticommutes. Two products of Majoranas either
/// commute or anticommute.
struct CommutationGraph {
  std::size_t num_terms = 0;
  std::vector<std::pair<std::size_t, std::size_t>> anticommuting = {};  // k < l, ascending
  /// Number of the connected component of every term, 0 the first.
  std::vector<int> component = {};
  int num_components = 0;
  /// kappa = 2 sum over edges J_k^2 J_l^2 / (sum J^2)^2, in [0, 1): the share of (Tr H^2)^2 that
  /// anticommuting pairs carry, zero where all terms commute.
  double noncommutativity = 0;
};

CommutationGraph commutation_graph(const Hamiltonian& hamiltonian);

/// True where every two of the strings commute. |a||b| - |a and b| mod 2 is a bilinear form over
/// GF(2), so a basis of what the strings span decides it, of 128 strings at most.
bool all_commute(std::span<const MajoranaString> strings);

}  // namespace traversable
