// What is read off the two-qubit state rho_PT of the reference P and the read-out T.
//
// rho is 4 x 4, trace 1, Hermitian, row and column 2 p + a (p of P, a of T). Eigenvalues that
// rounding leaves below zero count as zero.
#pragma once

#include <Eigen/Core>
#include <string_view>
#include <vector>

namespace traversable {

/// Unit of entropies: bits (log base 2) or nats.
enum class EntropyUnit { bits, nats };

/// "bits" or "nats". Throws std::invalid_argument.
EntropyUnit entropy_unit_by_name(std::string_view name);
std::string_view name_of(EntropyUnit unit);

/// How far from a state a matrix may be: what single precision and the read-out's inversion leave
/// of trace and Hermiticity, and the negative eigenvalues that linear inversion of a hundred shots
/// a setting leaves.
inline constexpr double state_tolerance = 1e-3;
inline constexpr double least_state_eigenvalue = -0.2;

/// Throws std::invalid_argument where rho is not finite, not Hermitian or of trace 1 to
/// state_tolerance, or has an eigenvalue below least_state_eigenvalue.
void check_pair_state(const Eigen::Matrix4cd& rho);

/// Its elements at the end of `elements`, row by row, real and imaginary part in turn.
void append_row_major(const Eigen::Matrix4cd& rho, std::vector<double>& elements);

/// Reduced states of P and of T.
Eigen::Matrix2cd reduced_p(const Eigen::Matrix4cd& rho);
Eigen::Matrix2cd reduced_t(const Eigen::Matrix4cd& rho);
/// p x t.
Eigen::Matrix4cd tensor_product(const Eigen::Matrix2cd& p, const Eigen::Matrix2cd& t);

/// S = -Tr rho log rho of a state of any dimension.
double von_neumann_entropy(const Eigen::MatrixXcd& rho, EntropyUnit unit = EntropyUnit::bits);

/// S_2 = -log Tr rho^2.
double renyi2_entropy(const Eigen::MatrixXcd& rho, EntropyUnit unit = EntropyUnit::bits);

/// I_PT = S_P + S_T - S_PT; 2 bits for perfect teleportation.
double mutual_information(const Eigen::Matrix4cd& rho, EntropyUnit unit = EntropyUnit::bits);

/// Lambda with dI_PT = Tr(Lambda d rho) for Hermitian changes of trace 0: log rho - log rho_P x 1 -
/// 1 x log rho_T. Eigenvalues below 1e-14, where the derivative has no limit, count as 1e-14.
Eigen::Matrix4cd mutual_information_gradient(const Eigen::Matrix4cd& rho,
                                             EntropyUnit unit = EntropyUnit::bits);

/// S_2(P) + S_2(T) - S_2(PT); unlike I_PT it can be negative.
double renyi2_mutual_information(const Eigen::Matrix4cd& rho, EntropyUnit unit = EntropyUnit::bits);

/// Sum of the absolute values of the negative eigenvalues of the partial transpose over T; 1/2 for
/// a Bell pair (Vidal and Werner, quant-ph/0102117).
double negativity(const Eigen::Matrix4cd& rho);

/// F_e = <Phi+| rho |Phi+>, |Phi+> = (|00> + |11>) / sqrt 2, the entanglement fidelity of the
/// channel from the message Q to T.
double entanglement_fidelity(const Eigen::Matrix4cd& rho);

/// Mean fidelity of the teleported state over all pure messages, (2 F_e + 1) / 3
/// (Horodecki, quant-ph/9807091); 1/2 where T knows nothing.
double average_fidelity(const Eigen::Matrix4cd& rho);

/// Largest entanglement fidelity that a fixed unitary on T can reach: the largest eigenvalue of Re
/// rho in the magic basis (Bennett et al., quant-ph/9604024).
double fully_entangled_fraction(const Eigen::Matrix4cd& rho);

}  // namespace traversable
