#include "sim/two_sided/size_coupling.h"

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numeric>
#include <vector>

#include "sim/parallel.h"
#include "sim/two_sided/one_sided_operators.h"

namespace traversable {
namespace {

using Eigen::Index;

// exp(-i angle sigma_x) as (cosine, sine).
struct Rotation {
  double cosine;
  double sine;

  explicit Rotation(double angle) : cosine(std::cos(angle)), sine(std::sin(angle)) {}
  Rotation(double c, double s) : cosine(c), sine(s) {}
  Rotation inverse() const { return {cosine, -sine}; }
};

// (p, q) -> (cos p - i sin q, cos q - i sin p), entry by entry on columns of `rows` numbers.
inline void rotate_column(Complex* __restrict p, Complex* __restrict q, Index rows,
                          const Rotation& rotation) {
  auto* u = reinterpret_cast<double*>(p);
  auto* v = reinterpret_cast<double*>(q);
  const double c = rotation.cosine;
  const double s = rotation.sine;
  for (Index i = 0; i < 2 * rows; i += 2) {
    const double ur = u[i], ui = u[i + 1], vr = v[i], vi = v[i + 1];
    u[i] = c * ur + s * vi;
    u[i + 1] = c * ui - s * vr;
    v[i] = c * vr + s * ui;
    v[i + 1] = c * vi - s * ur;
  }
}

// Two size x size tiles of blocks whose rows and columns have opposite parities: a flip of one bit
// of row and column leads from one to the other. `odd`: the parity of row ^ column in the bits
// above. `grade`: that of the whole, so that bit 0 of row and column agree where odd == grade.
struct TilePair {
  Complex* first;
  Complex* second;
  Index size;
  bool odd;
  bool grade;
};

// Quadrant (row half, column half) of a tile pair.
TilePair quadrant(const TilePair& pair, int row, int column, Index stride) {
  const Index half = pair.size / 2;
  const Index offset = row * half + column * half * stride;
  return {pair.first + offset, pair.second + offset, half, pair.odd != (row != column), pair.grade};
}

// Rotates quadrant (row, column) of one tile against the opposite one of the other, column j.
void rotate_opposite_quadrants(const TilePair& pair, int row, int column, Index j, Index stride,
                               const Rotation& rotation) {
  const Index half = pair.size / 2;
  const Index here = row * half + (column * half + j) * stride;
  const Index there = (1 - row) * half + ((1 - column) * half + j) * stride;
  rotate_column(pair.first + here, pair.second + there, half, rotation);
  rotate_column(pair.first + there, pair.second + here, half, rotation);
}

class SizeCoupling {
 public:
  SizeCoupling(Index stride, double theta)
      : stride_(stride), rotations_{Rotation(theta), Rotation(-theta)} {}

  // All qubits below the tile's: depth first, so that small tiles stay in cache.
  void apply(const TilePair& pair) const {
    if (pair.size == 1) {
      if (pair.odd == pair.grade) rotate_column(pair.first, pair.second, 1, rotation(pair.odd));
      return;
    }
    for (Index j = 0; j < pair.size / 2; ++j) rotate_top_qubit(pair, j);
    for (int row = 0; row < 2; ++row)
      for (int column = 0; column < 2; ++column) apply(quadrant(pair, row, column, stride_));
  }

  void rotate_top_qubit(const TilePair& pair, Index j) const {
    rotate_opposite_quadrants(pair, 0, 0, j, stride_, rotation(pair.odd));
  }

 private:
  const Rotation& rotation(bool odd) const { return rotations_[odd ? 1 : 0]; }

  Index stride_;
  std::array<Rotation, 2> rotations_;
};

std::vector<TilePair> split(const std::vector<TilePair>& pairs, Index stride) {
  std::vector<TilePair> quadrants;
  for (const TilePair& pair : pairs)
    for (int row = 0; row < 2; ++row)
      for (int column = 0; column < 2; ++column)
        quadrants.push_back(quadrant(pair, row, column, stride));
  return quadrants;
}

// Odd N: the highest qubit holds one coupled Majorana (X-like) and the spectator (Y-like). Sizes
// there are 0 for {1, Y} and 1 for {X, Z}: half the angle, with opposite signs on equal and unequal
// bits.
void rotate_spectator_qubit(const TilePair& pair, Index j, Index stride, double theta) {
  const Rotation rotation(theta / 2);
  rotate_opposite_quadrants(pair, 0, 0, j, stride, rotation);
  rotate_opposite_quadrants(pair, 0, 1, j, stride, rotation.inverse());
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

void apply_size_coupling(Eigen::MatrixXcd& a, int num_majoranas, int q, double mu) {
  const Index stride = a.rows();
  const Index half = stride / 2;
  const double theta = mu / (static_cast<double>(q) * num_majoranas);
  const SizeCoupling coupling(stride, theta);
  Complex* even = a.data();
  Complex* odd = a.data() + half * stride;
  std::vector<TilePair> pairs{{even, odd + half, half, false, false},
                              {odd, even + half, half, false, true}};
  bool spectator = num_majoranas % 2 == 1;
  const bool threaded = worth_threads(a.size());
  constexpr std::size_t enough_tiles = 128;
  while (pairs.front().size > 1 && (spectator || (threaded && pairs.size() < enough_tiles))) {
    const Index columns = pairs.front().size / 2;
    const auto num_pairs = static_cast<Index>(pairs.size());
    for_each_index(num_pairs * columns, threaded, [&](Index k) {
      const TilePair& pair = pairs[static_cast<std::size_t>(k / columns)];
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

}  // namespace traversable
