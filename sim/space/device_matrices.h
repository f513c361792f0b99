// Matrices on a device.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <span>
#include <utility>
#include <vector>

#include "sim/cuda/backend.h"
#include "sim/space/matrix_view.h"

namespace traversable {

/// Movable; not initialised.
template <class Real>
class DeviceMatrix {
 public:
  DeviceMatrix() = default;
  DeviceMatrix(cuda::Backend& backend, Size rows, Size columns)
      : array_(backend, rows * columns), rows_(rows), columns_(columns) {}

  MatrixView<Real> view() const { return {array_.data(), rows_, columns_, rows_}; }
  Size rows() const { return rows_; }
  Size columns() const { return columns_; }

 private:
  cuda::Array<cuda::Complex<Real>> array_;
  Size rows_ = 0, columns_ = 0;
};

/// As HostMatrices, through a backend, which must outlive everything that it made. Calls are carried out in order.
template <class RealType>
struct DeviceMatrices {
  using Real = RealType;
  using Matrix = DeviceMatrix<Real>;
  template <class T>
  using Array = cuda::Array<T>;

  cuda::Backend* backend = nullptr;

  Matrix make(Size rows, Size columns) const { return Matrix(*backend, rows, columns); }
  Matrix load(const Eigen::MatrixXcd& m) const;
  /// Of a whole matrix or of columns of one.
  Eigen::MatrixXcd read(const MatrixView<Real>& m) const;
  template <class T>
  Array<T> upload(const std::vector<T>& values) const {
    return Array<T>(*backend, values);
  }
  template <class T>
  std::vector<T> download(const Array<T>& values) const {
    return values.values();
  }

  void multiply(std::span<const MatrixProduct<Real>> products) const {
    for (const MatrixProduct<Real>& product : products) backend->multiply(product);
  }
  void multiply(const MatrixProduct<Real>& product) const { backend->multiply(product); }

  template <class Body>
  void run(const Body& body, Size rows, Size columns) const {
    backend->run_matrix(cuda::MatrixKernel<Real>(body), rows, columns);
  }

  void add_column_dots(const MatrixView<Real>& left, const MatrixView<Real>& right,
                       std::span<std::complex<double>> sums) const;
  double diagonal_sum(const MatrixView<Real>& a) const;
};

}  // namespace traversable
