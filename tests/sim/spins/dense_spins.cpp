#include "tests/sim/spins/dense_spins.h"

#include <Eigen/Eigenvalues>
#include <cmath>

namespace dense_spins {
namespace {

using Eigen::Index;

Matrix letter(char name) {
  const Complex i(0, 1);
  Matrix m(2, 2);
  if (name == 'X') m << 0, 1, 1, 0;
  if (name == 'Y') m << 0, -i, i, 0;
  if (name == 'Z') m << 1, 0, 0, -1;
  if (name == 'I') m << 1, 0, 0, 1;
  return m;
}

Index bit(Index value, int k) { return value >> k & 1; }

Matrix of_gate(const traversable::PauliRotationGate& gate, int n) {
  const Matrix p = string_matrix(traversable::to_text(gate.string), n);
  return std::cos(gate.angle) * Matrix::Identity(p.rows(), p.cols()) -
         Complex(0, std::sin(gate.angle)) * p;
}

/// Row by row, column by column: equal bits elsewhere, the gate's element on its sites.
Matrix of_gate(const traversable::SiteGate& gate, int n) {
  const Index size = Index{1} << n, side = Index{1} << gate.sites.size();
  Matrix m = Matrix::Zero(size, size);
  for (Index r = 0; r < size; ++r)
    for (Index c = 0; c < size; ++c) {
      Index rest_r = r, rest_c = c, row = 0, column = 0;
      for (std::size_t j = 0; j < gate.sites.size(); ++j) {
        row += bit(r, gate.sites[j]) << j;
        column += bit(c, gate.sites[j]) << j;
        rest_r &= ~(Index{1} << gate.sites[j]);
        rest_c &= ~(Index{1} << gate.sites[j]);
      }
      if (rest_r == rest_c) m(r, c) = gate.matrix[static_cast<std::size_t>(row * side + column)];
    }
  return m;
}

Matrix of_gate(const traversable::ExponentialGate& gate, int) {
  return exponential_of(matrix_of(gate.hamiltonian), Complex(0, -gate.duration));
}

/// Exchanges bit j of the message with the left site, for every j. Rows l + D r, columns p + 2^k m.
Matrix swapped(const Matrix& psi, const std::vector<int>& sites) {
  const auto k = static_cast<int>(sites.size());
  Matrix result(psi.rows(), psi.cols());
  for (Index row = 0; row < psi.rows(); ++row)
    for (Index column = 0; column < psi.cols(); ++column) {
      Index to_row = row, to_column = column;
      for (int j = 0; j < k; ++j) {
        const int site = sites[static_cast<std::size_t>(j)];
        const Index in_message = bit(column, k + j), in_left = bit(row, site);
        to_row += (in_message - in_left) << site;
        to_column += (in_left - in_message) << (k + j);
      }
      result(to_row, to_column) = psi(row, column);
    }
  return result;
}

/// All but the references and the right sites traced out.
Matrix read_out(const Matrix& psi, const std::vector<int>& sites, Index dimension) {
  const auto k = static_cast<int>(sites.size());
  const Index values = Index{1} << k;
  Matrix rho = Matrix::Zero(values * values, values * values);
  const auto value_of = [&](Index r) {
    Index a = 0;
    for (int j = 0; j < k; ++j) a += bit(r, sites[static_cast<std::size_t>(j)]) << j;
    return a;
  };
  for (Index l = 0; l < dimension; ++l)
    for (Index r = 0; r < dimension; ++r)
      for (Index other = 0; other < dimension; ++other) {
        Index rest_r = r, rest_other = other;
        for (const int site : sites) {
          rest_r &= ~(Index{1} << site);
          rest_other &= ~(Index{1} << site);
        }
        if (rest_r != rest_other) continue;
        for (Index m = 0; m < values; ++m)
          for (Index p = 0; p < values; ++p)
            for (Index q = 0; q < values; ++q)
              rho(values * p + value_of(r), values * q + value_of(other)) +=
                  psi(l + dimension * r, p + values * m) *
                  std::conj(psi(l + dimension * other, q + values * m));
      }
  return rho;
}

}  // namespace

Matrix kron(const Matrix& high, const Matrix& low) {
  Matrix m(high.rows() * low.rows(), high.cols() * low.cols());
  for (Index r = 0; r < high.rows(); ++r)
    for (Index c = 0; c < high.cols(); ++c)
      m.block(r * low.rows(), c * low.cols(), low.rows(), low.cols()) = high(r, c) * low;
  return m;
}

Matrix string_matrix(const std::string& text, int num_qubits) {
  Matrix m = Matrix::Identity(1, 1);
  for (int k = 0; k < num_qubits; ++k) {
    const auto place = static_cast<std::size_t>(k);
    m = kron(letter(place < text.size() ? text[place] : 'I'), m);
  }
  return m;
}

Matrix matrix_of(const traversable::SpinHamiltonian& hamiltonian) {
  const int n = hamiltonian.num_qubits();
  Matrix m = Matrix::Zero(Index{1} << n, Index{1} << n);
  for (const auto& term : hamiltonian.terms())
    m += term.coefficient * string_matrix(traversable::to_text(term.string), n);
  return m;
}

Matrix exponential_of(const Matrix& h, Complex factor) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solved(h);
  const Eigen::VectorXcd values = (factor * solved.eigenvalues().cast<Complex>()).array().exp();
  return solved.eigenvectors() * values.asDiagonal() * solved.eigenvectors().adjoint();
}

Matrix coupling_matrix(const traversable::SpinCoupling& coupling) {
  const int n = coupling.num_qubits();
  Matrix v = Matrix::Zero(Index{1} << 2 * n, Index{1} << 2 * n);
  double total = 0;
  for (const auto& term : coupling.terms()) {
    const Matrix p = string_matrix(traversable::to_text(term.string), n);
    v += term.weight * kron(p.conjugate(), p);
    total += term.weight;
  }
  return v / total;
}

Matrix gate_matrix(const traversable::ScramblerGate& gate, int num_qubits) {
  return std::visit([&](const auto& one) { return of_gate(one, num_qubits); }, gate);
}

Matrix unitary_of(const traversable::Scrambler& scrambler, int steps) {
  const Index size = Index{1} << scrambler.num_qubits();
  Matrix u = Matrix::Identity(size, size);
  for (int s = 0; s < steps; ++s) {
    Matrix g = Matrix::Identity(size, size);
    for (const auto& gate : scrambler.steps()[static_cast<std::size_t>(s)])
      g = gate_matrix(gate, scrambler.num_qubits()) * g;
    u = u * g;
  }
  return u;
}

Eigen::VectorXcd thermofield_vector(const Matrix& h, double beta) {
  const Index size = h.rows();
  const Matrix one = Matrix::Identity(size, size);
  Eigen::VectorXcd bell = Eigen::VectorXcd::Zero(size * size);
  for (Index l = 0; l < size; ++l) bell[l + size * l] = 1;
  const Matrix both = kron(one, h) + kron(h.transpose(), one);
  return (exponential_of(both, -beta / 4) * bell).normalized();
}

namespace {

/// Up to the coupling: the message in the left copy.
Matrix with_message(const Eigen::VectorXcd& two_copies, const Matrix& before,
                    const traversable::Message& message) {
  const Index size = before.rows(), values = Index{1} << message.size();
  const Matrix one = Matrix::Identity(size, size);
  Matrix psi = Matrix::Zero(size * size, values * values);
  for (Index p = 0; p < values; ++p)
    psi.col(p + values * p) = two_copies / std::sqrt(static_cast<double>(values));
  psi = kron(one, before.adjoint()) * psi;
  return kron(one, before) * swapped(psi, message.left);
}

}  // namespace

Matrix protocol(const Eigen::VectorXcd& two_copies, const Matrix& before, const Matrix& after,
                const Matrix& coupling, double mu, const traversable::Message& message) {
  const Index size = before.rows();
  Matrix psi = exponential_of(coupling, Complex(0, mu)) * with_message(two_copies, before, message);
  psi = kron(after.transpose(), Matrix::Identity(size, size)) * psi;
  return read_out(psi, message.right, size);
}

Matrix protocol_with_bits(const Eigen::VectorXcd& two_copies, const Matrix& before,
                          const Matrix& after, const traversable::SpinCoupling& coupling, double mu,
                          const traversable::Message& message) {
  const Index size = before.rows(), values = Index{1} << message.size();
  const Matrix psi = with_message(two_copies, before, message);
  double total = 0;
  for (const auto& term : coupling.terms()) total += term.weight;
  Matrix rho = Matrix::Zero(values * values, values * values);
  for (Index outcome = 0; outcome < size; ++outcome) {
    Matrix projector = Matrix::Zero(size, size), field = Matrix::Zero(size, size);
    projector(outcome, outcome) = 1;
    for (const auto& term : coupling.terms()) {
      const Matrix z = string_matrix(traversable::to_text(term.string), coupling.num_qubits());
      field += term.weight / total * z(outcome, outcome).real() * z;
    }
    const Matrix corrected = after.transpose() * exponential_of(field, Complex(0, mu));
    rho += read_out(kron(corrected, projector) * psi, message.right, size);
  }
  return rho;
}

}  // namespace dense_spins
