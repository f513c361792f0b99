#include "sim/typicality/typicality.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string_view>

#include "sim/arguments.h"
#include "sim/complex.h"
#include "sim/memory.h"
#include "sim/typicality/ratio_estimate.h"
#include "sim/typicality/string_strata.h"

namespace traversable {
namespace {

int checked_qubits(const Hamiltonian& hamiltonian, const TypicalityOptions& options) {
  const int qubits = (hamiltonian.num_majoranas() + 1) / 2;
  if (qubits > max_state_qubits)
    throw std::invalid_argument(fmt::format("num_majoranas = {}: expected at most {} for one copy",
                                            hamiltonian.num_majoranas(), 2 * max_state_qubits));
  if (options.num_states < 2)
    throw std::invalid_argument(
        fmt::format("num_states = {}: expected at least 2, for an error bar", options.num_states));
  if (options.num_states > max_random_states)
    throw std::invalid_argument(
        fmt::format("num_states = {}: expected at most {}", options.num_states, max_random_states));
  const EvolutionMethod method = options.evolution.method;
  if (method != EvolutionMethod::krylov && method != EvolutionMethod::chebyshev)
    throw std::invalid_argument(
        fmt::format("method '{}': expected krylov or chebyshev", name_of(method)));
  require_memory(one_copy_memory(qubits, 1), fmt::format("typicality on {} qubits", qubits));
  return qubits;
}

/// H on one copy's qubits: the left half of the split encoding.
PauliSum one_copy_terms(const Hamiltonian& hamiltonian) {
  return encode(left_hamiltonian(hamiltonian), split_encoding(hamiltonian.num_majoranas()));
}

void check_times(const char* name, std::span<const double> times) {
  if (times.empty()) throw std::invalid_argument(fmt::format("{} = []: expected a time", name));
  for (const double t : times)
    if (!std::isfinite(t))
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, t));
}

/// The places of the times in ascending order.
std::vector<std::size_t> ascending(std::span<const double> times) {
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  return order;
}

}  // namespace

double one_copy_memory(int num_qubits, std::size_t kept) {
  constexpr int others = krylov_dimension + 1 + 6;
  return (others + static_cast<double>(kept)) * state_vector_memory(num_qubits, sizeof(Complex));
}

OneCopy::OneCopy(const Hamiltonian& hamiltonian, const TypicalityOptions& options)
    : hamiltonian_(hamiltonian),
      fingerprint_(fingerprint(hamiltonian)),
      options_(options),
      num_qubits_(checked_qubits(hamiltonian, options)),
      evolution_(num_qubits_, one_copy_terms(hamiltonian), options.evolution) {}

StateVector<double> OneCopy::random(std::uint64_t seed, std::size_t s) const {
  return random_state<double>(num_qubits_, seed, s);
}

double OneCopy::cool(State& psi, double tau, const std::stop_token& stop) {
  return evolution_.cool(psi, tau, stop).log_norm;
}

void OneCopy::apply_evolved(State& psi, int j, double t, const std::stop_token& stop) {
  evolution_.evolve(psi, t, stop);
  apply_pauli(psi, jordan_wigner(j));
  evolution_.evolve(psi, -t, stop);
}

void OneCopy::check_majorana(int j) const {
  if (j < 0 || j >= hamiltonian_.num_majoranas())
    throw std::invalid_argument(
        fmt::format("Majorana {}: expected 0 to {}", j, hamiltonian_.num_majoranas() - 1));
}

Estimate OneCopy::energy(double beta, const std::stop_token& stop) {
  check_inverse_temperature(beta);
  const std::uint64_t seed = seed_of(std::string_view("energy"), beta);
  RatioEstimate estimate;
  for (std::size_t s = 0; s < options_.num_states; ++s) {
    State a = random(seed, s);
    const double log_norm = cool(a, beta / 2, stop);
    estimate.add(2 * log_norm, {evolution_.hamiltonian().expectation(a)});
  }
  return estimate.result().front();
}

std::vector<Estimate> OneCopy::two_point(double beta, std::span<const int> majoranas,
                                         std::span<const double> times,
                                         const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_times("t", times);
  for (const int j : majoranas) check_majorana(j);
  require_memory(one_copy_memory(num_qubits_, majoranas.size()),
                 fmt::format("{} two-point functions on {} qubits", majoranas.size(), num_qubits_));
  const std::uint64_t seed = seed_of(std::string_view("two_point"), beta);
  RatioEstimate estimate;
  for (std::size_t s = 0; s < options_.num_states; ++s) {
    State a = random(seed, s);
    const double log_norm = cool(a, beta / 2, stop);
    std::vector<State> kicked;  // gamma_j a
    for (const int j : majoranas) {
      kicked.push_back(a);
      apply_pauli(kicked.back(), jordan_wigner(j));
    }
    std::vector<Complex> values(majoranas.size() * times.size());
    double now = 0;
    for (const std::size_t k : ascending(times)) {
      evolution_.evolve(a, times[k] - now, stop);
      for (std::size_t m = 0; m < majoranas.size(); ++m) {
        evolution_.evolve(kicked[m], times[k] - now, stop);
        State probe = a;
        apply_pauli(probe, jordan_wigner(majoranas[m]));
        values[m * times.size() + k] = 0.5 * inner_product(probe, kicked[m]);
      }
      now = times[k];
    }
    estimate.add(2 * log_norm, std::move(values));
  }
  return estimate.result();
}

std::vector<Estimate> OneCopy::otoc(double beta, int i, int j, std::span<const double> times,
                                    bool regularized, const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_times("t", times);
  check_majorana(i);
  check_majorana(j);
  const double outer = regularized ? beta / 4 : beta / 2;
  const std::uint64_t seed = seed_of(std::string_view("otoc"), beta, i, j, regularized);
  RatioEstimate estimate;
  for (std::size_t s = 0; s < options_.num_states; ++s) {
    // F = <v|u>, v = psi_j (y) psi_i(t) (y) r, u = (y) psi_i(t) (y) psi_j r; without regularisation
    // rho^(1/2) acts on r alone.
    State from_v = random(seed, s);
    double log_weight = 2 * cool(from_v, outer, stop);
    double log_value = log_weight;
    State from_u = regularized ? random(seed, s) : from_v;
    apply_pauli(from_u, jordan_wigner(j));
    if (regularized) {
      log_value = log_weight / 2 + cool(from_u, outer, stop);
      State whole = random(seed, s);
      log_weight = 2 * cool(whole, beta / 2, stop);
    }
    std::vector<Complex> values(times.size());
    for (std::size_t k = 0; k < times.size(); ++k) {
      State v = from_v, u = from_u;
      apply_evolved(v, i, times[k], stop);
      apply_evolved(u, i, times[k], stop);
      double log_cooled = 0;
      if (regularized) log_cooled = cool(v, outer, stop) + cool(u, outer, stop);
      apply_pauli(v, jordan_wigner(j));
      values[k] = 0.25 * std::exp(log_value + log_cooled - log_weight) * inner_product(v, u);
    }
    estimate.add(log_weight, std::move(values));
  }
  return estimate.result();
}

std::vector<Estimate> OneCopy::left_right_response(double beta, int j, double t0,
                                                   std::span<const double> mu,
                                                   std::span<const double> t1,
                                                   const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_majorana(j);
  check_times("t0", {&t0, 1});
  check_times("t1", t1);
  check_times("mu", mu);
  require_memory(one_copy_memory(num_qubits_, t1.size()),
                 fmt::format("the response at {} times on {} qubits", t1.size(), num_qubits_));
  const int n = hamiltonian_.num_majoranas();
  for (const double m : mu)
    if (std::abs(m) >= M_PI * hamiltonian_.degree() * n)
      throw std::invalid_argument(
          fmt::format("mu = {}: expected |mu| < pi q N = {}", m, M_PI * hamiltonian_.degree() * n));
  const std::uint64_t seed = seed_of(std::string_view("left_right_response"), beta, j, t0);
  RatioEstimate estimate;
  for (std::size_t s = 0; s < options_.num_states; ++s) {
    State a = random(seed, s);
    const double log_a = cool(a, beta / 4, stop);
    State whole = random(seed, s);
    const double log_weight = 2 * cool(whole, beta / 2, stop);
    std::vector<Complex> values(mu.size() * t1.size());
    for (std::size_t m = 0; m < mu.size(); ++m) {
      const StringStrata strata(n, mu[m] / (2.0 * hamiltonian_.degree() * n), seed, s);
      for (int outer = 0; outer < strata.count(); ++outer) {
        const auto [weight_outer, bra] = strata.draw(outer, 0);
        State shifted = a;  // Gamma_S' rho^(1/4) r
        apply_pauli(shifted, bra);
        std::vector<State> read;  // psi_j(-t1) of it
        for (const double t : t1) {
          read.push_back(shifted);
          apply_evolved(read.back(), j, -t, stop);
        }
        for (int inner = 0; inner < strata.count(); ++inner) {
          const auto [weight_inner, ket] = strata.draw(inner, 1 + outer);
          // x = rho^(1/4) psi_j(-t0) Gamma_S^+ Gamma_S' a,  y = rho^(1/4) Gamma_S^+ psi_j(-t1) ...
          State x = shifted;
          apply_pauli(x, adjoint(ket));
          apply_evolved(x, j, -t0, stop);
          const double log_x = cool(x, beta / 4, stop);
          for (std::size_t k = 0; k < t1.size(); ++k) {
            State y = read[k];
            apply_pauli(y, adjoint(ket));
            const double log_y = cool(y, beta / 4, stop);
            const double scale = std::exp(2 * log_a + log_x + log_y - log_weight);
            const Complex c =
                Complex(0, -0.5) * weight_outer * weight_inner * scale * inner_product(x, y);
            values[m * t1.size() + k] += 2 * c.real();
          }
        }
      }
    }
    estimate.add(log_weight, std::move(values));
  }
  return estimate.result();
}

}  // namespace traversable
