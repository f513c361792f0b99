#include "circuits/adjoint_gradient.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "circuits/gate_rotations.h"
#include "sim/interrupted.h"
#include "sim/state_vector/rotation_batch.h"

namespace traversable {

Objective infidelity(StateVector<double> target) {
  return
      [target = std::move(target)](const StateVector<double>& psi, StateVector<double>& gradient) {
        const std::complex<double> overlap = inner_product(target, psi);
        gradient = target;
        scale(gradient, -overlap);
        return 1 - std::norm(overlap);
      };
}

Objective expectation_value(std::shared_ptr<const PauliOperator<double>> hamiltonian) {
  return
      [h = std::move(hamiltonian)](const StateVector<double>& psi, StateVector<double>& gradient) {
        gradient = psi;
        h->apply(psi, gradient);
        return inner_product(psi, gradient).real();
      };
}

AdjointGradient::AdjointGradient(const Circuit& circuit) : num_qubits_(circuit.num_qubits()) {
  const auto names = parameters_of(circuit);
  names_.assign(names.begin(), names.end());
  if (names_.empty())
    throw std::invalid_argument("a circuit to train: expected one named parameter at least");
  for (const Operation& operation : circuit.operations()) {
    if (operation.gate == Gate::barrier) continue;
    for (const GateRotation& r : rotations_of(operation)) {
      Rotation rotation{r.string, r.angle.offset, r.angle.factor, 0};
      if (!r.angle.is_number())
        rotation.parameter = static_cast<std::size_t>(
            std::lower_bound(names_.begin(), names_.end(), r.angle.name) - names_.begin());
      rotations_.push_back(rotation);
    }
  }
}

double AdjointGradient::angle(const Rotation& r, const std::vector<double>& values) const {
  return r.factor == 0 ? r.offset : r.offset + r.factor * values[r.parameter];
}

StateVector<double> AdjointGradient::state(const std::vector<double>& values) const {
  if (values.size() != names_.size())
    throw std::invalid_argument(
        fmt::format("{} values for {} parameters", values.size(), names_.size()));
  StateVector<double> psi(num_qubits_);
  for (const Rotation& r : rotations_) rotate(psi, {r.string, angle(r, values)});
  return psi;
}

double AdjointGradient::operator()(const Objective& objective, const std::vector<double>& values,
                                   std::vector<double>& gradient) const {
  StateVector<double> psi = state(values);
  StateVector<double> lambda = psi;
  const double loss = objective(psi, lambda);
  gradient.assign(names_.size(), 0);
  StateVector<double> image = psi;
  for (auto r = rotations_.rbegin(); r != rotations_.rend(); ++r) {
    if (r->factor != 0) {
      image = psi;
      apply_pauli(image, r->string);
      gradient[r->parameter] += 2 * r->factor * inner_product(lambda, image).imag();
    }
    const PauliRotation back{r->string, -angle(*r, values)};
    rotate(psi, back);
    rotate(lambda, back);
  }
  return loss;
}

Parameters named(const std::vector<std::string>& names, const std::vector<double>& values) {
  Parameters parameters;
  for (std::size_t k = 0; k < names.size(); ++k) parameters[names[k]] = values[k];
  return parameters;
}

Minimum train(const AdjointGradient& gradient, const Objective& objective,
              std::vector<double> start, const LbfgsOptions& options, const std::stop_token& stop) {
  if (start.size() != gradient.names().size())
    throw std::invalid_argument(
        fmt::format("{} values for {} parameters", start.size(), gradient.names().size()));
  return minimize_lbfgs([&](const std::vector<double>& x,
                            std::vector<double>& slope) { return gradient(objective, x, slope); },
                        std::move(start), options, stop);
}

}  // namespace traversable
