#include "sim/spins/pauli_size.h"

#include <bit>
#include <cmath>

#include "sim/arguments.h"
#include "sim/interrupted.h"
#include "sim/spins/spin_correlators.h"

namespace traversable {
namespace {

/// One site's four entries become the coefficients of I at (0, 0), Z at (1, 1), X at (1, 0) and Y at (0, 1): afterwards the string at
/// (row, column) has x = row ^ column, z = column.
void to_letters(Eigen::MatrixXcd& a, Size bit) {
  for_each_index(a.cols() / 2, worth_threads(a.size()), [&](Size k) {
    const Size c = (k & ~(bit - 1)) * 2 + (k & (bit - 1));
    for (Size begin = 0; begin < a.rows(); begin += 2 * bit)
      for (Size r = begin; r < begin + bit; ++r) {
        const Complex equal = a(r, c), opposite = a(r + bit, c + bit);
        const Complex upper = a(r, c + bit), lower = a(r + bit, c);
        a(r, c) = 0.5 * (equal + opposite);
        a(r + bit, c + bit) = 0.5 * (equal - opposite);
        a(r + bit, c) = 0.5 * (upper + lower);
        a(r, c + bit) = Complex(0.0, 0.5) * (upper - lower);
      }
  });
}

}  // namespace

SizeDistribution pauli_size_distribution(const Eigen::MatrixXcd& a) {
  const Size size = a.rows();
  const int sites = std::countr_zero(static_cast<std::uint64_t>(size));
  Eigen::MatrixXcd letters = a;
  for (int k = 0; k < sites; ++k) to_letters(letters, Size{1} << k);
  // A partial sum a column, whatever the threads.
  Eigen::MatrixXd p = Eigen::MatrixXd::Zero(sites + 1, size);
  Eigen::MatrixXcd q = Eigen::MatrixXcd::Zero(sites + 1, size);
  for_each_index(size, worth_threads(a.size()), [&](Size c) {
    for (Size r = 0; r < size; ++r) {
      const int weight = std::popcount(static_cast<std::uint64_t>((r ^ c) | c));
      const Complex value = letters(r, c);
      p(weight, c) += std::norm(value);
      q(weight, c) += value * value;
    }
  });
  return {p.rowwise().sum(), q.rowwise().sum()};
}

std::vector<SizeDistribution> pauli_size_distributions(const SpinSpectrum& spectrum, double beta,
                                                       const PauliString& string,
                                                       std::span<const double> times,
                                                       const std::stop_token& stop) {
  check_letters(string, spectrum.num_qubits);
  check_times(times, spectrum.one_norm);
  const HostMatrices<double> space;
  const Size size = spectrum.dimension();
  const Eigen::VectorXcd root =
      (std::sqrt(static_cast<double>(size)) * thermal_weights(spectrum, beta, 0.5)).cast<Complex>();
  const HostMatrix<double> o = in_eigenbasis(spectrum, string), dressed = space.make(size, size),
                           half = space.make(size, size);
  std::vector<SizeDistribution> result;
  for (const double t : times) {
    throw_if_stopped(stop);
    const Eigen::VectorXcd phase = exponential(spectrum, -imaginary * t);
    as_eigen(dressed.view()) =
        phase.asDiagonal() * as_eigen(o.view()) * phase.conjugate().cwiseProduct(root).asDiagonal();
    Eigen::MatrixXcd back(size, size);
    const auto u = spectrum.vectors.view();
    space.multiply({Form::plain, u, Form::plain, dressed.view(), half.view()});
    space.multiply({Form::plain, half.view(), Form::adjoint, u, view_of<double>(back)});
    result.push_back(pauli_size_distribution(back));
  }
  return result;
}

}  // namespace traversable
