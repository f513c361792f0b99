#include "sim/two_sided/two_sided_engine.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/two_sided/shockwave.h"

namespace traversable {
namespace {

/// Nothing on this machine, where the run that makes an engine has a plan.
template <class Space>
void require_memory_in(const Space&, int) {}
template <class Real>
void require_memory_in(const DeviceMatrices<Real>& space, int num_majoranas) {
  require_two_sided_memory(*space.backend, num_majoranas, 1, precision_of<Real>);
}

/// Whatever can be refused is refused before anything large is made.
template <class Space, class Make>
Eigensystem<Space> checked(const Space& space, const Hamiltonian& hamiltonian,
                           const Protocol& protocol, const Make& make) {
  check_protocol(protocol, hamiltonian.num_majoranas());
  require_memory_in(space, hamiltonian.num_majoranas());
  return make();
}

}  // namespace

template <class Space>
TwoSidedEngineIn<Space>::TwoSidedEngineIn(const Hamiltonian& hamiltonian, const Protocol& protocol,
                                          const std::stop_token& stop, Space space)
    : TwoSidedEngineIn(hamiltonian, protocol,
                       checked(space, hamiltonian, protocol,
                               [&] {
                                 return eigensystem(space, one_copy(space, hamiltonian),
                                                    symmetry_class(hamiltonian), stop);
                               }),
                       stop, space) {}

template <class Space>
TwoSidedEngineIn<Space>::TwoSidedEngineIn(const Hamiltonian& hamiltonian, const Protocol& protocol,
                                          const SectorSpectrum& spectrum,
                                          const std::stop_token& stop, Space space)
    : TwoSidedEngineIn(
          hamiltonian, protocol,
          checked(space, hamiltonian, protocol, [&] { return eigensystem(space, spectrum); }), stop,
          space) {}

template <class Space>
TwoSidedEngineIn<Space>::TwoSidedEngineIn(const Hamiltonian& hamiltonian, const Protocol& protocol,
                                          Eigensystem<Space> system, const std::stop_token& stop,
                                          Space space)
    : space_(space),
      hamiltonian_(hamiltonian),
      one_norm_(one_norm(hamiltonian)),
      probe_(protocol.probe),
      coupling_(protocol.coupling.terms(hamiltonian.num_majoranas(), hamiltonian.degree())),
      basis_(hamiltonian.num_majoranas()),
      half_(basis_.sector_dimension()),
      system_(std::move(system)),
      both_(monomial(space, basis_, probe_)),
      a_(monomial(space, basis_, {{probe_[0]}})),
      b_(monomial(space, basis_, {{probe_[1]}})) {
  ProbeOperators<Space> operators = probe_operators(space_, system_, basis_, probe_, stop);
  occupation_ = std::move(operators.occupation);
  lowering_ = std::move(operators.lowering);
}

template <class Space>
std::vector<double> TwoSidedEngineIn<Space>::spectrum() const {
  return levels_of(system_.levels);
}

/// (D rho)^{1/2} in the eigenbasis, sqrt(D / Z) exp(-beta E / 2) with E from the ground state up,
/// which neither overflows nor underflows for the levels that matter.
template <class Space>
Eigen::VectorXd TwoSidedEngineIn<Space>::amplitudes(double beta, std::size_t sector) const {
  check_inverse_temperature(beta);
  double partition = 0.0;
  for (const auto& levels : system_.levels)
    partition += (-beta * (levels.array() - ground())).exp().sum();
  const double scale = std::sqrt(static_cast<double>(basis_.dimension()) / partition);
  return scale * (-0.5 * beta * (system_.levels[sector].array() - ground())).exp();
}

template <class Space>
double TwoSidedEngineIn<Space>::energy(double beta) const {
  double energy = 0.0;
  const double dimension = static_cast<double>(basis_.dimension());
  for (std::size_t s = 0; s < 2; ++s)
    energy += (amplitudes(beta, s).array().square() / dimension * system_.levels[s].array()).sum();
  return energy;
}

template <class Space>
double TwoSidedEngineIn<Space>::coupling_expectation(double beta) const {
  const Matrix r = space_.make(half_, half_), scratch = space_.make(half_, half_);
  GradedMatrix root;
  for (std::size_t s = 0; s < 2; ++s) {
    function_of_h(space_, system_, s, amplitudes(beta, s).template cast<Complex>(), scratch.view(),
                  r.view());
    root.block[s] = space_.read(r.view());
  }
  return traversable::coupling_expectation(root, hamiltonian_.num_majoranas(), coupling_);
}

/// u(t0) and u(-t0) (D rho)^{1/2}.
template <class Space>
void TwoSidedEngineIn<Space>::prepare(double beta, double t0, Workspace& w) const {
  reshape(space_, w.shock, 2 * half_, 2 * half_);
  for (std::size_t s = 0; s < 2; ++s) {
    reshape(space_, w.forward[s], half_, half_);
    reshape(space_, w.thermal[s], half_, half_);
  }
  for_both_sectors(space_, half_, [&](std::size_t s) {
    const Eigen::VectorXcd forward =
        (-imaginary * t0 * system_.levels[s].template cast<Complex>()).array().exp();
    const Eigen::VectorXcd thermal = amplitudes(beta, s).array() * forward.array().conjugate();
    const View scratch = block_of(w.shock, s, s);
    function_of_h(space_, system_, s, forward, scratch, w.forward[s].view());
    function_of_h(space_, system_, s, thermal, scratch, w.thermal[s].view());
  });
}

/// Steps 1 and 2 from x = u(-t0) (D rho)^{1/2}, with rows in sector c ^ grade: A_p = u(t0) K_p x. With s = 1 - 2 p,
///   K_p = 1/2 - s (i/2) gamma_a gamma_b + (gamma_a + s i gamma_b) / 2,
/// so that the even parts of both A_p are sums of u x / 2 and u (i/2) gamma_a gamma_b x, the odd ones of u gamma_a x / 2 and
/// u (i/2) gamma_b x. u x itself is (D rho)^{1/2} where beta says that nothing else was inserted.
template <class Space>
void TwoSidedEngineIn<Space>::insert(const Blocks<Space>& state, int grade,
                                     std::optional<double> beta, Workspace& w) const {
  for (Matrix& a : w.insert) reshape(space_, a, 2 * half_, 2 * half_);
  const cuda::Complex<Real> real_half{Real(0.5), 0}, imaginary_half{0, Real(0.5)};
  for (std::size_t p = 0; p < 2; ++p) {
    std::vector<MatrixProduct<Real>> products;
    for (std::size_t c = 0; c < 2; ++c) {
      const std::size_t even = c ^ at(grade), odd = 1 - even;
      const View x = state[c].view(), moved = block_of(w.shock, even, c),
                 out = block_of(w.shock, odd, c);
      if (p == 0) apply_monomial(space_, both_, imaginary_half, even, x, moved);
      apply_monomial(space_, p == 0 ? a_ : b_, p == 0 ? real_half : imaginary_half, even, x, out);
      if (p == 0 || !beta)
        products.push_back({Form::plain, w.forward[even].view(), Form::plain, p == 0 ? moved : x,
                            block_of(w.insert[p], even, c)});
      products.push_back(
          {Form::plain, w.forward[odd].view(), Form::plain, out, block_of(w.insert[p], odd, c)});
    }
    space_.multiply(products);
  }
  if (beta)
    for_both_sectors(space_, half_, [&](std::size_t s) {
      function_of_h(space_, system_, s, amplitudes(*beta, s).template cast<Complex>(),
                    block_of(w.shock, s, s), block_of(w.insert[1], s, s));
    });
  const Real one = 1, half = Real(0.5);
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t even = c ^ at(grade), odd = 1 - even;
    space_.run(MixPair<Real>{block_of(w.insert[0], even, c),
                             block_of(w.insert[1], even, c),
                             {-one, 0},
                             {half, 0},
                             {one, 0},
                             {half, 0}},
               half_, half_);
    space_.run(MixPair<Real>{block_of(w.insert[0], odd, c),
                             block_of(w.insert[1], odd, c),
                             {one, 0},
                             {one, 0},
                             {one, 0},
                             {-one, 0}},
               half_, half_);
  }
}

/// A_0 -> Gamma A_0 Gamma. The odd operators on the right need Gamma T_0 in T_1^dagger T_0, which is (Gamma S_0 Gamma) U
/// Gamma: V commutes with this, and the signs of the columns cancel those of the operators. T_0^dagger T_0 is the same.
template <class Space>
void TwoSidedEngineIn<Space>::conjugate_by_parity(Workspace& w) const {
  for (Size s = 0; s < 2; ++s) {
    const View odd = w.insert[0].view().block(s * half_, (1 - s) * half_, half_, half_);
    space_.run(Combine<Real>{{-1, 0}, odd, false, {0, 0}, {}, odd}, half_, half_);
  }
}

/// Steps 3 and 4: T_p = S_p U, kept as its adjoint.
template <class Space>
void TwoSidedEngineIn<Space>::shock_and_rotate(int p, double mu, Workspace& w) const {
  const Size full = 2 * half_;
  const View s = w.shock.view();
  space_.run(Combine<Real>{{1, 0}, w.insert[at(p)].view(), false, {0, 0}, {}, s}, full, full);
  apply_coupling(space_, s, hamiltonian_.num_majoranas(), coupling_, mu);
  reshape(space_, w.bra[at(p)], full, full);
  for_both_sectors(space_, half_, [&](std::size_t c) {
    const Size first = static_cast<Size>(c) * half_;
    adjoint_of_rotated(space_, system_, c, s.block(0, first, full, half_),
                       w.bra[at(p)].view().block(first, 0, half_, full));
  });
}

/// Adds diag(V^dagger W V) of both sectors: weights[c] from columns of sector c into rows of sector c ^ grade.
template <class Space>
void TwoSidedEngineIn<Space>::add_traces(const std::array<View, 2>& weights, bool lower, int grade,
                                         Workspace& w, Traces& trace) const {
  const Size count = w.phases[0].columns();
  std::array<View, 2> out;
  std::vector<MatrixProduct<Real>> products;
  for (std::size_t c = 0; c < 2; ++c) {
    out[c] = w.weighted.view().block(static_cast<Size>(c) * half_, 0, half_, count);
    products.push_back(
        {Form::plain, weights[c], Form::plain, w.phases[c].view(), out[c], false, false, lower});
  }
  space_.multiply(products);
  for (std::size_t c = 0; c < 2; ++c)
    space_.add_column_dots(w.phases[c ^ at(grade)].view(), out[c], trace);
}

/// Step 5, even operators: Tr(G_pp) and Tr(G_pp(t1) i gamma_a gamma_b).
template <class Space>
auto TwoSidedEngineIn<Space>::occupation(Workspace& w) const -> Occupation {
  const Size full = 2 * half_;
  Occupation result;
  std::array<std::array<View, 2>, 2> gram;
  std::vector<MatrixProduct<Real>> products;
  for (std::size_t p = 0; p < 2; ++p)
    for (std::size_t c = 0; c < 2; ++c) {
      const View t = w.bra[p].view().block(static_cast<Size>(c) * half_, 0, half_, full);
      gram[p][c] = w.shock.view().block(static_cast<Size>(p) * half_, static_cast<Size>(c) * half_,
                                        half_, half_);
      products.push_back({Form::plain, t, Form::adjoint, t, gram[p][c], false, true});
    }
  space_.multiply(products);
  for (std::size_t p = 0; p < 2; ++p) {
    result.trace[p].resize(static_cast<std::size_t>(w.phases[0].columns()));
    for (std::size_t c = 0; c < 2; ++c) {
      result.norm[p] += space_.diagonal_sum(gram[p][c]);
      space_.run(WeighLower<Real>{gram[p][c], occupation_[c].view(), gram[p][c]}, half_, half_);
    }
    add_traces(gram[p], true, 0, w, result.trace[p]);
  }
  return result;
}

/// Step 5, odd operators: Tr(G_01(t1) chi^dagger) and Tr(G_01(t1) chi).
template <class Space>
auto TwoSidedEngineIn<Space>::coherences(Workspace& w) const -> std::array<Traces, 2> {
  const Size full = 2 * half_;
  std::array<View, 2> gram, weights;
  std::vector<MatrixProduct<Real>> products;
  for (int c = 0; c < 2; ++c) {
    gram[at(c)] = w.shock.view().block(0, c * half_, half_, half_);
    weights[at(c)] = w.shock.view().block(half_, c * half_, half_, half_);
    products.push_back({Form::plain, w.bra[1].view().block((1 - c) * half_, 0, half_, full),
                        Form::adjoint, w.bra[0].view().block(c * half_, 0, half_, full),
                        gram[at(c)]});
  }
  space_.multiply(products);
  std::array<Traces, 2> traces;
  for (int k = 0; k < 2; ++k) {
    traces[at(k)].resize(static_cast<std::size_t>(w.phases[0].columns()));
    for (int c = 0; c < 2; ++c)
      space_.run(MultiplyEntries<Real>{gram[at(c)], lowering_[at(k == 0 ? c : 1 - c)].view(),
                                       k == 1, k == 0, false, weights[at(c)]},
                 half_, half_);
    add_traces(weights, false, 1, w, traces[at(k)]);
  }
  return traces;
}

/// Steps 3 to 5 for every mu, added to `rho` with a weight and a sign of the coherences. P stays
/// maximally mixed and the total parity is conserved, so only the diagonal and the two entries (00,11)
/// and (01,10) with their conjugates can differ from zero.
template <class Space>
void TwoSidedEngineIn<Space>::add_read_out(std::span<const double> mu, double weight, double sign,
                                           std::span<Eigen::Matrix4cd> rho, Workspace& w,
                                           const std::stop_token& stop) const {
  const double scale = weight / (4.0 * static_cast<double>(basis_.dimension()));
  const std::size_t num_t1 = mu.empty() ? 0 : rho.size() / mu.size();
  for (std::size_t m = 0; m < mu.size(); ++m) {
    for (int p = 0; p < 2; ++p) {
      throw_if_stopped(stop);
      shock_and_rotate(p, mu[m], w);
    }
    throw_if_stopped(stop);
    const Occupation occupied = occupation(w);
    throw_if_stopped(stop);
    const std::array<Traces, 2> coherent = coherences(w);
    for (std::size_t t = 0; t < num_t1; ++t) {
      Eigen::Matrix4cd& r = rho[m * num_t1 + t];
      for (int p = 0; p < 2; ++p) {
        const double norm = scale * occupied.norm[at(p)];
        const double difference = scale * occupied.trace[at(p)][t].real();
        r(2 * p, 2 * p) += norm + difference;
        r(2 * p + 1, 2 * p + 1) += norm - difference;
      }
      r(0, 3) += 2.0 * sign * scale * imaginary * coherent[0][t];
      r(1, 2) += 2.0 * sign * scale * imaginary * coherent[1][t];
      r(3, 0) = std::conj(r(0, 3));
      r(2, 1) = std::conj(r(1, 2));
    }
  }
}

template <class Space>
std::vector<Eigen::Matrix4cd> TwoSidedEngineIn<Space>::teleport(double beta, double t0,
                                                                std::span<const double> mu,
                                                                std::span<const double> t1,
                                                                Workspace& w,
                                                                const std::stop_token& stop) const {
  std::vector<Eigen::Matrix4cd> rho = check_and_start(beta, t0, mu, t1, w);
  if (rho.empty()) return rho;
  insert(w.thermal, 0, beta, w);
  conjugate_by_parity(w);
  add_read_out(mu, 1.0, 1.0, rho, w, stop);
  return rho;
}

template <class Space>
std::vector<Eigen::Matrix4cd> TwoSidedEngineIn<Space>::teleport_beside(
    const SecondMessage& second, double beta, double t0, std::span<const double> mu,
    std::span<const double> t1, Workspace& w, const std::stop_token& stop) const {
  check_probe(second.probe, hamiltonian_.num_majoranas());
  check_finite("t", {&second.t, 1});
  check_length("t", second.t, one_norm_);
  std::vector<Eigen::Matrix4cd> rho = check_and_start(beta, t0, mu, t1, w);
  if (rho.empty()) return rho;
  const SecondSwapIn<Space> swap(space_, system_, hamiltonian_.num_majoranas(), second);
  const bool before = second.side == Side::left && second.t >= t0;
  std::array<Matrix, 2> first;
  if (!before) {
    insert(w.thermal, 0, beta, w);
    first = std::exchange(w.insert, {});
  }
  for (int p = 0; p < 2; ++p)
    for (int part = 0; part < 2; ++part) {
      throw_if_stopped(stop);
      if (before)
        insert(earlier(swap, p, part, w), part, {}, w);
      else
        for (std::size_t k = 0; k < 2; ++k) swap.apply(p, part, first[k], w.insert[k]);
      conjugate_by_parity(w);
      add_read_out(mu, 0.5, !before && part == 1 ? -1.0 : 1.0, rho, w, stop);
    }
  return rho;
}

/// u(-t0) K r from u(-t0) r: K acts between.
template <class Space>
Blocks<Space> TwoSidedEngineIn<Space>::earlier(const SecondSwapIn<Space>& swap, int p, int part,
                                               const Workspace& w) const {
  const auto times_forward = [&](Form form, int grade, const Blocks<Space>& m) {
    Blocks<Space> result;
    for (std::size_t c = 0; c < 2; ++c) {
      result[c] = space_.make(half_, half_);
      space_.multiply(
          {form, w.forward[c ^ at(grade)].view(), Form::plain, m[c].view(), result[c].view()});
    }
    return result;
  };
  return times_forward(Form::adjoint, part,
                       swap.apply_first(p, part, 0, times_forward(Form::plain, 0, w.thermal)));
}

template <class Space>
std::vector<Eigen::Matrix4cd> TwoSidedEngineIn<Space>::check_and_start(double beta, double t0,
                                                                       std::span<const double> mu,
                                                                       std::span<const double> t1,
                                                                       Workspace& w) const {
  check_inverse_temperature(beta);
  check_finite("t0", {&t0, 1});
  check_finite("mu", mu);
  check_finite("t1", t1);
  check_length("t0", t0, one_norm_);
  check_lengths("t1", t1, one_norm_);
  const auto count = static_cast<Size>(t1.size());
  reshape(space_, w.weighted, 2 * half_, count);
  for (std::size_t s = 0; s < 2; ++s) {
    reshape(space_, w.phases[s], half_, count);
    time_phases(space_, system_.levels[s], t1, w.phases[s]);
  }
  prepare(beta, t0, w);
  return std::vector<Eigen::Matrix4cd>(mu.size() * t1.size(), Eigen::Matrix4cd::Zero());
}

template class TwoSidedEngineIn<HostMatrices<float>>;
template class TwoSidedEngineIn<HostMatrices<double>>;
template class TwoSidedEngineIn<DeviceMatrices<float>>;
template class TwoSidedEngineIn<DeviceMatrices<double>>;
template class TwoSidedEngineIn<PlanMatrices<float>>;
template class TwoSidedEngineIn<PlanMatrices<double>>;

namespace {

template <class Real>
TwoSidedPlan planned(int num_majoranas, std::size_t num_mu, std::size_t num_t1, Place place) {
  const double half = static_cast<double>(ParityBasis(num_majoranas).sector_dimension());
  MatrixPlan plan;
  const Hamiltonian any(num_majoranas, {Term{1.0, 0b11}});
  const TwoSidedEngineIn<PlanMatrices<Real>> engine(any, {}, std::stop_token(), {&plan, place});
  TwoSidedPlan result;
  result.construction = plan.peak;
  result.engine = plan.bytes;
  // Tridiagonal form 16/3, eigenvectors of that about 16/3, and back 8, each sector.
  result.diagonalization = plan.operations + 2 * 19 * half * half * half;
  plan.operations = 0;
  plan.peak = plan.bytes;
  TeleportWorkspaceIn<PlanMatrices<Real>> workspace;
  const std::vector<double> mu(1), t1(num_t1);
  engine.teleport(0, 0, mu, t1, workspace);
  const double once = plan.operations;
  plan.operations = 0;
  engine.teleport(0, 0, std::vector<double>(2), t1, workspace);
  result.workspace = plan.peak - result.engine;
  result.evaluation = once + (static_cast<double>(num_mu) - 1) * (plan.operations - once);
  return result;
}

}  // namespace

TwoSidedPlan two_sided_plan(int num_majoranas, std::size_t num_mu, std::size_t num_t1,
                            Precision precision, Place place) {
  return precision == Precision::single_precision
             ? planned<float>(num_majoranas, num_mu, num_t1, place)
             : planned<double>(num_majoranas, num_mu, num_t1, place);
}

int largest_two_sided(double bytes, std::size_t num_t1, Precision precision, Place place) {
  int largest = 0;
  for (int n = 2; n <= 64 && two_sided_plan(n, 1, num_t1, precision, place).peak() <= bytes; n += 2)
    largest = n;
  return largest;
}

void require_two_sided_memory(cuda::Backend& backend, int num_majoranas, std::size_t num_t1,
                              Precision precision) {
  const double needed = two_sided_plan(num_majoranas, 1, num_t1, precision, Place::device).peak();
  const double available = backend.available_memory();
  if (needed <= available) return;
  throw std::invalid_argument(fmt::format(
      "{} Majoranas a side need {} on the device, {} are available; the largest N that fits is {}",
      num_majoranas, format_bytes(needed), format_bytes(available),
      largest_two_sided(available, num_t1, precision, Place::device)));
}

}  // namespace traversable
