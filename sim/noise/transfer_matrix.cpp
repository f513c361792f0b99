#include "sim/noise/transfer_matrix.h"

#include <fmt/format.h>

#include <bit>
#include <complex>
#include <stdexcept>

#include "sim/linear_algebra/spectral_decomposition.h"
#include "sym/pauli_string.h"

namespace traversable {
namespace {

constexpr int max_channel_qubits = 3;
constexpr double rounding = 1e-15;
constexpr double least_weight = 1e-14;
constexpr double positivity_tolerance = 1e-10;

int qubits_of(Eigen::Index dimension) {
  for (int k = 1; k <= max_channel_qubits; ++k)
    if (dimension == Eigen::Index{1} << k) return k;
  throw std::invalid_argument(
      fmt::format("a Kraus matrix of {0} x {0}: expected 2 x 2, 4 x 4 or 8 x 8", dimension));
}

int qubits_of_transfer(const Eigen::MatrixXd& transfer) {
  for (int k = 1; k <= max_channel_qubits; ++k)
    if (transfer.rows() == Eigen::Index{1} << 2 * k && transfer.cols() == transfer.rows()) return k;
  throw std::invalid_argument(
      fmt::format("a transfer matrix of {} x {}: expected 4^k x 4^k with k = 1, 2 or 3",
                  transfer.rows(), transfer.cols()));
}

/// Tr P M without forming the product: P has one entry a row.
std::complex<double> pauli_trace(int num_qubits, std::size_t index, const Eigen::MatrixXcd& m) {
  std::size_t x = 0, z = 0;
  for (int q = 0; q < num_qubits; ++q) {
    x |= (index >> 2 * q & 1) << q;
    z |= (index >> (2 * q + 1) & 1) << q;
  }
  // P|c> = i^{|x & z|} (-1)^{|c & z|} |c ^ x>: Y = i X Z.
  std::complex<double> sum = 0;
  for (std::size_t c = 0; c < std::size_t{1} << num_qubits; ++c) {
    const auto element = m(static_cast<Eigen::Index>(c), static_cast<Eigen::Index>(c ^ x));
    sum += std::popcount(c & z) % 2 == 0 ? element : -element;
  }
  return power_of_i(std::popcount(x & z)) * sum;
}

}  // namespace

Eigen::MatrixXcd pauli_product(int num_qubits, std::size_t index) {
  static const Eigen::Matrix2cd letters[4] = {
      (Eigen::Matrix2cd() << 1, 0, 0, 1).finished(), (Eigen::Matrix2cd() << 0, 1, 1, 0).finished(),
      (Eigen::Matrix2cd() << 1, 0, 0, -1).finished(),
      (Eigen::Matrix2cd() << 0, std::complex<double>(0, -1), std::complex<double>(0, 1), 0)
          .finished()};
  const auto dimension = Eigen::Index{1} << num_qubits;
  Eigen::MatrixXcd product(dimension, dimension);
  for (Eigen::Index row = 0; row < dimension; ++row)
    for (Eigen::Index column = 0; column < dimension; ++column) {
      std::complex<double> element = 1;
      for (int q = 0; q < num_qubits; ++q)
        element *= letters[index >> 2 * q & 3](row >> q & 1, column >> q & 1);
      product(row, column) = element;
    }
  return product;
}

Eigen::MatrixXd transfer_matrix(std::span<const Eigen::MatrixXcd> kraus) {
  if (kraus.empty()) throw std::invalid_argument("no Kraus matrices: expected one or more");
  const int k = qubits_of(kraus[0].rows());
  for (const auto& matrix : kraus)
    if (matrix.rows() != kraus[0].rows() || matrix.cols() != kraus[0].rows())
      throw std::invalid_argument(
          fmt::format("a Kraus matrix of {} x {} beside one of {} x {}: expected one size",
                      matrix.rows(), matrix.cols(), kraus[0].rows(), kraus[0].cols()));
  const Eigen::Index size = Eigen::Index{1} << 2 * k;
  const double factor = 1.0 / static_cast<double>(Eigen::Index{1} << k);
  Eigen::MatrixXd transfer(size, size);
  for (Eigen::Index j = 0; j < size; ++j) {
    const Eigen::MatrixXcd pauli = pauli_product(k, static_cast<std::size_t>(j));
    Eigen::MatrixXcd image = Eigen::MatrixXcd::Zero(pauli.rows(), pauli.cols());
    for (const auto& matrix : kraus) image += matrix * pauli * matrix.adjoint();
    for (Eigen::Index i = 0; i < size; ++i) {
      const double entry = factor * pauli_trace(k, static_cast<std::size_t>(i), image).real();
      transfer(i, j) = std::abs(entry) < rounding ? 0.0 : entry;
    }
  }
  return transfer;
}

Eigen::MatrixXd transfer_matrix(const Eigen::MatrixXcd& kraus) {
  return transfer_matrix(std::span(&kraus, 1));
}

Eigen::MatrixXcd choi_matrix(const Eigen::MatrixXd& transfer) {
  const int k = qubits_of_transfer(transfer);
  const Eigen::Index dimension = Eigen::Index{1} << k;
  // |i><j| = 2^-k sum_P <j|P|i> P, so C = 2^-k sum_PQ R_QP P^T x Q.
  Eigen::MatrixXcd choi = Eigen::MatrixXcd::Zero(dimension * dimension, dimension * dimension);
  for (Eigen::Index p = 0; p < transfer.cols(); ++p) {
    Eigen::MatrixXcd image = Eigen::MatrixXcd::Zero(dimension, dimension);
    for (Eigen::Index q = 0; q < transfer.rows(); ++q)
      if (transfer(q, p) != 0)
        image += transfer(q, p) * pauli_product(k, static_cast<std::size_t>(q));
    const Eigen::MatrixXcd pauli = pauli_product(k, static_cast<std::size_t>(p));
    for (Eigen::Index i = 0; i < dimension; ++i)
      for (Eigen::Index j = 0; j < dimension; ++j)
        if (pauli(j, i) != 0.0)
          choi.block(dimension * i, dimension * j, dimension, dimension) +=
              pauli(j, i) / static_cast<double>(dimension) * image;
  }
  return choi;
}

std::vector<Eigen::MatrixXcd> kraus_operators(const Eigen::MatrixXd& transfer) {
  const Eigen::MatrixXcd choi = choi_matrix(transfer);
  const Eigen::Index dimension = Eigen::Index{1} << qubits_of_transfer(transfer);
  const auto [values, vectors] = spectral_decomposition(choi);
  if (values[0] < -positivity_tolerance)
    throw std::invalid_argument(
        fmt::format("a map that is not completely positive: its Choi matrix has the eigenvalue "
                    "{:.3g}, expected none below zero",
                    values[0]));
  std::vector<Eigen::MatrixXcd> kraus;
  for (Eigen::Index n = choi.rows() - 1; n >= 0; --n) {
    if (values[n] < least_weight) continue;
    const Eigen::VectorXcd column = std::sqrt(values[n]) * vectors.col(n);
    kraus.emplace_back(Eigen::Map<const Eigen::MatrixXcd>(column.data(), dimension, dimension));
  }
  return kraus;
}

}  // namespace traversable
