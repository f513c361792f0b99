// The hot part of exp(i mu V) on a matrix (shockwave.h): rotations of entries against their partners, a qubit after the other.
#pragma once

#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace traversable::kernels {

/// phi of a qubit where row and column agree in its bit, and where they do not.
struct QubitAngles {
  double equal = 0, unequal = 0;

  bool operator==(const QubitAngles&) const = default;
};

/// exp(-i angle sigma_x): (p, q) -> (cos p - i sin q, cos q - i sin p).
template <class Real>
struct PairRotation {
  static constexpr std::size_t lanes = 64 / sizeof(Real);

  Real cosine;
  /// sin, -sin, sin, ...: of real and imaginary parts.
  std::array<Real, lanes> sines;

  PairRotation(double c, double s) : cosine(static_cast<Real>(c)) {
    for (std::size_t k = 0; k < lanes; ++k) sines[k] = static_cast<Real>(k % 2 == 0 ? s : -s);
  }
  bool is_none() const { return sines[0] == 0; }
};

/// By the parity of row ^ column above the qubit.
template <class Real>
struct QubitRotations {
  std::array<PairRotation<Real>, 2> equal, unequal;

  explicit QubitRotations(const QubitAngles& angles)
      : equal(both(angles.equal)), unequal(both(angles.unequal)) {}

 private:
  static std::array<PairRotation<Real>, 2> both(double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {PairRotation<Real>(c, s), PairRotation<Real>(c, -s)};
  }
};

/// Two size x size tiles of blocks whose rows and columns have opposite parities: a flip of one bit
/// of row and column leads from one to the other. `odd`: the parity of row ^ column in the bits
/// above. `grade`: that of the whole, so that bit 0 of row and column agree where odd == grade.
template <class Real>
struct TilePair {
  std::complex<Real>* first;
  std::complex<Real>* second;
  std::ptrdiff_t size;
  bool odd;
  bool grade;
};

/// Quadrant (row half, column half) of a tile pair.
template <class Real>
TilePair<Real> quadrant(const TilePair<Real>& pair, int row, int column, std::ptrdiff_t stride) {
  const std::ptrdiff_t half = pair.size / 2, offset = row * half + column * half * stride;
  return {pair.first + offset, pair.second + offset, half, pair.odd != (row != column), pair.grade};
}

template <class Real>
struct Butterfly {
  std::ptrdiff_t stride;
  std::vector<QubitRotations<Real>>
      rotations;                  // by qubit; that of a tile's highest is log2 of its size
  std::vector<char> has_unequal;  // of a qubit or one below

  Butterfly(std::ptrdiff_t columns_apart, std::span<const QubitAngles> angles)
      : stride(columns_apart) {
    rotations.reserve(angles.size());
    for (const QubitAngles& a : angles) {
      const std::size_t k = rotations.size();
      if (k > 0 && a == angles[k - 1])
        rotations.push_back(rotations.back());
      else
        rotations.emplace_back(a);
      has_unequal.push_back(a.unequal != 0 || (!has_unequal.empty() && has_unequal.back() != 0));
    }
  }
};

/// The tile's highest qubit, and all below it: depth first, so that small tiles stay in cache.
void turn_tile(const Butterfly<float>& butterfly, const TilePair<float>& pair);
void turn_tile(const Butterfly<double>& butterfly, const TilePair<double>& pair);

/// The tile's highest qubit alone, in column j of the quadrants on the left and of those that they are rotated against.
void turn_highest_qubit(const Butterfly<float>& butterfly, const TilePair<float>& pair,
                        std::ptrdiff_t j);
void turn_highest_qubit(const Butterfly<double>& butterfly, const TilePair<double>& pair,
                        std::ptrdiff_t j);

}  // namespace traversable::kernels
