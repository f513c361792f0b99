#include "tests/sim/dense_pauli.h"

#include <bit>
#include <cmath>

namespace dense_pauli {

Vector times(const std::string& text, Vector psi) {
  const Complex i(0, 1);
  std::size_t at = 0;
  Complex factor = 1;
  if (text[at] == '-') factor = -factor, ++at;
  if (text[at] == 'i') factor *= i, ++at;
  for (std::size_t k = 0; at + k < text.size(); ++k) {
    const char letter = text[at + k];
    const Eigen::Index bit = Eigen::Index{1} << k;
    if (letter == 'I') continue;
    for (Eigen::Index low = 0; low < psi.size(); ++low) {
      if ((low & bit) != 0) continue;
      const Complex a = psi[low];
      const Complex b = psi[low | bit];
      if (letter == 'X') psi[low] = b, psi[low | bit] = a;
      if (letter == 'Y') psi[low] = -i * b, psi[low | bit] = i * a;
      if (letter == 'Z') psi[low | bit] = -b;
    }
  }
  return factor * psi;
}

Vector rotate(const std::string& text, double angle, const Vector& psi) {
  return std::cos(angle) * psi - Complex(0, std::sin(angle)) * times(text, psi);
}

Vector times(const traversable::PauliSum& sum, const Vector& psi) {
  Vector result = Vector::Zero(psi.size());
  for (const auto& term : sum)
    result += term.coefficient * times(traversable::to_text(term.string), psi);
  return result;
}

Vector random_vector(int num_qubits, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Vector psi(Eigen::Index{1} << num_qubits);
  for (auto& amplitude : psi) amplitude = Complex(normal(random), normal(random));
  return psi.normalized();
}

traversable::PauliString random_string(int num_qubits, std::mt19937_64& random) {
  const std::uint64_t all = (std::uint64_t{1} << num_qubits) - 1;
  traversable::PauliString string{random() & all, random() & all, 0};
  string.phase = std::popcount(string.x & string.z) % 4;
  return string;
}

}  // namespace dense_pauli
