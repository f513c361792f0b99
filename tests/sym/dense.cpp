#include "tests/sym/dense.h"

#include <complex>
#include <unsupported/Eigen/KroneckerProduct>

namespace traversable::testing_support {

Eigen::MatrixXcd dense(const PauliString& string, int qubits) {
  const std::complex<double> i(0, 1);
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Identity(1, 1);
  for (int k = 0; k < qubits; ++k) {
    Eigen::Matrix2cd x, z, factor = Eigen::Matrix2cd::Identity();
    x << 0, 1, 1, 0;
    z << 1, 0, 0, -1;
    if (string.x >> k & 1) factor = factor * x;
    if (string.z >> k & 1) factor = factor * z;
    result = Eigen::kroneckerProduct(result, factor).eval();
  }
  return std::pow(i, string.phase) * result;
}

Eigen::MatrixXcd dense(const PauliSum& sum, int qubits) {
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(1 << qubits, 1 << qubits);
  for (const PauliTerm& term : sum) result += term.coefficient * dense(term.string, qubits);
  return result;
}

}  // namespace traversable::testing_support
