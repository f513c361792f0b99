#include "circuits/run_keys.h"

#include <cmath>

#include "sym/random.h"

namespace traversable {
namespace {

/// All but mu.
Purpose purpose_of(Stream stream, const CircuitPoint& point) {
  return {stream, point.hamiltonian, point.instance, point.beta, point.t0, point.t1};
}

void add(Purpose& purpose, const Eigen::MatrixXcd& matrix) {
  const auto rounded = [](double x) { return std::llround(std::ldexp(x, 24)); };
  purpose.add(matrix.size());
  for (const std::complex<double>& x : matrix.reshaped())
    purpose.add(rounded(x.real())).add(rounded(x.imag()));
}

}  // namespace

std::uint64_t trajectory_seed(std::uint64_t seed, const CircuitPoint& point, double scale,
                              bool common_random_numbers) {
  Purpose purpose = purpose_of(Stream::trajectories, point);
  purpose.add(common_random_numbers ? std::abs(point.mu) : point.mu).add(scale);
  return seed_for(seed, 0, purpose);
}

std::uint64_t experiment_number(const CircuitPoint& point, double scale, std::uint64_t shots) {
  return purpose_of(Stream::shots, point).add(point.mu).add(scale).add(shots).words()[0];
}

std::uint64_t threshold_seed(std::uint64_t seed, const CircuitPoint& point) {
  return seed_for(seed, 0, purpose_of(Stream::thresholds, point).add(std::abs(point.mu)));
}

std::uint64_t fingerprint(const NoisyCircuit& circuit) {
  Purpose purpose(Stream::circuits, circuit.num_qubits);
  for (const NoisyStep& step : circuit.steps) {
    for (const int qubit : step.qubits) purpose.add(qubit);
    if (!step.channel) add(purpose, step.unitary);
    if (step.channel)
      for (const Eigen::MatrixXcd& kraus : kraus_operators(*step.channel)) add(purpose, kraus);
  }
  return purpose.words()[0];
}

}  // namespace traversable
