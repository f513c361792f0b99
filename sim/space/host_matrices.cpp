#include "sim/space/host_matrices.h"

#include <algorithm>

#include "sim/linear_algebra/product_kernels.h"

namespace traversable {
namespace {

/// Large enough that packing is a few per cent of a tile, small enough that a product feeds some threads.
struct TileSize {
  Size rows, columns;
};
template <class Real>
TileSize tile_size_of(const MatrixProduct<Real>& product) {
  const Size least = std::min(product.c.rows, product.c.columns);
  if (least > 1024) return {512, 512};
  if (least > 256) return {256, 256};
  return {192, 128};
}

template <class Real>
struct Tile {
  const MatrixProduct<Real>* product;
  Size row, column;
  TileSize size;
};

template <class Real, class Body>
void for_each_tile(const MatrixProduct<Real>& product, const Body& body) {
  const TileSize size = tile_size_of(product);
  for (Size column = 0; column < product.c.columns; column += size.columns)
    for (Size row = 0; row < product.c.rows; row += size.rows)
      if (!product.lower_only || row + size.rows > column)
        body(Tile<Real>{&product, row, column, size});
}

/// What is multiplied, c as it is: operands from their first entries on.
template <class Real>
kernels::TileProduct<Real> whole(const MatrixProduct<Real>& p) {
  kernels::TileProduct<Real> t;
  t.a = {p.a.data, p.a.stride, p.form_a == Form::adjoint, false};
  t.b = {p.b.data, p.b.stride, p.form_b == Form::adjoint, false};
  t.k = p.form_a == Form::adjoint ? p.a.rows : p.a.columns;
  return t;
}

/// The operand from row (of a) or column (of b) `first` on.
template <class Real>
void advance(kernels::ProductOperand<Real>& operand, Size first, bool by_stride) {
  const Size entries = by_stride ? first * operand.stride : first;
  const Size bytes = entries * static_cast<Size>(operand.is_real ? sizeof(Real) : 2 * sizeof(Real));
  operand.data = static_cast<const char*>(operand.data) + bytes;
}

template <class Real>
bool is_plain_column(const MatrixProduct<Real>& p) {
  return p.c.columns == 1 && p.form_a == Form::plain && p.form_b == Form::plain && !p.a_is_lower;
}

/// Of a matrix and a column, for which packing would cost more than the product.
template <class Real>
void multiply_column(const Tile<Real>& tile) {
  const MatrixProduct<Real>& p = *tile.product;
  const Size rows = std::min(tile.size.rows, p.c.rows - tile.row);
  auto c = as_eigen(p.c.block(tile.row, 0, rows, 1)).col(0);
  if (!p.add) c.setZero();
  c.noalias() += as_eigen(p.a.block(tile.row, 0, rows, p.a.columns)) * as_eigen(p.b).col(0);
}

/// `real_a`: in place of the product's, where there is one.
template <class Real>
void multiply_tile(const Tile<Real>& tile, const kernels::ProductOperand<Real>* real_a) {
  const MatrixProduct<Real>& p = *tile.product;
  if (is_plain_column(p) && real_a == nullptr) return multiply_column(tile);
  kernels::TileProduct<Real> t = whole(p);
  if (real_a != nullptr) t.a = *real_a;
  advance(t.a, tile.row, t.a.adjoint);
  advance(t.b, tile.column, !t.b.adjoint);
  t.c = reinterpret_cast<std::complex<Real>*>(&p.c(tile.row, tile.column));
  t.stride = p.c.stride;
  t.m = std::min(tile.size.rows, p.c.rows - tile.row);
  t.n = std::min(tile.size.columns, p.c.columns - tile.column);
  t.accumulate = p.add;
  t.row = tile.row;
  t.column = tile.column;
  t.c_is_lower = p.lower_only;
  t.a_is_lower = p.a_is_lower;
  kernels::multiply_tile(t);
}

template <class Real>
void multiply(std::span<const MatrixProduct<Real>> products,
              const kernels::ProductOperand<Real>* real_a = nullptr) {
  Size elements = 0;
  for (const MatrixProduct<Real>& product : products) elements += product.c.size();
  if (!worth_threads(elements)) {
    for (const MatrixProduct<Real>& product : products)
      for_each_tile(product, [&](const Tile<Real>& tile) { multiply_tile(tile, real_a); });
    return;
  }
  std::vector<Tile<Real>> tiles;
  for (const MatrixProduct<Real>& product : products)
    for_each_tile(product, [&](const Tile<Real>& tile) { tiles.push_back(tile); });
  for_each_uneven_index(tiles.size(), true,
                        [&](std::size_t i) { multiply_tile(tiles[i], real_a); });
}

template <class Real>
void multiply_by_real(const RealProduct& form, const Eigen::MatrixX<Real>& a,
                      const MatrixView<Real>& b, const MatrixView<Real>& c) {
  const kernels::ProductOperand<Real> real_a{a.data(), a.rows(), form.form == Form::adjoint, true};
  MatrixProduct<Real> product{form.form, {}, Form::adjoint, b, c};
  product.a.rows = a.rows();
  product.a.columns = a.cols();
  product.lower_only = form.lower_only;
  multiply(std::span<const MatrixProduct<Real>>(&product, 1), &real_a);
}

}  // namespace

void multiply_on_host(std::span<const MatrixProduct<float>> products) { multiply<float>(products); }
void multiply_on_host(std::span<const MatrixProduct<double>> products) {
  multiply<double>(products);
}

void multiply_real(const RealProduct& product, const Eigen::MatrixXf& a, const MatrixView<float>& b,
                   const MatrixView<float>& c) {
  multiply_by_real(product, a, b, c);
}
void multiply_real(const RealProduct& product, const Eigen::MatrixXd& a,
                   const MatrixView<double>& b, const MatrixView<double>& c) {
  multiply_by_real(product, a, b, c);
}

}  // namespace traversable
