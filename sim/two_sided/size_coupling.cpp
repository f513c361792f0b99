#include "sim/two_sided/size_coupling.h"

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numeric>
#include <vector>

#include "sim/cuda/device_state.h"
#include "sim/parallel.h"
#include "sim/two_sided/eigensystem.h"

namespace traversable {
namespace {

using Eigen::Index;

/// exp(-i angle sigma_x) as (cosine, sine).
template <class Real>
struct Rotation {
  Real cosine;
  Real sine;

  explicit Rotation(double angle)
      : cosine(static_cast<Real>(std::cos(angle))), sine(static_cast<Real>(std::sin(angle))) {}
  Rotation(Real c, Real s) : cosine(c), sine(s) {}
  Rotation inverse() const { return {cosine, -sine}; }
};

/// (p, q) -> (cos p - i sin q, cos q - i sin p), entry by entry on columns of `rows` numbers.
template <class Real>
inline void rotate_column(cuda::Complex<Real>* __restrict p, cuda::Complex<Real>* __restrict q,
                          Size rows, const Rotation<Real>& rotation) {
  auto* u = reinterpret_cast<Real*>(p);
  auto* v = reinterpret_cast<Real*>(q);
  const Real c = rotation.cosine, s = rotation.sine;
  for (Size i = 0; i < 2 * rows; i += 2) {
    const Real ur = u[i], ui = u[i + 1], vr = v[i], vi = v[i + 1];
    u[i] = c * ur + s * vi;
    u[i + 1] = c * ui - s * vr;
    v[i] = c * vr + s * ui;
    v[i + 1] = c * vi - s * ur;
  }
}

/// Two size x size tiles of blocks whose rows and columns have opposite parities: a flip of one bit
/// of row and column leads from one to the other. `odd`: the parity of row ^ column in the bits
/// above. `grade`: that of the whole, so that bit 0 of row and column agree where odd == grade.
template <class Real>
struct TilePair {
  cuda::Complex<Real>* first;
  cuda::Complex<Real>* second;
  Size size;
  bool odd;
  bool grade;
};

/// Quadrant (row half, column half) of a tile pair.
template <class Real>
TilePair<Real> quadrant(const TilePair<Real>& pair, int row, int column, Size stride) {
  const Size half = pair.size / 2;
  const Size offset = row * half + column * half * stride;
  return {pair.first + offset, pair.second + offset, half, pair.odd != (row != column), pair.grade};
}

/// Rotates quadrant (row, column) of one tile against the opposite one of the other, column j.
template <class Real>
void rotate_opposite_quadrants(const TilePair<Real>& pair, int row, int column, Size j, Size stride,
                               const Rotation<Real>& rotation) {
  const Size half = pair.size / 2;
  const Size here = row * half + (column * half + j) * stride;
  const Size there = (1 - row) * half + ((1 - column) * half + j) * stride;
  rotate_column(pair.first + here, pair.second + there, half, rotation);
  rotate_column(pair.first + there, pair.second + here, half, rotation);
}

template <class Real>
class SizeCoupling {
 public:
  SizeCoupling(Size stride, double theta)
      : stride_(stride), rotations_{Rotation<Real>(theta), Rotation<Real>(-theta)} {}

  /// All qubits below the tile's: depth first, so that small tiles stay in cache.
  void apply(const TilePair<Real>& pair) const {
    if (pair.size > largest_unrolled) {
      for (Size j = 0; j < pair.size / 2; ++j) rotate_top_qubit(pair, j);
      for (int row = 0; row < 2; ++row)
        for (int column = 0; column < 2; ++column) apply(quadrant(pair, row, column, stride_));
    } else if (pair.grade) {
      apply_small<true>(pair);
    } else {
      apply_small<false>(pair);
    }
  }

  void rotate_top_qubit(const TilePair<Real>& pair, Size j) const {
    rotate_opposite_quadrants(pair, 0, 0, j, stride_, rotations_[pair.odd ? 1 : 0]);
  }

 private:
  static constexpr Size largest_unrolled = 8;

  template <bool grade>
  void apply_small(const TilePair<Real>& pair) const {
    switch (pair.size) {
      case 8:
        return pair.odd ? unrolled<8, true, grade>(pair.first, pair.second)
                        : unrolled<8, false, grade>(pair.first, pair.second);
      case 4:
        return pair.odd ? unrolled<4, true, grade>(pair.first, pair.second)
                        : unrolled<4, false, grade>(pair.first, pair.second);
      case 2:
        return pair.odd ? unrolled<2, true, grade>(pair.first, pair.second)
                        : unrolled<2, false, grade>(pair.first, pair.second);
      default:
        return pair.odd ? unrolled<1, true, grade>(pair.first, pair.second)
                        : unrolled<1, false, grade>(pair.first, pair.second);
    }
  }

  /// The same with everything known but the numbers.
  template <int size, bool odd, bool grade>
  void unrolled(cuda::Complex<Real>* first, cuda::Complex<Real>* second) const {
    if constexpr (size == 1) {
      if constexpr (odd == grade) rotate_column(first, second, 1, rotations_[odd ? 1 : 0]);
    } else {
      constexpr int half = size / 2;
      const Rotation<Real>& rotation = rotations_[odd ? 1 : 0];
      const Size below = half + half * stride_;
      for (int j = 0; j < half; ++j) {
        rotate_column(first + j * stride_, second + below + j * stride_, half, rotation);
        rotate_column(first + below + j * stride_, second + j * stride_, half, rotation);
      }
      const Size right = half * stride_;
      unrolled<half, odd, grade>(first, second);
      unrolled<half, !odd, grade>(first + half, second + half);
      unrolled<half, !odd, grade>(first + right, second + right);
      unrolled<half, odd, grade>(first + below, second + below);
    }
  }

  Size stride_;
  std::array<Rotation<Real>, 2> rotations_;
};

template <class Real>
std::vector<TilePair<Real>> split(const std::vector<TilePair<Real>>& pairs, Size stride) {
  std::vector<TilePair<Real>> quadrants;
  for (const TilePair<Real>& pair : pairs)
    for (int row = 0; row < 2; ++row)
      for (int column = 0; column < 2; ++column)
        quadrants.push_back(quadrant(pair, row, column, stride));
  return quadrants;
}

/// Odd N: the highest qubit holds one coupled Majorana (X-like) and the spectator (Y-like). Sizes
/// there are 0 for {1, Y} and 1 for {X, Z}: half the angle, with opposite signs on equal and unequal
/// bits.
template <class Real>
void rotate_spectator_qubit(const TilePair<Real>& pair, Size j, Size stride, double theta) {
  const Rotation<Real> rotation(theta / 2);
  rotate_opposite_quadrants(pair, 0, 0, j, stride, rotation);
  rotate_opposite_quadrants(pair, 0, 1, j, stride, rotation.inverse());
}

template <class Real>
void couple_sizes(const MatrixView<Real>& a, int num_majoranas, int q, double mu) {
  const Size stride = a.stride, half = a.rows / 2;
  const double theta = mu / (static_cast<double>(q) * num_majoranas);
  const SizeCoupling<Real> coupling(stride, theta);
  cuda::Complex<Real>* even = a.data;
  cuda::Complex<Real>* odd = a.data + half * stride;
  std::vector<TilePair<Real>> pairs{{even, odd + half, half, false, false},
                                    {odd, even + half, half, false, true}};
  bool spectator = num_majoranas % 2 == 1;
  const bool threaded = worth_threads(a.size());
  constexpr std::size_t enough_tiles = 128;
  while (pairs.front().size > 1 && (spectator || (threaded && pairs.size() < enough_tiles))) {
    const Size columns = pairs.front().size / 2;
    const auto num_pairs = static_cast<Size>(pairs.size());
    for_each_index(num_pairs * columns, threaded, [&](Size k) {
      const TilePair<Real>& pair = pairs[static_cast<std::size_t>(k / columns)];
      if (spectator)
        rotate_spectator_qubit(pair, k % columns, stride, theta);
      else
        coupling.rotate_top_qubit(pair, k % columns);
    });
    pairs = split(pairs, stride);
    spectator = false;
  }
  for_each_uneven_index(pairs.size(), threaded, [&](std::size_t i) { coupling.apply(pairs[i]); });
}

/// Tr(r gamma r gamma) for a Majorana gamma and a Hermitian even r:
/// (gamma r gamma)_mn = factor_m conj(factor_n) r_{source m, source n}.
double trace_of_conjugate(const MonomialOperator& gamma, const GradedMatrix& r) {
  double total = 0.0;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::MatrixXcd& here = r.block[s];
    const Eigen::MatrixXcd& there = r.block[1 - s];
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

}  // namespace

template <class Real>
void apply_size_coupling(const HostMatrices<Real>&, const MatrixView<Real>& a, int num_majoranas,
                         int q, double mu) {
  couple_sizes(a, num_majoranas, q, mu);
}

template <class Real>
void apply_size_coupling(const DeviceMatrices<Real>& space, const MatrixView<Real>& a,
                         int num_majoranas, int q, double mu) {
  const ParityBasis basis(num_majoranas);
  const Size half = basis.sector_dimension();
  const double theta = mu / (static_cast<double>(q) * num_majoranas);
  for (int qubit = basis.num_qubits - 1; qubit >= 0; --qubit) {
    const bool spectator = num_majoranas % 2 == 1 && qubit == basis.num_qubits - 1;
    const double angle = spectator ? theta / 2 : theta;
    space.run(cuda::RotateQubit<Real>{a, half, qubit, static_cast<Real>(std::cos(angle)),
                                      static_cast<Real>(std::sin(angle)), spectator},
              half, a.columns);
  }
}

void apply_size_coupling(Eigen::MatrixXcd& a, int num_majoranas, int q, double mu) {
  apply_size_coupling(HostMatrices<double>{}, view_of(a), num_majoranas, q, mu);
}

double size_coupling_expectation(const GradedMatrix& r, int num_majoranas, int q) {
  const ParityBasis basis(num_majoranas);
  std::vector<double> traces(static_cast<std::size_t>(num_majoranas));
  for_each_uneven_index(
      num_majoranas, worth_threads(num_majoranas * r.block[0].size()), [&](int j) {
        traces[static_cast<std::size_t>(j)] = trace_of_conjugate(majorana_product(basis, {{j}}), r);
      });
  const double total = std::accumulate(traces.begin(), traces.end(), 0.0);
  return -0.5 * total / (static_cast<double>(basis.dimension()) * q * num_majoranas);
}

template <class Real>
Complex sum_of_conjugates(const HostMatrices<Real>&, const MatrixView<Real>& a,
                          const MatrixView<Real>& b, int num_majoranas) {
  const ParityBasis basis(num_majoranas);
  const Size half = basis.sector_dimension();
  const auto left = as_eigen(a), right = as_eigen(b);
  std::vector<Complex> traces(static_cast<std::size_t>(num_majoranas));
  for_each_uneven_index(num_majoranas, worth_threads(num_majoranas * a.size()), [&](int j) {
    const MonomialOperator gamma = majorana_product(basis, {{j}});
    Complex& total = traces[static_cast<std::size_t>(j)];
    for (std::size_t c = 0; c < 2; ++c)
      for (Size column = 0; column < half; ++column) {
        const Size there = static_cast<Size>(1 - c) * half + gamma.source[c][column];
        Complex sum = 0.0;
        for (std::size_t r = 0; r < 2; ++r)
          for (Size row = 0; row < half; ++row)
            sum += Complex(std::conj(left(static_cast<Size>(r) * half + row,
                                          static_cast<Size>(c) * half + column))) *
                   gamma.factor[r][row] *
                   Complex(right(static_cast<Size>(1 - r) * half + gamma.source[r][row], there));
        total += sum * std::conj(gamma.factor[c][column]);
      }
  });
  return std::accumulate(traces.begin(), traces.end(), Complex(0));
}

template <class Real>
Complex sum_of_conjugates(const DeviceMatrices<Real>& space, const MatrixView<Real>& a,
                          const MatrixView<Real>& b, int num_majoranas) {
  const ParityBasis basis(num_majoranas);
  const Size half = basis.sector_dimension();
  std::vector<Size> sources;
  std::vector<Complex> factors;
  for (int j = 0; j < num_majoranas; ++j) {
    const MonomialOperator gamma = majorana_product(basis, {{j}});
    for (std::size_t r = 0; r < 2; ++r)
      for (Size row = 0; row < half; ++row) {
        sources.push_back(static_cast<Size>(1 - r) * half + gamma.source[r][row]);
        factors.push_back(gamma.factor[r][row]);
      }
  }
  const auto source = space.upload(sources);
  const auto factor = space.upload(entries<Real>(factors));
  return cuda::sum_on(
      *space.backend,
      cuda::ConjugationTerm<Real>{a, b, source.data(), factor.data(), num_majoranas, a.rows},
      a.size());
}

#define TRAVERSABLE_INSTANTIATE(Space, Real)                                               \
  template void apply_size_coupling(const Space<Real>&, const MatrixView<Real>&, int, int, \
                                    double);                                               \
  template Complex sum_of_conjugates(const Space<Real>&, const MatrixView<Real>&,          \
                                     const MatrixView<Real>&, int);
TRAVERSABLE_INSTANTIATE(HostMatrices, float)
TRAVERSABLE_INSTANTIATE(HostMatrices, double)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, float)
TRAVERSABLE_INSTANTIATE(DeviceMatrices, double)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
