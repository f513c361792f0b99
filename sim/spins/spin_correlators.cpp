#include "sim/spins/spin_correlators.h"

#include <fmt/format.h>

#include <stdexcept>
#include <vector>

#include "sim/arguments.h"
#include "sim/interrupted.h"
#include "sim/memory.h"

namespace traversable {

Eigen::VectorXcd two_point_function(const SpinSpectrum& spectrum, double beta, const PauliString& a,
                                    const PauliString& b, std::span<const double> times) {
  check_letters(a, spectrum.num_qubits);
  check_letters(b, spectrum.num_qubits);
  check_times(times, spectrum.one_norm);
  const HostMatrices<double> space;
  const Size size = spectrum.dimension(), count = static_cast<Size>(times.size());
  require_memory(2.0 * static_cast<double>(size) * static_cast<double>(count) * sizeof(Complex),
                 fmt::format("a two-point function at {} times", times.size()));
  const Eigen::VectorXcd weights = thermal_weights(spectrum, beta, 1).cast<Complex>();
  const HostMatrix<double> first = in_eigenbasis(spectrum, a), second = in_eigenbasis(spectrum, b);
  const HostMatrix<double> phases = space.make(size, count), out = space.make(size, count);
  for (Size t = 0; t < count; ++t)
    as_eigen(phases.view()).col(t) =
        exponential(spectrum, -imaginary * times[static_cast<std::size_t>(t)]);
  // W_mn = p_m A_mn B_nm, B_nm = B_mn^*.
  as_eigen(first.view()) = weights.asDiagonal() *
                           as_eigen(first.view()).cwiseProduct(as_eigen(second.view()).conjugate());
  space.multiply({Form::plain, first.view(), Form::plain, phases.view(), out.view()});
  std::vector<Complex> sums(times.size());
  space.add_column_dots(phases.view(), out.view(), sums);
  return Eigen::Map<const Eigen::VectorXcd>(sums.data(), count);
}

Eigen::VectorXcd spin_otoc(const SpinSpectrum& spectrum, double beta, const PauliString& a,
                           const PauliString& b, std::span<const double> times, bool regularized,
                           const std::stop_token& stop) {
  check_letters(a, spectrum.num_qubits);
  check_letters(b, spectrum.num_qubits);
  check_times(times, spectrum.one_norm);
  const HostMatrices<double> space;
  const Size size = spectrum.dimension();
  const Eigen::VectorXcd y =
      thermal_weights(spectrum, beta, regularized ? 0.25 : 0.0).cast<Complex>();
  const Eigen::VectorXcd outer =
      thermal_weights(spectrum, beta, regularized ? 0.0 : 1.0).cast<Complex>();
  const HostMatrix<double> first = in_eigenbasis(spectrum, a), second = in_eigenbasis(spectrum, b);
  const HostMatrix<double> moved = space.make(size, size), m = space.make(size, size);
  as_eigen(second.view()) = y.asDiagonal() * as_eigen(second.view());
  Eigen::VectorXcd result(static_cast<Size>(times.size()));
  for (std::size_t t = 0; t < times.size(); ++t) {
    throw_if_stopped(stop);
    const Eigen::VectorXcd phase = exponential(spectrum, imaginary * times[t]);
    as_eigen(moved.view()) = y.cwiseProduct(phase).asDiagonal() * as_eigen(first.view()) *
                             phase.conjugate().asDiagonal();
    space.multiply({Form::plain, moved.view(), Form::plain, second.view(), m.view()});
    const auto product = as_eigen(m.view());
    result[static_cast<Size>(t)] =
        (outer.asDiagonal() * product).cwiseProduct(product.transpose()).sum();
  }
  return result;
}

}  // namespace traversable
