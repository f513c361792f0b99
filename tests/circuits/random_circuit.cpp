#include "tests/circuits/random_circuit.h"

#include <Eigen/QR>
#include <algorithm>
#include <bit>
#include <numeric>

namespace random_circuit {

Eigen::MatrixXcd unitary(Eigen::Index dimension, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Eigen::MatrixXcd m(dimension, dimension);
  for (auto& element : m.reshaped()) element = {normal(random), normal(random)};
  const Eigen::HouseholderQR<Eigen::MatrixXcd> qr(m);
  Eigen::MatrixXcd q = qr.householderQ();
  for (Eigen::Index k = 0; k < dimension; ++k)
    q.col(k) *= qr.matrixQR()(k, k) / std::abs(qr.matrixQR()(k, k));
  return q;
}

std::vector<int> some_qubits(int num_qubits, int count, std::mt19937_64& random) {
  std::vector<int> qubits(static_cast<std::size_t>(num_qubits));
  std::iota(qubits.begin(), qubits.end(), 0);
  std::shuffle(qubits.begin(), qubits.end(), random);
  qubits.resize(static_cast<std::size_t>(count));
  return qubits;
}

traversable::Circuit circuit(int num_qubits, int gates, std::mt19937_64& random) {
  using traversable::Gate;
  traversable::Circuit result(num_qubits);
  std::uniform_real_distribution<double> uniform(-4, 4);
  const auto angle = [&] {
    return random() % 4 == 0 ? static_cast<double>(random() % 8) * 0.78539816339744831
                             : uniform(random);
  };
  while (static_cast<int>(result.operations().size()) < gates) {
    const auto gate = static_cast<Gate>(random() % traversable::num_gates);
    const auto& about = traversable::info(gate);
    if (gate == Gate::measure || gate == Gate::barrier || about.num_qubits > num_qubits) continue;
    if (gate == Gate::unitary) {
      const int k = 1 + static_cast<int>(random() % 2);
      if (k > num_qubits) continue;
      result.append_unitary(unitary(1 << k, random), some_qubits(num_qubits, k, random));
    } else if (gate == Gate::pauli_rotation) {
      const std::uint64_t all = (std::uint64_t{1} << num_qubits) - 1;
      traversable::PauliString p{random() & all, random() & all, 0};
      p.phase = (std::popcount(p.x & p.z) + 2 * static_cast<int>(random() % 2)) % 4;
      result.append_rotation(p, angle());
    } else {
      std::vector<traversable::Angle> angles;
      for (int k = 0; k < about.num_angles; ++k) angles.emplace_back(angle());
      result.append(gate, some_qubits(num_qubits, about.num_qubits, random), angles);
    }
  }
  return result;
}

}  // namespace random_circuit
