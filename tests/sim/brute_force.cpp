#include "tests/sim/brute_force.h"

#include <algorithm>
#include <cmath>
#include <unsupported/Eigen/KroneckerProduct>

namespace brute_force {
namespace {

Sparse dense_to_sparse(const Eigen::Matrix2cd& m) { return m.sparseView(); }

Sparse kron(const Sparse& a, const Sparse& b) { return Eigen::kroneckerProduct(a, b).eval(); }

Sparse unit(int row, int column) {
  Eigen::Matrix2cd m = Eigen::Matrix2cd::Zero();
  m(row, column) = 1;
  return dense_to_sparse(m);
}

}  // namespace

std::string jordan_wigner_letters(int m, int n) {
  std::string letters(static_cast<std::size_t>(n), 'I');
  for (int k = 0; k < m / 2; ++k) letters[static_cast<std::size_t>(k)] = 'Z';
  letters[static_cast<std::size_t>(m / 2)] = m % 2 == 0 ? 'X' : 'Y';
  return letters;
}

Strings split_strings(int n) {
  const int qubits = (n + 1) / 2 * 2;
  Strings strings;
  for (int j = 0; j < n; ++j) {
    strings.left.push_back(jordan_wigner_letters(j, qubits));
    strings.right.push_back(jordan_wigner_letters(qubits + j, qubits));
  }
  return strings;
}

Strings paired_strings(int n, std::mt19937_64* shuffle) {
  std::vector<int> order;
  for (int m = 0; m < 2 * n; ++m) order.push_back(m);
  if (shuffle != nullptr) std::shuffle(order.begin(), order.end(), *shuffle);
  Strings strings;
  for (int j = 0; j < n; ++j) {
    strings.left.push_back(jordan_wigner_letters(order[static_cast<std::size_t>(2 * j)], n));
    strings.right.push_back(jordan_wigner_letters(order[static_cast<std::size_t>(2 * j + 1)], n));
  }
  return strings;
}

Sparse identity(Eigen::Index n) {
  Sparse m(n, n);
  m.setIdentity();
  return m;
}

Sparse pauli_matrix(const std::string& letters) {
  Sparse result = identity(1);
  for (const char letter : letters) {
    Eigen::Matrix2cd m = Eigen::Matrix2cd::Identity();
    if (letter == 'X') m << 0, 1, 1, 0;
    if (letter == 'Y') m << 0, -I, I, 0;
    if (letter == 'Z') m << 1, 0, 0, -1;
    result = kron(result, dense_to_sparse(m));
  }
  return result;
}

Vector exp_times(const Sparse& a, Vector x) {
  double norm = 0;
  for (int k = 0; k < a.outerSize(); ++k) {
    double column = 0;
    for (Sparse::InnerIterator it(a, k); it; ++it) column += std::abs(it.value());
    norm = std::max(norm, column);
  }
  const int steps = static_cast<int>(std::ceil(norm)) + 1;
  for (int step = 0; step < steps; ++step) {
    Vector term = x;
    for (int k = 1; k < 40 && term.norm() > 1e-18 * x.norm(); ++k) {
      term = a * term / Complex(k * steps);
      x += term;
    }
  }
  return x;
}

Circuit::Circuit(const Problem& problem, const Strings& strings) : problem_(problem) {
  const auto qubits = static_cast<Eigen::Index>(strings.left.front().size());
  copies_ = Eigen::Index{1} << qubits;
  for (int j = 0; j < problem.num_majoranas; ++j) {
    left_.push_back(pauli_matrix(strings.left[static_cast<std::size_t>(j)]) / std::sqrt(2.0));
    right_.push_back(pauli_matrix(strings.right[static_cast<std::size_t>(j)]) / std::sqrt(2.0));
  }
  h_left_ = hamiltonian(left_, false);
  h_right_ = hamiltonian(right_, true);
  v_ = coupling();
}

double Circuit::total_weight() const {
  double sum = 0;
  for (const auto& pair : problem_.bits) sum += pair.weight;
  if (problem_.bits.empty() && problem_.weights.empty()) sum = problem_.num_majoranas;
  for (const double weight : problem_.weights) sum += weight;
  return sum;
}

Sparse Circuit::pair_factor(const std::vector<Sparse>& psi, const Problem::Pair& pair) {
  return 2.0 * I * psi[static_cast<std::size_t>(pair.a)] * psi[static_cast<std::size_t>(pair.b)];
}

Sparse Circuit::coupling() const {
  Sparse v(copies_, copies_);
  for (const auto& pair : problem_.bits)
    v += pair.weight * (pair_factor(left_, pair) * pair_factor(right_, pair)).pruned();
  if (!problem_.bits.empty()) return v / Complex(total_weight());
  for (std::size_t j = 0; j < left_.size(); ++j)
    v += (problem_.weights.empty() ? 1.0 : problem_.weights[j]) * I * left_[j] * right_[j];
  return v / Complex(problem_.coupling_degree * total_weight());
}

Vector Circuit::infinite_temperature_state() const {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  Vector state(copies_);
  for (auto& amplitude : state) amplitude = Complex(normal(random), normal(random));
  for (std::size_t j = 0; j < left_.size(); ++j)
    state = 0.5 * state - problem_.identity_sign * I * (left_[j] * (right_[j] * state));
  return state.normalized();
}

Vector Circuit::thermofield_double() const {
  const Sparse h = (-problem_.beta / 4) * (h_left_ + h_right_);
  return exp_times(h, infinite_temperature_state()).normalized();
}

Sparse Circuit::on_registers(const Sparse& copies) const {
  return kron(kron(identity(4), copies), identity(2));
}

Vector Circuit::evolved(const Sparse& h, Complex factor, Vector state) const {
  return exp_times(factor * on_registers(h), std::move(state));
}

Vector Circuit::after_insertion() const {
  Vector bell = Vector::Zero(4);
  bell[0] = bell[3] = std::sqrt(0.5);
  Vector up = Vector::Zero(2);
  up[0] = 1;
  const Vector start =
      Eigen::kroneckerProduct(bell, Eigen::kroneckerProduct(thermofield_double(), up).eval());
  Vector state = swap_with_q(left_) * evolved(h_left_, I * problem_.t0, start);
  return evolved(h_left_, -I * problem_.t0, std::move(state));
}

Eigen::Matrix4cd Circuit::read_out(Vector state) const {
  state = evolved(h_right_, -I * problem_.t1, std::move(state));
  state = swap_with_t(right_) * state;
  Eigen::Matrix4cd rho = Eigen::Matrix4cd::Zero();
  const auto amplitude = [&](int p, Eigen::Index middle, int a) {
    return state[(p * 2 * copies_ + middle) * 2 + a];
  };
  for (int row = 0; row < 4; ++row)
    for (int column = 0; column < 4; ++column)
      for (Eigen::Index middle = 0; middle < 2 * copies_; ++middle)
        rho(row, column) += amplitude(row / 2, middle, row % 2) *
                            std::conj(amplitude(column / 2, middle, column % 2));
  return rho;
}

Eigen::Matrix4cd Circuit::rho_pt() const {
  return read_out(evolved(v_, I * problem_.mu, after_insertion()));
}

Eigen::Matrix4cd Circuit::rho_pt_by_measurement() const {
  std::vector<Vector> branches{after_insertion()};
  for (const auto& pair : problem_.bits) {
    const Sparse measured = on_registers(pair_factor(left_, pair));
    std::vector<Vector> outcomes;
    for (const Vector& branch : branches)
      for (const double outcome : {1.0, -1.0}) {
        const Vector projected = 0.5 * (branch + outcome * (measured * branch));
        const double angle = problem_.mu * pair.weight / total_weight() * outcome;
        outcomes.push_back(evolved(pair_factor(right_, pair), I * angle, projected));
      }
    branches = std::move(outcomes);
  }
  Eigen::Matrix4cd rho = Eigen::Matrix4cd::Zero();
  for (const Vector& branch : branches) rho += read_out(branch);
  return rho;
}

Sparse Circuit::hamiltonian(const std::vector<Sparse>& psi, bool right) const {
  Sparse h(copies_, copies_);
  for (const auto& [coupling, indices] : problem_.terms) {
    Sparse product = identity(copies_);
    for (const int j : indices) product = (product * psi[static_cast<std::size_t>(j)]).pruned();
    const std::size_t q = indices.size();
    const Complex h_q = (q * (q - 1) / 2) % 2 == 0 ? Complex(1) : I;
    const double sign = right && (q / 2) % 2 == 1 ? -1.0 : 1.0;
    h += sign * coupling * h_q * product;
  }
  return h;
}

Circuit::SwapBlocks Circuit::swap_blocks(const std::vector<Sparse>& psi) const {
  const Sparse& a = psi[static_cast<std::size_t>(problem_.probe[0])];
  const Sparse& b = psi[static_cast<std::size_t>(problem_.probe[1])];
  const Sparse chi = (a + I * b) / Complex(std::sqrt(2.0));
  const Sparse raise = chi.adjoint();
  return {{{Sparse(chi * raise), raise}, {chi, Sparse(raise * chi)}}};
}

Sparse Circuit::swap_with_q(const std::vector<Sparse>& psi) const {
  const auto blocks = swap_blocks(psi);
  Sparse sum(8 * copies_, 8 * copies_);
  for (int r = 0; r < 2; ++r)
    for (int c = 0; c < 2; ++c)
      sum += kron(kron(kron(identity(2), unit(r, c)),
                       blocks[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]),
                  identity(2));
  return sum;
}

Sparse Circuit::swap_with_t(const std::vector<Sparse>& psi) const {
  const auto blocks = swap_blocks(psi);
  Sparse sum(8 * copies_, 8 * copies_);
  for (int r = 0; r < 2; ++r)
    for (int c = 0; c < 2; ++c)
      sum +=
          kron(kron(identity(4), blocks[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)]),
               unit(r, c));
  return sum;
}

}  // namespace brute_force
