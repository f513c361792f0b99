// The shockwave exp(i mu V) in operator form.
#pragma once

#include <Eigen/Core>

#include "sim/space/device_matrices.h"
#include "sim/space/host_matrices.h"
#include "sim/space/plan_matrices.h"
#include "sim/two_sided/parity_basis.h"

namespace traversable {

/// Multiplies every operator-string coefficient of A = sum_S c_S Gamma_S by
///
///   exp(i mu (|S| - N/2) / (qN)),
///
/// which is exp(i mu V) on the state A|I>. In place; `a` is D x D in the parity-ordered basis of
/// parity_basis.h, D = 2^ceil(N/2).
///
/// V is a sum over qubits in the string basis, so the map factorises: with theta = mu / (qN), the
/// qubit k of Majoranas 2k, 2k+1 mixes the entries (row, column) and (row ^ 2^k, column ^ 2^k) that
/// agree in bit k by the rotation cos(theta) - i s sin(theta) (swap), and leaves the others alone.
/// s = +-1 is the parity of row ^ column above bit k: the Z's that Majoranas of higher qubits put
/// on qubit k turn strings of size 0 into size 2 there and back. ceil(N/2) passes over half of the
/// matrix: O(D^2 log D).
template <class Real>
void apply_size_coupling(const HostMatrices<Real>& space, const MatrixView<Real>& a,
                         int num_majoranas, int q, double mu);
/// A pass a qubit, from the highest.
template <class Real>
void apply_size_coupling(const DeviceMatrices<Real>& space, const MatrixView<Real>& a,
                         int num_majoranas, int q, double mu);
template <class Real>
void apply_size_coupling(const PlanMatrices<Real>&, const MatrixView<Real>&, int, int, double) {}
void apply_size_coupling(Eigen::MatrixXcd& a, int num_majoranas, int q, double mu);

/// <V> = -sum_j Tr(r gamma_j r gamma_j) / (2 D q N) of the state r|I> for a Hermitian even r, Tr r^2 = D.
double size_coupling_expectation(const GradedMatrix& r, int num_majoranas, int q);

/// sum_j Tr(a^+ gamma_j b gamma_j) over all N Majoranas, D x D.
template <class Real>
Complex sum_of_conjugates(const HostMatrices<Real>& space, const MatrixView<Real>& a,
                          const MatrixView<Real>& b, int num_majoranas);
template <class Real>
Complex sum_of_conjugates(const DeviceMatrices<Real>& space, const MatrixView<Real>& a,
                          const MatrixView<Real>& b, int num_majoranas);
template <class Real>
Complex sum_of_conjugates(const PlanMatrices<Real>& space, const MatrixView<Real>& a,
                          const MatrixView<Real>&, int num_majoranas) {
  const double count = static_cast<double>(num_majoranas) * static_cast<double>(a.rows);
  const auto sources = space.template reserve<Size>(count);
  const auto factors = space.template reserve<cuda::Complex<Real>>(count);
  return 0;
}

}  // namespace traversable
