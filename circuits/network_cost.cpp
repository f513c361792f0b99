#include "circuits/network_cost.h"

#include <algorithm>
#include <bit>

#include "circuits/circuit.h"

namespace traversable {

NetworkCost::NetworkCost(const Connectivity& connectivity)
    : connectivity_(connectivity), all_to_all_(connectivity.is_all_to_all()) {
  restrict_to(~std::uint64_t{0});
}

void NetworkCost::restrict_to(std::uint64_t nodes) {
  if (all_to_all_) return;
  const int n = connectivity_.num_qubits();
  distance_.assign(static_cast<std::size_t>(n * n), n);
  for (int start = 0; start < n; ++start) {
    std::uint64_t reached = (std::uint64_t{1} << start) & nodes;
    for (int d = 0; reached != 0 && d < n; ++d) {
      for (std::uint64_t rest = reached; rest != 0; rest &= rest - 1) {
        int& entry = distance_[static_cast<std::size_t>(start * n + std::countr_zero(rest))];
        entry = std::min(entry, d);
      }
      std::uint64_t next = reached;
      for (const auto& [a, b] : connectivity_.pairs()) {
        if ((reached >> a & 1) != 0) next |= std::uint64_t{1} << b;
        if ((reached >> b & 1) != 0) next |= std::uint64_t{1} << a;
      }
      next &= nodes;
      if (next == reached) break;
      reached = next;
    }
  }
}

int NetworkCost::tree(std::uint64_t nodes) const {
  int nearest[max_circuit_qubits];
  const int start = std::countr_zero(nodes);
  std::uint64_t left = nodes & ~(std::uint64_t{1} << start);
  for (std::uint64_t rest = left; rest != 0; rest &= rest - 1) {
    const int q = std::countr_zero(rest);
    nearest[q] = distance(start, q);
  }
  int total = 0;
  while (left != 0) {
    int best = -1;
    for (std::uint64_t rest = left; rest != 0; rest &= rest - 1) {
      const int q = std::countr_zero(rest);
      if (best < 0 || nearest[q] < nearest[best]) best = q;
    }
    total += 2 * nearest[best] - 1;
    left &= ~(std::uint64_t{1} << best);
    for (std::uint64_t rest = left; rest != 0; rest &= rest - 1) {
      const int q = std::countr_zero(rest);
      nearest[q] = std::min(nearest[q], distance(best, q));
    }
  }
  return total;
}

}  // namespace traversable
