#include "sim/linear_algebra/block_product.h"

#include <algorithm>
#include <vector>

#include "sim/linear_algebra/single_threaded_blas.h"
#include "sim/parallel.h"

extern "C" void zgemm_(const char* transa, const char* transb, const int* m, const int* n,
                       const int* k, const void* alpha, const void* a, const int* lda,
                       const void* b, const int* ldb, const void* beta, void* c, const int* ldc);

namespace traversable {
namespace {

// Large enough that packing is a few per cent of a tile, small enough that a product feeds some
// threads.
Eigen::Index tile_size_of(const BlockProduct& product) {
  return std::min(product.c.rows(), product.c.cols()) > 512 ? 256 : 128;
}

struct Tile {
  const BlockProduct* product;
  Eigen::Index row;
  Eigen::Index column;
  Eigen::Index size;
};

void append_tiles(const BlockProduct& product, std::vector<Tile>& tiles) {
  const Eigen::Index size = tile_size_of(product);
  for (Eigen::Index column = 0; column < product.c.cols(); column += size)
    for (Eigen::Index row = 0; row < product.c.rows(); row += size)
      if (!product.lower_only || row >= column) tiles.push_back({&product, row, column, size});
}

void multiply_tile(const Tile& tile) {
  const BlockProduct& p = *tile.product;
  const bool adjoint_a = p.form == ProductForm::adjoint_left;
  const bool adjoint_b = p.form == ProductForm::adjoint_right;
  const int m = static_cast<int>(std::min(tile.size, p.c.rows() - tile.row));
  const int n = static_cast<int>(std::min(tile.size, p.c.cols() - tile.column));
  const int k = static_cast<int>(adjoint_a ? p.a.rows() : p.a.cols());
  const int lda = static_cast<int>(p.a.outerStride());
  const int ldb = static_cast<int>(p.b.outerStride());
  const int ldc = static_cast<int>(p.c.outerStride());
  const auto* a = p.a.data() + (adjoint_a ? tile.row * lda : tile.row);
  const auto* b = p.b.data() + (adjoint_b ? tile.column : tile.column * ldb);
  auto* c = const_cast<std::complex<double>*>(p.c.data()) + tile.row + tile.column * ldc;
  const std::complex<double> one = 1.0;
  const std::complex<double> kept = p.accumulate ? 1.0 : 0.0;
  zgemm_(adjoint_a ? "C" : "N", adjoint_b ? "C" : "N", &m, &n, &k, &one, a, &lda, b, &ldb, &kept, c,
         &ldc);
}

}  // namespace

void multiply(std::span<const BlockProduct> products) {
  const SingleThreadedBlas single_threaded;
  std::vector<Tile> tiles;
  for (const BlockProduct& product : products) append_tiles(product, tiles);
  Eigen::Index elements = 0;
  for (const BlockProduct& product : products) elements += product.c.size();
  for_each_uneven_index(tiles.size(), worth_threads(elements),
                        [&](std::size_t i) { multiply_tile(tiles[i]); });
}

}  // namespace traversable
