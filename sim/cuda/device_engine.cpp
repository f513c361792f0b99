#include "sim/cuda/device_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "sim/arguments.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/two_sided/size_coupling.h"

namespace traversable::cuda {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

Complex polar(double modulus, double angle) {
  return {modulus * std::cos(angle), modulus * std::sin(angle)};
}

std::vector<Complex> entries(const Eigen::MatrixXcd& m) {
  const auto* first = reinterpret_cast<const Complex*>(m.data());
  return {first, first + m.size()};
}

}  // namespace

DeviceEngine::DeviceEngine(std::unique_ptr<Backend> backend, const Hamiltonian& hamiltonian,
                           ProbeMode probe)
    : backend_(std::move(backend)),
      hamiltonian_(hamiltonian),
      probe_(probe),
      basis_(hamiltonian.num_majoranas()),
      half_(basis_.sector_dimension()),
      dimension_(basis_.dimension()) {
  check_probe(probe, hamiltonian.num_majoranas());
  require_device_memory(*backend_, hamiltonian.num_majoranas(), 1);
  const GradedMatrix h = dense_hamiltonian(hamiltonian);
  for (int s = 0; s < 2; ++s) {
    vectors_[at(s)] = Matrix(*backend_, entries(h.block[at(s)]));
    levels_[at(s)] = backend_->diagonalize(vectors_[at(s)].data(), half_);
  }
  const MonomialOperator both = majorana_product(basis_, probe);
  const MonomialOperator first = majorana_product(basis_, {{probe[0]}});
  const MonomialOperator second = majorana_product(basis_, {{probe[1]}});
  both_ = upload(both);
  first_ = upload(first);
  second_ = upload(second);
  occupation_ = in_eigenbasis(both);
  lowering_ = in_eigenbasis(first);
  const std::array<Matrix, 2> other = in_eigenbasis(second);
  const Index block = half_ * half_;
  for (std::size_t c = 0; c < 2; ++c) {
    Complex* o = occupation_[c].data();
    backend_->run(Combine{{0, 1}, o, {0, 0}, o, o}, block);
    Complex* l = lowering_[c].data();
    backend_->run(Combine{{0.5, 0}, l, {0, 0.5}, other[c].data(), l}, block);
    for (auto* matrix : {&forward_[c], &thermal_[c]}) *matrix = Matrix(*backend_, block);
    for (auto* matrix : {&insert_[c], &bra_[c]})
      *matrix = Matrix(*backend_, dimension_ * dimension_);
  }
  shock_ = Matrix(*backend_, dimension_ * dimension_);
  gram_ = Matrix(*backend_, block);
  weights_ = Matrix(*backend_, block);
}

DeviceEngine::DeviceMonomial DeviceEngine::upload(const MonomialOperator& p) {
  DeviceMonomial result;
  for (std::size_t s = 0; s < 2; ++s) {
    result.source[s] =
        Array<Index>(*backend_, std::vector<Index>(p.source[s].begin(), p.source[s].end()));
    result.factor[s] = Matrix(*backend_, entries(p.factor[s]));
  }
  return result;
}

/// U^+ p U.
std::array<DeviceEngine::Matrix, 2> DeviceEngine::in_eigenbasis(const MonomialOperator& p) {
  const DeviceMonomial device = upload(p);
  std::array<Matrix, 2> result;
  Matrix moved(*backend_, half_ * half_);
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t r = c ^ at(p.grade);
    backend_->run(ApplyMonomial{device.source[r].data(), device.factor[r].data(),
                                vectors_[c].data(), moved.data(), half_},
                  half_ * half_);
    result[c] = Matrix(*backend_, half_ * half_);
    backend_->multiply(Operation::adjoint, Operation::plain, half_, half_, half_,
                       vectors_[r].data(), half_, moved.data(), half_, result[c].data(), half_);
  }
  return result;
}

/// U diag(factor) U^+.
void DeviceEngine::function_of_h(const std::array<std::vector<Complex>, 2>& factor,
                                 std::array<Matrix, 2>& result) {
  for (std::size_t s = 0; s < 2; ++s) {
    const Matrix diagonal(*backend_, factor[s]);
    backend_->run(ScaleColumns{vectors_[s].data(), diagonal.data(), gram_.data(), half_},
                  half_ * half_);
    backend_->multiply(Operation::plain, Operation::adjoint, half_, half_, half_, gram_.data(),
                       half_, vectors_[s].data(), half_, result[s].data(), half_);
  }
}

/// (D rho)^{1/2} e^{i E t0} in the eigenbasis.
std::array<std::vector<Complex>, 2> DeviceEngine::thermal_phases(double beta, double t0) const {
  const double ground = std::min(levels_[0].front(), levels_[1].front());
  double partition = 0;
  for (const auto& levels : levels_)
    for (const double level : levels) partition += std::exp(-beta * (level - ground));
  const double scale = std::sqrt(static_cast<double>(dimension_) / partition);
  std::array<std::vector<Complex>, 2> result;
  for (std::size_t s = 0; s < 2; ++s)
    for (const double level : levels_[s])
      result[s].push_back(polar(scale * std::exp(-0.5 * beta * (level - ground)), level * t0));
  return result;
}

double DeviceEngine::energy(double beta) const {
  check_inverse_temperature(beta);
  const double ground = std::min(levels_[0].front(), levels_[1].front());
  double sum = 0, partition = 0;
  for (const auto& levels : levels_)
    for (const double level : levels) {
      const double weight = std::exp(-beta * (level - ground));
      partition += weight;
      sum += weight * level;
    }
  return sum / partition;
}

double DeviceEngine::coupling_expectation(double beta) {
  check_inverse_temperature(beta);
  function_of_h(thermal_phases(beta, 0), thermal_);
  GradedMatrix r;
  for (std::size_t s = 0; s < 2; ++s) {
    r.block[s].resize(half_, half_);
    backend_->download(r.block[s].data(), thermal_[s].data(),
                       static_cast<std::size_t>(thermal_[s].size()) * sizeof(Complex));
  }
  return size_coupling_expectation(r, hamiltonian_.num_majoranas(), hamiltonian_.degree());
}

/// Steps 1 and 2: A_p = u(t0) K_p u(-t0) (D rho)^{1/2}.
void DeviceEngine::evolve_and_insert(double beta, double t0) {
  std::array<std::vector<Complex>, 2> forward;
  for (std::size_t s = 0; s < 2; ++s)
    for (const double level : levels_[s]) forward[s].push_back(polar(1, -level * t0));
  function_of_h(forward, forward_);
  function_of_h(thermal_phases(beta, t0), thermal_);
  for (int p = 0; p < 2; ++p) {
    backend_->run(InsertMessage{{thermal_[0].data(), thermal_[1].data()},
                                both_.view(),
                                first_.view(),
                                second_.view(),
                                p == 0 ? 1.0 : -1.0,
                                shock_.data(),
                                half_},
                  dimension_ * dimension_);
    for (int s = 0; s < 2; ++s)
      backend_->multiply(Operation::plain, Operation::plain, half_, dimension_, half_,
                         forward_[at(s)].data(), half_, shock_.data() + s * half_, dimension_,
                         insert_[at(p)].data() + s * half_, dimension_);
  }
}

/// exp(i mu V) on shock_: a pass a qubit, from the highest.
void DeviceEngine::size_coupling(double mu) {
  const int n = hamiltonian_.num_majoranas();
  const double theta = mu / (static_cast<double>(hamiltonian_.degree()) * n);
  for (int qubit = basis_.num_qubits - 1; qubit >= 0; --qubit) {
    const bool spectator = n % 2 == 1 && qubit == basis_.num_qubits - 1;
    const double angle = spectator ? theta / 2 : theta;
    backend_->run(
        RotateQubit{shock_.data(), half_, qubit, std::cos(angle), std::sin(angle), spectator},
        half_ * dimension_);
  }
}

/// Steps 3 and 4: T_p = S_p U; T_0 with the sign of the row's parity.
void DeviceEngine::shock_and_rotate(int p, double mu) {
  backend_->copy(shock_.data(), insert_[at(p)].data(),
                 static_cast<std::size_t>(dimension_ * dimension_) * sizeof(Complex));
  size_coupling(mu);
  if (p == 0) backend_->run(NegateOddRows{shock_.data(), half_}, half_ * dimension_);
  for (int c = 0; c < 2; ++c)
    backend_->multiply(Operation::plain, Operation::plain, dimension_, half_, half_,
                       shock_.data() + c * half_ * dimension_, dimension_, vectors_[at(c)].data(),
                       half_, bra_[at(p)].data() + c * half_ * dimension_, dimension_);
}

/// Adds diag(left^+ W right).
void DeviceEngine::add_traces(const Complex* w, const Complex* left, const Complex* right,
                              std::vector<std::complex<double>>& trace) {
  backend_->multiply(Operation::plain, Operation::plain, half_, num_t1_, half_, w, half_, right,
                     half_, weighted_.data(), half_);
  const Index chunks = (half_ + rows_a_sum - 1) / rows_a_sum;
  backend_->run(ColumnDots{left, weighted_.data(), sums_.data(), half_, chunks}, num_t1_ * chunks);
  const std::vector<Complex> sums = sums_.values();
  for (Index t = 0; t < num_t1_; ++t)
    for (Index chunk = 0; chunk < chunks; ++chunk) {
      const Complex& sum = sums[static_cast<std::size_t>(t * chunks + chunk)];
      trace[static_cast<std::size_t>(t)] += std::complex<double>(sum.re, sum.im);
    }
}

/// Step 5, even operators.
double DeviceEngine::norm_and_occupation(int p, std::vector<std::complex<double>>& trace) {
  const Index chunks = (half_ + rows_a_sum - 1) / rows_a_sum;
  double norm = 0;
  for (int c = 0; c < 2; ++c) {
    const Complex* t = bra_[at(p)].data() + c * half_ * dimension_;
    backend_->multiply(Operation::adjoint, Operation::plain, half_, half_, dimension_, t,
                       dimension_, t, dimension_, gram_.data(), half_);
    backend_->run(DiagonalSums{gram_.data(), sums_.data(), half_}, chunks);
    const std::vector<Complex> sums = sums_.values();
    for (Index chunk = 0; chunk < chunks; ++chunk) norm += sums[static_cast<std::size_t>(chunk)].re;
    backend_->run(
        Weigh{gram_.data(), occupation_[at(c)].data(), false, 1.0, weights_.data(), half_},
        half_ * half_);
    add_traces(weights_.data(), phases_[at(c)].data(), phases_[at(c)].data(), trace);
  }
  return norm;
}

/// Step 5, odd operators.
std::array<std::vector<std::complex<double>>, 2> DeviceEngine::coherences() {
  std::array<std::vector<std::complex<double>>, 2> traces;
  for (auto& trace : traces) trace.resize(static_cast<std::size_t>(num_t1_));
  for (int c = 0; c < 2; ++c) {
    backend_->multiply(Operation::adjoint, Operation::plain, half_, half_, dimension_,
                       bra_[1].data() + (1 - c) * half_ * dimension_, dimension_,
                       bra_[0].data() + c * half_ * dimension_, dimension_, gram_.data(), half_);
    const double sign = c == 0 ? 1.0 : -1.0;
    for (int k = 0; k < 2; ++k) {
      backend_->run(Weigh{gram_.data(), lowering_[at(k == 0 ? c : 1 - c)].data(), k == 1, sign,
                          weights_.data(), half_},
                    half_ * half_);
      add_traces(weights_.data(), phases_[at(1 - c)].data(), phases_[at(c)].data(), traces[at(k)]);
    }
  }
  return traces;
}

std::vector<Eigen::Matrix4cd> DeviceEngine::teleport(double beta, double t0,
                                                     std::span<const double> mu,
                                                     std::span<const double> t1,
                                                     const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_finite("t0", {&t0, 1});
  check_finite("mu", mu);
  check_finite("t1", t1);
  std::vector<Eigen::Matrix4cd> rho(mu.size() * t1.size(), Eigen::Matrix4cd::Zero());
  num_t1_ = static_cast<Index>(t1.size());
  if (rho.empty()) return rho;
  for (std::size_t s = 0; s < 2; ++s) {
    std::vector<Complex> phases;
    for (const double t : t1)
      for (const double level : levels_[s]) phases.push_back(polar(1, -level * t));
    phases_[s] = Matrix(*backend_, phases);
  }
  weighted_ = Matrix(*backend_, half_ * num_t1_);
  sums_ = Matrix(*backend_, (half_ + rows_a_sum - 1) / rows_a_sum * num_t1_);
  evolve_and_insert(beta, t0);
  const double scale = 1 / (4.0 * static_cast<double>(dimension_));
  const std::complex<double> imaginary(0, 1);
  for (std::size_t m = 0; m < mu.size(); ++m) {
    for (int p = 0; p < 2; ++p) {
      throw_if_stopped(stop);
      shock_and_rotate(p, mu[m]);
    }
    throw_if_stopped(stop);
    std::array<double, 2> norm;
    std::array<std::vector<std::complex<double>>, 2> occupied;
    for (int p = 0; p < 2; ++p) {
      occupied[at(p)].resize(t1.size());
      norm[at(p)] = norm_and_occupation(p, occupied[at(p)]);
    }
    const auto coherent = coherences();
    for (std::size_t t = 0; t < t1.size(); ++t) {
      Eigen::Matrix4cd& r = rho[m * t1.size() + t];
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
  return rho;
}

double device_engine_memory(int num_majoranas, std::size_t num_t1) {
  const double dimension = static_cast<double>(ParityBasis(num_majoranas).dimension());
  const double matrix = dimension * dimension * sizeof(Complex);
  // U, occupation, lowering, u and thermal: half a matrix each; A_p and T_p: two each; S; G and W a
  // quarter each. Read-out phases and their products. A half more for eigenvectors' workspace.
  return 8.5 * matrix + 1.5 * dimension * static_cast<double>(num_t1) * sizeof(Complex);
}

void require_device_memory(Backend& backend, int num_majoranas, std::size_t num_t1) {
  const double needed = device_engine_memory(num_majoranas, num_t1);
  const double available = backend.available_memory();
  if (needed <= available) return;
  throw std::invalid_argument(fmt::format(
      "{} Majoranas a side need {} on the device, {} are available; the largest N that fits is {}",
      num_majoranas, format_bytes(needed), format_bytes(available),
      largest_size(available, num_t1)));
}

int largest_size(double bytes, std::size_t num_t1) {
  int largest = 0;
  for (int n = 2; n <= 64 && device_engine_memory(n, num_t1) <= bytes; n += 2) largest = n;
  return largest;
}

}  // namespace traversable::cuda
