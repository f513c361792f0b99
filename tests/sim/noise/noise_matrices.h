// Dense reference for channels: Kraus matrices on all qubits, random unitaries and states.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace traversable::test {

/// `matrix` on the given qubits of n, by definition, qubit k = bit k.
Eigen::MatrixXcd embedded(const Eigen::MatrixXcd& matrix, std::span<const int> qubits, int n);

/// sum_k K_k rho K_k^+ on the given qubits.
Eigen::MatrixXcd applied(std::span<const Eigen::MatrixXcd> kraus, std::span<const int> qubits,
                         const Eigen::MatrixXcd& rho, int n);

Eigen::MatrixXcd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed);

/// A random isometry cut into `count` Kraus matrices of a trace-preserving map.
std::vector<Eigen::MatrixXcd> random_kraus(int num_qubits, int count, std::uint64_t seed);

Eigen::MatrixXcd random_density_matrix(int num_qubits, std::uint64_t seed);

}  // namespace traversable::test
