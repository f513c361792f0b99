// One copy's levels and eigenvectors on a device.
#pragma once

#include <array>
#include <complex>
#include <vector>

#include "sim/cuda/backend.h"
#include "sim/two_sided/one_sided_operators.h"

namespace traversable::cuda {

/// A block a sector, each half x half.
template <class Real>
using Blocks = std::array<Array<Complex<Real>>, 2>;

/// A product of Majoranas as kernels read it.
template <class Real>
struct DeviceMonomial {
  std::array<Array<Index>, 2> source;
  std::array<Array<Complex<Real>>, 2> factor;

  DeviceMonomial() = default;
  DeviceMonomial(Backend& backend, const MonomialOperator& p);
  Monomial<Real> view() const {
    return {{source[0].data(), source[1].data()}, {factor[0].data(), factor[1].data()}};
  }
};

/// h = U diag(E) U^+ in both parity sectors, found there. As SectorSpectrum.
template <class Real>
class DeviceSpectrum {
 public:
  using Matrix = Array<Complex<Real>>;

  DeviceSpectrum(Backend& backend, const GradedMatrix& h);

  Index half() const { return half_; }
  Index dimension() const { return 2 * half_; }
  /// Ascending in each sector.
  const std::array<std::vector<double>, 2>& levels() const { return levels_; }
  const Matrix& vectors(int sector) const { return vectors_[static_cast<std::size_t>(sector)]; }

  /// U^+ p U, the block from sector c at [c].
  Blocks<Real> in_eigenbasis(const MonomialOperator& p) const;
  /// out = U x U^+ for one block; scratch becomes one.
  void from_eigenbasis(int sector, const Matrix& x, const Matrix& scratch, const Matrix& out) const;

  /// out = U x or U^+ x, D x D, on any stream.
  void rotate_rows(Backend& stream, Operation form, const Matrix& x, const Matrix& out) const;
  /// out = x U or x U^+.
  void rotate_columns(Backend& stream, Operation form, const Matrix& x, const Matrix& out) const;

 private:
  Backend* backend_;
  Index half_;
  std::array<std::vector<double>, 2> levels_;
  Blocks<Real> vectors_;
};

/// The entries of a matrix in the device's precision, column after column.
template <class Real, class Derived>
std::vector<Complex<Real>> entries(const Eigen::DenseBase<Derived>& m) {
  std::vector<Complex<Real>> result;
  result.reserve(static_cast<std::size_t>(m.size()));
  for (Eigen::Index column = 0; column < m.cols(); ++column)
    for (Eigen::Index row = 0; row < m.rows(); ++row)
      result.push_back({static_cast<Real>(m.derived()(row, column).real()),
                        static_cast<Real>(m.derived()(row, column).imag())});
  return result;
}

}  // namespace traversable::cuda
