#include "circuits/state_preparation.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <vector>

#include "circuits/multiplexed_rotation.h"
#include "circuits/pauli_program.h"
#include "sim/arguments.h"
#include "sym/operator_sum.h"

namespace traversable {
namespace {

PauliString z_string(std::uint64_t mask) { return {0, mask, 0}; }

/// angle of atan2(sqrt(weight of 1), sqrt(weight of 0)) for every value of the bits above `qubit`.
std::vector<double> magnitude_angles(std::span<const std::complex<double>> amplitudes, int qubit) {
  const std::size_t count = amplitudes.size() >> (qubit + 1);
  std::vector<double> angles(count);
  for (std::size_t prefix = 0; prefix < count; ++prefix) {
    double weight[2]{0, 0};
    for (std::size_t low = 0; low < std::size_t{2} << qubit; ++low)
      weight[low >> qubit & 1] += std::norm(amplitudes[(prefix << (qubit + 1)) | low]);
    angles[prefix] = std::atan2(std::sqrt(weight[1]), std::sqrt(weight[0]));
  }
  return angles;
}

int qubits_of(std::span<const std::complex<double>> amplitudes) {
  if (!std::has_single_bit(amplitudes.size()))
    throw std::invalid_argument(
        fmt::format("a state of {} amplitudes: expected 2^n, n from 1 to {}", amplitudes.size(),
                    max_prepared_qubits));
  const int n = static_cast<int>(std::bit_width(amplitudes.size())) - 1;
  check_prepared_qubits(n);
  double norm = 0;
  for (const auto& a : amplitudes) norm += std::norm(a);
  if (!std::isfinite(norm) || norm == 0)
    throw std::invalid_argument("a state to prepare: expected finite amplitudes, not all zero");
  return n;
}

/// i^power P.
PauliString times_i(PauliString p, int power) {
  p.phase = (p.phase + power) % 4;
  return p;
}

/// The Majorana terms of one side as signed products of independent strings.
struct CommutingStructure {
  std::vector<PauliString> generators;  // b_m on the left copy
  std::vector<std::uint64_t> supports;  // Majoranas of b_m
  std::vector<double> coefficients;     // of every term, sign included
  std::vector<std::uint64_t> subsets;   // term = coefficient prod_{m in subset} b_m
};

/// b_S, the product of the generators in S.
PauliString product_of(const std::vector<PauliString>& strings, std::uint64_t subset) {
  PauliString result;
  for (std::size_t m = 0; m < strings.size(); ++m)
    if ((subset >> m & 1) != 0) result = product(result, strings[m]);
  return result;
}

CommutingStructure structure_of(const Hamiltonian& hamiltonian, const Encoding& encoding) {
  CommutingStructure s;
  std::vector<std::uint64_t> reduced;  // supports, eliminated
  std::vector<std::uint64_t> made_of;  // generators that make up each of them
  for (const PauliTerm& term : encode(left_hamiltonian(hamiltonian), encoding)) {
    const std::uint64_t support = hamiltonian.terms()[s.subsets.size()].majoranas;
    std::uint64_t rest = support, subset = 0;
    for (std::size_t m = 0; m < reduced.size(); ++m)
      if ((rest >> (std::bit_width(reduced[m]) - 1) & 1) != 0)
        rest ^= reduced[m], subset ^= made_of[m];
    if (rest != 0) {
      const std::uint64_t own = std::uint64_t{1} << s.generators.size();
      reduced.push_back(rest);
      made_of.push_back(subset | own);
      s.generators.push_back(term.string);
      s.supports.push_back(support);
      subset = own;
    }
    const PauliString as_product = product_of(s.generators, subset);
    const std::complex<double> sign = coefficient(as_product) / coefficient(term.string);
    s.coefficients.push_back(term.coefficient.real() * sign.real());
    s.subsets.push_back(subset);
  }
  return s;
}

/// Sets of Majoranas T_m with |T_m and support_l| odd for l = m alone.
std::vector<std::uint64_t> dual_sets(std::vector<std::uint64_t> supports) {
  const std::size_t r = supports.size();
  std::vector<std::uint64_t> combination(r);  // which supports row m is now a sum of
  std::vector<int> pivot(r);
  for (std::size_t m = 0; m < r; ++m) combination[m] = std::uint64_t{1} << m;
  for (std::size_t m = 0; m < r; ++m) {
    pivot[m] = std::countr_zero(supports[m]);
    for (std::size_t l = 0; l < r; ++l)
      if (l != m && (supports[l] >> pivot[m] & 1) != 0)
        supports[l] ^= supports[m], combination[l] ^= combination[m];
  }
  // Flipping Majorana pivot[l] flips reduced row l alone, so reading support m off the reduced
  // rows: support = inverse(combination) reduced.
  std::vector<std::uint64_t> dual(r, 0);
  for (std::size_t l = 0; l < r; ++l)
    for (std::size_t m = 0; m < r; ++m)
      if ((combination[l] >> m & 1) != 0) dual[m] ^= std::uint64_t{1} << pivot[l];
  return dual;
}

/// The product of the stabilisers -i gamma_L^j gamma_R^j over j in `majoranas`.
PauliString stabiliser(std::uint64_t majoranas, const Encoding& encoding) {
  PauliString result;
  for (std::size_t j = 0; j < encoding.left.size(); ++j)
    if ((majoranas >> j & 1) != 0)
      result = product(result, times_i(product(encoding.left[j], encoding.right[j]), 3));
  return result;
}

/// exp(-beta E_s / 2) for every s, the largest one 1.
std::vector<std::complex<double>> boltzmann_amplitudes(const CommutingStructure& s, double beta) {
  std::vector<double> energies(std::size_t{1} << s.generators.size(), 0.0);
  double lowest = 0;
  for (std::size_t state = 0; state < energies.size(); ++state) {
    for (std::size_t t = 0; t < s.subsets.size(); ++t)
      energies[state] +=
          s.coefficients[t] * (std::popcount(s.subsets[t] & state) % 2 == 0 ? 1 : -1);
    lowest = state == 0 ? energies[0] : std::min(lowest, energies[state]);
  }
  std::vector<std::complex<double>> amplitudes;
  for (const double energy : energies)
    amplitudes.emplace_back(std::exp(-beta * (energy - lowest) / 2));
  return amplitudes;
}

}  // namespace

Circuit state_preparation(std::span<const std::complex<double>> amplitudes) {
  const int n = qubits_of(amplitudes);
  Circuit circuit(n);
  std::vector<PauliString> z;
  for (int k = 0; k < n; ++k) z.push_back(z_string(std::uint64_t{1} << k));
  const auto append = [&](const std::vector<PauliRotation>& rotations) {
    for (const PauliRotation& r : rotations) circuit.append_rotation(r.string, r.angle);
  };
  for (int qubit = n - 1; qubit >= 0; --qubit) {
    const std::uint64_t bit = std::uint64_t{1} << qubit;
    append(multiplexed_rotation(magnitude_angles(amplitudes, qubit), {bit, bit, 1},
                                std::span(z).subspan(static_cast<std::size_t>(qubit) + 1)));
  }
  std::vector<double> phases;
  for (const auto& a : amplitudes) phases.push_back(std::norm(a) > 0 ? -std::arg(a) : 0);
  append(multiplexed_rotation(phases, {}, z));
  return circuit;
}

Circuit infinite_temperature_circuit(const Encoding& encoding) {
  Circuit circuit(encoding.num_qubits);
  std::vector<PauliString> current;
  for (int k = 0; k < encoding.num_qubits; ++k) current.push_back(z_string(std::uint64_t{1} << k));
  for (std::size_t j = 0; j < encoding.left.size(); ++j) {
    const PauliString goal = stabiliser(std::uint64_t{1} << j, encoding);
    const auto pivot = std::find_if(current.begin(), current.end(),
                                    [&](const PauliString& s) { return !commute(s, goal); });
    if (pivot != current.end()) {
      // (1 + goal s) / sqrt 2 = exp(-i pi/4 Q), Q = i goal s, projects on goal = 1 where s = 1.
      const PauliString q = times_i(product(goal, *pivot), 1);
      circuit.append_rotation(q, std::numbers::pi / 4);
      for (PauliString& s : current) s = conjugate(s, q, 3);
    } else if (coefficient(to_pauli_program(circuit).clifford.pull_back(goal)).real() < 0) {
      // gamma_L^j anticommutes with this stabiliser alone.
      const PauliString flip = encoding.left[j];
      for (int k = 0; k < encoding.num_qubits; ++k) {
        const bool x = (flip.x >> k & 1) != 0;
        const bool z = (flip.z >> k & 1) != 0;
        if (x || z) circuit.append(x && z ? Gate::y : x ? Gate::x : Gate::z, {k});
      }
      for (PauliString& s : current) s = conjugate(s, flip, 2);
    }
  }
  return circuit;
}

void check_prepared_qubits(int num_qubits) {
  if (num_qubits < 1 || num_qubits > max_prepared_qubits)
    throw std::invalid_argument(fmt::format("a state of {} qubits to prepare: expected 1 to {}",
                                            num_qubits, max_prepared_qubits));
}

void check_commuting_thermofield_double(const Hamiltonian& hamiltonian, const Encoding& encoding) {
  if (!is_commuting(hamiltonian))
    throw std::invalid_argument(
        "the commuting thermofield double: expected a Hamiltonian whose terms all commute");
  if (encoding.num_majoranas() != hamiltonian.num_majoranas())
    throw std::invalid_argument(
        fmt::format("an encoding of {} Majoranas a side for a Hamiltonian of {}",
                    encoding.num_majoranas(), hamiltonian.num_majoranas()));
  const std::size_t terms = structure_of(hamiltonian, encoding).generators.size();
  if (terms > max_prepared_qubits)
    throw std::invalid_argument(
        fmt::format("the commuting thermofield double: {} independent terms, expected at most {}",
                    terms, max_prepared_qubits));
}

Circuit commuting_thermofield_double(const Hamiltonian& hamiltonian, double beta,
                                     const Encoding& encoding) {
  check_commuting_thermofield_double(hamiltonian, encoding);
  check_inverse_temperature(beta);
  const CommutingStructure s = structure_of(hamiltonian, encoding);
  const int r = static_cast<int>(s.generators.size());
  const std::vector<std::uint64_t> dual = dual_sets(s.supports);
  const auto amplitudes = boltzmann_amplitudes(s, beta);
  Circuit circuit = infinite_temperature_circuit(encoding);
  for (int m = r - 1; m >= 0; --m) {
    std::vector<double> angles = magnitude_angles(amplitudes, m);
    for (double& angle : angles) angle -= std::numbers::pi / 4;  // |I> has both values alike
    const auto k = static_cast<std::size_t>(m);
    const PauliString y = times_i(product(stabiliser(dual[k], encoding), s.generators[k]), 1);
    for (const PauliRotation& rotation :
         multiplexed_rotation(angles, y, std::span(s.generators).subspan(k + 1)))
      circuit.append_rotation(rotation.string, rotation.angle);
  }
  return circuit;
}

}  // namespace traversable
