// the teleportation protocol written out on qubits: every operator a Kronecker product of 2
// x 2 matrices on P, Q, the two copies and T. Shares no code with the engine; only for tests.
#pragma once

#include <Eigen/Core>
#include <Eigen/SparseCore>
#include <array>
#include <complex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace brute_force {

using Complex = std::complex<double>;
using Sparse = Eigen::SparseMatrix<Complex>;
using Vector = Eigen::VectorXcd;
constexpr Complex I{0.0, 1.0};

struct Problem {
  int num_majoranas = 0;
  std::vector<std::pair<double, std::vector<int>>> terms;
  double beta = 0, mu = 0, t0 = 0, t1 = 0;
  std::array<int, 2> probe{0, 1};
  int coupling_degree = 4;           // the q of V
  std::vector<double> weights = {};  // of V, a fermion each; all alike where empty
  struct Pair {
    int a, b;
    double weight;
  };
  std::vector<Pair> bits = {};  // V of these instead
  double identity_sign = 1.0;   // (psi_L + identity_sign i psi_R)|I> = 0
};

/// 2N Pauli strings on as many qubits as they have letters: left copy, then right.
struct Strings {
  std::vector<std::string> left, right;
};

/// Jordan-Wigner Majorana m of n qubits as letters.
std::string jordan_wigner_letters(int m, int n);

Strings split_strings(int n);

/// psi_L^j and psi_R^j on one qubit, in any order of the qubits.
Strings paired_strings(int n, std::mt19937_64* shuffle = nullptr);

Sparse identity(Eigen::Index n);

Sparse pauli_matrix(const std::string& letters);

/// exp(a) x by Taylor series in steps of norm at most one.
Vector exp_times(const Sparse& a, Vector x);

class Circuit {
 public:
  Circuit(const Problem& problem, const Strings& strings);

  const Sparse& h_left() const { return h_left_; }
  const Sparse& h_right() const { return h_right_; }
  const Sparse& v() const { return v_; }

  /// The state annihilated by psi_L^j + i psi_R^j, by projection of a random vector.
  Vector infinite_temperature_state() const;

  Vector thermofield_double() const;

  /// Qubits P, Q, copies, T, most significant first.
  Eigen::Matrix4cd rho_pt() const;
  /// The same with bits alone crossing: the left factor of every pair of V is measured, and the right copy turned by
  /// exp(i mu w / W (+-1) 2i psi_a psi_b) for each outcome.
  Eigen::Matrix4cd rho_pt_by_measurement() const;

 private:
  using SwapBlocks = std::array<std::array<Sparse, 2>, 2>;

  Sparse hamiltonian(const std::vector<Sparse>& psi, bool right) const;
  Sparse coupling() const;
  /// 2i psi_a psi_b.
  static Sparse pair_factor(const std::vector<Sparse>& psi, const Problem::Pair& pair);
  double total_weight() const;
  Vector after_insertion() const;
  Vector evolved(const Sparse& h, Complex factor, Vector state) const;
  /// Read-out at t1 of a state after the coupling.
  Eigen::Matrix4cd read_out(Vector state) const;
  Sparse on_registers(const Sparse& copies) const;
  /// [[chi chi^+, chi^+], [chi, chi^+ chi]] in the qubit's basis: entry (row, column) of the qubit.
  SwapBlocks swap_blocks(const std::vector<Sparse>& psi) const;
  Sparse swap_with_q(const std::vector<Sparse>& psi) const;
  Sparse swap_with_t(const std::vector<Sparse>& psi) const;

  Problem problem_;
  Eigen::Index copies_;
  std::vector<Sparse> left_, right_;
  Sparse h_left_, h_right_, v_;
};

}  // namespace brute_force
