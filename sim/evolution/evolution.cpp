#include "sim/evolution/evolution.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "sim/cuda/device_space.h"
#include "sim/evolution_length.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr std::array<std::pair<std::string_view, EvolutionMethod>, 4> methods{
    {{"krylov", EvolutionMethod::krylov},
     {"chebyshev", EvolutionMethod::chebyshev},
     {"trotter", EvolutionMethod::trotter},
     {"qdrift", EvolutionMethod::qdrift}}};

/// Equal strings added, zero terms and rounding in the imaginary parts gone.
template <class Operator>
std::vector<PauliTerm> real_terms(const Operator& hamiltonian) {
  if (!hamiltonian.is_hermitian())
    throw std::invalid_argument(
        "Hamiltonian: not Hermitian, expected real coefficients of "
        "Hermitian Pauli strings");
  std::vector<PauliTerm> terms = hamiltonian.terms();
  for (PauliTerm& term : terms) term.coefficient = term.coefficient.real();
  std::erase_if(terms, [](const PauliTerm& term) { return term.coefficient == 0.0; });
  return terms;
}

}  // namespace

EvolutionMethod evolution_method_by_name(std::string_view name) {
  for (const auto& [text, method] : methods)
    if (text == name) return method;
  throw std::invalid_argument(
      fmt::format("method {}: expected krylov, chebyshev, trotter or qdrift", in_quotes(name)));
}

std::string_view name_of(EvolutionMethod method) {
  return methods[static_cast<std::size_t>(method)].first;
}

void validate(const EvolutionOptions& options, bool double_precision) {
  const double least = double_precision ? 1e-13 : 1e-5;
  if (!(options.tolerance >= least && options.tolerance < 1))
    throw std::invalid_argument(
        fmt::format("tolerance = {}: expected at least {} ({} precision) and less than 1",
                    options.tolerance, least, double_precision ? "double" : "single"));
  if (options.trotter_order != 1 && options.trotter_order != 2 && options.trotter_order != 4)
    throw std::invalid_argument(
        fmt::format("trotter_order = {}: expected 1, 2 or 4", options.trotter_order));
  if (!(options.trotter_step >= 0) || !std::isfinite(options.trotter_step))
    throw std::invalid_argument(
        fmt::format("trotter_step = {}: expected a number > 0, or 0 for steps by the tolerance",
                    options.trotter_step));
}

template <class Space>
EvolutionIn<Space>::EvolutionIn(const Space& space, int num_qubits,
                                std::span<const PauliTerm> hamiltonian,
                                const EvolutionOptions& options,
                                std::shared_ptr<EvolutionWorkspace<Space>> workspace)
    : options_(options),
      hamiltonian_(std::make_unique<Operator>(space.op(num_qubits, hamiltonian))),
      workspace_(workspace ? std::move(workspace) : std::make_shared<EvolutionWorkspace<Space>>()),
      chebyshev_(space, *hamiltonian_, options.spectral_bounds),
      trotter_(space, num_qubits, real_terms(*hamiltonian_)) {
  validate(options, sizeof(typename Space::Real) == sizeof(double));
}

template <class Space>
EvolutionReport EvolutionIn<Space>::evolve(State& psi, double t, const std::stop_token& stop,
                                           double share) {
  if (!std::isfinite(t))
    throw std::invalid_argument(fmt::format("t = {}: expected a finite number", t));
  check_length("t", t, hamiltonian_->one_norm());
  check_state(psi, "state");
  if (t == 0) return {};
  EvolutionReport report = evolve_by_method(psi, t, share * options_.tolerance, stop);
  report.rounding += rounding_error<typename Space::Real>(report.applications, report.rotations);
  report.error += report.rounding;
  return report;
}

template <class Space>
EvolutionReport EvolutionIn<Space>::evolve_by_method(State& psi, double t, double tolerance,
                                                     const std::stop_token& stop) {
  const EvolutionOptions& o = options_;
  switch (o.method) {
    case EvolutionMethod::krylov:
      return krylov_evolve(*hamiltonian_, workspace_->lanczos, psi, t, tolerance, stop);
    case EvolutionMethod::chebyshev:
      return chebyshev_.evolve(psi, t, tolerance, workspace_->chebyshev, stop);
    case EvolutionMethod::trotter:
      if (o.trotter_step > 0) return trotter_.evolve(psi, t, o.trotter_order, o.trotter_step, stop);
      return trotter_.evolve_to_tolerance(psi, t, o.trotter_order, tolerance, stop);
    case EvolutionMethod::qdrift:
      return trotter_.qdrift(psi, t, tolerance, o.seed, stop);
  }
  return {};
}

template <class Space>
EvolutionReport EvolutionIn<Space>::cool(State& psi, double tau, const std::stop_token& stop) {
  if (!(tau >= 0) || !std::isfinite(tau))
    throw std::invalid_argument(fmt::format("tau = {}: expected a finite number >= 0", tau));
  check_length("tau", tau, hamiltonian_->one_norm());
  check_state(psi, "state");
  if (tau == 0) {
    return {.log_norm = std::log(normalize(psi))};
  }
  EvolutionReport report = cool_by_method(psi, tau, stop);
  report.error += report.rounding;
  return report;
}

template <class Space>
EvolutionReport EvolutionIn<Space>::cool_by_method(State& psi, double tau,
                                                   const std::stop_token& stop) {
  if (options_.method == EvolutionMethod::chebyshev)
    return chebyshev_.cool(psi, tau, options_.tolerance, workspace_->chebyshev, stop);
  // A product formula's tolerance is about its steps; what they start from should not add to it.
  const double tolerance = options_.method == EvolutionMethod::krylov
                               ? options_.tolerance
                               : std::min(options_.tolerance, EvolutionOptions{}.tolerance);
  return krylov_cool(*hamiltonian_, workspace_->lanczos, psi, tau, tolerance, stop);
}

template class EvolutionIn<HostSpace<float>>;
template class EvolutionIn<HostSpace<double>>;
template class EvolutionIn<cuda::DeviceSpace<float>>;
template class EvolutionIn<cuda::DeviceSpace<double>>;

}  // namespace traversable
