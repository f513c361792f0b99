#include "sim/cuda/two_sided_engine.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/cuda/size_coupling.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/two_sided/size_coupling.h"

namespace traversable::cuda {
namespace {

/// Up to this D one product leaves most of a card idle, and values of mu run side by side.
constexpr Index small_dimension = 2048;
constexpr std::size_t most_lanes = 4;

template <class Real>
Complex<Real> polar(double modulus, double angle) {
  return {static_cast<Real>(modulus * std::cos(angle)),
          static_cast<Real>(modulus * std::sin(angle))};
}

Index num_chunks(Index rows) { return (rows + rows_a_sum - 1) / rows_a_sum; }

bool has_lanes(Index dimension) { return dimension <= small_dimension; }

}  // namespace

template <class Real>
TwoSidedEngine<Real>::TwoSidedEngine(Backend& backend, const Hamiltonian& hamiltonian,
                                     ProbeMode probe)
    : backend_(&backend),
      hamiltonian_(hamiltonian),
      probe_(
          (check_probe(probe, hamiltonian.num_majoranas()),
           require_two_sided_memory(backend, hamiltonian.num_majoranas(), 1, sizeof(Complex<Real>)),
           probe)),
      basis_(hamiltonian.num_majoranas()),
      half_(basis_.sector_dimension()),
      dimension_(basis_.dimension()),
      spectrum_(backend, dense_hamiltonian(hamiltonian)) {
  const MonomialOperator both = majorana_product(basis_, probe);
  const MonomialOperator first = majorana_product(basis_, {{probe[0]}});
  const MonomialOperator second = majorana_product(basis_, {{probe[1]}});
  both_ = DeviceMonomial<Real>(backend, both);
  first_ = DeviceMonomial<Real>(backend, first);
  second_ = DeviceMonomial<Real>(backend, second);
  const Index block = half_ * half_;
  product_ = Matrix(*backend_, block);
  occupation_ = spectrum_.in_eigenbasis(both);
  lowering_ = spectrum_.in_eigenbasis(first);
  const Blocks<Real> other = spectrum_.in_eigenbasis(second);
  for (std::size_t c = 0; c < 2; ++c) {
    Complex<Real>* o = occupation_[c].data();
    backend_->run(Combine<Real>{{0, 1}, o, {0, 0}, o, o}, block);
    Complex<Real>* l = lowering_[c].data();
    backend_->run(Combine<Real>{{Real(0.5), 0}, l, {0, Real(0.5)}, other[c].data(), l}, block);
    for (auto* matrix : {&forward_[c], &thermal_[c]}) *matrix = Matrix(*backend_, block);
    insert_[c] = Matrix(*backend_, dimension_ * dimension_);
  }
  lanes_.push_back(make_lane(true));
}

/// U diag(factor) U^+.
template <class Real>
void TwoSidedEngine<Real>::function_of_h(const Factors& factor, Blocks<Real>& result) {
  for (std::size_t s = 0; s < 2; ++s) {
    const Complex<Real>* u = spectrum_.vectors(static_cast<int>(s)).data();
    const Matrix diagonal(*backend_, factor[s]);
    backend_->run(ScaleColumns<Real>{u, diagonal.data(), product_.data(), half_}, half_ * half_);
    backend_->multiply({Operation::plain, Operation::adjoint, half_, half_, half_, product_.data(),
                        half_, u, half_, result[s].data(), half_});
  }
}

/// (D rho)^{1/2} e^{i E t0} in the eigenbasis.
template <class Real>
auto TwoSidedEngine<Real>::thermal_phases(double beta, double t0) const -> Factors {
  const double ground = std::min(spectrum_.levels()[0].front(), spectrum_.levels()[1].front());
  double partition = 0;
  for (const auto& levels : spectrum_.levels())
    for (const double level : levels) partition += std::exp(-beta * (level - ground));
  const double scale = std::sqrt(static_cast<double>(dimension_) / partition);
  Factors result;
  for (std::size_t s = 0; s < 2; ++s)
    for (const double level : spectrum_.levels()[s])
      result[s].push_back(
          polar<Real>(scale * std::exp(-0.5 * beta * (level - ground)), level * t0));
  return result;
}

template <class Real>
double TwoSidedEngine<Real>::energy(double beta) const {
  check_inverse_temperature(beta);
  const double ground = std::min(spectrum_.levels()[0].front(), spectrum_.levels()[1].front());
  double sum = 0, partition = 0;
  for (const auto& levels : spectrum_.levels())
    for (const double level : levels) {
      const double weight = std::exp(-beta * (level - ground));
      partition += weight;
      sum += weight * level;
    }
  return sum / partition;
}

template <class Real>
double TwoSidedEngine<Real>::coupling_expectation(double beta) {
  check_inverse_temperature(beta);
  function_of_h(thermal_phases(beta, 0), thermal_);
  GradedMatrix r;
  for (std::size_t s = 0; s < 2; ++s) {
    Eigen::MatrixX<std::complex<Real>> block(half_, half_);
    backend_->download(block.data(), thermal_[s].data(),
                       static_cast<std::size_t>(thermal_[s].size()) * sizeof(Complex<Real>));
    r.block[s] = block.template cast<std::complex<double>>();
  }
  return size_coupling_expectation(r, hamiltonian_.num_majoranas(), hamiltonian_.degree());
}

/// Steps 1 and 2: A_p = u(t0) K_p u(-t0) (D rho)^{1/2}.
template <class Real>
void TwoSidedEngine<Real>::evolve_and_insert(double beta, double t0) {
  Factors forward;
  for (std::size_t s = 0; s < 2; ++s)
    for (const double level : spectrum_.levels()[s])
      forward[s].push_back(polar<Real>(1, -level * t0));
  function_of_h(forward, forward_);
  function_of_h(thermal_phases(beta, t0), thermal_);
  const Matrix& inserted = lanes_.front().shock;
  for (int p = 0; p < 2; ++p) {
    backend_->run(InsertMessage<Real>{{thermal_[0].data(), thermal_[1].data()},
                                      both_.view(),
                                      first_.view(),
                                      second_.view(),
                                      p == 0 ? Real(1) : Real(-1),
                                      inserted.data(),
                                      half_},
                  dimension_ * dimension_);
    for (int s = 0; s < 2; ++s)
      backend_->multiply({Operation::plain, Operation::plain, half_, dimension_, half_,
                          forward_[at(s)].data(), half_, inserted.data() + s * half_, dimension_,
                          insert_[at(p)].data() + s * half_, dimension_});
  }
}

template <class Real>
auto TwoSidedEngine<Real>::make_lane(bool first) -> Lane {
  Lane lane;
  if (!first) lane.own = backend_->another_stream();
  lane.backend = first ? backend_ : lane.own.get();
  const Index block = half_ * half_;
  for (auto& bra : lane.bra) bra = Matrix(*lane.backend, dimension_ * dimension_);
  lane.shock = Matrix(*lane.backend, dimension_ * dimension_);
  lane.gram = Matrix(*lane.backend, block);
  lane.weights = Matrix(*lane.backend, block);
  return lane;
}

template <class Real>
void TwoSidedEngine<Real>::prepare_lanes(std::size_t num_mu, std::size_t num_t1) {
  const std::size_t wanted = has_lanes(dimension_) ? std::min(num_mu, most_lanes) : 1;
  while (lanes_.size() < wanted) lanes_.push_back(make_lane(false));
  for (Lane& lane : lanes_) {
    if (lane.num_t1 == static_cast<Index>(num_t1)) continue;
    lane.num_t1 = static_cast<Index>(num_t1);
    lane.weighted = Matrix(*lane.backend, half_ * lane.num_t1);
    lane.sums = Matrix(*lane.backend, num_chunks(half_) * lane.num_t1);
  }
}

/// Steps 3 and 4: T_p = S_p U; T_0 with the sign of the row's parity.
template <class Real>
void TwoSidedEngine<Real>::shock_and_rotate(Lane& lane, int p, double mu) {
  Complex<Real>* shock = lane.shock.data();
  lane.backend->copy(shock, insert_[at(p)].data(),
                     static_cast<std::size_t>(dimension_ * dimension_) * sizeof(Complex<Real>));
  apply_size_coupling(*lane.backend, shock, hamiltonian_.num_majoranas(), hamiltonian_.degree(),
                      mu);
  if (p == 0) lane.backend->run(NegateOddRows<Real>{shock, half_}, half_ * dimension_);
  spectrum_.rotate_columns(*lane.backend, Operation::plain, lane.shock, lane.bra[at(p)]);
}

/// Adds diag(left^+ W right).
template <class Real>
void TwoSidedEngine<Real>::add_traces(Lane& lane, const Complex<Real>* left,
                                      const Complex<Real>* right, Traces& trace) {
  lane.backend->multiply({Operation::plain, Operation::plain, half_, lane.num_t1, half_,
                          lane.weights.data(), half_, right, half_, lane.weighted.data(), half_});
  const Index chunks = num_chunks(half_);
  lane.backend->run(ColumnDots<Real>{left, lane.weighted.data(), lane.sums.data(), half_, chunks},
                    lane.num_t1 * chunks);
  const std::vector<Complex<Real>> sums = lane.sums.values();
  for (Index t = 0; t < lane.num_t1; ++t)
    for (Index chunk = 0; chunk < chunks; ++chunk) {
      const Complex<Real>& sum = sums[static_cast<std::size_t>(t * chunks + chunk)];
      trace[static_cast<std::size_t>(t)] += std::complex<double>(sum.re, sum.im);
    }
}

/// Step 5, even operators.
template <class Real>
double TwoSidedEngine<Real>::norm_and_occupation(Lane& lane, int p, Traces& trace) {
  Backend& backend = *lane.backend;
  Complex<Real>* gram = lane.gram.data();
  double norm = 0;
  for (int c = 0; c < 2; ++c) {
    const Complex<Real>* t = lane.bra[at(p)].data() + c * half_ * dimension_;
    backend.multiply({Operation::adjoint, Operation::plain, half_, half_, dimension_, t, dimension_,
                      t, dimension_, gram, half_});
    backend.run(DiagonalSums<Real>{gram, lane.sums.data(), half_}, num_chunks(half_));
    const std::vector<Complex<Real>> sums = lane.sums.values();
    for (Index chunk = 0; chunk < num_chunks(half_); ++chunk)
      norm += sums[static_cast<std::size_t>(chunk)].re;
    backend.run(Weigh<Real>{gram, occupation_[at(c)].data(), false, 1, lane.weights.data(), half_},
                half_ * half_);
    add_traces(lane, phases_[at(c)].data(), phases_[at(c)].data(), trace);
  }
  return norm;
}

/// Step 5, odd operators.
template <class Real>
auto TwoSidedEngine<Real>::coherences(Lane& lane) -> std::array<Traces, 2> {
  std::array<Traces, 2> traces;
  for (auto& trace : traces) trace.resize(static_cast<std::size_t>(lane.num_t1));
  for (int c = 0; c < 2; ++c) {
    lane.backend->multiply({Operation::adjoint, Operation::plain, half_, half_, dimension_,
                            lane.bra[1].data() + (1 - c) * half_ * dimension_, dimension_,
                            lane.bra[0].data() + c * half_ * dimension_, dimension_,
                            lane.gram.data(), half_});
    for (int k = 0; k < 2; ++k) {
      lane.backend->run(
          Weigh<Real>{lane.gram.data(), lowering_[at(k == 0 ? c : 1 - c)].data(), k == 1,
                      c == 0 ? Real(1) : Real(-1), lane.weights.data(), half_},
          half_ * half_);
      add_traces(lane, phases_[at(1 - c)].data(), phases_[at(c)].data(), traces[at(k)]);
    }
  }
  return traces;
}

template <class Real>
void TwoSidedEngine<Real>::run_lane(Lane& lane, double mu, std::span<Eigen::Matrix4cd> rho,
                                    const std::stop_token& stop) {
  for (int p = 0; p < 2; ++p) {
    throw_if_stopped(stop);
    shock_and_rotate(lane, p, mu);
  }
  throw_if_stopped(stop);
  std::array<double, 2> norm;
  std::array<Traces, 2> occupied;
  for (int p = 0; p < 2; ++p) {
    occupied[at(p)].resize(rho.size());
    norm[at(p)] = norm_and_occupation(lane, p, occupied[at(p)]);
  }
  const auto coherent = coherences(lane);
  const double scale = 1 / (4.0 * static_cast<double>(dimension_));
  for (std::size_t t = 0; t < rho.size(); ++t) {
    Eigen::Matrix4cd& r = rho[t];
    r.setZero();
    for (int p = 0; p < 2; ++p) {
      const double difference = occupied[at(p)][t].real();
      r(2 * p, 2 * p) = scale * (norm[at(p)] + difference);
      r(2 * p + 1, 2 * p + 1) = scale * (norm[at(p)] - difference);
    }
    r(0, 3) = 2 * scale * imaginary * coherent[0][t];
    r(1, 2) = 2 * scale * imaginary * coherent[1][t];
    r(3, 0) = std::conj(r(0, 3));
    r(2, 1) = std::conj(r(1, 2));
  }
}

template <class Real>
std::vector<Eigen::Matrix4cd> TwoSidedEngine<Real>::teleport(double beta, double t0,
                                                             std::span<const double> mu,
                                                             std::span<const double> t1,
                                                             const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_finite("t0", {&t0, 1});
  check_finite("mu", mu);
  check_finite("t1", t1);
  const double norm = one_norm(hamiltonian_);
  check_length("t0", t0, norm);
  check_lengths("t1", t1, norm);
  std::vector<Eigen::Matrix4cd> rho(mu.size() * t1.size());
  if (rho.empty()) return rho;
  for (std::size_t s = 0; s < 2; ++s) {
    std::vector<Complex<Real>> phases;
    for (const double t : t1)
      for (const double level : spectrum_.levels()[s]) phases.push_back(polar<Real>(1, -level * t));
    phases_[s] = Matrix(*backend_, phases);
  }
  prepare_lanes(mu.size(), t1.size());
  evolve_and_insert(beta, t0);
  backend_->synchronize();  // the other streams read what this one has made
  const auto threads = static_cast<int>(std::min(lanes_.size(), mu.size()));
  parallel_for(mu.size(), threads, [&](std::size_t m) {
    Lane& lane = lanes_[static_cast<std::size_t>(omp_get_thread_num()) % lanes_.size()];
    run_lane(lane, mu[m], std::span(rho).subspan(m * t1.size(), t1.size()), stop);
  });
  return rho;
}

template class TwoSidedEngine<float>;
template class TwoSidedEngine<double>;

double two_sided_memory(int num_majoranas, std::size_t num_t1, std::size_t bytes_per_amplitude) {
  const ParityBasis basis(num_majoranas);
  const double dimension = static_cast<double>(basis.dimension());
  const auto bytes = static_cast<double>(bytes_per_amplitude);
  // U, occupation, lowering, u and thermal: half a matrix each; A_p: two; a product of one sector: a quarter. A lane:
  // T_p: two; S: one; G and W a quarter each. Half a matrix for eigenvectors' workspace and phases.
  const double lanes = has_lanes(basis.dimension()) ? most_lanes : 1;
  const double times = (1 + 0.5 * lanes) * dimension * static_cast<double>(num_t1);
  return ((5.25 + 3.5 * lanes) * dimension * dimension + times) * bytes;
}

void require_two_sided_memory(Backend& backend, int num_majoranas, std::size_t num_t1,
                              std::size_t bytes_per_amplitude) {
  const double needed = two_sided_memory(num_majoranas, num_t1, bytes_per_amplitude);
  const double available = backend.available_memory();
  if (needed <= available) return;
  throw std::invalid_argument(fmt::format(
      "{} Majoranas a side need {} on the device, {} are available; the largest N that fits is {}",
      num_majoranas, format_bytes(needed), format_bytes(available),
      largest_size(available, num_t1, bytes_per_amplitude)));
}

int largest_size(double bytes, std::size_t num_t1, std::size_t bytes_per_amplitude) {
  int largest = 0;
  for (int n = 2; n <= 64 && two_sided_memory(n, num_t1, bytes_per_amplitude) <= bytes; n += 2)
    largest = n;
  return largest;
}

}  // namespace traversable::cuda
