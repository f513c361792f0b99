// A part of a matrix wherever it lives, and products of such parts.
#pragma once

#include "sim/cuda/host_device.h"

namespace traversable {

using Size = cuda::Index;

/// Column-major: entry (row, column) at data[row + column * stride]. Not to be read here where it lives on a device.
template <class Real>
struct MatrixView {
  cuda::Complex<Real>* data = nullptr;
  Size rows = 0, columns = 0, stride = 0;

  TRAVERSABLE_HOST_DEVICE cuda::Complex<Real>& operator()(Size row, Size column) const {
    return data[row + column * stride];
  }
  MatrixView block(Size row, Size column, Size num_rows, Size num_columns) const {
    return {data == nullptr ? nullptr : data + row + column * stride, num_rows, num_columns,
            stride};
  }
  Size size() const { return rows * columns; }
};

enum class Form { plain, adjoint };

/// c = op(a) op(b), or c += ... where `add`. c must not overlap a or b.
template <class Real>
struct MatrixProduct {
  Form form_a;
  MatrixView<Real> a;
  Form form_b;
  MatrixView<Real> b;
  MatrixView<Real> c;
  bool add = false;
  /// c is Hermitian: what is strictly above its diagonal may be left as it is.
  bool lower_only = false;
  /// a is zero above its diagonal.
  bool a_is_lower = false;
};

/// A matrix of this size, made anew where it has another one; not initialised then.
template <class Space>
void reshape(const Space& space, typename Space::Matrix& m, Size rows, Size columns) {
  if (m.rows() != rows || m.columns() != columns) m = space.make(rows, columns);
}

}  // namespace traversable
