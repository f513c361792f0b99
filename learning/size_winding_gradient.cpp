#include "learning/size_winding_gradient.h"

#include <array>
#include <cmath>
#include <numbers>

#include "learning/exponential_derivative.h"
#include "learning/thermal_spectrum.h"
#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/diagnostics/size_distribution.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/two_sided/one_sided_operators.h"
#include "sim/two_sided/shockwave.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;
using Eigen::VectorXcd;

class WoundOperator {
 public:
  WoundOperator(const CouplingSpace& space, const Eigen::VectorXd& couplings,
                const WindingPoint& point, const std::stop_token& stop)
      : space_(space),
        point_(point),
        counted_(counting_terms(point.counted, space.num_majoranas())),
        thermal_(space.matrix(couplings), space.symmetry(), point.beta, stop) {
    const ParityBasis basis(space.num_majoranas());
    gamma_ = thermal_.in_eigenbasis(majorana_product(basis, {{point.fermion}}));
    a_ = in_basis(evolved());
  }

  /// Q(n).
  VectorXcd winding() const {
    return size_distribution(a_, space_.num_majoranas(), point_.counted).q;
  }

  /// From dL = Re sum_n w_n dQ(n).
  Eigen::VectorXd gradient(const VectorXcd& w) const {
    const int n = largest_size();
    const MatrixXcd a = full(a_);
    MatrixXcd y = MatrixXcd::Zero(a.rows(), a.cols());
    for (int k = 0; k <= n; ++k) {
      Complex weight = 0;
      for (int size = 0; size <= n; ++size) weight += w[size] * phase(-k * size);
      y += 2.0 * weight / static_cast<double>((n + 1) * a.rows()) * wound(a, k);
    }
    return from_adjoint(y);
  }

 private:
  Complex exponent() const { return {-0.5 * point_.beta, point_.t}; }

  int largest_size() const { return static_cast<int>(counted_.sets.size()); }

  Complex phase(int multiple) const {
    return std::polar(1.0, 2 * std::numbers::pi * multiple / (largest_size() + 1));
  }

  /// E_k x.
  MatrixXcd wound(const MatrixXcd& x, int k) const {
    const int n = largest_size();
    const double theta = 2 * std::numbers::pi * k / (n + 1);
    MatrixXcd result = x;
    apply_coupling(result, space_.num_majoranas(), counted_, theta);
    return std::polar(1.0, 0.5 * theta * n) * result;
  }

  /// Diagonal of g in the eigenbasis.
  VectorXcd backward(int sector) const {
    return (-imaginary * point_.t * thermal_.levels(sector).cast<Complex>()).array().exp();
  }

  /// g gamma f in the eigenbasis, from sector c into 1 - c.
  std::array<MatrixXcd, 2> evolved() const {
    std::array<MatrixXcd, 2> result;
    for (int c = 0; c < 2; ++c) {
      const VectorXcd g = backward(1 - c);
      const VectorXcd f =
          thermal_.amplitude() * (exponent() * thermal_.levels(c).cast<Complex>()).array().exp();
      result[at(c)] = g.asDiagonal() * gamma_.block[at(c)] * f.asDiagonal();
    }
    return result;
  }

  /// U x U^+ of an odd x.
  GradedMatrix in_basis(const std::array<MatrixXcd, 2>& x) const {
    GradedMatrix result{1, {}};
    for (int c = 0; c < 2; ++c)
      result.block[at(c)] = thermal_.vectors().block[at(1 - c)] * x[at(c)] *
                            thermal_.vectors().block[at(c)].adjoint();
    return result;
  }

  /// An odd x as a D x D matrix.
  static MatrixXcd full(const GradedMatrix& x) {
    const Index half = x.block[0].rows();
    MatrixXcd result = MatrixXcd::Zero(2 * half, 2 * half);
    for (int c = 0; c < 2; ++c) result.block((1 - c) * half, c * half, half, half) = x.block[at(c)];
    return result;
  }

  /// From dL = Re Tr(Y dA): M_g = gamma f Y, M_f = Y g gamma, and the Z in f.
  Eigen::VectorXd from_adjoint(const MatrixXcd& y) const {
    const Index half = y.rows() / 2;
    std::array<MatrixXcd, 2> eigen, gradient;
    for (int c = 0; c < 2; ++c) {
      eigen[at(c)] = thermal_.vectors().block[at(1 - c)].adjoint() *
                     y.block((1 - c) * half, c * half, half, half) *
                     thermal_.vectors().block[at(c)];
      gradient[at(c)] = MatrixXcd::Zero(half, half);
    }
    double scaling = 0;
    for (int s = 0; s < 2; ++s) {
      const ExponentialDerivative f(thermal_.levels(s), exponent(), thermal_.amplitude());
      const MatrixXcd m_f = eigen[at(1 - s)] * backward(1 - s).asDiagonal() * gamma_.block[at(s)];
      f.add_gradient(m_f, gradient[at(s)]);
      scaling += (m_f.diagonal().array() * f.values().array()).sum().real();
      const ExponentialDerivative other(thermal_.levels(1 - s), exponent(), thermal_.amplitude());
      const MatrixXcd m_g = gamma_.block[at(1 - s)] * other.values().asDiagonal() * eigen[at(s)];
      ExponentialDerivative(thermal_.levels(s), -imaginary * point_.t)
          .add_gradient(m_g, gradient[at(s)]);
    }
    for (int s = 0; s < 2; ++s)
      gradient[at(s)].diagonal() += 0.5 * point_.beta * scaling * thermal_.populations(s);
    return space_.derivatives(thermal_.from_eigenbasis(gradient));
  }

  const CouplingSpace& space_;
  WindingPoint point_;
  CouplingTerms counted_;
  ThermalSpectrum thermal_;
  GradedMatrix gamma_;
  GradedMatrix a_;
};

void check(const WindingPoint& point, int num_majoranas) {
  validate(TwoPointPoints{.beta = point.beta, .fermions = {point.fermion}, .times = {point.t}},
           num_majoranas);
}

}  // namespace

CouplingGradient size_winding_gradient(const CouplingSpace& space, const Eigen::VectorXd& couplings,
                                       const WindingPoint& point, const WindingLoss& loss,
                                       const std::stop_token& stop) {
  check(point, space.num_majoranas());
  check_times({&point.t, 1}, space.one_norm(couplings));
  const WoundOperator a(space, couplings, point, stop);
  const VectorXcd q = a.winding();
  VectorXcd w = VectorXcd::Zero(q.size());
  CouplingGradient result;
  result.loss = loss(q, w);
  result.couplings = a.gradient(w);
  return result;
}

}  // namespace traversable
