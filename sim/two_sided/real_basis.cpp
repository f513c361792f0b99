#include "sim/two_sided/real_basis.h"

#include <numbers>

#include "sim/complex.h"
#include "sim/parallel.h"

namespace traversable {

using Eigen::Index;

// With z = h_bc and w = f_c h_bc', T h = h T leaves of the four elements of a pair of pairs
//   <b|h|c>  = Re(z + w),  <b|h|c'>  = Im(w - z),
//   <b'|h|c> = Im(z + w),  <b'|h|c'> = Re(z - w),
// and w = f_b conj(h_b'c), in the same column of h as z.
Eigen::MatrixXd in_real_basis(const Eigen::MatrixXcd& h, const SectorReversal& t) {
  Eigen::MatrixXd real(h.rows(), h.cols());
  for_each_index(h.cols(), worth_threads(h.size()), [&](Index c) {
    const Index c_image = t.source[c];
    if (c_image < c) return;
    for (Index b = 0; b < h.rows(); ++b) {
      const Index b_image = t.source[b];
      if (b_image < b) continue;
      const Complex z = h(b, c), w = t.factor[b] * std::conj(h(b_image, c));
      real(b, c) = z.real() + w.real();
      real(b_image, c) = z.imag() + w.imag();
      real(b, c_image) = w.imag() - z.imag();
      real(b_image, c_image) = z.real() - w.real();
    }
  });
  return real;
}

Eigen::MatrixXcd from_real_basis(const Eigen::MatrixXd& o, const SectorReversal& t) {
  constexpr double scale = std::numbers::sqrt2 / 2;
  Eigen::MatrixXcd vectors(o.rows(), o.cols());
  for_each_index(o.cols(), worth_threads(o.size()), [&](Index n) {
    for (Index b = 0; b < o.rows(); ++b) {
      const Index image = t.source[b];
      if (image < b) continue;
      const Complex v(scale * o(b, n), scale * o(image, n));
      vectors(b, n) = v;
      vectors(image, n) = t.factor[image] * std::conj(v);
    }
  });
  return vectors;
}

Eigen::MatrixXd coordinates_in_real_basis(const Eigen::MatrixXcd& v, const SectorReversal& t) {
  Eigen::MatrixXd o(v.rows(), v.cols());
  for_each_index(v.cols(), worth_threads(v.size()), [&](Index n) {
    for (Index b = 0; b < v.rows(); ++b) {
      const Index image = t.source[b];
      if (image < b) continue;
      o(b, n) = std::numbers::sqrt2 * v(b, n).real();
      o(image, n) = std::numbers::sqrt2 * v(b, n).imag();
    }
  });
  return o;
}

}  // namespace traversable
