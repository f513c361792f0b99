// The derivative of exp(z h) with respect to h, in the eigenbasis of h.
//
// With h = U diag(E) U^+ and hats for U^+ . U, the Daleckii-Krein formula reads
//
//   (d exp(z h))^_mn = F_mn (dh)^_mn,   F_mn = (e^{z E_m} - e^{z E_n}) / (E_m - E_n),   F_mm = z e^{z E_m}.
//
// So for a scalar with dL = Re Tr(M d exp(z h)) its gradient, dL = Re Tr(G dh), is G = F o M.
// F is computed as z e^{z (E_m + E_n) / 2} sinhc(z (E_m - E_n) / 2) where levels are close: exactly
// degenerate levels are no special case (AddExponentialDerivative of sim/space/matrix_kernels.h).
// Source: Higham, Functions of Matrices, theorem 3.11.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <vector>

#include "sim/space/host_matrices.h"
#include "sim/space/matrix_kernels.h"
#include "sim/two_sided/eigensystem.h"

namespace traversable {

class ExponentialDerivative {
 public:
  /// Of scale * exp(z h) for levels E; exp(z E) must not overflow.
  ExponentialDerivative(const Eigen::VectorXd& levels, std::complex<double> z, double scale = 1.0);

  /// scale * exp(z E).
  const Eigen::VectorXcd& values() const { return values_; }

  /// g += F o m, for a block of h's own parity.
  template <class Space>
  void add_gradient(const Space& space, const MatrixView<double>& m,
                    const MatrixView<double>& g) const {
    const auto levels = space.upload(std::vector<double>(levels_.begin(), levels_.end()));
    const auto values = space.upload(entries<double>(values_)),
               roots = space.upload(entries<double>(roots_));
    space.run(AddExponentialDerivative<double>{levels.data(),
                                               values.data(),
                                               roots.data(),
                                               {z_.real(), z_.imag()},
                                               scale_,
                                               far(),
                                               m,
                                               g},
              m.rows, m.columns);
  }
  /// sum_n E_n^power Re(c m_nn (scale exp(z E))_n): for power 0 and c = 1 dL by the logarithm of scale, for power 1 dL/dx where
  /// dz/dx = c.
  template <class Space>
  double derivative(const Space& space, const MatrixView<double>& m, int power,
                    std::complex<double> c = 1) const {
    auto diagonal =
        space.upload(std::vector<cuda::Complex<double>>(static_cast<std::size_t>(levels_.size())));
    space.run(TakeDiagonal<double>{m, diagonal.data()}, m.rows, 1);
    double sum = 0;
    Eigen::Index n = 0;
    for (const auto& [re, im] : space.download(diagonal)) {
      sum +=
          (power == 0 ? 1.0 : levels_[n]) * (c * std::complex<double>(re, im) * values_[n]).real();
      ++n;
    }
    return sum;
  }
  void add_gradient(const Eigen::MatrixXcd& m, Eigen::MatrixXcd& g) const {
    add_gradient(HostMatrices<double>{}, view_of(m), view_of(g));
  }

 private:
  double far() const;

  const Eigen::VectorXd& levels_;
  std::complex<double> z_;
  double scale_;
  Eigen::VectorXcd values_;
  Eigen::VectorXcd roots_;  // exp(z E / 2)
};

}  // namespace traversable
