// The Lanczos recursion.
#pragma once

#include <Eigen/Core>
#include <stop_token>
#include <vector>

#include "sim/state_vector/host_space.h"

namespace traversable {

/// H V_m = V_m T_m + beta_m v_{m+1} e_m^T with orthonormal V_m = (v_1 ... v_m), T_m real
/// symmetric tridiagonal (Lanczos 1950; Saad, Numerical Methods for Large Eigenvalue Problems,
/// ch. 6). The vectors are kept between runs, so that memory is taken once.
template <class Space>
class Lanczos {
 public:
  using State = typename Space::State;
  using Operator = typename Space::Operator;

  /// What becomes of the vectors.
  enum class Basis {
    keep,           ///< kept for combine
    orthogonalize,  ///< and each made orthogonal to all before it, which eigenvectors need
    forget          ///< three at a time: T_m alone
  };

  /// Up to `dimension` steps from `start`, fewer where the space closes. Throws
  /// std::invalid_argument for a start that is zero or not finite, Interrupted.
  void run(const Operator& hamiltonian, const State& start, int dimension, Basis basis,
           const std::stop_token& stop);

  int dimension() const { return static_cast<int>(alpha_.size()); }
  /// Norm of the start.
  double start_norm() const { return start_norm_; }
  /// beta_m: zero where the space closed.
  double residual() const { return residual_; }

  /// Eigenvalues (ascending) and eigenvectors of T_m, valid until the next run.
  const Eigen::VectorXd& ritz_values() const { return values_; }
  const Eigen::MatrixXd& ritz_vectors() const { return vectors_; }

  /// state <- sum_k coefficients[k] v_k; not after Basis::forget.
  void combine(const Eigen::VectorXcd& coefficients, State& state) const;

 private:
  std::vector<State> basis_;
  std::vector<double> alpha_, beta_;
  double start_norm_ = 0;
  double residual_ = 0;
  Eigen::VectorXd values_;
  Eigen::MatrixXd vectors_;
};

}  // namespace traversable
