// The protocol forward and back in a space of matrices: the formulas of teleport_gradient.h in their order.
#pragma once

#include <Eigen/Core>
#include <array>
#include <span>
#include <stop_token>
#include <vector>

#include "learning/coupling_space.h"
#include "learning/protocol_points.h"
#include "learning/protocol_state.h"
#include "learning/thermal_spectrum.h"
#include "sim/two_sided/eigensystem.h"

namespace traversable {

/// Which derivatives besides those of the couplings are wanted; each costs O(N D^2) a point or less.
struct ExtraDerivatives {
  bool beta = false;
  bool mu = false;
  bool weights = false;  // of V
  bool times = false;
};

/// What one group leaves behind on the way forward for one mu. Weights take the places of G_p and C on the way back.
template <class Space>
struct Shockwave {
  std::array<typename Space::Matrix, 2> x;  // X_p, D x D
  std::array<Blocks<Space>, 2> gram;        // G_p by sector; R_p = 2 sum_t a_p v o v^+
  Blocks<Space> odd;                        // C from sector c into 1 - c; Q = 2 sum_t v B v^+
};

/// Scratch memory of a group; keep one a thread. backward() reads what forward() of the same group left in it.
template <class Space>
struct ChainWorkspace {
  using Matrix = typename Space::Matrix;
  std::array<Matrix, 2> a;                   // A_p, later dL/dA_p
  std::array<Matrix, 2> scratch;             // D x D, or four blocks a sector
  std::vector<Shockwave<Space>> shockwaves;  // by mu
  Matrix phases;                             // v of both sectors, D x times
  Matrix bras;                               // v for every sector and trace, 4 D x times
  Matrix weighted;                           // as bras
};

/// Of some groups.
template <class Space>
struct ChainGradient {
  double loss = 0;
  Blocks<Space> h;     // dL = Re Tr(G dh), eigenbasis
  double scaling = 0;  // dL / d log (D/Z)^{1/2}, which h lacks
  double beta = 0;
  Eigen::VectorXd mu;
  Eigen::VectorXd angles;  // dL / d (theta_K / mu) of shockwave.h, by coupled set
};

/// dL/dt0 and dL/dt1 of a group.
struct TimeGradient {
  double t0 = 0;
  std::vector<double> t1;
};

/// For one Hamiltonian: diagonalises h once. Const calls are safe from several threads with a workspace each, on a device from
/// one.
template <class Space>
class ProtocolChain {
 public:
  using Real = typename Space::Real;
  using Workspace = ChainWorkspace<Space>;
  using Gradient = ChainGradient<Space>;

  /// `terms` and `points` must outlive it. Throws Interrupted, here and below.
  ProtocolChain(const Space& space, const CouplingSpace& terms, const Eigen::VectorXd& couplings,
                const ProtocolPoints& points, const std::stop_token& stop);

  /// rho at [m * t1.size() + t].
  std::vector<Eigen::Matrix4cd> forward(const ProtocolTimes& times, Workspace& w,
                                        const std::stop_token& stop) const;

  /// Adds what follows from dL = sum Tr(Lambda d rho).
  void backward(const ProtocolTimes& times, std::span<const Eigen::Matrix4cd> lambda,
                const ExtraDerivatives& extra, Workspace& w, Gradient& gradient,
                TimeGradient& of_times, const std::stop_token& stop) const;

  Gradient zero_gradient() const;
  void add(const Gradient& part, Gradient& sum) const;

  /// dL/dJ_S; changes the sum.
  Eigen::VectorXd couplings(Gradient& sum) const;

 private:
  using Matrix = typename Space::Matrix;
  using View = MatrixView<Real>;
  using Numbers = typename Space::template Array<cuda::Complex<Real>>;
  using Weights = std::vector<ProtocolTraces>;  // dL/dd_p, dL/dc_k / 2 by time

  Complex thermal_exponent(double t0) const { return {-0.5 * points_.beta, t0}; }
  Numbers exponentials(Complex z, double scale) const;
  void reserve(const ProtocolTimes& times, Workspace& w) const;
  void combine(Complex alpha, const View& a, bool adjoint, Complex beta, const View& b,
               const View& out) const;
  void multiply_entries(const View& a, const View& b, bool transpose, bool conjugate, bool add,
                        const View& out) const;
  void rotate_rows(Form form, const Matrix& x, const Matrix& out) const;
  void rotate_columns(Form form, const Matrix& x, const Matrix& out) const;

  void make_insertions();
  void insert(double t0, Workspace& w) const;
  void shock(double mu, Workspace& w, const Shockwave<Space>& s) const;
  void contract(const Shockwave<Space>& s) const;
  void read_out(const Shockwave<Space>& s, Workspace& w, std::span<Eigen::Matrix4cd> rho) const;

  /// Returns dL/dt1 where it is asked for.
  double read_out_gradient(double t1, std::size_t t, std::span<const Weights> weights,
                           const ExtraDerivatives& extra, Workspace& w, Gradient& gradient) const;
  void gather_read_out(int c, std::size_t t, std::span<const Weights> weights, Workspace& w) const;
  void weigh(const Weights& weights, const Shockwave<Space>& s, Workspace& w) const;
  void adjoint_of_shocked(const Shockwave<Space>& s, int p, Workspace& w) const;
  Eigen::VectorXd angle_derivatives(const Shockwave<Space>& s, int p, Workspace& w) const;
  /// Returns dL/dt0 where it is asked for.
  double insertion_gradient(double t0, const ExtraDerivatives& extra, Workspace& w,
                            Gradient& gradient) const;
  void forward_adjoint(const Numbers& g, Workspace& w) const;
  void thermal_adjoint(const Numbers& f, Workspace& w) const;

  Space space_;
  const CouplingSpace& terms_;
  const ProtocolPoints& points_;
  CouplingTerms coupling_;
  ParityBasis basis_;
  Size half_;
  Eigensystem<Space> system_;  // U
  ThermalLevels thermal_;      // E
  Blocks<Space> occupation_;   // o = i gamma_a gamma_b, eigenbasis
  Blocks<Space> lowering_;     // chi
  std::array<Matrix, 2> insertion_;
};

}  // namespace traversable
