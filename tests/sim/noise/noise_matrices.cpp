#include "tests/sim/noise/noise_matrices.h"

#include <Eigen/QR>
#include <complex>

#include "sym/random.h"

namespace traversable::test {

Eigen::MatrixXcd embedded(const Eigen::MatrixXcd& matrix, std::span<const int> qubits, int n) {
  const Eigen::Index dimension = Eigen::Index{1} << n;
  Eigen::Index mask = 0;
  for (const int q : qubits) mask |= Eigen::Index{1} << q;
  const auto local = [&](Eigen::Index index) {
    Eigen::Index result = 0;
    for (std::size_t k = 0; k < qubits.size(); ++k) result |= (index >> qubits[k] & 1) << k;
    return result;
  };
  Eigen::MatrixXcd full = Eigen::MatrixXcd::Zero(dimension, dimension);
  for (Eigen::Index i = 0; i < dimension; ++i)
    for (Eigen::Index j = 0; j < dimension; ++j)
      if ((i & ~mask) == (j & ~mask)) full(i, j) = matrix(local(i), local(j));
  return full;
}

Eigen::MatrixXcd applied(std::span<const Eigen::MatrixXcd> kraus, std::span<const int> qubits,
                         const Eigen::MatrixXcd& rho, int n) {
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(rho.rows(), rho.cols());
  for (const auto& matrix : kraus) {
    const Eigen::MatrixXcd full = embedded(matrix, qubits, n);
    result += full * rho * full.adjoint();
  }
  return result;
}

Eigen::MatrixXcd random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  const RandomStream random(seed, 0, Stream::states);
  Eigen::MatrixXcd matrix(rows, columns);
  for (Eigen::Index i = 0; i < matrix.size(); ++i)
    matrix(i) = random.complex_gaussian(static_cast<std::uint64_t>(i));
  return matrix;
}

std::vector<Eigen::MatrixXcd> random_kraus(int num_qubits, int count, std::uint64_t seed) {
  const Eigen::Index d = Eigen::Index{1} << num_qubits;
  const Eigen::HouseholderQR<Eigen::MatrixXcd> qr(random_matrix(d * count, d, seed));
  const Eigen::MatrixXcd isometry = qr.householderQ() * Eigen::MatrixXcd::Identity(d * count, d);
  std::vector<Eigen::MatrixXcd> kraus;
  for (int k = 0; k < count; ++k) kraus.emplace_back(isometry.middleRows(k * d, d));
  return kraus;
}

Eigen::MatrixXcd random_density_matrix(int num_qubits, std::uint64_t seed) {
  const Eigen::Index d = Eigen::Index{1} << num_qubits;
  const Eigen::MatrixXcd a = random_matrix(d, d, seed);
  const Eigen::MatrixXcd rho = a * a.adjoint();
  return rho / rho.trace().real();
}

}  // namespace traversable::test
