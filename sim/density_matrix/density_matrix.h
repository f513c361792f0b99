// Mixed states of n qubits in the Pauli basis.
//
//   rho = 2^-n sum_P r_P P,   r_P = Tr P rho,
//
// 4^n real numbers: half the memory of rho itself. A string P has the base-4 number with digit x + 2 z
// for every qubit (I, X, Z, Y = 0, 1, 2, 3), qubit 0 the lowest digit. Expectation values are
// elements, a partial trace keeps the strings that are I elsewhere, the purity is 2^-n sum r^2, and
// gates and channels (transfer_program.h) are real matrices on few digits.
// Source: Greenbaum, arXiv:1509.02921.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/state_vector/aligned_buffer.h"
#include "sim/state_vector/state_vector.h"
#include "sym/operator_sum.h"
#include "sym/pauli_string.h"

namespace traversable {

inline constexpr int max_density_qubits = 16;

/// Bytes of a density matrix of `num_qubits` qubits.
double density_matrix_memory(int num_qubits);

class DensityMatrix {
 public:
  /// |0...0><0...0|. Throws std::invalid_argument for num_qubits outside 1..16 or more than the
  /// memory that is available, with the estimate.
  explicit DensityMatrix(int num_qubits);

  DensityMatrix(const DensityMatrix& other);
  DensityMatrix& operator=(const DensityMatrix& other);
  DensityMatrix(DensityMatrix&&) noexcept = default;
  DensityMatrix& operator=(DensityMatrix&&) noexcept = default;

  int num_qubits() const { return num_qubits_; }
  /// 4^n.
  std::size_t size() const { return std::size_t{1} << 2 * num_qubits_; }
  std::span<double> coefficients() { return {data_.data(), size()}; }
  std::span<const double> coefficients() const { return {data_.data(), size()}; }

  /// Digits behind coefficients(): small states are padded with qubits whose strings other than I
  /// are zero, to kernels::min_tile_digits of transfer_program.h.
  int buffer_digits() const;
  double* data() { return data_.data(); }
  const double* data() const { return data_.data(); }

 private:
  int num_qubits_;
  AlignedBuffer<double> data_;
};

/// |psi><psi| and a state as a 2^n x 2^n matrix, qubit k = bit k. Throws std::invalid_argument for
/// a matrix that is not square, not 2^n x 2^n with n >= 1, not Hermitian to 1e-10, not finite, of
/// another trace than 1 or with eigenvalues below 0, to the tolerances of sim/observables (beyond
/// six qubits by its purity).
DensityMatrix density_matrix(const StateVector<double>& state);
DensityMatrix density_matrix(const Eigen::MatrixXcd& matrix);

/// 2^n x 2^n. Throws std::invalid_argument where it does not fit in memory.
Eigen::MatrixXcd to_matrix(const DensityMatrix& rho);
/// The same of the 4^n coefficients. Throws Interrupted where `stop` asks.
Eigen::MatrixXcd matrix_of_coefficients(std::span<const double> coefficients,
                                        const std::stop_token& stop = {});

/// Tr rho, Tr rho^2.
double trace(const DensityMatrix& rho);
double purity(const DensityMatrix& rho);

/// Tr rho P, phase included; Tr rho sum_P c_P P. Throws std::invalid_argument for a string beyond
/// the state.
std::complex<double> expectation(const DensityMatrix& rho, const PauliString& pauli);
std::complex<double> expectation(const DensityMatrix& rho, const PauliSum& sum);

/// Tr rho sigma; with sigma = |psi><psi| the fidelity <psi| rho |psi>. Throws std::invalid_argument
/// for another number of qubits.
double overlap(const DensityMatrix& rho, const DensityMatrix& sigma);
double fidelity(const DensityMatrix& rho, const StateVector<double>& psi);

/// (Tr sqrt(sqrt(rho) sigma sqrt(rho)))^2 (Uhlmann, Jozsa 1994) of two states of up to 10 qubits.
double fidelity(const DensityMatrix& rho, const DensityMatrix& sigma);

/// Tr over all other qubits: 2^k x 2^k for k distinct qubits, qubits[0] the lowest bit of row and
/// column. Throws std::invalid_argument for a qubit that is not there, twice there, or more than 12.
Eigen::MatrixXcd reduced_density_matrix(const DensityMatrix& rho, std::span<const int> qubits);

/// Where its 4^k coefficients are among those of n qubits.
std::vector<std::size_t> reduced_places(int num_qubits, std::span<const int> qubits);

}  // namespace traversable
