#include "learning/teleport_gradient.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "learning/device_gradient.h"
#include "learning/exponential_derivative.h"
#include "learning/protocol_state.h"
#include "learning/thermal_spectrum.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/linear_algebra/single_threaded_blas.h"
#include "sim/parallel.h"
#include "sim/two_sided/one_sided_operators.h"
#include "sim/two_sided/size_coupling.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::Matrix4cd;
using Eigen::MatrixXcd;
using Eigen::VectorXcd;

/// Groups are dealt to this many sums in turn, whatever the number of threads; larger matrices keep
/// all threads busy by themselves.
constexpr std::size_t num_sums = 16;
constexpr Index largest_side_by_side = 128;

/// What one group leaves behind on the way forward, for one mu, and what comes back to it.
struct Shockwave {
  std::array<MatrixXcd, 2> x;                           // X_p, D x D
  std::array<std::array<MatrixXcd, 2>, 2> gram;         // [p][sector]
  std::array<MatrixXcd, 2> odd;                         // C from sector c into 1 - c
  std::array<std::array<MatrixXcd, 2>, 2> even_weight;  // sum_t a_p v o v^+
  std::array<MatrixXcd, 2> odd_weight;                  // sum_t v B v^+, from c into 1 - c
  ProtocolTraces weights;                               // dL/dd_p, dL/dc_k / 2 at one time
  std::array<MatrixXcd, 2> b;                           // B at that time
};

struct Workspace {
  std::array<MatrixXcd, 2> a;  // A_p, later dL/dA_p
  MatrixXcd scratch, other;
  std::vector<Shockwave> shockwaves;
  std::array<VectorXcd, 2> f, g;  // by sector
  MatrixXcd left, right, factor;
  MatrixXcd adjoint;  // M of an exponential
};

struct Sum {
  double loss = 0;
  std::array<MatrixXcd, 2> gradient;  // dL = Re Tr(G dh), eigenbasis
  double beta = 0;
  Eigen::VectorXd mu;
};

class Chain {
 public:
  Chain(const CouplingSpace& space, const Eigen::VectorXd& couplings, const ProtocolPoints& points,
        const std::stop_token& stop)
      : space_(space),
        points_(points),
        thermal_(space.matrix(couplings), space.symmetry(), points.beta, stop),
        half_(thermal_.vectors().block[0].rows()) {
    const ParityBasis basis(space.num_majoranas());
    occupation_ = thermal_.in_eigenbasis(majorana_product(basis, points.probe));
    for (auto& block : occupation_.block) block *= imaginary;
    lowering_ = thermal_.in_eigenbasis(majorana_product(basis, {{points.probe[0]}}));
    const GradedMatrix second =
        thermal_.in_eigenbasis(majorana_product(basis, {{points.probe[1]}}));
    for (std::size_t c = 0; c < 2; ++c)
      lowering_.block[c] = 0.5 * (lowering_.block[c] + imaginary * second.block[c]);
    for (int p = 0; p < 2; ++p) insertion_[at(p)] = insertion(p);
  }

  Index half() const { return half_; }

  void forward(const ProtocolTimes& times, Workspace& w, std::vector<Matrix4cd>& rho) const {
    insert(times.t0, w);
    w.shockwaves.resize(points_.mu.size());
    rho.assign(points_.mu.size() * times.t1.size(), Matrix4cd::Zero());
    for (std::size_t m = 0; m < points_.mu.size(); ++m) {
      Shockwave& s = w.shockwaves[m];
      shock(points_.mu[m], w, s);
      contract(s);
      for (std::size_t t = 0; t < times.t1.size(); ++t)
        rho[m * times.t1.size() + t] = state(s, phases(times.t1[t]));
    }
  }

  void backward(const ProtocolTimes& times, std::span<const Matrix4cd> lambda,
                const ExtraDerivatives& extra, Workspace& w, Sum& sum) const {
    std::array<MatrixXcd, 2> total;  // dL/dA_p
    for (auto& matrix : total) matrix = MatrixXcd::Zero(2 * half_, 2 * half_);
    for (Shockwave& s : w.shockwaves) clear_weights(s);
    for (std::size_t t = 0; t < times.t1.size(); ++t) {
      for (std::size_t m = 0; m < points_.mu.size(); ++m)
        weigh(lambda[m * times.t1.size() + t], w.shockwaves[m]);
      read_out_gradient(times.t1[t], w, sum);
    }
    for (std::size_t m = 0; m < points_.mu.size(); ++m) {
      const Shockwave& s = w.shockwaves[m];
      for (int p = 0; p < 2; ++p) {
        adjoint_of_shocked(s, p, w);  // into w.scratch
        if (extra.mu) sum.mu[static_cast<Index>(m)] += coupling_derivative(s, p, w);
        apply_size_coupling(w.scratch, space_.num_majoranas(), space_.degree(), -points_.mu[m]);
        total[at(p)] += w.scratch;
      }
    }
    insertion_gradient(times.t0, total, extra, w, sum);
  }

  Sum empty_sum() const {
    Sum sum;
    for (auto& block : sum.gradient) block = MatrixXcd::Zero(half_, half_);
    sum.mu = Eigen::VectorXd::Zero(static_cast<Index>(points_.mu.size()));
    return sum;
  }

  const ThermalSpectrum& thermal() const { return thermal_; }

 private:
  const Eigen::VectorXd& levels(int sector) const { return thermal_.levels(sector); }
  const MatrixXcd& vectors(int sector) const { return thermal_.vectors().block[at(sector)]; }

  /// K_p in the eigenbasis, s = 1 - 2 p: 1/2 - (s/2) o and chi (p = 0) or chi^+ (p = 1).
  MatrixXcd insertion(int p) const {
    MatrixXcd k(2 * half_, 2 * half_);
    const double s = p == 0 ? 1.0 : -1.0;
    for (int c = 0; c < 2; ++c) {
      k.block(c * half_, c * half_, half_, half_) =
          0.5 * (MatrixXcd::Identity(half_, half_) - s * occupation_.block[at(c)]);
      auto off = k.block((1 - c) * half_, c * half_, half_, half_);
      if (p == 0)
        off = lowering_.block[at(c)];
      else
        off = lowering_.block[at(1 - c)].adjoint();
    }
    return k;
  }

  std::array<VectorXcd, 2> phases(double t1) const {
    std::array<VectorXcd, 2> v;
    for (int s = 0; s < 2; ++s)
      v[at(s)] = (-imaginary * t1 * levels(s).cast<Complex>()).array().exp();
    return v;
  }

  Complex thermal_exponent(double t0) const { return {-0.5 * points_.beta, t0}; }

  /// A_p = U (f K_p g) U^+.
  void insert(double t0, Workspace& w) const {
    for (int s = 0; s < 2; ++s) {
      w.f[at(s)] = (-imaginary * t0 * levels(s).cast<Complex>()).array().exp();
      w.g[at(s)] =
          thermal_.amplitude() * (thermal_exponent(t0) * levels(s).cast<Complex>()).array().exp();
    }
    w.scratch.resize(2 * half_, 2 * half_);
    w.other.resize(2 * half_, 2 * half_);
    for (int p = 0; p < 2; ++p) {
      for (int c = 0; c < 2; ++c)
        for (int r = 0; r < 2; ++r)
          w.scratch.block(r * half_, c * half_, half_, half_).noalias() =
              w.f[at(r)].asDiagonal() *
              insertion_[at(p)].block(r * half_, c * half_, half_, half_) * w.g[at(c)].asDiagonal();
      w.a[at(p)].resize(2 * half_, 2 * half_);
      rotate_rows(ProductForm::plain, w.scratch, w.other);
      rotate_columns(ProductForm::adjoint_right, w.other, w.a[at(p)]);
    }
  }

  /// out = U x or U^+ x.
  void rotate_rows(ProductForm form, const MatrixXcd& x, MatrixXcd& out) const {
    const std::array<BlockProduct, 2> products{
        {{form, vectors(0), x.topRows(half_), out.topRows(half_)},
         {form, vectors(1), x.bottomRows(half_), out.bottomRows(half_)}}};
    multiply(products);
  }

  /// out = x U or x U^+.
  void rotate_columns(ProductForm form, const MatrixXcd& x, MatrixXcd& out) const {
    const std::array<BlockProduct, 2> products{
        {{form, x.leftCols(half_), vectors(0), out.leftCols(half_)},
         {form, x.rightCols(half_), vectors(1), out.rightCols(half_)}}};
    multiply(products);
  }

  /// Gamma x Gamma.
  void conjugate_by_parity(MatrixXcd& x) const {
    x.topRightCorner(half_, half_) *= -1.0;
    x.bottomLeftCorner(half_, half_) *= -1.0;
  }

  void shock(double mu, Workspace& w, Shockwave& s) const {
    for (int p = 0; p < 2; ++p) {
      w.scratch = w.a[at(p)];
      apply_size_coupling(w.scratch, space_.num_majoranas(), space_.degree(), mu);
      if (p == 0) conjugate_by_parity(w.scratch);
      s.x[at(p)].resize(2 * half_, 2 * half_);
      rotate_columns(ProductForm::plain, w.scratch, s.x[at(p)]);
    }
  }

  void contract(Shockwave& s) const {
    std::vector<BlockProduct> products;
    for (int c = 0; c < 2; ++c) {
      for (int p = 0; p < 2; ++p) {
        const auto x = s.x[at(p)].middleCols(c * half_, half_);
        s.gram[at(p)][at(c)].resize(half_, half_);
        products.push_back({ProductForm::adjoint_left, x, x, s.gram[at(p)][at(c)]});
      }
      s.odd[at(c)].resize(half_, half_);
      products.push_back({ProductForm::adjoint_left, s.x[1].middleCols((1 - c) * half_, half_),
                          s.x[0].middleCols(c * half_, half_), s.odd[at(c)]});
    }
    multiply(products);
  }

  Matrix4cd state(const Shockwave& s, const std::array<VectorXcd, 2>& v) const {
    ProtocolTraces traces;
    auto& [d, c] = traces;
    for (int k = 0; k < 2; ++k) {
      const VectorXcd& here = v[at(k)];
      const VectorXcd& there = v[at(1 - k)];
      for (Index n = 0; n < half_; ++n) {
        const auto o = occupation_.block[at(k)].col(n);
        for (int p = 0; p < 2; ++p)
          d[at(p)] += (here[n] * s.gram[at(p)][at(k)]
                                     .col(n)
                                     .cwiseProduct(o.conjugate())
                                     .cwiseProduct(here.conjugate())
                                     .sum())
                          .real();
        const auto odd = s.odd[at(k)].col(n).cwiseProduct(there.conjugate());
        c[0] += here[n] * odd.cwiseProduct(lowering_.block[at(k)].col(n).conjugate()).sum();
        c[1] += here[n] * odd.cwiseProduct(lowering_.block[at(1 - k)].row(n).transpose()).sum();
      }
    }
    return protocol_state(traces, static_cast<double>(2 * half_));
  }

  void clear_weights(Shockwave& s) const {
    for (int c = 0; c < 2; ++c) {
      for (int p = 0; p < 2; ++p) s.even_weight[at(p)][at(c)].setZero(half_, half_);
      s.odd_weight[at(c)].setZero(half_, half_);
    }
  }

  /// The weights of one time, and B = g_0 chi^+ + g_1 chi from sector c into 1 - c.
  void weigh(const Matrix4cd& lambda, Shockwave& s) const {
    s.weights = trace_weights(lambda, static_cast<double>(2 * half_));
    for (int c = 0; c < 2; ++c)
      s.b[at(c)] = s.weights.c[0] * lowering_.block[at(1 - c)].adjoint() +
                   s.weights.c[1] * lowering_.block[at(c)];
  }

  /// Adds v o v^+ and v B v^+ to the weights of every mu, and what goes through u(t1):
  /// M_v = 2 sum_mu (o v^+ sum_p a_p G_p + B v^+ C + B^+ v^+ C^+), as one product.
  void read_out_gradient(double t1, Workspace& w, Sum& sum) const {
    const std::array<ExponentialDerivative, 2> u{ExponentialDerivative(levels(0), -imaginary * t1),
                                                 ExponentialDerivative(levels(1), -imaginary * t1)};
    const auto count = static_cast<Index>(w.shockwaves.size());
    w.left.resize(half_, (1 + 2 * count) * half_);
    w.right.resize((1 + 2 * count) * half_, half_);
    for (int c = 0; c < 2; ++c) {
      const VectorXcd& here = u[at(c)].values();
      const VectorXcd& there = u[at(1 - c)].values();
      w.left.leftCols(half_) = occupation_.block[at(c)];
      auto even = w.right.topRows(half_);
      even.setZero();
      w.factor.noalias() =
          here.asDiagonal() * occupation_.block[at(c)] * here.conjugate().asDiagonal();
      for (Index m = 0; m < count; ++m) {
        Shockwave& s = w.shockwaves[static_cast<std::size_t>(m)];
        for (int p = 0; p < 2; ++p) {
          s.even_weight[at(p)][at(c)] += s.weights.d[at(p)] * w.factor;
          even += 2 * s.weights.d[at(p)] * s.gram[at(p)][at(c)];
        }
        s.odd_weight[at(c)] += there.asDiagonal() * s.b[at(c)] * here.conjugate().asDiagonal();
        const Index first = (1 + 2 * m) * half_;
        w.left.middleCols(first, half_) = s.b[at(1 - c)];
        w.left.middleCols(first + half_, half_) = s.b[at(c)].adjoint();
        w.right.middleRows(first, half_).noalias() =
            there.conjugate().asDiagonal() * (2.0 * s.odd[at(c)]);
        w.right.middleRows(first + half_, half_).noalias() =
            there.conjugate().asDiagonal() * (2.0 * s.odd[at(1 - c)].adjoint());
      }
      if (t1 == 0) continue;
      even.array().colwise() *= here.conjugate().array();
      w.factor.resize(half_, half_);
      const BlockProduct product{ProductForm::plain, w.left, w.right, w.factor};
      multiply({&product, 1});
      u[at(c)].add_gradient(w.factor, sum.gradient[at(c)]);
    }
  }

  /// w.scratch = dL/dS_p: 2 (X_0 R_0 + X_1 Q^+) U^+ or 2 (X_1 R_1 + X_0 Q) U^+.
  void adjoint_of_shocked(const Shockwave& s, int p, Workspace& w) const {
    std::vector<BlockProduct> even, odd;
    for (int c = 0; c < 2; ++c) {
      auto out = w.other.middleCols(c * half_, half_);
      even.push_back({ProductForm::plain, s.x[at(p)].middleCols(c * half_, half_),
                      s.even_weight[at(p)][at(c)], out});
      const auto x = s.x[at(1 - p)].middleCols((1 - c) * half_, half_);
      if (p == 1)
        odd.push_back({ProductForm::plain, x, s.odd_weight[at(c)], out, false, true});
      else
        odd.push_back({ProductForm::adjoint_right, x, s.odd_weight[at(1 - c)], out, false, true});
    }
    multiply(even);
    multiply(odd);
    w.other *= 2.0;
    rotate_columns(ProductForm::adjoint_right, w.other, w.scratch);
    if (p == 0) conjugate_by_parity(w.scratch);
  }

  /// Re Tr(S'^+ i V S) with V A = -(1/(2qN)) sum_j gamma_j (Gamma A Gamma) gamma_j, S' = w.scratch.
  double coupling_derivative(const Shockwave& s, int p, Workspace& w) const {
    rotate_columns(ProductForm::adjoint_right, s.x[at(p)], w.other);  // S_p
    // Gamma S_p Gamma: X_0 has the signs already.
    if (p == 1) conjugate_by_parity(w.other);
    const int n = space_.num_majoranas();
    const ParityBasis basis(n);
    Complex total = 0.0;
    for (int j = 0; j < n; ++j) {
      const MonomialOperator gamma = majorana_product(basis, {{j}});
      for (int c = 0; c < 2; ++c)
        for (Index column = 0; column < half_; ++column) {
          const Index source_column = (1 - c) * half_ + gamma.source[at(c)][column];
          Complex sum = 0.0;
          for (int r = 0; r < 2; ++r)
            for (Index row = 0; row < half_; ++row)
              sum += std::conj(w.scratch(r * half_ + row, c * half_ + column)) *
                     gamma.factor[at(r)][row] *
                     w.other((1 - r) * half_ + gamma.source[at(r)][row], source_column);
          total += sum * std::conj(gamma.factor[at(c)][column]);
        }
    }
    return (-imaginary * total).real() / (2.0 * space_.degree() * n);
  }

  /// Through f and g, and the partition function in g.
  void insertion_gradient(double t0, std::array<MatrixXcd, 2>& total, const ExtraDerivatives& extra,
                          Workspace& w, Sum& sum) const {
    for (auto& matrix : total) {
      rotate_rows(ProductForm::adjoint_left, matrix, w.other);
      rotate_columns(ProductForm::plain, w.other, matrix);
    }
    double scaling = 0, shift = 0;
    for (int s = 0; s < 2; ++s) {
      if (t0 != 0) {
        gather(ProductForm::adjoint_right, s, total, w);
        ExponentialDerivative(levels(s), -imaginary * t0)
            .add_gradient(w.adjoint, sum.gradient[at(s)]);
      }
      gather(ProductForm::adjoint_left, s, total, w);
      ExponentialDerivative(levels(s), thermal_exponent(t0), thermal_.amplitude())
          .add_gradient(w.adjoint, sum.gradient[at(s)]);
      for (Index n = 0; n < half_; ++n) {
        const double weight = (w.adjoint(n, n) * w.g[at(s)][n]).real();
        scaling += weight;
        shift += weight * levels(s)[n];
      }
    }
    // d log (D/Z)^{1/2} = (beta/2) Tr(rho dh), and -(1/2) (E - <E>) of g with beta.
    for (int s = 0; s < 2; ++s)
      sum.gradient[at(s)].diagonal() += 0.5 * points_.beta * scaling * thermal_.populations(s);
    if (extra.beta) sum.beta -= 0.5 * (shift - scaling * thermal_.energy());
  }

  /// w.adjoint = sum_p K_p g A'_p^+ in the rows of a sector, or sum_p A'_p^+ f K_p.
  void gather(ProductForm form, int sector, const std::array<MatrixXcd, 2>& total,
              Workspace& w) const {
    w.adjoint.setZero(half_, half_);
    for (int p = 0; p < 2; ++p) {
      const MatrixXcd& k = insertion_[at(p)];
      std::vector<BlockProduct> product;
      if (form == ProductForm::adjoint_right) {
        for (int c = 0; c < 2; ++c)
          w.scratch.block(0, c * half_, half_, half_).noalias() =
              k.block(sector * half_, c * half_, half_, half_) * w.g[at(c)].asDiagonal();
        product.push_back({form, w.scratch.topRows(half_),
                           total[at(p)].middleRows(sector * half_, half_), w.adjoint, false, true});
      } else {
        for (int r = 0; r < 2; ++r)
          w.scratch.block(r * half_, 0, half_, half_).noalias() =
              w.f[at(r)].asDiagonal() * k.block(r * half_, sector * half_, half_, half_);
        product.push_back({form, total[at(p)].middleCols(sector * half_, half_),
                           w.scratch.leftCols(half_), w.adjoint, false, true});
      }
      multiply(product);
    }
  }

  const CouplingSpace& space_;
  const ProtocolPoints& points_;
  ThermalSpectrum thermal_;
  Index half_;
  GradedMatrix occupation_;  // i gamma_a gamma_b
  GradedMatrix lowering_;    // chi
  std::array<MatrixXcd, 2> insertion_;
};

/// Calls work(sum number, group, workspace) for every group, each sum's groups in order.
template <class Work>
void for_each_group(const ProtocolPoints& points, Index half, const std::stop_token& stop,
                    const Work& work) {
  const bool side_by_side = half <= largest_side_by_side;
  const std::size_t sums = side_by_side ? std::min(num_sums, points.times.size()) : 1;
  const SingleThreadedBlas single_threaded;
  parallel_for(sums, sums > 1 ? omp_get_max_threads() : 1, stop,
               [&](std::size_t number, const std::stop_token& token) {
                 Workspace workspace;
                 for (std::size_t group = number; group < points.times.size(); group += sums) {
                   throw_if_stopped(token);
                   work(number, group, workspace);
                 }
               });
}

}  // namespace

ProtocolGradient teleport_gradient(const CouplingSpace& space, const Eigen::VectorXd& couplings,
                                   const ProtocolPoints& points, const ProtocolLoss& loss,
                                   const ExtraDerivatives& extra, const std::stop_token& stop,
                                   cuda::StreamPool* device) {
  if (device != nullptr)
    return teleport_gradient_on(*device->lease(), space, couplings, points, loss, extra, stop);
  validate(points, space.num_majoranas());
  check_couplings(space, couplings);
  check_length("t", longest_time(points), space.one_norm(couplings));
  const Chain chain(space, couplings, points, stop);
  std::vector<Sum> sums(std::min(num_sums, points.times.size()), chain.empty_sum());
  for_each_group(points, chain.half(), stop,
                 [&](std::size_t number, std::size_t group, Workspace& w) {
                   std::vector<Matrix4cd> rho;
                   chain.forward(points.times[group], w, rho);
                   std::vector<Matrix4cd> lambda(rho.size(), Matrix4cd::Zero());
                   sums[number].loss += loss(group, rho, lambda);
                   chain.backward(points.times[group], lambda, extra, w, sums[number]);
                 });
  Sum total = chain.empty_sum();
  for (const Sum& sum : sums) {
    total.loss += sum.loss;
    total.beta += sum.beta;
    total.mu += sum.mu;
    for (std::size_t s = 0; s < 2; ++s) total.gradient[s] += sum.gradient[s];
  }
  ProtocolGradient result;
  result.loss = total.loss;
  result.couplings = space.derivatives(chain.thermal().from_eigenbasis(total.gradient));
  result.beta = total.beta;
  result.mu = total.mu;
  return result;
}

std::vector<std::vector<Matrix4cd>> teleport_states(const CouplingSpace& space,
                                                    const Eigen::VectorXd& couplings,
                                                    const ProtocolPoints& points,
                                                    const std::stop_token& stop,
                                                    cuda::StreamPool* device) {
  if (device != nullptr)
    return teleport_states_on(*device->lease(), space, couplings, points, stop);
  validate(points, space.num_majoranas());
  check_couplings(space, couplings);
  check_length("t", longest_time(points), space.one_norm(couplings));
  const Chain chain(space, couplings, points, stop);
  std::vector<std::vector<Matrix4cd>> states(points.times.size());
  for_each_group(points, chain.half(), stop, [&](std::size_t, std::size_t group, Workspace& w) {
    chain.forward(points.times[group], w, states[group]);
  });
  return states;
}

}  // namespace traversable
