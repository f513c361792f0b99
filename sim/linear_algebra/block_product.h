// Many complex products of Eigen's matrices at once, cut into tiles.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <span>

namespace traversable {

using ConstMatrixRef = Eigen::Ref<const Eigen::MatrixXcd, 0, Eigen::OuterStride<>>;
using MatrixRef = Eigen::Ref<Eigen::MatrixXcd, 0, Eigen::OuterStride<>>;

enum class ProductForm {
  plain,         ///< c = a b
  adjoint_left,  ///< c = a^dagger b
  adjoint_right  ///< c = a b^dagger
};

/// c = a b with an adjoint where `form` says so. c must not overlap a or b.
struct BlockProduct {
  ProductForm form;
  ConstMatrixRef a;
  ConstMatrixRef b;
  MatrixRef c;
  /// c += a b.
  bool accumulate = false;
};

/// Carries out all products, OpenMP over the tiles of all of them. The tiling depends on the shapes
/// alone, so the result is the same to the bit for any number of threads.
void multiply(std::span<const BlockProduct> products);

}  // namespace traversable
