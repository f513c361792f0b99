// Gates and channels on density matrices, compiled once and run on many states.
//
// Every operation is a real matrix on one or two digits of the Pauli coefficients (transfer_matrix.h
// in sim/noise). append() multiplies neighbouring ones where that costs nothing: the channel after a
// gate, one-qubit gates in a row, a Pauli channel into the CZ before it. compile() then cuts the
// list into sweeps: a sweep takes up to four qubits and every operation on them that can be done
// now; tiles of 16 x 4^4 coefficients are brought into cache, go through all of them and back, so
// memory is read once a sweep, not once a gate. The two lowest digits make up the SIMD vectors: a
// qubit that is there and needed changes places, inside the tile, with the one needed last, and the
// order of the qubits is restored at the end.
//
// Every coefficient is computed by one thread with the same operations: the bits do not depend on
// the number of threads.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/density_matrix/density_matrix.h"
#include "sim/density_matrix/tile_kernels.h"

namespace traversable {

class TransferProgram {
 public:
  /// Tiles in which `digits` of the array (ascending) are the row digits, and what is done in them; row r of a tile is at
  /// rows[r] from its start.
  struct Sweep {
    std::vector<int> digits;  // of the array, ascending: the row digits of the tile
    std::vector<std::size_t> rows;
    std::vector<kernels::TileStage> stages;
  };

  /// Throws std::invalid_argument for num_qubits outside 1..16.
  explicit TransferProgram(int num_qubits);
  /// Moved, not copied: the sweeps point into the matrices.
  TransferProgram(TransferProgram&&) noexcept = default;
  TransferProgram& operator=(TransferProgram&&) noexcept = default;

  /// The 4 x 4 or 16 x 16 real matrix on one or two qubits, qubits[0] the lowest digit. Throws
  /// std::invalid_argument for a qubit that is not there or twice there, a matrix of another size
  /// or one with an element that is not finite.
  void append(const Eigen::MatrixXd& transfer, std::span<const int> qubits);

  /// Cuts the operations into sweeps; apply() needs it after the last append.
  void compile();

  /// rho <- all operations on rho. Runs on the threads there are, or on the calling one inside a
  /// parallel region. Throws std::invalid_argument for another number of qubits, std::logic_error
  /// where compile() is missing.
  void apply(DensityMatrix& rho) const;

  int num_qubits() const { return num_qubits_; }
  /// After multiplying neighbours.
  std::size_t num_operations() const;
  /// How often the state is read from and written to memory.
  std::size_t num_sweeps() const { return sweeps_.size(); }
  const std::vector<Sweep>& sweeps() const { return sweeps_; }
  bool is_compiled() const { return compiled_; }

 private:
  struct Operation {
    std::array<int, 2> qubits{-1, -1};  // second -1: of one qubit
    Eigen::MatrixXd matrix;             // empty: went into another operation
  };
  void append_one(const Eigen::MatrixXd& matrix, int qubit);
  void append_two(const Eigen::MatrixXd& matrix, int first, int second);
  kernels::TileStage stage_of(const Operation& operation, std::array<int, 2> digits);

  int num_qubits_;
  bool compiled_ = true;
  std::vector<Operation> operations_;
  std::vector<int> last_;  // the last operation on every qubit, -1 for none
  std::vector<Sweep> sweeps_;
  /// What the stages point into.
  std::vector<std::vector<double>> entries_;
  std::vector<std::vector<std::uint8_t>> columns_;
};

}  // namespace traversable
