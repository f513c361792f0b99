// Parts of the chain's matrices (protocol_chain.h) as views: blocks by sector, and one matrix's memory as several blocks.
#pragma once

#include "sim/space/matrix_view.h"

namespace traversable::chain {

template <class Matrix>
auto block(const Matrix& m, int row, int column) {
  const Size half = m.rows() / 2;
  return m.view().block(row * half, column * half, half, half);
}
template <class Matrix>
auto rows(const Matrix& m, int sector) {
  const Size half = m.rows() / 2;
  return m.view().block(sector * half, 0, half, m.columns());
}
template <class Matrix>
auto columns(const Matrix& m, int sector) {
  const Size half = m.rows() / 2;
  return m.view().block(0, sector * half, m.rows(), half);
}

/// The memory of a D x D matrix as `count` blocks beside each other, from block k.
template <class Matrix>
auto quarters(const Matrix& m, int k, int count = 1) {
  const Size half = m.rows() / 2;
  auto view = m.view();
  if (view.data != nullptr) view.data += k * half * half;  // none in a plan
  view.rows = view.stride = half;
  view.columns = count * half;
  return view;
}
/// As four blocks below each other, and one of them.
template <class Matrix>
auto stacked_quarters(const Matrix& m) {
  auto view = m.view();
  view.rows = view.stride = 2 * m.rows();
  view.columns = m.columns() / 2;
  return view;
}
template <class Matrix>
auto stacked_quarter(const Matrix& m, int k) {
  const Size half = m.rows() / 2;
  return stacked_quarters(m).block(k * half, 0, half, half);
}
/// Those of d_0, d_1, c_0, c_1 (k) from columns of sector c, of eight blocks below each other.
template <class Matrix>
auto trace_rows(const Matrix& m, int c, int k) {
  const Size half = m.rows() / 8;
  return m.view().block((4 * c + k) * half, 0, half, m.columns());
}
/// Eight blocks below each other as columns beside each other.
template <class Matrix>
auto eighths(const Matrix& m) {
  auto view = m.view();
  view.rows = view.stride = m.rows() / 8;
  view.columns = 8 * m.columns();
  return view;
}

}  // namespace traversable::chain
