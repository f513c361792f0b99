#include "sim/two_sided/shockwave.h"

#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/complex.h"
#include "sim/cuda/device_state.h"
#include "sim/parallel.h"
#include "sim/space/device_matrices.h"
#include "sim/space/host_matrices.h"
#include "sim/space/plan_matrices.h"
#include "sim/two_sided/butterfly.h"
#include "sim/two_sided/eigensystem.h"
#include "sym/majorana_string.h"

namespace traversable {
namespace {

using Eigen::Index;
using kernels::QubitAngles;
using kernels::TilePair;

std::vector<QubitAngles> qubit_angles(const ParityBasis& basis, const CouplingTerms& terms,
                                      double mu) {
  std::vector<double> theta(2 * static_cast<std::size_t>(basis.num_qubits));
  for (std::size_t k = 0; k < terms.sets.size(); ++k)
    theta[static_cast<std::size_t>(std::countr_zero(terms.sets[k].majoranas))] = terms.angle(k, mu);
  std::vector<QubitAngles> angles;
  for (std::size_t k = 0; k < theta.size(); k += 2)
    angles.push_back({(theta[k] + theta[k + 1]) / 2, (theta[k + 1] - theta[k]) / 2});
  return angles;
}

template <class Real>
std::vector<TilePair<Real>> split(const std::vector<TilePair<Real>>& pairs, Size stride) {
  std::vector<TilePair<Real>> quadrants;
  for (const TilePair<Real>& pair : pairs)
    for (int row = 0; row < 2; ++row)
      for (int column = 0; column < 2; ++column)
        quadrants.push_back(quadrant(pair, row, column, stride));
  return quadrants;
}

/// The highest qubit first: small matrices and, of large ones, tiles enough for the threads are left to recursion.
template <class Real>
void couple_fermions(const HostMatrices<Real>&, const MatrixView<Real>& a, const ParityBasis& basis,
                     const CouplingTerms& terms, double mu) {
  const Size stride = a.stride, half = a.rows / 2;
  const kernels::Butterfly<Real> butterfly(stride, qubit_angles(basis, terms, mu));
  auto* even = reinterpret_cast<std::complex<Real>*>(a.data);
  std::complex<Real>* odd = even + half * stride;
  std::vector<TilePair<Real>> pairs{{even, odd + half, half, false, false},
                                    {odd, even + half, half, false, true}};
  const bool threaded = worth_threads(a.size());
  constexpr std::size_t enough_tiles = 128;
  while (threaded && pairs.front().size > 1 && pairs.size() < enough_tiles) {
    const Size columns = pairs.front().size / 2;
    for_each_index(static_cast<Size>(pairs.size()) * columns, threaded, [&](Size k) {
      turn_highest_qubit(butterfly, pairs[static_cast<std::size_t>(k / columns)], k % columns);
    });
    pairs = split(pairs, stride);
  }
  for_each_uneven_index(pairs.size(), threaded,
                        [&](std::size_t i) { turn_tile(butterfly, pairs[i]); });
}

/// A pass a qubit, from the highest.
template <class Real>
void couple_fermions(const DeviceMatrices<Real>& space, const MatrixView<Real>& a,
                     const ParityBasis& basis, const CouplingTerms& terms, double mu) {
  const Size half = basis.sector_dimension();
  const std::vector<QubitAngles> angles = qubit_angles(basis, terms, mu);
  const auto rotation = [](double angle) {
    return cuda::Complex<Real>{static_cast<Real>(std::cos(angle)),
                               static_cast<Real>(std::sin(angle))};
  };
  for (int qubit = basis.num_qubits - 1; qubit >= 0; --qubit) {
    const auto [equal, unequal] = angles[static_cast<std::size_t>(qubit)];
    if (equal != 0 || unequal != 0)
      space.run(cuda::RotateQubit<Real>{a, half, qubit, rotation(equal), rotation(unequal)}, half,
                a.columns);
  }
}

template <class Real>
void couple_fermions(const PlanMatrices<Real>&, const MatrixView<Real>&, const ParityBasis&,
                     const CouplingTerms&, double) {}

std::vector<int> majoranas_of(const CoupledSet& set) {
  std::vector<int> majoranas;
  for (std::uint64_t rest = set.majoranas; rest != 0; rest &= rest - 1)
    majoranas.push_back(std::countr_zero(rest));
  return majoranas;
}

/// gamma_j, or i gamma_a gamma_b.
MonomialOperator hermitian_product(const ParityBasis& basis, const CoupledSet& set) {
  const std::vector<int> majoranas = majoranas_of(set);
  MonomialOperator product = majorana_product(basis, majoranas);
  if (hermitian_phase(static_cast<int>(majoranas.size())) == 1)
    for (Eigen::VectorXcd& factor : product.factor) factor *= imaginary;
  return product;
}

/// A product of Majoranas on rows of both sectors, as kernels read it.
template <class Space>
struct WholeMonomial {
  typename Space::template Array<Size> source;
  typename Space::template Array<cuda::Complex<typename Space::Real>> factor;
};

template <class Space>
WholeMonomial<Space> whole_monomial(const Space& space, const MonomialOperator& p) {
  std::vector<Size> source;
  std::vector<Complex> factor;
  for (std::size_t s = 0; s < 2; ++s) {
    const Size first =
        static_cast<Size>(s ^ static_cast<std::size_t>(p.grade)) * p.source[s].size();
    for (const Size row : p.source[s]) source.push_back(first + row);
    factor.insert(factor.end(), p.factor[s].begin(), p.factor[s].end());
  }
  return {space.upload(std::move(source)), space.upload(entries<typename Space::Real>(factor))};
}

template <class Real>
WholeMonomial<PlanMatrices<Real>> whole_monomial(const PlanMatrices<Real>& space,
                                                 const MonomialOperator& p) {
  const double rows = 2 * static_cast<double>(p.source[0].size());
  return {space.template reserve<Size>(rows), space.template reserve<cuda::Complex<Real>>(rows)};
}

template <class Space>
void couple_bits(const Space& space, const MatrixView<typename Space::Real>& a,
                 const ParityBasis& basis, const CouplingTerms& terms, double mu) {
  using Real = typename Space::Real;
  for (std::size_t k = 0; k < terms.sets.size(); ++k) {
    const auto g = whole_monomial(space, hermitian_product(basis, terms.sets[k]));
    const double half_angle = terms.angle(k, mu) / 2;
    space.run(cuda::TurnByInvolution<Real>{a, g.source.data(), g.factor.data(),
                                           static_cast<Real>(std::cos(half_angle)),
                                           static_cast<Real>(std::sin(half_angle))},
              a.rows, a.columns);
  }
}

/// Tr(r O r O) for a Hermitian product of Majoranas O and a Hermitian even r:
/// (O r O)_mn = factor_m conj(factor_n) r_{source m, source n}.
double trace_of_conjugate(const MonomialOperator& gamma, const GradedMatrix& r) {
  double total = 0.0;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::MatrixXcd& here = r.block[s];
    const Eigen::MatrixXcd& there = r.block[s ^ static_cast<std::size_t>(gamma.grade)];
    for (Index n = 0; n < here.cols(); ++n) {
      const auto partner = there.col(gamma.source[s][n]);
      Complex sum = 0.0;
      for (Index m = 0; m < here.rows(); ++m)
        sum += std::conj(here(m, n)) * gamma.factor[s][m] * partner[gamma.source[s][m]];
      total += (std::conj(gamma.factor[s][n]) * sum).real();
    }
  }
  return total;
}

/// Tr(a^+ O b O) in the memory of this machine.
template <class Real>
Complex conjugate_trace(const HostMatrices<Real>&, const MatrixView<Real>& a,
                        const MatrixView<Real>& b, const MonomialOperator& o) {
  const Size half = a.rows / 2;
  const auto left = as_eigen(a), right = as_eigen(b);
  const auto flip = static_cast<std::size_t>(o.grade);
  Complex total = 0;
  for (std::size_t c = 0; c < 2; ++c)
    for (Size column = 0; column < half; ++column) {
      const Size there = static_cast<Size>(c ^ flip) * half + o.source[c][column];
      Complex sum = 0.0;
      for (std::size_t r = 0; r < 2; ++r)
        for (Size row = 0; row < half; ++row)
          sum += std::conj(Complex(left(static_cast<Size>(r) * half + row,
                                        static_cast<Size>(c) * half + column))) *
                 o.factor[r][row] *
                 Complex(right(static_cast<Size>(r ^ flip) * half + o.source[r][row], there));
      total += sum * std::conj(o.factor[c][column]);
    }
  return total;
}

template <class Real>
Complex conjugate_trace(const DeviceMatrices<Real>& space, const MatrixView<Real>& a,
                        const MatrixView<Real>& b, const MonomialOperator& o) {
  const auto whole = whole_monomial(space, o);
  return cuda::sum_on(
      *space.backend,
      cuda::ConjugationTerm<Real>{a, b, whole.source.data(), whole.factor.data(), a.rows},
      a.size());
}

template <class Real>
Complex conjugate_trace(const PlanMatrices<Real>& space, const MatrixView<Real>&,
                        const MatrixView<Real>&, const MonomialOperator& o) {
  whole_monomial(space, o);
  return 0;
}

/// Sets side by side where a space can.
template <class Space, class Body>
void for_each_set(const Space&, std::size_t count, Size, const Body& body) {
  for (std::size_t k = 0; k < count; ++k) body(k);
}
template <class Real, class Body>
void for_each_set(const HostMatrices<Real>&, std::size_t count, Size size, const Body& body) {
  for_each_uneven_index(count, worth_threads(static_cast<Size>(count) * size), body);
}

}  // namespace

template <class Space>
void apply_coupling(const Space& space, const MatrixView<typename Space::Real>& a,
                    int num_majoranas, const CouplingTerms& terms, double mu) {
  const ParityBasis basis(num_majoranas);
  if (terms.is_bits())
    couple_bits(space, a, basis, terms, mu);
  else
    couple_fermions(space, a, basis, terms, mu);
}

void apply_coupling(Eigen::MatrixXcd& a, int num_majoranas, const CouplingTerms& terms, double mu) {
  apply_coupling(HostMatrices<double>{}, view_of(a), num_majoranas, terms, mu);
}

double coupling_expectation(const GradedMatrix& r, int num_majoranas, const CouplingTerms& terms) {
  const ParityBasis basis(num_majoranas);
  std::vector<double> parts(terms.sets.size());
  for_each_set(HostMatrices<double>{}, parts.size(), r.block[0].size(), [&](std::size_t k) {
    parts[k] =
        terms.sets[k].weight * trace_of_conjugate(hermitian_product(basis, terms.sets[k]), r);
  });
  const double total = std::accumulate(parts.begin(), parts.end(), 0.0);
  return -0.5 * total / (static_cast<double>(basis.dimension()) * terms.normalization);
}

template <class Space>
std::vector<Complex> conjugate_traces(const Space& space, const MatrixView<typename Space::Real>& a,
                                      const MatrixView<typename Space::Real>& b, int num_majoranas,
                                      const CouplingTerms& terms) {
  const ParityBasis basis(num_majoranas);
  std::vector<Complex> traces(terms.sets.size());
  for_each_set(space, traces.size(), a.size(), [&](std::size_t k) {
    traces[k] = conjugate_trace(space, a, b, hermitian_product(basis, terms.sets[k]));
  });
  return traces;
}

#define TRAVERSABLE_INSTANTIATE(Space, Real)                                                  \
  template void apply_coupling(const Space<Real>&, const MatrixView<Real>&, int,              \
                               const CouplingTerms&, double);                                 \
  template std::vector<Complex> conjugate_traces(const Space<Real>&, const MatrixView<Real>&, \
                                                 const MatrixView<Real>&, int,                \
                                                 const CouplingTerms&);
TRAVERSABLE_INSTANTIATE(HostMatrices, float)
TRAVERSABLE_INSTANTIATE(HostMatrices, double)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, float)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, double)
TRAVERSABLE_INSTANTIATE(PlanMatrices, float)
TRAVERSABLE_INSTANTIATE(PlanMatrices, double)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
