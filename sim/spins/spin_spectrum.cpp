#include "sim/spins/spin_spectrum.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <stdexcept>

#include "sim/arguments.h"
#include "sim/linear_algebra/hermitian_eigen.h"
#include "sim/memory.h"

namespace traversable {
namespace {

/// c P added to m: column b holds i^phase (-1)^{b & z} in row b ^ x.
template <class Matrix>
void add_string(const PauliString& string, double c, Matrix& m) {
  using Scalar = typename Matrix::Scalar;
  for (Eigen::Index column = 0; column < m.cols(); ++column) {
    const auto b = static_cast<std::uint64_t>(column);
    const Complex value = c * power_of_i(string.phase + 2 * (std::popcount(b & string.z) % 2));
    Scalar& entry = m(static_cast<Eigen::Index>(b ^ string.x), column);
    if constexpr (Eigen::NumTraits<Scalar>::IsComplex)
      entry += value;
    else
      entry += value.real();
  }
}

template <class Matrix>
Matrix sum_of_strings(const SpinHamiltonian& hamiltonian) {
  const Eigen::Index size = Eigen::Index{1} << hamiltonian.num_qubits();
  Matrix m = Matrix::Zero(size, size);
  for (const SpinTerm& term : hamiltonian.terms()) add_string(term.string, term.coefficient, m);
  return m;
}

}  // namespace

void check_dense(int num_qubits, double matrices) {
  if (num_qubits > most_dense_qubits)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected at most {} a side for dense matrices", num_qubits,
                    most_dense_qubits));
  require_memory(matrices * std::exp2(2 * num_qubits) * sizeof(Complex),
                 fmt::format("a matrix of {} qubits", num_qubits));
}

Eigen::MatrixXcd dense_matrix(const SpinHamiltonian& hamiltonian) {
  check_dense(hamiltonian.num_qubits(), 1);
  return sum_of_strings<Eigen::MatrixXcd>(hamiltonian);
}

Eigen::MatrixXcd dense_matrix(const PauliString& string, int num_qubits) {
  check_dense(num_qubits, 1);
  const Eigen::Index size = Eigen::Index{1} << num_qubits;
  Eigen::MatrixXcd m = Eigen::MatrixXcd::Zero(size, size);
  add_string(string, 1.0, m);
  return m;
}

SpinSpectrum diagonalize(const SpinHamiltonian& hamiltonian, const std::stop_token& stop) {
  check_dense(hamiltonian.num_qubits(), 4);
  SpinSpectrum spectrum{hamiltonian.num_qubits(), hamiltonian.one_norm(), {}, {}, {}};
  const HostMatrices<double> space;
  if (hamiltonian.is_real()) {
    spectrum.real_vectors = sum_of_strings<Eigen::MatrixXd>(hamiltonian);
    spectrum.levels = diagonalize_symmetric(spectrum.real_vectors, stop);
    spectrum.vectors = space.load(spectrum.real_vectors.cast<Complex>());
  } else {
    Eigen::MatrixXcd h = sum_of_strings<Eigen::MatrixXcd>(hamiltonian);
    spectrum.levels = diagonalize_hermitian(h, stop);
    spectrum.vectors = space.load(h);
  }
  return spectrum;
}

Eigen::VectorXcd exponential(const SpinSpectrum& spectrum, Complex z, double scale) {
  return scale * (z * (spectrum.levels.array() - spectrum.levels[0]).cast<Complex>()).exp();
}

Eigen::VectorXd thermal_weights(const SpinSpectrum& spectrum, double beta, double power) {
  check_inverse_temperature(beta);
  const Eigen::ArrayXd above = spectrum.levels.array() - spectrum.levels[0];
  const double partition = (-beta * above).exp().sum();
  return std::pow(partition, -power) * (-beta * power * above).exp();
}

void function_of_hamiltonian(const SpinSpectrum& spectrum, const Eigen::VectorXcd& factor,
                             const MatrixView<double>& out) {
  const HostMatrices<double> space;
  const Size size = spectrum.dimension();
  const HostMatrix<double> scaled = space.make(size, size);
  // U (U diag(f)^*)^+
  as_eigen(scaled.view()) = as_eigen(spectrum.vectors.view()) * factor.conjugate().asDiagonal();
  if (spectrum.is_real())
    multiply_real({Form::plain}, spectrum.real_vectors, scaled.view(), out);
  else
    space.multiply({Form::plain, spectrum.vectors.view(), Form::adjoint, scaled.view(), out});
}

HostMatrix<double> in_eigenbasis(const SpinSpectrum& spectrum, const PauliString& string) {
  const HostMatrices<double> space;
  const Size size = spectrum.dimension();
  HostMatrix<double> moved = space.make(size, size), result = space.make(size, size);
  const auto u = as_eigen(spectrum.vectors.view());
  auto pu = as_eigen(moved.view());
  for (Size b = 0; b < size; ++b) {
    const auto bits = static_cast<std::uint64_t>(b);
    pu.row(static_cast<Size>(bits ^ string.x)) =
        power_of_i(string.phase + 2 * (std::popcount(bits & string.z) % 2)) * u.row(b);
  }
  space.multiply(
      {Form::adjoint, spectrum.vectors.view(), Form::plain, moved.view(), result.view()});
  return result;
}

HostMatrix<double> thermofield_operator(const SpinSpectrum& spectrum, double beta) {
  const Size size = spectrum.dimension();
  HostMatrix<double> result(size, size);
  const Eigen::VectorXd root =
      std::sqrt(static_cast<double>(size)) * thermal_weights(spectrum, beta, 0.5);
  function_of_hamiltonian(spectrum, root.cast<Complex>(), result.view());
  return result;
}

}  // namespace traversable
