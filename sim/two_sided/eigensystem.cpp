#include "sim/two_sided/eigensystem.h"

#include <cmath>
#include <numbers>
#include <type_traits>
#include <utility>

#include "sim/interrupted.h"
#include "sim/two_sided/real_basis.h"

namespace traversable {

template <class Real>
Eigensystem<HostMatrices<Real>> eigensystem(const HostMatrices<Real>& space, GradedMatrix h,
                                            const SymmetryClass& symmetry,
                                            const std::stop_token& stop) {
  const SectorSpectrum spectrum = diagonalize(std::move(h), symmetry, stop);
  Eigensystem<HostMatrices<Real>> result = eigensystem(space, spectrum);
  if (symmetry.form() != SectorForm::real) return result;
  const MonomialOperator t = time_reversal(symmetry.num_majoranas);
  for (std::size_t s = 0; s < 2; ++s) {
    result.real.reversal[s] = {t.source[s], t.factor[s]};
    result.real.vectors[s] =
        coordinates_in_real_basis(spectrum.vectors.block[s], result.real.reversal[s])
            .template cast<Real>();
  }
  return result;
}

/// s B: columns b < b' of T-partners become (s_b + f s_b') / sqrt 2 and i (s_b - f s_b') / sqrt 2.
template <class Real>
void into_real_basis(const MatrixView<Real>& s, const SectorReversal& t) {
  constexpr Real scale = std::numbers::sqrt2_v<Real> / 2;
  const auto columns = as_eigen(s);
  for_each_index(s.columns, worth_threads(s.size()), [&](Size b) {
    const Size image = t.source[b];
    if (image < b) return;
    // T|b> = factor_image |image>.
    const auto f = static_cast<std::complex<Real>>(t.factor[image]);
    const auto unit = std::complex<Real>(0, scale);
    for (Size row = 0; row < s.rows; ++row) {
      const std::complex<Real> x = columns(row, b), y = f * columns(row, image);
      s(row, b) = {scale * (x + y).real(), scale * (x + y).imag()};
      const std::complex<Real> z = unit * (x - y);
      s(row, image) = {z.real(), z.imag()};
    }
  });
}

template <class Real>
void adjoint_of_rotated(const HostMatrices<Real>& space,
                        const Eigensystem<HostMatrices<Real>>& system, std::size_t sector,
                        const MatrixView<Real>& s, const MatrixView<Real>& out) {
  const Eigen::MatrixX<Real>& o = system.real.vectors[sector];
  if (o.size() == 0) return adjoint_of_rotated<HostMatrices<Real>>(space, system, sector, s, out);
  into_real_basis(s, system.real.reversal[sector]);
  multiply_real({Form::adjoint}, o, s, out);
}

/// The upper triangle of a symmetric f from its lower one, and B f B^+ in its place: of a pair of pairs of T-partners b < b',
/// c < c' four entries at a time.
template <class Real>
void from_lower_triangle_in_real_basis(const MatrixView<Real>& f, const SectorReversal& t) {
  auto m = as_eigen(f);
  const bool threaded = worth_threads(f.size());
  for_each_uneven_index(f.columns, threaded, [&](Size column) {
    m.row(column).tail(f.columns - column - 1) =
        m.col(column).tail(f.columns - column - 1).transpose();
  });
  using Number = std::complex<Real>;
  constexpr Real half = Real(0.5);
  for_each_index(f.columns, threaded, [&](Size c) {
    const Size c_image = t.source[c];
    if (c_image < c) return;
    const auto right = std::conj(static_cast<Number>(t.factor[c_image]));
    for (Size b = 0; b < f.rows; ++b) {
      const Size b_image = t.source[b];
      if (b_image < b) continue;
      const auto left = static_cast<Number>(t.factor[b_image]);
      const Number x = half * m(b, c), y = half * m(b_image, c_image);
      const Number z = half * m(b_image, c), w = half * m(b, c_image);
      const Number sum = x + y, difference = x - y, plus = z + w, minus = z - w;
      const Number i_plus(-plus.imag(), plus.real()), i_minus(-minus.imag(), minus.real());
      f(b, c) = {(sum + i_minus).real(), (sum + i_minus).imag()};
      const Number lower = left * (difference - i_plus), upper = right * (difference + i_plus);
      const Number image = left * right * (sum - i_minus);
      f(b_image, c) = {lower.real(), lower.imag()};
      f(b, c_image) = {upper.real(), upper.imag()};
      f(b_image, c_image) = {image.real(), image.imag()};
    }
  });
}

template <class Real>
void function_of_h(const HostMatrices<Real>& space, const Eigensystem<HostMatrices<Real>>& system,
                   std::size_t sector, const Eigen::VectorXcd& factor,
                   const MatrixView<Real>& scratch, const MatrixView<Real>& out) {
  const Eigen::MatrixX<Real>& o = system.real.vectors[sector];
  if (o.size() == 0)
    return function_of_h<HostMatrices<Real>>(space, system, sector, factor, scratch, out);
  for_each_index(o.cols(), worth_threads(o.size()), [&](Size n) {
    const auto z = static_cast<std::complex<Real>>(std::conj(factor[n]));
    for (Size row = 0; row < o.rows(); ++row)
      scratch(row, n) = {z.real() * o(row, n), z.imag() * o(row, n)};
  });
  multiply_real({Form::plain, true}, o, scratch, out);
  from_lower_triangle_in_real_basis(out, system.real.reversal[sector]);
}

template <class Real>
Eigensystem<DeviceMatrices<Real>> eigensystem(const DeviceMatrices<Real>& space, GradedMatrix h,
                                              const SymmetryClass&, const std::stop_token& stop) {
  const DeviceMatrices<double> in_double{space.backend};
  Eigensystem<DeviceMatrices<Real>> result;
  for (std::size_t s = 0; s < 2; ++s) {
    throw_if_stopped(stop);
    DeviceMatrix<double> u = in_double.load(h.block[s]);
    h.block[s].resize(0, 0);
    const std::vector<double> levels = space.backend->diagonalize(u.view().data, u.rows());
    result.levels[s] =
        Eigen::Map<const Eigen::VectorXd>(levels.data(), static_cast<Eigen::Index>(levels.size()));
    if constexpr (std::is_same_v<Real, double>)
      result.vectors[s] = std::move(u);
    else
      result.vectors[s] = space.load(in_double.read(u.view()));
  }
  return result;
}

template <class Real>
void time_phases(const HostMatrices<Real>&, const Eigen::VectorXd& levels,
                 std::span<const double> times, const HostMatrix<Real>& phases) {
  const MatrixView<Real> v = phases.view();
  constexpr Size of_a_sine = 16;  // as long as so many plain operations
  for_each_index(v.columns, worth_threads(of_a_sine * v.size()), [&](Size t) {
    for (Size m = 0; m < v.rows; ++m) {
      const double angle = -levels[m] * times[static_cast<std::size_t>(t)];
      v(m, t) = {static_cast<Real>(std::cos(angle)), static_cast<Real>(std::sin(angle))};
    }
  });
}

template <class Real>
void time_phases(const DeviceMatrices<Real>& space, const Eigen::VectorXd& levels,
                 std::span<const double> times, const DeviceMatrix<Real>& phases) {
  const HostMatrix<Real> here(phases.rows(), phases.columns());
  time_phases(HostMatrices<Real>{}, levels, times, here);
  space.backend->upload(phases.view().data, here.view().data,
                        static_cast<std::size_t>(here.view().size()) * sizeof(cuda::Complex<Real>));
}

#define TRAVERSABLE_INSTANTIATE(Space, Matrix, Real)                                             \
  template Eigensystem<Space<Real>> eigensystem(const Space<Real>&, GradedMatrix,                \
                                                const SymmetryClass&, const std::stop_token&);   \
  template void time_phases(const Space<Real>&, const Eigen::VectorXd&, std::span<const double>, \
                            const Matrix<Real>&);
template void adjoint_of_rotated(const HostMatrices<float>&,
                                 const Eigensystem<HostMatrices<float>>&, std::size_t,
                                 const MatrixView<float>&, const MatrixView<float>&);
template void adjoint_of_rotated(const HostMatrices<double>&,
                                 const Eigensystem<HostMatrices<double>>&, std::size_t,
                                 const MatrixView<double>&, const MatrixView<double>&);
template void function_of_h(const HostMatrices<float>&, const Eigensystem<HostMatrices<float>>&,
                            std::size_t, const Eigen::VectorXcd&, const MatrixView<float>&,
                            const MatrixView<float>&);
template void function_of_h(const HostMatrices<double>&, const Eigensystem<HostMatrices<double>>&,
                            std::size_t, const Eigen::VectorXcd&, const MatrixView<double>&,
                            const MatrixView<double>&);
TRAVERSABLE_INSTANTIATE(HostMatrices, HostMatrix, float)
TRAVERSABLE_INSTANTIATE(HostMatrices, HostMatrix, double)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, DeviceMatrix, float)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, DeviceMatrix, double)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
