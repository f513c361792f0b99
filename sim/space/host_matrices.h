// Matrices in the memory of this machine.
//
// A space of matrices offers, here and in device_matrices.h and plan_matrices.h:
//
//   Real, Matrix, Array<T>                          Matrix::view(), Array::data()
//   make(rows, columns)                             not initialised
//   load(m), read(view)                             from and to matrices of doubles on this machine
//   upload(values), download(array)                 lists
//   multiply(products)                              all of them, in any order
//   run(body, rows, columns)                        a body of matrix_kernels.h for every entry
//   add_column_dots(left, right, sums)              sums[t] += sum_m conj(left_mt) right_mt
//   diagonal_sum(a)                                 sum_m Re a_mm
//
// Physics is written in these terms once; what differs in speed has an overload a space (shockwave.h, eigensystem.h).
// Sums have an order of their own, so that results do not depend on the number of threads.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <span>
#include <utility>
#include <vector>

#include "sim/parallel.h"
#include "sim/space/matrix_view.h"
#include "sim/state_vector/aligned_buffer.h"

namespace traversable {

/// Movable; not initialised.
template <class Real>
class HostMatrix {
 public:
  HostMatrix() = default;
  HostMatrix(Size rows, Size columns)
      : buffer_(static_cast<std::size_t>(rows * columns)), rows_(rows), columns_(columns) {}

  /// The entries may be changed through it.
  MatrixView<Real> view() const {
    return {const_cast<cuda::Complex<Real>*>(buffer_.data()), rows_, columns_, rows_};
  }
  Size rows() const { return rows_; }
  Size columns() const { return columns_; }

 private:
  AlignedBuffer<cuda::Complex<Real>> buffer_;
  Size rows_ = 0, columns_ = 0;
};

/// A view as a matrix of Eigen.
template <class Real>
auto as_eigen(const MatrixView<Real>& m) {
  using Matrix = Eigen::MatrixX<std::complex<Real>>;
  return Eigen::Map<Matrix, 0, Eigen::OuterStride<>>(reinterpret_cast<std::complex<Real>*>(m.data),
                                                     m.rows, m.columns,
                                                     Eigen::OuterStride<>(m.stride));
}

/// A matrix of Eigen as a view.
template <class Real>
MatrixView<Real> view_of(const Eigen::MatrixX<std::complex<Real>>& m) {
  auto* data = const_cast<std::complex<Real>*>(m.data());
  return {reinterpret_cast<cuda::Complex<Real>*>(data), m.rows(), m.cols(), m.rows()};
}

/// OpenMP over tiles of all products. The tiling depends on the shapes alone, so the result is the same to the bit for any
/// number of threads.
void multiply_on_host(std::span<const MatrixProduct<float>> products);
void multiply_on_host(std::span<const MatrixProduct<double>> products);

/// c = op(a) b^+ for a real a.
struct RealProduct {
  Form form;
  bool lower_only = false;  // as in MatrixProduct
};
void multiply_real(const RealProduct& product, const Eigen::MatrixXf& a, const MatrixView<float>& b,
                   const MatrixView<float>& c);
void multiply_real(const RealProduct& product, const Eigen::MatrixXd& a,
                   const MatrixView<double>& b, const MatrixView<double>& c);

template <class RealType>
struct HostMatrices {
  using Real = RealType;
  using Matrix = HostMatrix<Real>;
  template <class T>
  using Array = std::vector<T>;

  Matrix make(Size rows, Size columns) const { return Matrix(rows, columns); }
  Matrix load(const Eigen::MatrixXcd& m) const {
    Matrix result(m.rows(), m.cols());
    as_eigen(result.view()) = m.cast<std::complex<Real>>();
    return result;
  }
  Eigen::MatrixXcd read(const MatrixView<Real>& m) const {
    return as_eigen(m).template cast<std::complex<double>>();
  }
  template <class T>
  Array<T> upload(std::vector<T> values) const {
    return values;
  }
  template <class T>
  std::vector<T> download(const Array<T>& values) const {
    return values;
  }

  void multiply(std::span<const MatrixProduct<Real>> products) const { multiply_on_host(products); }
  void multiply(const MatrixProduct<Real>& product) const { multiply_on_host({&product, 1}); }

  template <class Body>
  void run(const Body& body, Size rows, Size columns) const {
    for_each_index(columns, worth_threads(rows * columns), [&](Size column) {
      const Body here = body;
      for (Size row = 0; row < rows; ++row) here(row, column);
    });
  }

  void add_column_dots(const MatrixView<Real>& left, const MatrixView<Real>& right,
                       std::span<std::complex<double>> sums) const {
    const auto a = as_eigen(left), b = as_eigen(right);
    for_each_index(left.columns, worth_threads(2 * left.size()), [&](Size t) {
      using Wide = std::complex<double>;
      sums[static_cast<std::size_t>(t)] +=
          a.col(t).template cast<Wide>().dot(b.col(t).template cast<Wide>());
    });
  }
  double diagonal_sum(const MatrixView<Real>& a) const {
    return as_eigen(a).diagonal().real().template cast<double>().sum();
  }
};

}  // namespace traversable
