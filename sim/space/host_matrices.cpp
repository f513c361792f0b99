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

template <class Real>
void append_tiles(const MatrixProduct<Real>& product, std::vector<Tile<Real>>& tiles) {
  const TileSize size = tile_size_of(product);
  for (Size column = 0; column < product.c.columns; column += size.columns)
    for (Size row = 0; row < product.c.rows; row += size.rows)
      if (!product.lower_only || row + size.rows > column)
        tiles.push_back({&product, row, column, size});
}

template <class Real>
kernels::ProductOperand<Real> operand(const MatrixView<Real>& view, Form form, Size offset_plain,
                                      Size offset_adjoint) {
  const bool adjoint = form == Form::adjoint;
  return {view.data + (adjoint ? offset_adjoint : offset_plain), view.stride, adjoint};
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

template <class Real>
void multiply_tile(const Tile<Real>& tile) {
  const MatrixProduct<Real>& p = *tile.product;
  if (p.c.columns == 1 && p.form_a == Form::plain && p.form_b == Form::plain && !p.a_is_lower)
    return multiply_column(tile);
  kernels::TileProduct<Real> t;
  t.a = operand(p.a, p.form_a, tile.row, tile.row * p.a.stride);
  t.b = operand(p.b, p.form_b, tile.column * p.b.stride, tile.column);
  t.c = reinterpret_cast<std::complex<Real>*>(&p.c(tile.row, tile.column));
  t.stride = p.c.stride;
  t.m = std::min(tile.size.rows, p.c.rows - tile.row);
  t.n = std::min(tile.size.columns, p.c.columns - tile.column);
  t.k = p.form_a == Form::adjoint ? p.a.rows : p.a.columns;
  if (p.a_is_lower) t.k = std::min(t.k, tile.row + t.m);
  t.accumulate = p.add;
  t.is_lower = p.lower_only;
  t.below = tile.row - tile.column;
  kernels::multiply_tile(t);
}

template <class Real>
void multiply(std::span<const MatrixProduct<Real>> products) {
  std::vector<Tile<Real>> tiles;
  Size elements = 0;
  for (const MatrixProduct<Real>& product : products) {
    append_tiles(product, tiles);
    elements += product.c.size();
  }
  for_each_uneven_index(tiles.size(), worth_threads(elements),
                        [&](std::size_t i) { multiply_tile(tiles[i]); });
}

}  // namespace

void multiply_on_host(std::span<const MatrixProduct<float>> products) { multiply(products); }
void multiply_on_host(std::span<const MatrixProduct<double>> products) { multiply(products); }

}  // namespace traversable
