// What a Pauli string costs on a processor: how many two-qubit gates make it one letter.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "circuits/connectivity.h"
#include "sym/pauli_string.h"

namespace traversable {

/// The qubits on which P has a letter.
inline std::uint64_t support(const PauliString& p) { return p.x | p.z; }

/// Gates exp(-i pi/4 Q) that it takes to make P one letter: a tree through the support, an edge of
/// length d costing 2 d - 1, since what lies between is filled first. Where `root` is a qubit, the
/// letter has to end there.
class NetworkCost {
 public:
  explicit NetworkCost(const Connectivity& connectivity);

  /// Only paths through these qubits count from now on; they are connected.
  void restrict_to(std::uint64_t nodes);

  int operator()(const PauliString& p, int root = -1) const {
    std::uint64_t nodes = support(p);
    int extra = 0;
    if (root >= 0 && (nodes >> root & 1) == 0) {
      nodes |= std::uint64_t{1} << root;
      extra = 1;
    }
    const int count = std::popcount(nodes);
    if (count < 2) return extra;
    return extra + (all_to_all_ ? count - 1 : tree(nodes));
  }

 private:
  int distance(int a, int b) const {
    return distance_[static_cast<std::size_t>(a * connectivity_.num_qubits() + b)];
  }
  /// Prim's minimum spanning tree.
  int tree(std::uint64_t nodes) const;

  const Connectivity& connectivity_;
  bool all_to_all_;
  std::vector<int> distance_;
};

}  // namespace traversable
