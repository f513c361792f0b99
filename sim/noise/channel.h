// What goes wrong on one or two qubits.
//
// | channel            | rho ->                                                    | scale s        |
// |--------------------|-----------------------------------------------------------|----------------|
// | depolarizing       | (1 - p) rho + p / (4^k - 1) sum_{P != 1} P rho P          | p -> s p       |
// | pauli              | sum_P p_P P rho P                                         | p_P -> s p_P   |
// | amplitude_damping  | K0 = diag(1, sqrt(1 - g)), K1 = sqrt(g) |0><1|            | g -> 1-(1-g)^s |
// | phase_damping      | <0|rho|1> -> sqrt(1 - l) <0|rho|1>                        | l -> 1-(1-l)^s |
// | thermal_relaxation | populations e^{-t/T1} to |0>, coherences e^{-t/T2}        | t -> s t       |
// | over_rotation      | exp(-i e/2 P) rho exp(+i e/2 P), P any Pauli product      | e -> s e       |
// | kraus              | sum_k K_k rho K_k^+                                       | see scaled     |
//
// The ZZ error of a CZ gate (a wrong controlled phase up to one-qubit phases) is over_rotation with
// P = ZZ. Depolarizing follows the convention of a probability of any Pauli error: its average gate
// infidelity is p d / (d + 1), d = 2^k; Qiskit's depolarizing_error parameter is p 4^k / (4^k - 1).
// Source: Nielsen and Chuang, section 8.3; thermal relaxation: Tomita and Svore, arXiv:1404.3747.
#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

namespace traversable {

enum class ChannelKind {
  depolarizing,
  pauli,
  amplitude_damping,
  phase_damping,
  thermal_relaxation,
  over_rotation,
  kraus
};

std::string_view name_of(ChannelKind kind);
/// By the names above. Throws std::invalid_argument.
ChannelKind channel_kind_by_name(std::string_view name);

/// A value made by the functions below, which check it.
struct Channel {
  ChannelKind kind = ChannelKind::pauli;
  int num_qubits = 1;
  /// depolarizing: p. pauli: p_P by base-4 number (transfer_matrix.h), p_0 the rest.
  /// amplitude_damping: g. phase_damping: l. thermal_relaxation: T1, T2, t. over_rotation: e.
  std::vector<double> parameters = {};
  /// Of over_rotation, letter k on the k-th qubit: "Z", "ZZ", "XY".
  std::string pauli = {};
  std::vector<Eigen::MatrixXcd> kraus = {};
};

/// Every function throws std::invalid_argument naming the argument that is out of range.
/// p in [0, 1], num_qubits 1 or 2.
Channel depolarizing(double probability, int num_qubits);
/// Probabilities of the 4^k - 1 errors in the order 1, 2, ... of transfer_matrix.h, that is X, Z, Y
/// for one qubit; their sum at most 1.
Channel pauli_channel(const std::vector<double>& probabilities);
Channel amplitude_damping(double gamma);
Channel phase_damping(double lambda);
/// t >= 0 in the unit of T1, T2 > 0 (infinity allowed); T2 <= 2 T1.
Channel thermal_relaxation(double t1, double t2, double duration);
/// `pauli` of one or two letters X, Y, Z (I allowed in one of two); angle e in radians.
Channel over_rotation(double angle, std::string_view pauli);
/// Matrices 2 x 2 or 4 x 4 with S = sum_k K_k^+ K_k = 1 to `tolerance`, 1e-3 at most; beyond 1e-8
/// they become K_k S^(-1/2), which keep the trace.
Channel kraus_channel(std::vector<Eigen::MatrixXcd> kraus, double tolerance = 1e-8);

/// The channel with every rate times s >= 0, as in the table; s = 0 is the identity. A general Kraus
/// channel is applied floor(s) times and then with probability s - floor(s). Throws
/// std::invalid_argument for a scale that is negative, not finite or that takes a probability
/// beyond one.
Channel scaled(const Channel& channel, double scale);

/// Kraus matrices: Pauli products for Pauli channels, depolarizing and phase damping (a flip of the
/// phase), those of the table for amplitude damping and unitaries, orthogonal ones otherwise.
std::vector<Eigen::MatrixXcd> kraus_operators(const Channel& channel);

/// 4^k x 4^k, see transfer_matrix.h.
Eigen::MatrixXd transfer_matrix(const Channel& channel);

/// 1 - average gate fidelity, (1 - Tr R / 4^k) d / (d + 1): what randomised benchmarking of an
/// otherwise perfect gate reports (Horodecki, quant-ph/9807091; Nielsen, quant-ph/0205035).
double average_infidelity(const Channel& channel);

/// "depolarizing(0.006)".
std::string to_text(const Channel& channel);

}  // namespace traversable
