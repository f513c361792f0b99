#include "sim/two_sided/kramers_pairs.h"

#include <cmath>
#include <limits>
#include <utility>

#include "sim/complex.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::VectorXcd;

/// First column after the degenerate level that begins at `first`. T makes it an even number.
Index end_of_level(const Eigen::VectorXd& levels, Index first) {
  // Ten times what LAPACK's rounding splits a level by.
  const double tolerance = 1e-13 * levels.cwiseAbs().maxCoeff();
  Index end = first + 2;
  while (end < levels.size() && levels[end] - levels[end - 1] <= tolerance) end += 2;
  return end;
}

/// Gram-Schmidt by pairs: of the columns of `level`, what is left of the longest one and its image
/// are the next pair.
MatrixXcd pairs_of(MatrixXcd level, const SectorReversal& t) {
  MatrixXcd pairs(level.rows(), level.cols());
  for (Index k = 0; k < level.cols(); k += 2) {
    Index longest = 0;
    level.colwise().squaredNorm().maxCoeff(&longest);
    VectorXcd v = level.col(longest);
    // Twice, for what rounding leaves where v is short.
    for (int pass = 0; pass < 2 && k > 0; ++pass) {
      const VectorXcd overlaps = pairs.leftCols(k).adjoint() * v;
      v.noalias() -= pairs.leftCols(k) * overlaps;
    }
    pairs.col(k) = v.normalized();
    pairs.col(k + 1) = t(pairs.col(k));
    if (k + 2 == level.cols()) break;
    const auto pair = pairs.middleCols(k, 2);
    const MatrixXcd overlaps = pair.adjoint() * level;
    level.noalias() -= pair * overlaps;
  }
  return pairs;
}

/// Columns 0, 2, 4, ...
MatrixRef even_columns(MatrixXcd& v) {
  return Eigen::Map<MatrixXcd, 0, Eigen::OuterStride<>>(v.data(), v.rows(), v.cols() / 2,
                                                        Eigen::OuterStride<>(2 * v.rows()));
}

/// The even columns of v^+ v - 1.
MatrixXcd overlap_error(MatrixXcd& v) {
  MatrixXcd error(v.cols(), v.cols() / 2);
  const BlockProduct product{ProductForm::adjoint_left, v, even_columns(v), error};
  multiply({&product, 1});
  for (Index k = 0; k < error.cols(); ++k) error(2 * k, k) -= 1.0;
  return error;
}

/// The images under T of eigenvectors are orthogonal to other levels' only to rounding over the
/// distance of the levels. v -> v (3 - v^+ v) / 2 squares the error; it commutes with T, so that the
/// even columns are enough.
void orthonormalize(MatrixXcd& v, const SectorReversal& t, const std::stop_token& stop) {
  constexpr double epsilon = std::numeric_limits<double>::epsilon();
  double error = 1;
  for (int pass = 0; pass < 10 && error * error > epsilon; ++pass) {
    throw_if_stopped(stop);
    MatrixXcd correction = overlap_error(v);
    error = correction.cwiseAbs().maxCoeff();
    throw_if_stopped(stop);
    correction *= -0.5;
    MatrixXcd corrected = even_columns(v);
    const BlockProduct product{
        .form = ProductForm::plain, .a = v, .b = correction, .c = corrected, .accumulate = true};
    multiply({&product, 1});
    even_columns(v) = corrected;
    set_partners(v, t);
  }
}

}  // namespace

void set_partners(MatrixXcd& vectors, const SectorReversal& t) {
  for_each_index(vectors.cols() / 2, worth_threads(vectors.size()), [&](Index k) {
    for (Index i = 0; i < vectors.rows(); ++i)
      vectors(i, 2 * k + 1) = t.factor[i] * std::conj(vectors(t.source[i], 2 * k));
  });
}

void make_kramers_pairs(Eigen::VectorXd& levels, MatrixXcd& vectors, const SectorReversal& t,
                        const std::stop_token& stop) {
  for (Index first = 0; first < levels.size();) {
    const Index end = end_of_level(levels, first), size = end - first;
    if (size > 2) {
      throw_if_stopped(stop);
      vectors.middleCols(first, size) = pairs_of(vectors.middleCols(first, size), t);
    }
    levels.segment(first, size).setConstant(levels.segment(first, size).mean());
    first = end;
  }
  set_partners(vectors, t);
  orthonormalize(vectors, t, stop);
}

}  // namespace traversable
