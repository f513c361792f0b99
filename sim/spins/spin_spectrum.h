// One copy of qubits in its eigenbasis.
#pragma once

#include <Eigen/Core>
#include <stop_token>

#include "sim/complex.h"
#include "sim/space/host_matrices.h"
#include "sym/spins/spin_hamiltonian.h"

namespace traversable {

/// The largest n of dense matrices.
inline constexpr int most_dense_qubits = 14;

/// Throws std::invalid_argument beyond most_dense_qubits, or where so many complex D x D matrices do not fit in memory.
void check_dense(int num_qubits, double matrices);

/// The D x D matrix of H. Throws std::invalid_argument beyond most_dense_qubits or what memory holds.
Eigen::MatrixXcd dense_matrix(const SpinHamiltonian& hamiltonian);

/// The D x D matrix of a string.
Eigen::MatrixXcd dense_matrix(const PauliString& string, int num_qubits);

/// H = U diag(E) U^+, E ascending.
struct SpinSpectrum {
  int num_qubits = 0;
  double one_norm = 0;  // sum |c|, which bounds times (sim/evolution_length.h)
  Eigen::VectorXd levels;
  HostMatrix<double> vectors;
  Eigen::MatrixXd real_vectors;  // the same where H is a real matrix, else empty

  Size dimension() const { return levels.size(); }
  bool is_real() const { return real_vectors.size() > 0; }
};

/// By zheevd, or dsyevd where H is a real matrix. Throws as dense_matrix, std::runtime_error where LAPACK does not
/// converge, Interrupted.
SpinSpectrum diagonalize(const SpinHamiltonian& hamiltonian, const std::stop_token& stop = {});

/// z_n = scale exp(z (E_n - E_0)).
Eigen::VectorXcd exponential(const SpinSpectrum& spectrum, Complex z, double scale = 1);

/// rho^power in the eigenbasis, exp(-beta power (E_n - E_0)) / Z^power. Throws std::invalid_argument for beta < 0 or not finite.
Eigen::VectorXd thermal_weights(const SpinSpectrum& spectrum, double beta, double power);

/// out = U diag(factor) U^+.
void function_of_hamiltonian(const SpinSpectrum& spectrum, const Eigen::VectorXcd& factor,
                             const MatrixView<double>& out);

/// U^+ P U.
HostMatrix<double> in_eigenbasis(const SpinSpectrum& spectrum, const PauliString& string);

/// (D rho)^{1/2}, the operator of the thermofield double. Throws as thermal_weights.
HostMatrix<double> thermofield_operator(const SpinSpectrum& spectrum, double beta);

}  // namespace traversable
