#include "learning/protocol_chain.h"

#include <cmath>
#include <utility>

#include "learning/chain_blocks.h"
#include "learning/exponential_derivative.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/interrupted.h"
#include "sim/two_sided/one_sided_operators.h"
#include "sim/two_sided/shockwave.h"

namespace traversable {

namespace {

using Eigen::Matrix4cd;

template <class Space>
GradedMatrix one_copy(const Space&, const CouplingSpace& terms, const Eigen::VectorXd& couplings) {
  return terms.matrix(couplings);
}
PlannedCopy one_copy(const PlanMatrices<double>&, const CouplingSpace& terms,
                     const Eigen::VectorXd&) {
  return PlannedCopy(terms.num_majoranas());
}

}  // namespace

template <class Space>
ProtocolChain<Space>::ProtocolChain(const Space& space, const CouplingSpace& terms,
                                    const Eigen::VectorXd& couplings, const ProtocolPoints& points,
                                    const std::stop_token& stop)
    : space_(space),
      terms_(terms),
      points_(points),
      coupling_(points.protocol.coupling.terms(terms.num_majoranas(), terms.degree())),
      basis_(terms.num_majoranas()),
      half_(basis_.sector_dimension()),
      system_(eigensystem(space, one_copy(space, terms, couplings), terms.symmetry(), stop)),
      thermal_(system_.levels, points.beta) {
  ProbeOperators<Space> probe =
      probe_operators(space_, system_, basis_, points.protocol.probe, stop);
  occupation_ = std::move(probe.occupation);
  lowering_ = std::move(probe.lowering);
  make_insertions();
}

/// K_p in the eigenbasis, s = 1 - 2 p: 1/2 - s o/2 and -chi (p = 0, Gamma K_0 Gamma) or chi^+ (p = 1).
template <class Space>
void ProtocolChain<Space>::make_insertions() {
  for (int p = 0; p < 2; ++p) {
    const Matrix& k = insertion_[at(p)] = space_.make(2 * half_, 2 * half_);
    for (int c = 0; c < 2; ++c) {
      const View even = chain::block(k, c, c), odd = chain::block(k, 1 - c, c);
      combine(p == 0 ? -0.5 : 0.5, occupation_[at(c)].view(), false, 0, {}, even);
      space_.run(AddToDiagonal<Real>{nullptr, {0.5, 0}, even}, half_, 1);
      if (p == 0)
        combine(-1, lowering_[at(c)].view(), false, 0, {}, odd);
      else
        combine(1, lowering_[at(1 - c)].view(), true, 0, {}, odd);
    }
  }
}

template <class Space>
std::vector<Matrix4cd> ProtocolChain<Space>::forward(const ProtocolTimes& times, Workspace& w,
                                                     const std::stop_token& stop) const {
  reserve(times, w);
  insert(times.t0, w);
  const std::size_t count = times.t1.size();
  std::vector<Matrix4cd> rho(points_.mu.size() * count);
  for (std::size_t m = 0; m < points_.mu.size(); ++m) {
    throw_if_stopped(stop);
    shock(points_.mu[m], w, w.shockwaves[m]);
    throw_if_stopped(stop);
    contract(w.shockwaves[m]);
    read_out(w.shockwaves[m], w, std::span(rho).subspan(m * count, count));
  }
  return rho;
}

template <class Space>
void ProtocolChain<Space>::backward(const ProtocolTimes& times, std::span<const Matrix4cd> lambda,
                                    const ExtraDerivatives& extra, Workspace& w, Gradient& gradient,
                                    TimeGradient& of_times, const std::stop_token& stop) const {
  const std::size_t num_mu = points_.mu.size(), count = times.t1.size();
  std::vector<Weights> weights(num_mu);
  for (std::size_t m = 0; m < num_mu; ++m)
    for (std::size_t t = 0; t < count; ++t)
      weights[m].push_back(
          trace_weights(lambda[m * count + t], static_cast<double>(basis_.dimension())));
  of_times.t1.assign(count, 0.0);
  for (std::size_t t = 0; t < count; ++t) {
    throw_if_stopped(stop);
    if (times.t1[t] != 0 || extra.times)
      of_times.t1[t] = read_out_gradient(times.t1[t], t, weights, extra, w, gradient);
  }
  for (std::size_t m = 0; m < num_mu; ++m) {
    const Shockwave<Space>& s = w.shockwaves[m];
    weigh(weights[m], s, w);
    for (int p = 0; p < 2; ++p) {
      throw_if_stopped(stop);
      adjoint_of_shocked(s, p, w);
      if (extra.mu || extra.weights) {
        const Eigen::VectorXd angles = angle_derivatives(s, p, w);
        for (std::size_t k = 0; k < coupling_.sets.size(); ++k)
          gradient.mu[static_cast<Size>(m)] += angles[static_cast<Size>(k)] * coupling_.angle(k, 1);
        gradient.angles += points_.mu[m] * angles;
      }
      const View shocked = w.scratch[0].view(), total = w.a[at(p)].view();
      apply_coupling(space_, shocked, terms_.num_majoranas(), coupling_, -points_.mu[m]);
      combine(1, shocked, false, 1, m == 0 ? View{} : total, total);
    }
  }
  throw_if_stopped(stop);
  of_times.t0 = insertion_gradient(times.t0, extra, w, gradient);
}

template <class Space>
auto ProtocolChain<Space>::zero_gradient() const -> Gradient {
  Gradient gradient;
  for (Matrix& block : gradient.h) {
    block = space_.make(half_, half_);
    combine(0, {}, false, 0, {}, block.view());
  }
  gradient.mu = Eigen::VectorXd::Zero(static_cast<Size>(points_.mu.size()));
  gradient.angles = Eigen::VectorXd::Zero(static_cast<Size>(coupling_.sets.size()));
  return gradient;
}

template <class Space>
void ProtocolChain<Space>::add(const Gradient& part, Gradient& sum) const {
  sum.loss += part.loss;
  sum.scaling += part.scaling;
  sum.beta += part.beta;
  sum.mu += part.mu;
  sum.angles += part.angles;
  for (std::size_t s = 0; s < 2; ++s)
    combine(1, sum.h[s].view(), false, 1, part.h[s].view(), sum.h[s].view());
}

/// U (G + G^+) U^+ / 2, with d log (D/Z)^{1/2} = (beta/2) Tr(rho dh).
template <class Space>
Eigen::VectorXd ProtocolChain<Space>::couplings(Gradient& sum) const {
  GradedMatrix total;
  const Matrix scratch = space_.make(half_, half_);
  for (int s = 0; s < 2; ++s) {
    const View g = sum.h[at(s)].view(), u = system_.vectors[at(s)].view();
    const auto populations = space_.upload(entries<Real>(
        (0.5 * points_.beta * sum.scaling * thermal_.populations(s)).template cast<Complex>()));
    space_.run(AddToDiagonal<Real>{populations.data(), {}, g}, half_, 1);
    combine(0.5, g, true, 0.5, g, scratch.view());
    space_.multiply({Form::plain, u, Form::plain, scratch.view(), g});
    space_.multiply({Form::plain, g, Form::adjoint, u, scratch.view()});
    total.block[at(s)] = space_.read(scratch.view());
  }
  return terms_.derivatives(total);
}

/// scale exp(z E) of both sectors, one after the other.
template <class Space>
auto ProtocolChain<Space>::exponentials(Complex z, double scale) const -> Numbers {
  std::vector<Complex> values;
  for (int s = 0; s < 2; ++s)
    for (const double level : thermal_.levels(s)) values.push_back(scale * std::exp(z * level));
  return space_.upload(entries<Real>(values));
}

template <class Space>
void ProtocolChain<Space>::reserve(const ProtocolTimes& times, Workspace& w) const {
  const Size full = 2 * half_, count = static_cast<Size>(times.t1.size());
  for (auto* pair : {&w.a, &w.scratch})
    for (Matrix& matrix : *pair) reshape(space_, matrix, full, full);
  w.shockwaves.resize(points_.mu.size());
  for (Shockwave<Space>& s : w.shockwaves) {
    for (Matrix& x : s.x) reshape(space_, x, full, full);
    for (Blocks<Space>* blocks : {&s.gram[0], &s.gram[1], &s.odd})
      for (Matrix& block : *blocks) reshape(space_, block, half_, half_);
  }
  reshape(space_, w.phases, full, count);
  for (Matrix* matrix : {&w.bras, &w.weighted}) reshape(space_, *matrix, 4 * full, count);
  Eigen::VectorXd levels(thermal_.levels(0).size() + thermal_.levels(1).size());
  levels << thermal_.levels(0), thermal_.levels(1);
  time_phases(space_, levels, times.t1, w.phases);
  for (int c = 0; c < 2; ++c)
    for (int k = 0; k < 4; ++k)
      combine(1, chain::rows(w.phases, k < 2 ? c : 1 - c), false, 0, {},
              chain::trace_rows(w.bras, c, k));
}

/// out = alpha a + beta b as Combine.
template <class Space>
void ProtocolChain<Space>::combine(Complex alpha, const View& a, bool adjoint, Complex beta,
                                   const View& b, const View& out) const {
  space_.run(
      Combine<Real>{{alpha.real(), alpha.imag()}, a, adjoint, {beta.real(), beta.imag()}, b, out},
      out.rows, out.columns);
}

/// out (+)= a o b, with b transposed and conjugated as asked.
template <class Space>
void ProtocolChain<Space>::multiply_entries(const View& a, const View& b, bool transpose,
                                            bool conjugate, bool add, const View& out) const {
  space_.run(MultiplyEntries<Real>{a, b, transpose, conjugate, add, out}, half_, half_);
}

/// out = U x or U^+ x.
template <class Space>
void ProtocolChain<Space>::rotate_rows(Form form, const Matrix& x, const Matrix& out) const {
  std::vector<MatrixProduct<Real>> products;
  for (int s = 0; s < 2; ++s)
    products.push_back(
        {form, system_.vectors[at(s)].view(), Form::plain, chain::rows(x, s), chain::rows(out, s)});
  space_.multiply(products);
}

/// out = x U or x U^+.
template <class Space>
void ProtocolChain<Space>::rotate_columns(Form form, const Matrix& x, const Matrix& out) const {
  std::vector<MatrixProduct<Real>> products;
  for (int s = 0; s < 2; ++s)
    products.push_back({Form::plain, chain::columns(x, s), form, system_.vectors[at(s)].view(),
                        chain::columns(out, s)});
  space_.multiply(products);
}

/// A_p = U (f K_p g) U^+.
template <class Space>
void ProtocolChain<Space>::insert(double t0, Workspace& w) const {
  const Numbers f = exponentials(-imaginary * t0, 1),
                g = exponentials(thermal_exponent(t0), thermal_.amplitude());
  for (std::size_t p = 0; p < 2; ++p) {
    space_.run(
        ScaleEntries<Real>{
            insertion_[p].view(), {1, 0}, f.data(), false, g.data(), w.scratch[0].view()},
        2 * half_, 2 * half_);
    rotate_rows(Form::plain, w.scratch[0], w.scratch[1]);
    rotate_columns(Form::adjoint, w.scratch[1], w.a[p]);
  }
}

template <class Space>
void ProtocolChain<Space>::shock(double mu, Workspace& w, const Shockwave<Space>& s) const {
  for (std::size_t p = 0; p < 2; ++p) {
    const View shocked = w.scratch[0].view();
    combine(1, w.a[p].view(), false, 0, {}, shocked);
    apply_coupling(space_, shocked, terms_.num_majoranas(), coupling_, mu);
    rotate_columns(Form::plain, w.scratch[0], s.x[p]);
  }
}

template <class Space>
void ProtocolChain<Space>::contract(const Shockwave<Space>& s) const {
  std::vector<MatrixProduct<Real>> products;
  for (int c = 0; c < 2; ++c) {
    for (std::size_t p = 0; p < 2; ++p)
      products.push_back({Form::adjoint, chain::columns(s.x[p], c), Form::plain,
                          chain::columns(s.x[p], c), s.gram[p][at(c)].view()});
    products.push_back({Form::adjoint, chain::columns(s.x[1], 1 - c), Form::plain,
                        chain::columns(s.x[0], c), s.odd[at(c)].view()});
  }
  space_.multiply(products);
}

/// d_p and c_k as diag(V^+ W V) with W = G_p o conj(o), C o conj(chi^+), C o chi^T of both sectors.
template <class Space>
void ProtocolChain<Space>::read_out(const Shockwave<Space>& s, Workspace& w,
                                    std::span<Matrix4cd> rho) const {
  std::vector<MatrixProduct<Real>> products;
  for (int c = 0; c < 2; ++c) {
    const auto weight = [&](int k) { return chain::stacked_quarter(w.scratch[at(c)], k); };
    for (int p = 0; p < 2; ++p)
      multiply_entries(s.gram[at(p)][at(c)].view(), occupation_[at(c)].view(), false, true, false,
                       weight(p));
    const View odd = s.odd[at(c)].view();
    multiply_entries(odd, lowering_[at(c)].view(), false, true, false, weight(2));
    multiply_entries(odd, lowering_[at(1 - c)].view(), true, false, false, weight(3));
    products.push_back({Form::plain, chain::stacked_quarters(w.scratch[at(c)]), Form::plain,
                        chain::rows(w.phases, c), chain::rows(w.weighted, c)});
  }
  space_.multiply(products);
  std::vector<Complex> dots(8 * rho.size());
  space_.add_column_dots(chain::eighths(w.bras), chain::eighths(w.weighted), dots);
  for (std::size_t t = 0; t < rho.size(); ++t) {
    const auto trace = [&](std::size_t k) { return dots[8 * t + k] + dots[8 * t + 4 + k]; };
    rho[t] = protocol_state({{trace(0).real(), trace(1).real()}, {trace(2), trace(3)}},
                            static_cast<double>(basis_.dimension()));
  }
}

/// What goes through v = u(t1), with B = g_0 chi^+ + g_1 chi:
///   M_v = o v^+ E + chi^+ v^+ Y + chi v^+ Z,   E = 2 sum a_p G_p,
///   Y = 2 sum (g_0 C + conj(g_1) C^+),   Z = 2 sum (g_1 C + conj(g_0) C^+),   sums over mu.
template <class Space>
double ProtocolChain<Space>::read_out_gradient(double t1, std::size_t t,
                                               std::span<const Weights> weights,
                                               const ExtraDerivatives& extra, Workspace& w,
                                               Gradient& gradient) const {
  for (int c = 0; c < 2; ++c) gather_read_out(c, t, weights, w);
  for (int k = 0; k < 3; ++k) {
    std::vector<MatrixProduct<Real>> products;
    for (int c = 0; c < 2; ++c) {
      const Matrix& left = k == 0 ? occupation_[at(c)] : lowering_[at(k == 1 ? c : 1 - c)];
      products.push_back({k == 1 ? Form::adjoint : Form::plain, left.view(), Form::plain,
                          chain::quarters(w.scratch[at(c)], k),
                          chain::quarters(w.scratch[at(c)], 3), k > 0});
    }
    space_.multiply(products);
  }
  double derivative = 0;
  for (int c = 0; c < 2; ++c) {
    const View m = chain::quarters(w.scratch[at(c)], 3);
    const ExponentialDerivative v(thermal_.levels(c), -imaginary * t1);
    if (extra.times) derivative += v.derivative(space_, m, 1, -imaginary);
    if (t1 != 0) v.add_gradient(space_, m, gradient.h[at(c)].view());
  }
  return derivative;
}

/// v^+ E, v^+ Y and v^+ Z of a sector into blocks of its scratch.
template <class Space>
void ProtocolChain<Space>::gather_read_out(int c, std::size_t t, std::span<const Weights> weights,
                                           Workspace& w) const {
  const Matrix& scratch = w.scratch[at(c)];
  bool first = true;
  const auto add = [&](int k, Complex alpha, const Matrix& a, bool adjoint, Complex beta,
                       const Matrix& b) {
    const View out = chain::quarters(scratch, k);
    if (first) return combine(alpha, a.view(), adjoint, beta, b.view(), out);
    combine(alpha, a.view(), adjoint, 1, out, out);
    combine(beta, b.view(), false, 1, out, out);
  };
  for (std::size_t m = 0; m < weights.size(); ++m, first = false) {
    const Shockwave<Space>& s = w.shockwaves[m];
    const auto& [d, g] = weights[m][t];
    add(0, 2 * d[0], s.gram[0][at(c)], false, 2 * d[1], s.gram[1][at(c)]);
    add(1, 2.0 * std::conj(g[1]), s.odd[at(1 - c)], true, 2.0 * g[0], s.odd[at(c)]);
    add(2, 2.0 * std::conj(g[0]), s.odd[at(1 - c)], true, 2.0 * g[1], s.odd[at(c)]);
  }
  const auto scale = [&](int sector, const View& x) {
    const View v = chain::rows(w.phases, sector).block(0, static_cast<Size>(t), half_, 1);
    space_.run(ScaleEntries<Real>{x, {1, 0}, v.data, true, nullptr, x}, x.rows, x.columns);
  };
  scale(c, chain::quarters(scratch, 0));
  scale(1 - c, chain::quarters(scratch, 1, 2));
}

/// R_p = 2 o o (V diag(a_p) V^+) and Q = 2 chi^+ o (V diag(g_0) V^+) + 2 chi o (V diag(g_1) V^+).
template <class Space>
void ProtocolChain<Space>::weigh(const Weights& weights, const Shockwave<Space>& s,
                                 Workspace& w) const {
  const Size count = w.phases.columns();
  std::vector<Complex> by_time;
  for (int k = 0; k < 4; ++k)
    for (const auto& [d, g] : weights) by_time.push_back(k < 2 ? Complex(d[at(k)]) : g[at(k - 2)]);
  const Numbers factors = space_.upload(entries<Real>(by_time));
  std::vector<MatrixProduct<Real>> products;
  for (int c = 0; c < 2; ++c) {
    for (int k = 0; k < 4; ++k)
      space_.run(ScaleEntries<Real>{chain::trace_rows(w.bras, c, k),
                                    {2, 0},
                                    nullptr,
                                    false,
                                    factors.data() + k * count,
                                    chain::trace_rows(w.weighted, c, k)},
                 half_, count);
    products.push_back({Form::plain, chain::rows(w.weighted, c), Form::adjoint,
                        chain::rows(w.phases, c), chain::stacked_quarters(w.scratch[at(c)])});
  }
  space_.multiply(products);
  for (int c = 0; c < 2; ++c) {
    const auto sum = [&](int k) { return chain::stacked_quarter(w.scratch[at(c)], k); };
    for (int p = 0; p < 2; ++p)
      multiply_entries(sum(p), occupation_[at(c)].view(), false, false, false,
                       s.gram[at(p)][at(c)].view());
    const View q = s.odd[at(c)].view();
    multiply_entries(sum(2), lowering_[at(1 - c)].view(), true, true, false, q);
    multiply_entries(sum(3), lowering_[at(c)].view(), false, false, true, q);
  }
}

/// w.scratch[0] = dL/dS_p: (X_0 R_0 + X_1 Q^+) U^+ or (X_1 R_1 + X_0 Q) U^+.
template <class Space>
void ProtocolChain<Space>::adjoint_of_shocked(const Shockwave<Space>& s, int p,
                                              Workspace& w) const {
  std::vector<MatrixProduct<Real>> even, odd;
  for (int c = 0; c < 2; ++c) {
    const View out = chain::columns(w.scratch[1], c);
    even.push_back({Form::plain, chain::columns(s.x[at(p)], c), Form::plain,
                    s.gram[at(p)][at(c)].view(), out});
    odd.push_back({Form::plain, chain::columns(s.x[at(1 - p)], 1 - c),
                   p == 1 ? Form::plain : Form::adjoint, s.odd[at(p == 1 ? c : 1 - c)].view(), out,
                   true});
  }
  space_.multiply(even);
  space_.multiply(odd);
  rotate_columns(Form::adjoint, w.scratch[1], w.scratch[0]);
}

/// Re Tr(S'^+ i V_K S) with V_K S = -O_K S O_K / 2 and S' = w.scratch[0]; for an odd O_K = gamma_j with Gamma S Gamma in
/// place of S.
template <class Space>
Eigen::VectorXd ProtocolChain<Space>::angle_derivatives(const Shockwave<Space>& s, int p,
                                                        Workspace& w) const {
  const Matrix& shocked = w.scratch[1];
  rotate_columns(Form::adjoint, s.x[at(p)], shocked);
  for (int c = 0; c < 2 && !coupling_.is_bits(); ++c) {
    const View odd = chain::block(shocked, 1 - c, c);
    combine(-1, odd, false, 0, {}, odd);
  }
  const std::vector<Complex> traces = conjugate_traces(space_, w.scratch[0].view(), shocked.view(),
                                                       terms_.num_majoranas(), coupling_);
  Eigen::VectorXd result(static_cast<Size>(traces.size()));
  for (std::size_t k = 0; k < traces.size(); ++k)
    result[static_cast<Size>(k)] = (-imaginary * traces[k]).real() / 2;
  return result;
}

/// Through f and g, and the partition function in g.
template <class Space>
double ProtocolChain<Space>::insertion_gradient(double t0, const ExtraDerivatives& extra,
                                                Workspace& w, Gradient& gradient) const {
  for (const Matrix& a : w.a) {
    rotate_rows(Form::adjoint, a, w.scratch[0]);
    rotate_columns(Form::plain, w.scratch[0], a);
  }
  double derivative = 0;
  if (t0 != 0 || extra.times) {
    forward_adjoint(exponentials(thermal_exponent(t0), thermal_.amplitude()), w);
    for (int s = 0; s < 2; ++s) {
      const View m = chain::quarters(w.scratch[1], s);
      const ExponentialDerivative f(thermal_.levels(s), -imaginary * t0);
      if (extra.times) derivative += f.derivative(space_, m, 1, -imaginary);
      if (t0 != 0) f.add_gradient(space_, m, gradient.h[at(s)].view());
    }
  }
  thermal_adjoint(exponentials(-imaginary * t0, 1), w);
  double scaling = 0, shift = 0;
  for (int s = 0; s < 2; ++s) {
    const View m = chain::quarters(w.scratch[1], s);
    const ExponentialDerivative g(thermal_.levels(s), thermal_exponent(t0), thermal_.amplitude());
    if (extra.times) derivative += g.derivative(space_, m, 1, imaginary);
    scaling += g.derivative(space_, m, 0);
    shift += g.derivative(space_, m, 1);
    g.add_gradient(space_, m, gradient.h[at(s)].view());
  }
  gradient.scaling += scaling;
  // -(1/2) (E - <E>) of g with beta.
  if (extra.beta) gradient.beta -= 0.5 * (shift - scaling * thermal_.energy());
  return derivative;
}

/// M_f = sum_p K_p g A'_p^+ of both sectors, blocks of w.scratch[1].
template <class Space>
void ProtocolChain<Space>::forward_adjoint(const Numbers& g, Workspace& w) const {
  for (std::size_t p = 0; p < 2; ++p) {
    space_.run(
        ScaleEntries<Real>{
            insertion_[p].view(), {1, 0}, nullptr, false, g.data(), w.scratch[0].view()},
        2 * half_, 2 * half_);
    std::vector<MatrixProduct<Real>> products;
    for (int s = 0; s < 2; ++s)
      products.push_back({Form::plain, chain::rows(w.scratch[0], s), Form::adjoint,
                          chain::rows(w.a[p], s), chain::quarters(w.scratch[1], s), p == 1});
    space_.multiply(products);
  }
}

/// M_g = sum_p A'_p^+ f K_p of both sectors, blocks of w.scratch[1].
template <class Space>
void ProtocolChain<Space>::thermal_adjoint(const Numbers& f, Workspace& w) const {
  for (std::size_t p = 0; p < 2; ++p) {
    space_.run(
        ScaleEntries<Real>{
            insertion_[p].view(), {1, 0}, f.data(), false, nullptr, w.scratch[0].view()},
        2 * half_, 2 * half_);
    std::vector<MatrixProduct<Real>> products;
    for (int s = 0; s < 2; ++s)
      products.push_back({Form::adjoint, chain::columns(w.a[p], s), Form::plain,
                          chain::columns(w.scratch[0], s), chain::quarters(w.scratch[1], s),
                          p == 1});
    space_.multiply(products);
  }
}

template class ProtocolChain<HostMatrices<double>>;
template class ProtocolChain<DeviceMatrices<double>>;
template class ProtocolChain<PlanMatrices<double>>;

}  // namespace traversable
