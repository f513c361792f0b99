#include "sim/spins/spin_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/space/matrix_kernels.h"
#include "sim/spins/coupling_action.h"
#include "sim/spins/insertion.h"

namespace traversable {
namespace {

/// Pairs a <= b one after the other.
std::size_t pair_index(Size a, Size b) { return static_cast<std::size_t>(b * (b + 1) / 2 + a); }

void mirror_lower(const MatrixView<double>& m) {
  auto whole = as_eigen(m);
  for_each_index(m.columns, worth_threads(m.size()), [&](Size c) {
    for (Size r = 0; r < c; ++r) whole(r, c) = std::conj(whole(c, r));
  });
}

/// diag(V^+ W V).
std::vector<Complex> traces(const MatrixView<double>& w, const MatrixView<double>& phases,
                            bool is_lower) {
  const HostMatrices<double> space;
  const HostMatrix<double> out = space.make(phases.rows, phases.columns);
  space.multiply({Form::plain, w, Form::plain, phases, out.view(), false, false, is_lower});
  std::vector<Complex> sums(static_cast<std::size_t>(phases.columns));
  space.add_column_dots(phases, out.view(), sums);
  return sums;
}

std::shared_ptr<const SpinSpectrum> checked_spectrum(const SpinHamiltonian& hamiltonian,
                                                     const Message& message,
                                                     const std::stop_token& stop) {
  check_message(message, hamiltonian.num_qubits());
  require_memory(spin_engine_memory(hamiltonian.num_qubits(), message.size(), 1),
                 fmt::format("the engine for {} qubits a side and a message of {}",
                             hamiltonian.num_qubits(), message.size()));
  return std::make_shared<const SpinSpectrum>(diagonalize(hamiltonian, stop));
}

}  // namespace

double spin_engine_memory(int num_qubits, int message_size, std::size_t num_t1) {
  const double values = std::exp2(message_size), dimension = std::exp2(num_qubits);
  const double right = values * (values + 1) / 2, branches = 2 * values * values + values;
  // Beside them the spectrum with its real vectors, u and r, G and W.
  constexpr double others = 6.5;
  return sizeof(Complex) * dimension *
         ((right + branches + others) * dimension + 3 * static_cast<double>(num_t1));
}

void check_spin_protocol(int num_qubits, const Message& message, const SpinCoupling& coupling,
                         std::span<const double> mu) {
  check_message(message, num_qubits);
  if (coupling.num_qubits() != num_qubits)
    throw std::invalid_argument(
        fmt::format("coupling: of {} qubits, expected {}", coupling.num_qubits(), num_qubits));
  check_finite("mu", mu);
}

SpinEngine::SpinEngine(const SpinHamiltonian& hamiltonian, const Message& message,
                       const std::stop_token& stop)
    : SpinEngine(checked_spectrum(hamiltonian, message, stop), message, stop) {}

SpinEngine::SpinEngine(std::shared_ptr<const SpinSpectrum> spectrum, const Message& message,
                       const std::stop_token& stop)
    : spectrum_(std::move(spectrum)), message_(message) {
  check_message(message, spectrum_->num_qubits);
  const HostMatrices<double> space;
  const Size dimension = spectrum_->dimension();
  std::vector<HostMatrix<double>> rows;
  for (Size a = 0; a < values(); ++a) {
    rows.push_back(space.make(dimension / values(), dimension));
    as_eigen(rows.back().view()) =
        as_eigen(spectrum_->vectors.view())(rows_with(message.right, a, dimension), Eigen::all);
  }
  for (Size b = 0; b < values(); ++b)
    for (Size a = 0; a <= b; ++a) {
      throw_if_stopped(stop);
      right_.push_back(space.make(dimension, dimension));
      space.multiply({Form::adjoint, rows[static_cast<std::size_t>(b)].view(), Form::plain,
                      rows[static_cast<std::size_t>(a)].view(), right_.back().view()});
    }
}

const HostMatrix<double>& SpinEngine::right_operator(Size a, Size b) const {
  return right_[pair_index(a, b)];
}

double SpinEngine::energy(double beta) const {
  return thermal_weights(*spectrum_, beta, 1).dot(spectrum_->levels);
}

double SpinEngine::coupling_expectation(const SpinCoupling& coupling, double beta) const {
  check_spin_protocol(spectrum_->num_qubits, message_, coupling, {});
  return CouplingAction(coupling).expectation(thermofield_operator(*spectrum_, beta).view());
}

/// Steps 1 and 2.
std::vector<HostMatrix<double>> SpinEngine::start(double beta, double t0) const {
  const Size dimension = spectrum_->dimension();
  const HostMatrix<double> u(dimension, dimension), r(dimension, dimension);
  const Eigen::VectorXcd phase = exponential(*spectrum_, -imaginary * t0);
  const Eigen::VectorXd root =
      std::sqrt(static_cast<double>(dimension)) * thermal_weights(*spectrum_, beta, 0.5);
  function_of_hamiltonian(*spectrum_, phase, u.view());
  function_of_hamiltonian(*spectrum_, phase.conjugate().cwiseProduct(root.cast<Complex>()),
                          r.view());
  return inserted(u.view(), r.view(), message_.left);
}

/// Steps 3 and 4: T_p^+ = U^+ S_p^+, D x 2^k D.
HostMatrix<double> SpinEngine::rotated(const HostMatrix<double>& branch,
                                       const SpinCoupling& coupling, double mu) const {
  const HostMatrices<double> space;
  const Size dimension = spectrum_->dimension();
  const HostMatrix<double> shocked = space.make(branch.rows(), dimension);
  space.run(Combine<double>{{1, 0}, branch.view(), false, {0, 0}, {}, shocked.view()},
            branch.rows(), dimension);
  const CouplingAction action(coupling);
  for (Size c = 0; c < values(); ++c)
    action.apply(shocked.view().block(c * dimension, 0, dimension, dimension), mu);
  HostMatrix<double> bra = space.make(dimension, branch.rows());
  if (spectrum_->is_real())
    multiply_real({Form::adjoint}, spectrum_->real_vectors, shocked.view(), bra.view());
  else
    space.multiply(
        {Form::adjoint, spectrum_->vectors.view(), Form::adjoint, shocked.view(), bra.view()});
  return bra;
}

/// Step 5 for G = G_qp, q >= p: the block (p, q) of rho, its adjoint the block (q, p).
void SpinEngine::add_read_out(Size p, Size q, const MatrixView<double>& gram,
                              const MatrixView<double>& phases,
                              std::span<Eigen::MatrixXcd> rho) const {
  const HostMatrices<double> space;
  const Size dimension = spectrum_->dimension(), k = message_.size();
  const HostMatrix<double> w = space.make(dimension, dimension);
  const double scale = 1.0 / static_cast<double>(values() * dimension);
  for (Size a = 0; a < values(); ++a)
    for (Size b = p == q ? a : 0; b < values(); ++b) {
      const bool real = p == q && a == b;
      const auto o = right_operator(std::min(a, b), std::max(a, b)).view();
      // W = G o O_ab^T, which is G o O_ba^* as well.
      if (real)
        space.run(WeighLower<double>{gram, o, w.view()}, dimension, dimension);
      else
        space.run(MultiplyEntries<double>{gram, o, a > b, a <= b, false, w.view()}, dimension,
                  dimension);
      const std::vector<Complex> found = traces(w.view(), phases, real);
      for (std::size_t t = 0; t < found.size(); ++t) {
        const Complex value = scale * (real ? Complex(found[t].real()) : found[t]);
        rho[t]((p << k) + a, (q << k) + b) = value;
        rho[t]((q << k) + b, (p << k) + a) = std::conj(value);
      }
    }
}

std::vector<Eigen::MatrixXcd> SpinEngine::teleport(const SpinCoupling& coupling, double beta,
                                                   double t0, std::span<const double> mu,
                                                   std::span<const double> t1,
                                                   const std::stop_token& stop) const {
  check_spin_protocol(spectrum_->num_qubits, message_, coupling, mu);
  check_finite("t0", {&t0, 1});
  check_finite("t1", t1);
  check_length("t0", t0, spectrum_->one_norm);
  check_lengths("t1", t1, spectrum_->one_norm);
  const HostMatrices<double> space;
  const Size dimension = spectrum_->dimension(), size = values() * values();
  // What long lists take beside the engine: phases and their images, and the states.
  const double columns = static_cast<double>(t1.size()),
               states = columns * static_cast<double>(mu.size() * size * size);
  require_memory((3 * columns * static_cast<double>(dimension) + states) * sizeof(Complex),
                 fmt::format("the protocol at {} times", t1.size()));
  std::vector<Eigen::MatrixXcd> rho(mu.size() * t1.size(), Eigen::MatrixXcd::Zero(size, size));
  const std::vector<HostMatrix<double>> branches = start(beta, t0);
  const HostMatrix<double> phases = space.make(dimension, static_cast<Size>(t1.size()));
  for (std::size_t t = 0; t < t1.size(); ++t)
    as_eigen(phases.view()).col(static_cast<Size>(t)) = exponential(*spectrum_, -imaginary * t1[t]);
  const HostMatrix<double> gram = space.make(dimension, dimension);
  for (std::size_t m = 0; m < mu.size(); ++m) {
    const std::span<Eigen::MatrixXcd> here(rho.data() + m * t1.size(), t1.size());
    std::vector<HostMatrix<double>> bra;
    for (const HostMatrix<double>& branch : branches) {
      throw_if_stopped(stop);
      bra.push_back(rotated(branch, coupling, mu[m]));
    }
    for (Size p = 0; p < values(); ++p)
      for (Size q = p; q < values(); ++q) {
        throw_if_stopped(stop);
        space.multiply({Form::plain, bra[static_cast<std::size_t>(q)].view(), Form::adjoint,
                        bra[static_cast<std::size_t>(p)].view(), gram.view(), false, p == q});
        if (p == q) mirror_lower(gram.view());
        add_read_out(p, q, gram.view(), phases.view(), here);
      }
  }
  return rho;
}

}  // namespace traversable
