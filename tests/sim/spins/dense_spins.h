// The protocol of qubits with all registers written out: the slow reference, with nothing shared with the engine.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <string>
#include <utility>
#include <vector>

#include "sym/spins/spins.h"

namespace dense_spins {

using Complex = std::complex<double>;
using Matrix = Eigen::MatrixXcd;

Matrix kron(const Matrix& high, const Matrix& low);

/// Letter by letter, "XIZ" with the leftmost on site 0, the lowest bit.
Matrix string_matrix(const std::string& text, int num_qubits);

Matrix matrix_of(const traversable::SpinHamiltonian& hamiltonian);

/// exp(factor h) of a Hermitian h.
Matrix exponential_of(const Matrix& h, Complex factor);

/// V on both copies, rows l + D r: w (P on L) (P^* on R), normalised.
Matrix coupling_matrix(const traversable::SpinCoupling& coupling);

/// The gate on all sites, and U_s = g_1 ... g_s.
Matrix gate_matrix(const traversable::ScramblerGate& gate, int num_qubits);
Matrix unitary_of(const traversable::Scrambler& scrambler, int steps);

/// exp(-beta (H_L + H_R) / 4)|I>, normalised, a vector of D^2.
Eigen::VectorXcd thermofield_vector(const Matrix& h, double beta);

/// References and message in Bell pairs; undo `before` on L, swap message and left sites, `before` on L, exp(i mu V), the transpose of
/// `after` on R; the state of references and right sites.
Matrix protocol(const Eigen::VectorXcd& two_copies, const Matrix& before, const Matrix& after,
                const Matrix& coupling, double mu, const traversable::Message& message);

/// The same with bits alone in place of a coupling of Z's: the left copy is measured in the basis of Z, and the right copy gets
/// exp(i mu (1/W) sum_k w_k z_k Z_k) for the outcomes z.
Matrix protocol_with_bits(const Eigen::VectorXcd& two_copies, const Matrix& before,
                          const Matrix& after, const traversable::SpinCoupling& coupling, double mu,
                          const traversable::Message& message);

}  // namespace dense_spins
