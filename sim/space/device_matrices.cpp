#include "sim/space/device_matrices.h"

namespace traversable {

template <class Real>
auto DeviceMatrices<Real>::load(const Eigen::MatrixXcd& m) const -> Matrix {
  const Eigen::MatrixX<std::complex<Real>> narrowed = m.cast<std::complex<Real>>();
  Matrix result = make(m.rows(), m.cols());
  backend->upload(result.view().data, narrowed.data(),
                  static_cast<std::size_t>(m.size()) * sizeof(std::complex<Real>));
  return result;
}

template <class Real>
Eigen::MatrixXcd DeviceMatrices<Real>::read(const MatrixView<Real>& m) const {
  Eigen::MatrixX<std::complex<Real>> result(m.rows, m.columns);
  const Matrix packed = make(m.rows, m.columns);
  run(Combine<Real>{{1, 0}, m, false, {0, 0}, {}, packed.view()}, m.rows, m.columns);
  backend->download(result.data(), packed.view().data,
                    static_cast<std::size_t>(m.size()) * sizeof(std::complex<Real>));
  return result.template cast<std::complex<double>>();
}

template <class Real>
void DeviceMatrices<Real>::add_column_dots(const MatrixView<Real>& left,
                                           const MatrixView<Real>& right,
                                           std::span<std::complex<double>> sums) const {
  const Size chunks = cuda::num_chunks(left.rows);
  const Array<cuda::Complex<Real>> parts(*backend, chunks * left.columns);
  run(cuda::ColumnDots<Real>{left, right, parts.data(), chunks}, chunks, left.columns);
  const std::vector<cuda::Complex<Real>> values = parts.values();
  for (std::size_t i = 0; i < values.size(); ++i)
    sums[i / static_cast<std::size_t>(chunks)] += std::complex<double>(values[i].re, values[i].im);
}

template <class Real>
double DeviceMatrices<Real>::diagonal_sum(const MatrixView<Real>& a) const {
  const Size chunks = cuda::num_chunks(a.rows);
  const Array<cuda::Complex<Real>> parts(*backend, chunks);
  run(cuda::DiagonalSums<Real>{a, parts.data()}, chunks, 1);
  double sum = 0;
  for (const cuda::Complex<Real>& part : parts.values()) sum += part.re;
  return sum;
}

template struct DeviceMatrices<float>;
template struct DeviceMatrices<double>;

}  // namespace traversable
