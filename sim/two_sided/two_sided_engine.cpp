#include "sim/two_sided/two_sided_engine.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/parallel.h"
#include "sim/two_sided/one_sided_operators.h"
#include "sim/two_sided/size_coupling.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;

/// K_p r into the full matrix `out`: with s = 1 - 2 p,
///   K_p = 1/2 - s (i/2) gamma_a gamma_b + (gamma_a + s i gamma_b) / 2.
void insert_message(int p, const ParityBasis& basis, const ProbeMode& probe, const GradedMatrix& r,
                    MatrixXcd& out) {
  const double s = p == 0 ? 1.0 : -1.0;
  const Index half = basis.sector_dimension();
  const MonomialOperator both = majorana_product(basis, probe);
  const MonomialOperator a = majorana_product(basis, {{probe[0]}});
  const MonomialOperator b = majorana_product(basis, {{probe[1]}});
  out.resize(2 * half, 2 * half);
  for (int c = 0; c < 2; ++c) {
    const int row = c ^ r.grade;
    const auto even = at(row);
    const auto odd = at(1 - row);
    for_each_index(half, worth_threads(half * half), [&](Index n) {
      const auto from = r.block[at(c)].col(n);
      auto kept = out.col(c * half + n).segment(row * half, half);
      auto flipped = out.col(c * half + n).segment((1 - row) * half, half);
      for (Index i = 0; i < half; ++i) {
        kept[i] =
            0.5 * (from[i] - s * imaginary * both.factor[even][i] * from[both.source[even][i]]);
        flipped[i] = 0.5 * (a.factor[odd][i] * from[a.source[odd][i]] +
                            s * imaginary * b.factor[odd][i] * from[b.source[odd][i]]);
      }
    });
  }
}

/// V_mt = exp(-i E_m t1_t).
MatrixXcd time_phases(const Eigen::VectorXd& levels, std::span<const double> t1) {
  MatrixXcd phases(levels.size(), static_cast<Index>(t1.size()));
  for_each_index(phases.cols(), worth_threads(phases.size()), [&](Index t) {
    for (Index m = 0; m < phases.rows(); ++m)
      phases(m, t) = std::polar(1.0, -levels[m] * t1[static_cast<std::size_t>(t)]);
  });
  return phases;
}

/// Adds diag(left^dagger W right) to `result`.
void add_traces(const MatrixXcd& w, const MatrixXcd& left, const MatrixXcd& right,
                MatrixXcd& scratch, Eigen::VectorXcd& result) {
  scratch.resize(w.rows(), right.cols());
  const BlockProduct product{ProductForm::plain, w, right, scratch};
  multiply({&product, 1});
  for_each_index(right.cols(), worth_threads(right.size()),
                 [&](Index t) { result[t] += left.col(t).dot(scratch.col(t)); });
}

}  // namespace

TwoSidedEngine::TwoSidedEngine(const Hamiltonian& hamiltonian, ProbeMode probe,
                               const std::stop_token& stop)
    : TwoSidedEngine(hamiltonian, probe, diagonalize(hamiltonian, stop), stop) {}

TwoSidedEngine::TwoSidedEngine(const Hamiltonian& hamiltonian, ProbeMode probe,
                               SectorSpectrum spectrum, const std::stop_token& stop)
    : hamiltonian_(hamiltonian),
      one_norm_(one_norm(hamiltonian)),
      probe_(probe),
      basis_(hamiltonian.num_majoranas()),
      spectrum_(std::move(spectrum)) {
  check_probe(probe, hamiltonian.num_majoranas());
  throw_if_stopped(stop);
  occupation_ = in_eigenbasis(majorana_product(basis_, probe), spectrum_.vectors);
  for (auto& block : occupation_.block) block *= imaginary;
  throw_if_stopped(stop);
  lowering_ = in_eigenbasis(majorana_product(basis_, {{probe[0]}}), spectrum_.vectors);
  throw_if_stopped(stop);
  const GradedMatrix second =
      in_eigenbasis(majorana_product(basis_, {{probe[1]}}), spectrum_.vectors);
  for (std::size_t c = 0; c < 2; ++c)
    lowering_.block[c] = 0.5 * (lowering_.block[c] + imaginary * second.block[c]);
}

std::vector<double> TwoSidedEngine::spectrum() const { return levels_of(spectrum_); }

/// (D rho)^{1/2} in the eigenbasis, sqrt(D / Z) exp(-beta E / 2) with E from the ground state up,
/// which neither overflows nor underflows for the levels that matter.
Eigen::VectorXd TwoSidedEngine::amplitudes(double beta, int sector) const {
  check_inverse_temperature(beta);
  const double ground = spectrum_.ground();
  double partition = 0.0;
  for (const auto& levels : spectrum_.levels)
    partition += (-beta * (levels.array() - ground)).exp().sum();
  const double scale = std::sqrt(static_cast<double>(basis_.dimension()) / partition);
  return scale * (-0.5 * beta * (spectrum_.levels[at(sector)].array() - ground)).exp();
}

double TwoSidedEngine::energy(double beta) const {
  double energy = 0.0;
  const double dimension = static_cast<double>(basis_.dimension());
  for (int s = 0; s < 2; ++s)
    energy +=
        (amplitudes(beta, s).array().square() / dimension * spectrum_.levels[at(s)].array()).sum();
  return energy;
}

double TwoSidedEngine::coupling_expectation(double beta) const {
  GradedMatrix r;
  MatrixXcd scratch;
  function_of_h(spectrum_.vectors,
                {amplitudes(beta, 0).cast<Complex>(), amplitudes(beta, 1).cast<Complex>()}, r,
                scratch);
  return size_coupling_expectation(r, hamiltonian_.num_majoranas(), hamiltonian_.degree());
}

/// u(t) and (D rho)^{1/2}.
void TwoSidedEngine::prepare(double beta, double t0, TeleportWorkspace& w) const {
  std::array<Eigen::VectorXcd, 2> forward, thermal;
  for (int s = 0; s < 2; ++s) {
    forward[at(s)] = (-imaginary * t0 * spectrum_.levels[at(s)].cast<Complex>()).array().exp();
    thermal[at(s)] = amplitudes(beta, s).array() * forward[at(s)].array().conjugate();
  }
  function_of_h(spectrum_.vectors, forward, w.forward, w.gram);
  function_of_h(spectrum_.vectors, thermal, w.thermal, w.gram);
}

/// Steps 1 and 2: A_p = u(t0) K_p u(-t0) (D rho)^{1/2}.
void TwoSidedEngine::insert(const GradedMatrix& state, TeleportWorkspace& w) const {
  const Index half = basis_.sector_dimension();
  for (int p = 0; p < 2; ++p) {
    insert_message(p, basis_, probe_, state, w.shock);
    w.insert[at(p)].resize(2 * half, 2 * half);
    std::vector<BlockProduct> products;
    for (int s = 0; s < 2; ++s)
      products.push_back({ProductForm::plain, w.forward.block[at(s)],
                          w.shock.middleRows(s * half, half),
                          w.insert[at(p)].middleRows(s * half, half)});
    multiply(products);
  }
}

/// Steps 3 and 4: T_p = S_p U; T_0 with the sign of the row's parity, which cancels in T_0^dagger
/// T_0 and is the one that the odd operators on the right need in T_1^dagger T_0.
void TwoSidedEngine::shock_and_rotate(int p, double mu, TeleportWorkspace& w) const {
  const Index half = basis_.sector_dimension();
  w.shock.resize(2 * half, 2 * half);
  const bool threaded = worth_threads(4 * half * half);
  for_each_index(2 * half, threaded, [&](Index n) { w.shock.col(n) = w.insert[at(p)].col(n); });
  apply_size_coupling(w.shock, hamiltonian_.num_majoranas(), hamiltonian_.degree(), mu);
  if (p == 0)
    for_each_index(2 * half, threaded, [&](Index n) { w.shock.col(n).tail(half) *= -1.0; });
  w.bra[at(p)].resize(2 * half, 2 * half);
  std::vector<BlockProduct> products;
  for (int c = 0; c < 2; ++c)
    products.push_back({ProductForm::plain, w.shock.middleCols(c * half, half),
                        spectrum_.vectors.block[at(c)], w.bra[at(p)].middleCols(c * half, half)});
  multiply(products);
}

/// Step 5, even operators: Tr(G_pp) and Tr(G_pp(t1) i gamma_a gamma_b).
TwoSidedEngine::Occupation TwoSidedEngine::occupation(int p, TeleportWorkspace& w) const {
  const Index half = basis_.sector_dimension();
  Occupation result{0.0, Eigen::VectorXcd::Zero(w.phases[0].cols())};
  w.gram.resize(half, half);
  for (int c = 0; c < 2; ++c) {
    const auto t = w.bra[at(p)].middleCols(c * half, half);
    const BlockProduct product{ProductForm::adjoint_left, t, t, w.gram, true};
    multiply({&product, 1});
    result.norm += w.gram.diagonal().real().sum();
    const MatrixXcd& o = occupation_.block[at(c)];
    // W is Hermitian: its lower triangle, off-diagonal entries doubled, gives the real trace.
    for_each_uneven_index(half, worth_threads(half * half), [&](Index n) {
      w.gram.col(n).head(n).setZero();
      w.gram(n, n) *= std::conj(o(n, n));
      for (Index m = n + 1; m < half; ++m) w.gram(m, n) *= 2.0 * std::conj(o(m, n));
    });
    add_traces(w.gram, w.phases[at(c)], w.phases[at(c)], w.weighted, result.trace);
  }
  return result;
}

/// Step 5, odd operators: Tr(G_01(t1) chi^dagger) and Tr(G_01(t1) chi).
std::array<Eigen::VectorXcd, 2> TwoSidedEngine::coherences(TeleportWorkspace& w) const {
  const Index half = basis_.sector_dimension();
  std::array<Eigen::VectorXcd, 2> traces;
  for (auto& trace : traces) trace = Eigen::VectorXcd::Zero(w.phases[0].cols());
  w.gram.resize(half, half);
  w.odd.resize(half, half);
  for (int c = 0; c < 2; ++c) {
    const BlockProduct product{ProductForm::adjoint_left, w.bra[1].middleCols((1 - c) * half, half),
                               w.bra[0].middleCols(c * half, half), w.gram};
    multiply({&product, 1});
    const double sign = c == 0 ? 1.0 : -1.0;
    const MatrixXcd& into = lowering_.block[at(c)];
    const MatrixXcd& out_of = lowering_.block[at(1 - c)];
    const bool threaded = worth_threads(half * half);
    for_each_index(half, threaded, [&](Index n) {
      w.odd.col(n) = sign * w.gram.col(n).cwiseProduct(into.col(n).conjugate());
    });
    add_traces(w.odd, w.phases[at(1 - c)], w.phases[at(c)], w.weighted, traces[0]);
    for_each_index(half, threaded, [&](Index n) {
      w.odd.col(n) = sign * w.gram.col(n).cwiseProduct(out_of.row(n).transpose());
    });
    add_traces(w.odd, w.phases[at(1 - c)], w.phases[at(c)], w.weighted, traces[1]);
  }
  return traces;
}

/// Steps 3 to 5 for every mu, added to `rho` with a weight and a sign of the coherences. P stays
/// maximally mixed and the total parity is conserved, so only the diagonal and the two entries (00,11)
/// and (01,10) with their conjugates can differ from zero.
void TwoSidedEngine::add_read_out(std::span<const double> mu, double weight, double sign,
                                  std::span<Eigen::Matrix4cd> rho, TeleportWorkspace& w,
                                  const std::stop_token& stop) const {
  const double scale = weight / (4.0 * static_cast<double>(basis_.dimension()));
  const std::size_t num_t1 = mu.empty() ? 0 : rho.size() / mu.size();
  for (std::size_t m = 0; m < mu.size(); ++m) {
    for (int p = 0; p < 2; ++p) {
      throw_if_stopped(stop);
      shock_and_rotate(p, mu[m], w);
    }
    throw_if_stopped(stop);
    const std::array<Occupation, 2> occupied{occupation(0, w), occupation(1, w)};
    const std::array<Eigen::VectorXcd, 2> coherent = coherences(w);
    for (std::size_t t = 0; t < num_t1; ++t) {
      const auto column = static_cast<Index>(t);
      Eigen::Matrix4cd& r = rho[m * num_t1 + t];
      for (int p = 0; p < 2; ++p) {
        const double norm = scale * occupied[at(p)].norm;
        const double difference = scale * occupied[at(p)].trace[column].real();
        r(2 * p, 2 * p) += norm + difference;
        r(2 * p + 1, 2 * p + 1) += norm - difference;
      }
      r(0, 3) += 2.0 * sign * scale * imaginary * coherent[0][column];
      r(1, 2) += 2.0 * sign * scale * imaginary * coherent[1][column];
      r(3, 0) = std::conj(r(0, 3));
      r(2, 1) = std::conj(r(1, 2));
    }
  }
}

std::vector<Eigen::Matrix4cd> TwoSidedEngine::teleport(double beta, double t0,
                                                       std::span<const double> mu,
                                                       std::span<const double> t1,
                                                       TeleportWorkspace& workspace,
                                                       const std::stop_token& stop) const {
  std::vector<Eigen::Matrix4cd> rho = check_and_start(beta, t0, mu, t1, workspace);
  insert(workspace.thermal, workspace);
  add_read_out(mu, 1.0, 1.0, rho, workspace, stop);
  return rho;
}

std::vector<Eigen::Matrix4cd> TwoSidedEngine::teleport_beside(
    const SecondMessage& second, double beta, double t0, std::span<const double> mu,
    std::span<const double> t1, TeleportWorkspace& w, const std::stop_token& stop) const {
  std::vector<Eigen::Matrix4cd> rho = check_and_start(beta, t0, mu, t1, w);
  check_length("t", second.t, one_norm_);
  const SecondSwap swap(spectrum_, hamiltonian_.num_majoranas(), second);
  const bool before = second.side == Side::left && second.t >= t0;
  if (!before) insert(w.thermal, w);
  const std::array<Eigen::MatrixXcd, 2> first =
      before ? std::array<Eigen::MatrixXcd, 2>{} : w.insert;
  for (int p = 0; p < 2; ++p)
    for (int part = 0; part < 2; ++part) {
      throw_if_stopped(stop);
      if (before)
        insert(earlier(swap, p, part, w), w);
      else
        for (std::size_t k = 0; k < 2; ++k) swap.apply(p, part, first[k], w.insert[k]);
      add_read_out(mu, 0.5, !before && part == 1 ? -1.0 : 1.0, rho, w, stop);
    }
  return rho;
}

/// u(-t0) K r from u(-t0) r: K acts between.
GradedMatrix TwoSidedEngine::earlier(const SecondSwap& swap, int p, int part,
                                     const TeleportWorkspace& w) const {
  const auto times_forward = [&](ProductForm form, const GradedMatrix& m) {
    GradedMatrix result{m.grade, {}};
    for (int c = 0; c < 2; ++c) {
      const MatrixXcd& u = w.forward.block[at(c ^ m.grade)];
      result.block[at(c)].resizeLike(m.block[at(c)]);
      const BlockProduct product{form, u, m.block[at(c)], result.block[at(c)]};
      multiply({&product, 1});
    }
    return result;
  };
  return times_forward(ProductForm::adjoint_left,
                       swap.apply_first(p, part, times_forward(ProductForm::plain, w.thermal)));
}

std::vector<Eigen::Matrix4cd> TwoSidedEngine::check_and_start(double beta, double t0,
                                                              std::span<const double> mu,
                                                              std::span<const double> t1,
                                                              TeleportWorkspace& w) const {
  check_inverse_temperature(beta);
  check_finite("t0", {&t0, 1});
  check_finite("mu", mu);
  check_finite("t1", t1);
  check_length("t0", t0, one_norm_);
  check_lengths("t1", t1, one_norm_);
  for (std::size_t s = 0; s < 2; ++s) w.phases[s] = time_phases(spectrum_.levels[s], t1);
  prepare(beta, t0, w);
  return std::vector<Eigen::Matrix4cd>(mu.size() * t1.size(), Eigen::Matrix4cd::Zero());
}

TwoSidedMemory two_sided_memory(int num_majoranas, std::size_t num_t1) {
  const double dimension = static_cast<double>(ParityBasis(num_majoranas).dimension());
  const double matrix = dimension * dimension * sizeof(Complex);
  const double phases = 1.5 * dimension * static_cast<double>(num_t1) * sizeof(Complex);
  // Held: U, i gamma_a gamma_b and chi, half a matrix each; peak: one more half and its image.
  return {2.5 * matrix, 6.5 * matrix + phases};
}

TwoSidedCost two_sided_cost(int num_majoranas, std::size_t num_mu, std::size_t num_t1) {
  const double dimension = static_cast<double>(ParityBasis(num_majoranas).dimension());
  const double gemm = 8.0 * dimension * dimension * dimension;
  const double mu = static_cast<double>(num_mu);
  const double traces = 2.0 * static_cast<double>(num_t1) / dimension;
  return {2.5 * gemm, (1.5 + mu * (2.5 + traces)) * gemm};
}

}  // namespace traversable
