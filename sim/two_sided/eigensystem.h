// One copy's levels and eigenvectors, and products of its Majoranas, in a space of matrices.
#pragma once

#include <Eigen/Core>
#include <array>
#include <complex>
#include <span>
#include <stop_token>

#include "sim/cuda/host_device.h"
#include "sim/interrupted.h"
#include "sim/space/device_matrices.h"
#include "sim/space/host_matrices.h"
#include "sim/space/matrix_kernels.h"
#include "sim/space/plan_matrices.h"
#include "sim/two_sided/sector_spectrum.h"
#include "sym/probe_mode.h"

namespace traversable {

/// A block a parity sector.
template <class Space>
using Blocks = std::array<typename Space::Matrix, 2>;

/// Where h is real in a basis B (real_basis.h), a space may keep the real O of U = B O, whose products take two thirds.
template <class Space>
struct RealVectors {};
template <class Real>
struct RealVectors<HostMatrices<Real>> {
  std::array<Eigen::MatrixX<Real>, 2> vectors;
  std::array<SectorReversal, 2> reversal;
};
template <class Real>
struct RealVectors<PlanMatrices<Real>> {
  PlannedBytes vectors;
};

/// h = U diag(E) U^+; levels are doubles on this machine.
template <class Space>
struct Eigensystem {
  std::array<Eigen::VectorXd, 2> levels;
  Blocks<Space> vectors;
  RealVectors<Space> real = {};
};

/// Found in double by what the symmetry of h allows, whatever the precision.
template <class Real>
Eigensystem<HostMatrices<Real>> eigensystem(const HostMatrices<Real>& space, GradedMatrix h,
                                            const SymmetryClass& symmetry,
                                            const std::stop_token& stop);
/// Found in double on the device, in the way that serves every h.
template <class Real>
Eigensystem<DeviceMatrices<Real>> eigensystem(const DeviceMatrices<Real>& space, GradedMatrix h,
                                              const SymmetryClass& symmetry,
                                              const std::stop_token& stop);

/// Both blocks of h as eigensystem takes them.
template <class Space>
GradedMatrix one_copy(const Space&, const Hamiltonian& hamiltonian) {
  return dense_hamiltonian(hamiltonian);
}

/// Of a spectrum at hand.
template <class Space>
Eigensystem<Space> eigensystem(const Space& space, const SectorSpectrum& spectrum) {
  return {spectrum.levels,
          {space.load(spectrum.vectors.block[0]), space.load(spectrum.vectors.block[1])},
          {}};
}

/// A product of Majoranas as kernels read it.
template <class Space>
struct MonomialIn {
  int grade = 0;
  /// p^2, a number.
  std::complex<double> square = 1;
  std::array<typename Space::template Array<Size>, 2> source;
  std::array<typename Space::template Array<cuda::Complex<typename Space::Real>>, 2> factor;
};

template <class Real>
cuda::Complex<Real> entry(std::complex<double> z) {
  return {static_cast<Real>(z.real()), static_cast<Real>(z.imag())};
}

/// Complex numbers as kernels read them.
template <class Real, class Numbers>
std::vector<cuda::Complex<Real>> entries(const Numbers& numbers) {
  std::vector<cuda::Complex<Real>> result;
  result.reserve(static_cast<std::size_t>(numbers.size()));
  for (const std::complex<double> z : numbers) result.push_back(entry<Real>(z));
  return result;
}

template <class Space>
MonomialIn<Space> monomial(const Space& space, const ParityBasis& basis,
                           std::span<const int> majoranas) {
  const MonomialOperator p = majorana_product(basis, majoranas);
  MonomialIn<Space> result{p.grade, square_of(p), {}, {}};
  for (std::size_t s = 0; s < 2; ++s) {
    result.source[s] =
        space.template upload<Size>(std::vector<Size>(p.source[s].begin(), p.source[s].end()));
    result.factor[s] = space.upload(entries<typename Space::Real>(p.factor[s]));
  }
  return result;
}

/// out = alpha p x for a block x with rows in `sector`.
template <class Space>
void apply_monomial(const Space& space, const MonomialIn<Space>& p,
                    cuda::Complex<typename Space::Real> alpha, std::size_t sector,
                    const MatrixView<typename Space::Real>& x,
                    const MatrixView<typename Space::Real>& out) {
  const std::size_t to = sector ^ static_cast<std::size_t>(p.grade);
  space.run(
      ApplyMonomial<typename Space::Real>{p.source[to].data(), p.factor[to].data(), alpha, x, out},
      x.rows, x.columns);
}

/// body(sector) for both.
template <class Space, class Body>
void for_both_sectors(const Space&, Size, const Body& body) {
  for (std::size_t s = 0; s < 2; ++s) body(s);
}
/// Side by side where a sector is no more than a tile of a product.
template <class Real, class Body>
void for_both_sectors(const HostMatrices<Real>&, Size half, const Body& body) {
  constexpr Size one_tile = 128;
  const bool threaded = half <= one_tile && worth_threads(half * half);
  for_each_index(std::size_t{2}, threaded, body);
}

/// out = U diag(factor) U^+ of one sector; `scratch` is of the same size.
template <class Space>
void function_of_h(const Space& space, const Eigensystem<Space>& system, std::size_t sector,
                   const Eigen::VectorXcd& factor, const MatrixView<typename Space::Real>& scratch,
                   const MatrixView<typename Space::Real>& out) {
  using Real = typename Space::Real;
  const auto u = system.vectors[sector].view();
  const auto diagonal = space.upload(entries<Real>(factor));
  space.run(ScaleEntries<Real>{u, {1, 0}, nullptr, false, diagonal.data(), scratch}, u.rows,
            u.columns);
  space.multiply({Form::plain, scratch, Form::adjoint, u, out});
}
template <class Real>
void function_of_h(const HostMatrices<Real>& space, const Eigensystem<HostMatrices<Real>>& system,
                   std::size_t sector, const Eigen::VectorXcd& factor,
                   const MatrixView<Real>& scratch, const MatrixView<Real>& out);

/// out = (s U)^+ for columns s of one sector; s is scratch afterwards.
template <class Space>
void adjoint_of_rotated(const Space& space, const Eigensystem<Space>& system, std::size_t sector,
                        const MatrixView<typename Space::Real>& s,
                        const MatrixView<typename Space::Real>& out) {
  space.multiply({Form::adjoint, system.vectors[sector].view(), Form::adjoint, s, out});
}
template <class Real>
void adjoint_of_rotated(const HostMatrices<Real>& space,
                        const Eigensystem<HostMatrices<Real>>& system, std::size_t sector,
                        const MatrixView<Real>& s, const MatrixView<Real>& out);

/// U^+ alpha p U: block[c] maps sector c of the eigenbasis. The two blocks of an odd p = p^2 p^+ are each other's adjoint to a
/// phase.
template <class Space>
Blocks<Space> in_eigenbasis(const Space& space, const Eigensystem<Space>& system,
                            const MonomialIn<Space>& p, cuda::Complex<typename Space::Real> alpha) {
  using Real = typename Space::Real;
  const Size half = system.vectors[0].rows();
  const typename Space::Matrix moved = space.make(half, half), adjoint = space.make(half, half);
  Blocks<Space> result;
  for (auto& block : result) block = space.make(half, half);
  for (std::size_t c = 0; c < (p.grade == 1 ? 1 : 2); ++c) {
    apply_monomial(space, p, alpha, c, system.vectors[c].view(), moved.view());
    space.run(Combine<Real>{{1, 0}, moved.view(), true, {0, 0}, {}, adjoint.view()}, half, half);
    adjoint_of_rotated(space, system, c ^ static_cast<std::size_t>(p.grade), adjoint.view(),
                       result[c].view());
  }
  if (p.grade == 1) {
    const std::complex<double> a(alpha.re, alpha.im);
    const std::complex<double> phase = p.square * a / std::conj(a);
    space.run(
        Combine<Real>{entry<Real>(phase), result[0].view(), true, {0, 0}, {}, result[1].view()},
        half, half);
  }
  return result;
}

/// The probe mode chi = (psi_a + i psi_b) / sqrt 2 in the eigenbasis.
template <class Space>
struct ProbeOperators {
  Blocks<Space> occupation;  // i gamma_a gamma_b
  Blocks<Space> lowering;    // chi = (gamma_a + i gamma_b) / 2
};
template <class Space>
ProbeOperators<Space> probe_operators(const Space& space, const Eigensystem<Space>& system,
                                      const ParityBasis& basis, const ProbeMode& probe,
                                      const std::stop_token& stop) {
  using Real = typename Space::Real;
  const auto operators = [&](std::span<const int> majoranas, cuda::Complex<Real> alpha) {
    throw_if_stopped(stop);
    return in_eigenbasis(space, system, monomial(space, basis, majoranas), alpha);
  };
  ProbeOperators<Space> result{operators(probe, {0, 1}), operators({{probe[0]}}, {Real(0.5), 0})};
  const Blocks<Space> second = operators({{probe[1]}}, {0, Real(0.5)});
  for (std::size_t c = 0; c < 2; ++c) {
    const MatrixView<Real> chi = result.lowering[c].view();
    space.run(Combine<Real>{{1, 0}, chi, false, {1, 0}, second[c].view(), chi}, chi.rows,
              chi.columns);
  }
  return result;
}

/// phases_mt = exp(-i E_m t_t).
template <class Real>
void time_phases(const HostMatrices<Real>& space, const Eigen::VectorXd& levels,
                 std::span<const double> times, const HostMatrix<Real>& phases);
template <class Real>
void time_phases(const DeviceMatrices<Real>& space, const Eigen::VectorXd& levels,
                 std::span<const double> times, const DeviceMatrix<Real>& phases);

/// What is planned: N Majoranas a side, of which nothing but the size is known.
struct PlannedCopy {
  Size half;
  double diagonalization;  // bytes

  explicit PlannedCopy(int num_majoranas)
      : half(ParityBasis(num_majoranas).sector_dimension()),
        diagonalization(diagonalization_memory(num_majoranas)) {}
};
template <class Real>
PlannedCopy one_copy(const PlanMatrices<Real>&, const Hamiltonian& hamiltonian) {
  return PlannedCopy(hamiltonian.num_majoranas());
}
template <class Real>
Eigensystem<PlanMatrices<Real>> eigensystem(const PlanMatrices<Real>& space, PlannedCopy copy,
                                            const SymmetryClass&, const std::stop_token&) {
  const double block = static_cast<double>(copy.half) * static_cast<double>(copy.half);
  const PlannedBytes found(*space.plan, copy.diagonalization);
  Eigensystem<PlanMatrices<Real>> result;
  for (auto& levels : result.levels) levels = Eigen::VectorXd::Zero(1);
  for (auto& vectors : result.vectors) vectors = space.make(copy.half, copy.half);
  if (space.place == Place::host)
    result.real.vectors = PlannedBytes(*space.plan, 2 * block * sizeof(Real));
  return result;
}
template <class Real>
MonomialIn<PlanMatrices<Real>> monomial(const PlanMatrices<Real>& space, const ParityBasis& basis,
                                        std::span<const int> majoranas) {
  MonomialIn<PlanMatrices<Real>> result{static_cast<int>(majoranas.size() % 2), 1, {}, {}};
  for (std::size_t s = 0; s < 2; ++s) {
    const auto half = static_cast<double>(basis.sector_dimension());
    result.source[s] = space.template reserve<Size>(half);
    result.factor[s] = space.template reserve<cuda::Complex<Real>>(half);
  }
  return result;
}
template <class Real>
void time_phases(const PlanMatrices<Real>&, const Eigen::VectorXd&, std::span<const double>,
                 const PlannedMatrix<Real>&) {}

}  // namespace traversable
