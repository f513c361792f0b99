#include "circuits/thermofield_double.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <exception>
#include <limits>
#include <memory>
#include <nlopt.hpp>
#include <stdexcept>

#include "circuits/adjoint_gradient.h"
#include "circuits/run_circuit.h"
#include "circuits/state_preparation.h"
#include "sim/arguments.h"
#include "sim/evolution/evolution.h"
#include "sim/evolution/ground_state.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sim/state_vector/rotation_batch.h"
#include "sym/operator_sum.h"
#include "sym/quoted.h"
#include "sym/random.h"

namespace traversable {
namespace {

using State = StateVector<double>;

constexpr int exact_by_default = 8;  // qubits
constexpr std::array<std::string_view, 4> method_names{"commuting", "exact", "adaptive",
                                                       "hardware_efficient"};

void check_options(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
                   const PreparationOptions& options) {
  if (encoding.num_majoranas() != hamiltonian.num_majoranas())
    throw std::invalid_argument(
        fmt::format("an encoding of {} Majoranas a side for a Hamiltonian of {}",
                    encoding.num_majoranas(), hamiltonian.num_majoranas()));
  check_inverse_temperature(beta);
  if (!(options.fidelity > 0 && options.fidelity <= 1))
    throw std::invalid_argument(
        fmt::format("fidelity = {}: expected a number in (0, 1]", options.fidelity));
  for (const auto& [name, value] : {std::pair("max_rotations", options.max_rotations),
                                    {"layers", options.layers},
                                    {"starts", options.starts}})
    if (value < 1)
      throw std::invalid_argument(fmt::format("{} = {}: expected 1 at least", name, value));
  if (options.nu && !(std::isfinite(*options.nu) && *options.nu > 0))
    throw std::invalid_argument(fmt::format("nu = {}: expected a positive number", *options.nu));
}

PauliOperator<double> coupled(const Hamiltonian& hamiltonian, const Encoding& encoding, double nu) {
  return {encoding.num_qubits, encode(coupled_hamiltonian(hamiltonian, nu), encoding)};
}

/// What the variational methods share: the state aimed at and the objective.
struct Goal {
  State target;
  Objective objective;
  std::shared_ptr<const PauliOperator<double>> energy;
  double nu = 0;

  double fidelity(const State& psi) const { return std::norm(inner_product(target, psi)); }
};

Goal make_goal(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
               const PreparationOptions& options, const std::stop_token& stop) {
  Goal goal{thermofield_double_state(hamiltonian, beta, encoding, stop), {}, {}, 0};
  if (options.goal == PreparationGoal::fidelity) {
    goal.objective = infidelity(goal.target);
    return goal;
  }
  goal.nu = options.nu ? *options.nu : best_nu(hamiltonian, beta, encoding, stop);
  goal.energy = std::make_shared<PauliOperator<double>>(coupled(hamiltonian, encoding, goal.nu));
  goal.objective = expectation_value(goal.energy);
  return goal;
}

/// Products of two and of four Majoranas of both copies.
std::vector<PauliString> pool_of(const Encoding& encoding) {
  std::vector<PauliString> all = encoding.left;
  all.insert(all.end(), encoding.right.begin(), encoding.right.end());
  std::vector<PauliString> pool;
  const auto add = [&](PauliString p, int size) {
    p.phase = (p.phase + hermitian_phase(size)) % 4;
    if (coefficient(p).real() < 0) p.phase = (p.phase + 2) % 4;
    pool.push_back(p);
  };
  for (std::size_t a = 0; a < all.size(); ++a)
    for (std::size_t b = a + 1; b < all.size(); ++b) {
      const PauliString pair = product(all[a], all[b]);
      add(pair, 2);
      for (std::size_t c = b + 1; c < all.size(); ++c)
        for (std::size_t d = c + 1; d < all.size(); ++d)
          add(product(pair, product(all[c], all[d])), 4);
    }
  return pool;
}

/// The string with the steepest dL/dangle at angle 0 after the circuit; of those within one per
/// cent of it the one on fewest qubits. Nothing where all slopes vanish.
std::optional<PauliString> steepest(const std::vector<PauliString>& pool,
                                    const Objective& objective, const State& psi,
                                    const std::stop_token& stop) {
  State lambda = psi;
  objective(psi, lambda);
  std::vector<double> slopes;
  State image = psi;
  for (const PauliString& p : pool) {
    throw_if_stopped(stop);
    image = psi;
    apply_pauli(image, p);
    slopes.push_back(std::abs(2 * inner_product(lambda, image).imag()));
  }
  const double largest = *std::max_element(slopes.begin(), slopes.end());
  if (largest < 1e-9) return std::nullopt;
  std::optional<PauliString> best;
  for (std::size_t k = 0; k < pool.size(); ++k) {
    if (slopes[k] < 0.99 * largest) continue;
    const auto weight = [](const PauliString& p) { return std::popcount(p.x | p.z); };
    if (!best || weight(pool[k]) < weight(*best)) best = pool[k];
  }
  return best;
}

std::string parameter_name(int k) { return fmt::format("theta_{:04}", k); }

Preparation grow(const Goal& goal, const Encoding& encoding, const PreparationOptions& options,
                 const std::stop_token& stop) {
  const std::vector<PauliString> pool = pool_of(encoding);
  Preparation result{.method = PreparationMethod::adaptive};
  Circuit ansatz = infinite_temperature_circuit(encoding);
  std::vector<double> values;
  State psi(encoding.num_qubits);
  run_circuit(ansatz, psi);
  result.circuit = ansatz;
  for (int k = 0; k < options.max_rotations && goal.fidelity(psi) < options.fidelity; ++k) {
    const auto next = steepest(pool, goal.objective, psi, stop);
    if (!next) break;
    ansatz.append_rotation(*next, Angle(parameter_name(k)));
    values.push_back(0);
    const AdjointGradient gradient(ansatz);
    values = train(gradient, goal.objective, values, {}, stop).x;
    psi = gradient.state(values);
    result.circuit = assign_parameters(ansatz, named(gradient.names(), values));
    result.history.push_back(goal.fidelity(psi));
    if (options.progress) options.progress(k + 1, result.history.back());
  }
  return result;
}

Preparation train_layers(const Goal& goal, const Encoding& encoding,
                         const PreparationOptions& options, const std::stop_token& stop) {
  const Connectivity connectivity =
      options.connectivity ? *options.connectivity : line(encoding.num_qubits);
  const Circuit ansatz = hardware_efficient_ansatz(connectivity, options.entangler, options.layers);
  const AdjointGradient gradient(ansatz);
  Preparation result{.method = PreparationMethod::hardware_efficient};
  double least = std::numeric_limits<double>::infinity();
  double reached = 0;
  const bool by_fidelity = options.goal == PreparationGoal::fidelity;
  for (int start = 0; start < options.starts && reached < options.fidelity; ++start) {
    const RandomStream random(options.seed, static_cast<std::uint64_t>(start), Stream::ansatz);
    std::vector<double> values;
    for (std::size_t k = 0; k < gradient.names().size(); ++k) values.push_back(random.gaussian(k));
    const Minimum trained =
        train(gradient, goal.objective, values,
              {.goal = by_fidelity ? 1 - options.fidelity : -1e300, .max_evaluations = 5000}, stop);
    if (trained.value < least) {
      least = trained.value;
      result.circuit = assign_parameters(ansatz, named(gradient.names(), trained.x));
      reached = goal.fidelity(gradient.state(trained.x));
    }
    result.history.push_back(goal.fidelity(gradient.state(trained.x)));
    if (options.progress) options.progress(start + 1, reached);
  }
  return result;
}

PreparationMethod method_for(const Hamiltonian& hamiltonian, const Encoding& encoding,
                             const PreparationOptions& options) {
  if (options.method) return *options.method;
  if (options.goal == PreparationGoal::energy) return PreparationMethod::adaptive;
  if (is_commuting(hamiltonian)) return PreparationMethod::commuting;
  return encoding.num_qubits <= exact_by_default ? PreparationMethod::exact
                                                 : PreparationMethod::adaptive;
}

bool is_trained(PreparationMethod method) {
  return method == PreparationMethod::adaptive || method == PreparationMethod::hardware_efficient;
}

}  // namespace

PreparationMethod preparation_method_by_name(std::string_view name) {
  const auto found = std::find(method_names.begin(), method_names.end(), name);
  if (found == method_names.end())
    throw std::invalid_argument(fmt::format(
        "{}: expected commuting, exact, adaptive or hardware_efficient", in_quotes(name)));
  return static_cast<PreparationMethod>(found - method_names.begin());
}

std::string_view name_of(PreparationMethod method) {
  return method_names[static_cast<std::size_t>(method)];
}

PreparationGoal preparation_goal_by_name(std::string_view name) {
  if (name == "fidelity") return PreparationGoal::fidelity;
  if (name == "energy") return PreparationGoal::energy;
  throw std::invalid_argument(fmt::format("{}: expected fidelity or energy", in_quotes(name)));
}

std::string_view name_of(PreparationGoal goal) {
  return goal == PreparationGoal::energy ? "energy" : "fidelity";
}

State thermofield_double_state(const Hamiltonian& hamiltonian, double beta,
                               const Encoding& encoding, const std::stop_token& stop) {
  State psi = infinite_temperature_state<double>(encoding);
  if (beta == 0) return psi;
  const MajoranaSum both = left_hamiltonian(hamiltonian) + right_hamiltonian(hamiltonian);
  Evolution<double>(encoding.num_qubits, encode(both, encoding), {.tolerance = 1e-12})
      .cool(psi, beta / 4, stop);
  return psi;
}

double best_nu(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
               const std::stop_token& stop) {
  const State target = thermofield_double_state(hamiltonian, beta, encoding, stop);
  std::exception_ptr failure;  // NLopt forgets which exception ended it
  std::function<double(double)> miss = [&](double log_nu) {
    try {
      const auto ground = ground_state(coupled(hamiltonian, encoding, std::exp(log_nu)),
                                       infinite_temperature_state<double>(encoding), 1e-10, stop);
      return 1 - std::norm(inner_product(target, ground.state));
    } catch (...) {
      failure = std::current_exception();
      throw nlopt::forced_stop();
    }
  };
  nlopt::opt optimizer(nlopt::LN_NELDERMEAD, 1);
  optimizer.set_min_objective(
      [](const std::vector<double>& x, std::vector<double>&, void* data) {
        return (*static_cast<std::function<double(double)>*>(data))(x[0]);
      },
      &miss);
  optimizer.set_lower_bounds(std::log(1e-2));
  optimizer.set_upper_bounds(std::log(1e4));
  optimizer.set_initial_step(0.5);
  optimizer.set_xtol_abs(1e-4);
  std::vector<double> log_nu{std::log(10.0)};
  double least = 0;
  try {
    optimizer.optimize(log_nu, least);
  } catch (const nlopt::forced_stop&) {
    std::rethrow_exception(failure);
  }
  return std::exp(log_nu[0]);
}

Circuit hardware_efficient_ansatz(const Connectivity& connectivity, Entangler entangler,
                                  int layers) {
  if (layers < 1)
    throw std::invalid_argument(fmt::format("layers = {}: expected 1 at least", layers));
  Circuit circuit(connectivity.num_qubits());
  int next = 0;
  const auto turns = [&] {
    for (int q = 0; q < connectivity.num_qubits(); ++q) {
      circuit.append(Gate::ry, {q}, {Angle(parameter_name(next++))});
      circuit.append(Gate::rz, {q}, {Angle(parameter_name(next++))});
    }
  };
  for (int layer = 0; layer < layers; ++layer) {
    turns();
    // Rounds of pairs without common qubits.
    auto left = connectivity.pairs();
    while (!left.empty()) {
      std::uint64_t used = 0;
      std::erase_if(left, [&](const std::pair<int, int>& pair) {
        const std::uint64_t mask = std::uint64_t{1} << pair.first | std::uint64_t{1} << pair.second;
        if ((used & mask) != 0) return false;
        used |= mask;
        circuit.append(gate_of(entangler), {pair.first, pair.second});
        return true;
      });
    }
  }
  turns();
  return circuit;
}

PreparationMethod check_preparation(const Hamiltonian& hamiltonian, double beta,
                                    const Encoding& encoding, const PreparationOptions& options) {
  check_options(hamiltonian, beta, encoding, options);
  // |TFD> is what all methods are compared with.
  check_length("beta", beta, one_norm(hamiltonian));
  const PreparationMethod method = method_for(hamiltonian, encoding, options);
  if (!is_trained(method) && options.goal == PreparationGoal::energy)
    throw std::invalid_argument(fmt::format(
        "goal = energy with the {} preparation: expected adaptive or hardware_efficient",
        name_of(method)));
  if (method == PreparationMethod::commuting)
    check_commuting_thermofield_double(hamiltonian, encoding);
  if (method == PreparationMethod::hardware_efficient && options.connectivity &&
      options.connectivity->num_qubits() != encoding.num_qubits)
    throw std::invalid_argument(
        fmt::format("connectivity of {} qubits for a thermofield double on {}",
                    options.connectivity->num_qubits(), encoding.num_qubits));
  if (method == PreparationMethod::exact) check_prepared_qubits(encoding.num_qubits);
  return method;
}

Preparation prepare_thermofield_double(const Hamiltonian& hamiltonian, double beta,
                                       const Encoding& encoding, const PreparationOptions& options,
                                       const std::stop_token& stop) {
  const PreparationMethod method = check_preparation(hamiltonian, beta, encoding, options);
  PreparationOptions aim = options;
  if (!is_trained(method)) aim.goal = PreparationGoal::fidelity;
  const Goal goal = make_goal(hamiltonian, beta, encoding, aim, stop);
  Preparation result{.method = method};
  if (method == PreparationMethod::commuting) {
    result.circuit = commuting_thermofield_double(hamiltonian, beta, encoding);
  } else if (method == PreparationMethod::exact) {
    result.circuit = state_preparation({goal.target.data(), goal.target.size()});
  } else {
    result = method == PreparationMethod::adaptive ? grow(goal, encoding, aim, stop)
                                                   : train_layers(goal, encoding, aim, stop);
  }
  State psi(encoding.num_qubits);
  run_circuit(result.circuit, psi);
  result.fidelity = goal.fidelity(psi);
  if (goal.energy) {
    result.nu = goal.nu;
    result.energy = goal.energy->expectation(psi).real();
  }
  return result;
}

}  // namespace traversable
