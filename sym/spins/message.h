// Which qubits carry the message.
#pragma once

#include <vector>

namespace traversable {

/// A message of k = 1, 2 or 3 qubits: reference j is swapped in at site left[j] of the left copy, read-out j out at
/// site right[j] of the right copy. States of references and read-outs have row and column 2^k p + a, bit j of p
/// and of a being reference and read-out j.
struct Message {
  std::vector<int> left;
  std::vector<int> right;

  int size() const { return static_cast<int>(left.size()); }
  bool operator==(const Message&) const = default;
};

/// Throws std::invalid_argument where a side has another number of sites than 1 to 3 or than the other, a site
/// twice, or one outside 0 .. n-1.
void check_message(const Message& message, int num_qubits);

}  // namespace traversable
