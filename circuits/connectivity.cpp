#include "circuits/connectivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ranges>
#include <stdexcept>

#include "circuits/circuit.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr int far = 1 << 20;

/// The number that is the whole of `text`, -1 where it is none.
int number_of(std::string_view text) {
  int value = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : -1;
}

/// "0-1,1-2" on `least` qubits or more.
Connectivity of_pairs(std::string_view text, int least) {
  std::vector<std::pair<int, int>> pairs;
  int num_qubits = least;
  for (const auto item : std::views::split(text, ',')) {
    const std::string_view pair(item.begin(), item.end());
    const std::size_t dash = std::min(pair.find('-'), pair.size());
    const int a = number_of(pair.substr(0, dash));
    const int b = dash < pair.size() ? number_of(pair.substr(dash + 1)) : -1;
    if (a < 0 || b < 0)
      throw std::invalid_argument(
          fmt::format("{}: expected a pair of qubits such as 0-1", in_quotes(pair)));
    pairs.emplace_back(a, b);
    num_qubits = std::max(num_qubits, 1 + std::min(std::max(a, b), max_circuit_qubits));
  }
  return {num_qubits, pairs, "pairs"};
}

}  // namespace

Connectivity::Connectivity(int num_qubits, const std::vector<std::pair<int, int>>& pairs,
                           std::string name)
    : num_qubits_(num_qubits), name_(std::move(name)) {
  if (num_qubits < 1 || num_qubits > max_circuit_qubits)
    throw std::invalid_argument(
        fmt::format("connectivity of {} qubits: expected 1 to {}", num_qubits, max_circuit_qubits));
  const auto n = static_cast<std::size_t>(num_qubits);
  distance_.assign(n * n, far);
  for (std::size_t k = 0; k < n; ++k) distance_[k * n + k] = 0;
  for (auto [a, b] : pairs) {
    if (a < 0 || b < 0 || a >= num_qubits || b >= num_qubits || a == b)
      throw std::invalid_argument(fmt::format(
          "connectivity pair ({}, {}): expected two qubits of 0 to {}", a, b, num_qubits - 1));
    if (a > b) std::swap(a, b);
    if (std::find(pairs_.begin(), pairs_.end(), std::pair(a, b)) == pairs_.end())
      pairs_.emplace_back(a, b);
    distance_[static_cast<std::size_t>(a) * n + static_cast<std::size_t>(b)] = 1;
    distance_[static_cast<std::size_t>(b) * n + static_cast<std::size_t>(a)] = 1;
  }
  for (std::size_t k = 0; k < n; ++k)  // Floyd and Warshall
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b)
        distance_[a * n + b] =
            std::min(distance_[a * n + b], distance_[a * n + k] + distance_[k * n + b]);
  for (int b = 0; b < num_qubits; ++b)
    if (distance(0, b) >= far)
      throw std::invalid_argument(fmt::format("connectivity: no path from qubit 0 to qubit {}", b));
}

bool Connectivity::is_all_to_all() const {
  return static_cast<int>(pairs_.size()) == num_qubits_ * (num_qubits_ - 1) / 2;
}

Connectivity all_to_all(int num_qubits) {
  std::vector<std::pair<int, int>> pairs;
  for (int b = 1; b < num_qubits; ++b)
    for (int a = 0; a < b; ++a) pairs.emplace_back(a, b);
  return {num_qubits, pairs, "all"};
}

Connectivity line(int num_qubits) {
  std::vector<std::pair<int, int>> pairs;
  for (int a = 0; a + 1 < num_qubits; ++a) pairs.emplace_back(a, a + 1);
  return {num_qubits, pairs, "line"};
}

Connectivity grid(int rows, int columns) {
  if (rows < 1 || columns < 1 || rows > max_circuit_qubits || columns > max_circuit_qubits)
    throw std::invalid_argument(fmt::format("grid {}x{}: expected 1 to {} rows and columns", rows,
                                            columns, max_circuit_qubits));
  std::vector<std::pair<int, int>> pairs;
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) {
      const int q = r * columns + c;
      if (c + 1 < columns) pairs.emplace_back(q, q + 1);
      if (r + 1 < rows) pairs.emplace_back(q, q + columns);
    }
  return {rows * columns, pairs, fmt::format("{}x{}", rows, columns)};
}

Connectivity connectivity_by_name(std::string_view name, int num_qubits) {
  if (name == "all") return all_to_all(num_qubits);
  if (name == "line") return line(num_qubits);
  if (name.find('-') != name.npos) return of_pairs(name, num_qubits);
  const std::size_t cross = name.find('x');
  const int rows = cross == name.npos ? -1 : number_of(name.substr(0, cross));
  const int columns = cross == name.npos ? -1 : number_of(name.substr(cross + 1));
  if (rows < 1 || columns < 1)
    throw std::invalid_argument(fmt::format(
        "{}: expected all, line, a grid such as 3x3, or pairs such as 0-1,1-2", in_quotes(name)));
  Connectivity result = grid(rows, columns);
  if (result.num_qubits() < num_qubits)
    throw std::invalid_argument(
        fmt::format("a {} grid for a circuit of {} qubits: expected as many at least",
                    excerpt(name), num_qubits));
  return result;
}

}  // namespace traversable
