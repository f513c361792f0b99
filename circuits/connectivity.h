// Which pairs of qubits can interact.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace traversable {

/// A connected graph on qubits with its distances.
class Connectivity {
 public:
  /// Throws std::invalid_argument for a pair that is not two qubits of 0..n-1, or a graph that is
  /// not connected.
  Connectivity(int num_qubits, const std::vector<std::pair<int, int>>& pairs, std::string name);

  int num_qubits() const { return num_qubits_; }
  const std::string& name() const { return name_; }
  bool adjacent(int a, int b) const { return distance(a, b) == 1; }
  int distance(int a, int b) const {
    return distance_[static_cast<std::size_t>(a * num_qubits_ + b)];
  }
  /// a < b.
  const std::vector<std::pair<int, int>>& pairs() const { return pairs_; }
  bool is_all_to_all() const;

 private:
  int num_qubits_;
  std::string name_;
  std::vector<std::pair<int, int>> pairs_;
  std::vector<int> distance_;
};

Connectivity all_to_all(int num_qubits);
/// 0 - 1 - 2 - ...
Connectivity line(int num_qubits);
/// Qubit r * columns + c with its neighbours in row and column.
Connectivity grid(int rows, int columns);

/// "all", "line" (as many qubits as asked for), "3x3", or pairs of qubits "0-1,1-2", on as many as asked for at least.
/// Throws std::invalid_argument for any other text or a grid of fewer qubits.
Connectivity connectivity_by_name(std::string_view name, int num_qubits);

}  // namespace traversable
