#include "sim/linear_algebra/block_product.h"

#include <vector>

#include "sim/space/host_matrices.h"

namespace traversable {
namespace {

template <class Matrix>
MatrixView<double> view(const Matrix& m) {
  auto* data = const_cast<std::complex<double>*>(m.data());
  return {reinterpret_cast<cuda::Complex<double>*>(data), m.rows(), m.cols(), m.outerStride()};
}

}  // namespace

void multiply(std::span<const BlockProduct> products) {
  std::vector<MatrixProduct<double>> all;
  for (const BlockProduct& p : products)
    all.push_back({p.form == ProductForm::adjoint_left ? Form::adjoint : Form::plain, view(p.a),
                   p.form == ProductForm::adjoint_right ? Form::adjoint : Form::plain, view(p.b),
                   view(p.c), p.accumulate});
  multiply_on_host(all);
}

}  // namespace traversable
