#include "circuits/two_qubit_blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "circuits/gate_rotations.h"
#include "circuits/kak.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr double rounding = 1e-12;

/// A unitary on qubits a < b, a the lower bit.
struct Block {
  int a, b;
  Eigen::Matrix4cd unitary;

  bool touches(int qubit) const { return qubit == a || qubit == b; }
};

Eigen::Matrix4cd on_block(const Operation& operation, const Block& block) {
  const Eigen::MatrixXcd m = matrix_of(operation);
  const Eigen::Matrix2cd one = Eigen::Matrix2cd::Identity();
  if (operation.qubits.size() == 1)
    return operation.qubits[0] == block.a ? kron(one, m) : kron(m, one);
  if (operation.qubits[0] == block.a) return m;
  const Eigen::PermutationMatrix<4> exchange(Eigen::Vector4i(0, 2, 1, 3));
  return exchange * m * exchange;
}

struct Blocks {
  std::vector<Block> blocks;                // in an order in which they may act
  std::vector<Eigen::Matrix2cd> untouched;  // one-qubit gates of qubits without a block
};

Blocks collect(const Circuit& circuit) {
  const auto n = static_cast<std::size_t>(circuit.num_qubits());
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  Blocks result{{}, std::vector<Eigen::Matrix2cd>(n, Eigen::Matrix2cd::Identity())};
  std::vector<std::size_t> open(n, none);
  for (const Operation& operation : circuit.operations()) {
    if (!is_unitary_gate(operation)) continue;
    if (operation.qubits.size() > 2)
      throw std::invalid_argument(
          fmt::format("{}: expected gates on one or two qubits", excerpt(to_text(operation))));
    const auto first = static_cast<std::size_t>(operation.qubits[0]);
    if (operation.qubits.size() == 1) {
      if (open[first] == none)
        result.untouched[first] = matrix_of(operation) * result.untouched[first];
      else
        result.blocks[open[first]].unitary =
            on_block(operation, result.blocks[open[first]]) * result.blocks[open[first]].unitary;
      continue;
    }
    const auto second = static_cast<std::size_t>(operation.qubits[1]);
    if (open[first] == none || open[first] != open[second]) {
      const auto [a, b] = std::minmax(first, second);
      Block block{static_cast<int>(a), static_cast<int>(b), Eigen::Matrix4cd::Identity()};
      for (const std::size_t q : {a, b}) {
        if (open[q] != none) continue;
        const Eigen::Matrix2cd one = Eigen::Matrix2cd::Identity();
        block.unitary = (q == a ? kron(one, result.untouched[q]) : kron(result.untouched[q], one)) *
                        block.unitary;
        result.untouched[q].setIdentity();
      }
      result.blocks.push_back(block);
      open[first] = open[second] = result.blocks.size() - 1;
    }
    Block& block = result.blocks[open[first]];
    block.unitary = on_block(operation, block) * block.unitary;
  }
  return result;
}

/// u on bits p < q of three.
Eigen::Matrix<std::complex<double>, 8, 8> on_three(const Eigen::Matrix4cd& u, int p, int q) {
  Eigen::Matrix<std::complex<double>, 8, 8> m;
  m.setZero();
  const int other = 7 & ~(1 << p) & ~(1 << q);
  for (int row = 0; row < 8; ++row)
    for (int column = 0; column < 8; ++column)
      if ((row & other) == (column & other))
        m(row, column) =
            u((row >> p & 1) | (row >> q & 1) << 1, (column >> p & 1) | (column >> q & 1) << 1);
  return m;
}

bool blocks_commute(const Block& one, const Block& two) {
  const bool share = one.touches(two.a) || one.touches(two.b);
  if (!share) return true;
  const int third = one.touches(two.a) ? two.b : two.a;
  int qubits[3]{one.a, one.b, third};
  std::sort(qubits, qubits + 3);
  const auto position = [&](int q) {
    return static_cast<int>(std::find(qubits, qubits + 3, q) - qubits);
  };
  const auto x = on_three(one.unitary, position(one.a), position(one.b));
  const auto y = on_three(two.unitary, position(two.a), position(two.b));
  return (x * y - y * x).cwiseAbs().maxCoeff() < rounding;
}

/// Blocks on qubits of a pair that are looked through for an earlier one of the same pair.
constexpr std::size_t most_between = 32;

/// Merges a block with an earlier one of its pair where one of the two can be moved to the other
/// past everything between; until none is left that can be.
class BlockMerger {
 public:
  explicit BlockMerger(std::vector<Block> blocks) : blocks_(std::move(blocks)) {}

  std::vector<Block> run() {
    std::vector<std::size_t> alive;  // those that stay, in order
    for (std::size_t k = 0; k < blocks_.size(); ++k) {
      alive.push_back(k);
      while (merge_last(alive)) {
      }
    }
    std::vector<Block> merged;
    for (const std::size_t k : alive) merged.push_back(blocks_[k]);
    return merged;
  }

 private:
  /// Tries the last block of `alive` with the ones before it.
  bool merge_last(std::vector<std::size_t>& alive) {
    const std::size_t last = alive.back();
    const Block& block = blocks_[last];
    std::vector<std::size_t> between;
    bool moves_back = true;
    for (std::size_t at = alive.size() - 1; at-- > 0 && between.size() <= most_between;) {
      const Block& other = blocks_[alive[at]];
      if (other.a == block.a && other.b == block.b) {
        const bool moves_on = std::all_of(between.begin(), between.end(), [&](std::size_t k) {
          return blocks_commute(other, blocks_[k]);
        });
        if (!moves_back && !moves_on) return false;
        const Eigen::Matrix4cd both = block.unitary * other.unitary;
        if (moves_back) {
          blocks_[alive[at]].unitary = both;
          alive.pop_back();
        } else {
          blocks_[last].unitary = both;
          alive.erase(alive.begin() + static_cast<std::ptrdiff_t>(at));
        }
        return !moves_back;
      }
      if (!other.touches(block.a) && !other.touches(block.b)) continue;
      between.push_back(alive[at]);
      moves_back = moves_back && blocks_commute(block, other);
    }
    return false;
  }

  std::vector<Block> blocks_;
};

/// Into (-pi, pi], on a multiple of pi/4 where that is as near as rounding.
double tidy(double angle) {
  constexpr double pi = std::numbers::pi;
  double value = std::remainder(angle, 2 * pi);
  const double eighths = std::round(value / (pi / 4));
  if (std::abs(value - eighths * (pi / 4)) < rounding)
    value = eighths == 0 ? 0 : eighths * (pi / 4);
  return value <= -pi ? pi : value;
}

/// One-qubit gates wait until an entangler or the end asks for them.
class Writer {
 public:
  explicit Writer(int num_qubits)
      : circuit_(num_qubits),
        waiting_(static_cast<std::size_t>(num_qubits), Eigen::Matrix2cd::Identity()) {}

  void turn(int qubit, const Eigen::Matrix2cd& u) {
    auto& m = waiting_[static_cast<std::size_t>(qubit)];
    m = u * m;
  }

  void add(const Operation& operation) {
    if (operation.qubits.size() == 1) return turn(operation.qubits[0], matrix_of(operation));
    for (const int qubit : operation.qubits) flush(qubit);
    circuit_.append(operation);
  }

  Circuit finish(const Circuit& original) {
    for (int qubit = 0; qubit < circuit_.num_qubits(); ++qubit) flush(qubit);
    for (const Operation& operation : original.operations())
      if (operation.gate == Gate::measure) circuit_.append(operation);
    return std::move(circuit_);
  }

 private:
  void flush(int qubit) {
    auto& m = waiting_[static_cast<std::size_t>(qubit)];
    const auto [lambda, theta, phi] = euler_angles(m);
    if (theta > rounding)
      circuit_.append(Gate::u3, {qubit}, {tidy(theta), tidy(phi), tidy(lambda)});
    else if (tidy(lambda + phi) != 0)
      circuit_.append(Gate::rz, {qubit}, {tidy(lambda + phi)});
    m.setIdentity();
  }

  Circuit circuit_;
  std::vector<Eigen::Matrix2cd> waiting_;
};

}  // namespace

Circuit merge_two_qubit_blocks(const Circuit& circuit, Entangler entangler) {
  Blocks collected = collect(circuit);
  collected.blocks = BlockMerger(std::move(collected.blocks)).run();
  Writer writer(circuit.num_qubits());
  for (int qubit = 0; qubit < circuit.num_qubits(); ++qubit)
    writer.turn(qubit, collected.untouched[static_cast<std::size_t>(qubit)]);
  for (const Block& block : collected.blocks)
    for (const Operation& operation :
         two_qubit_synthesis(block.unitary, block.a, block.b, entangler))
      writer.add(operation);
  return writer.finish(circuit);
}

}  // namespace traversable
