#include "sym/spins/circuit_models.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <stdexcept>
#include <string_view>

#include "sym/quoted.h"

namespace traversable {
namespace {

using Number = std::complex<double>;

void check_num_steps(int num_steps) {
  constexpr int most = 100000;
  if (num_steps < 1 || num_steps > most)
    throw std::invalid_argument(fmt::format("num_steps = {}: expected 1 to {}", num_steps, most));
}

void check_angle(const char* name, double value) {
  if (!std::isfinite(value))
    throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, value));
}

void check_positive(const char* name, double value) {
  if (!(value >= 1e-100 && value <= 1e100))
    throw std::invalid_argument(
        fmt::format("{} = {}: expected a number from 1e-100 to 1e100", name, value));
}

/// Uniform on U(4): the columns of a complex Gaussian matrix, made orthonormal one after the other (Mezzadri,
/// math-ph/0609050: with positive norms the measure is Haar's).
SiteGate haar_gate(int a, int b, const RandomStream& random, std::uint64_t first) {
  constexpr std::size_t size = 4;
  SiteGate gate{{a, b}, std::vector<Number>(size * size)};
  const auto at = [&](std::size_t row, std::size_t column) -> Number& {
    return gate.matrix[row * size + column];
  };
  for (std::size_t k = 0; k < size * size; ++k) gate.matrix[k] = random.complex_gaussian(first + k);
  // Twice, so that rounding of nearly parallel columns does not stay.
  for (int round = 0; round < 2; ++round)
    for (std::size_t c = 0; c < size; ++c) {
      for (std::size_t d = 0; d < c; ++d) {
        Number overlap = 0;
        for (std::size_t r = 0; r < size; ++r) overlap += std::conj(at(r, d)) * at(r, c);
        for (std::size_t r = 0; r < size; ++r) at(r, c) -= overlap * at(r, d);
      }
      double norm = 0;
      for (std::size_t r = 0; r < size; ++r) norm += std::norm(at(r, c));
      for (std::size_t r = 0; r < size; ++r) at(r, c) /= std::sqrt(norm);
    }
  return gate;
}

/// Two bits of x, two of z: one of the 16 strings of two qubits.
PauliString pair_string(std::uint64_t code) { return letters_at(code & 3, code >> 2); }

/// The images of X_0, Z_0, X_1, Z_1: each uniform among the strings with the right commutation, with a random sign.
std::vector<PauliString> clifford_images(const RandomStream& random, std::uint64_t first) {
  std::vector<PauliString> images;
  for (std::uint64_t g = 0; g < 4; ++g) {
    std::vector<PauliString> allowed;
    for (std::uint64_t code = 1; code < 16; ++code) {
      const PauliString candidate = pair_string(code);
      bool fits = true;
      for (std::size_t h = 0; h < images.size(); ++h)
        fits = fits && commute(candidate, images[h]) == !(g % 2 == 1 && h + 1 == g);
      if (fits) allowed.push_back(candidate);
    }
    // At most 15 of 2^64 values: the bias is below 10^-18.
    const std::uint64_t bits = random.bits(first + g);
    PauliString image = allowed[(bits >> 1) % allowed.size()];
    if ((bits & 1) != 0) image.phase = (image.phase + 2) % 4;
    images.push_back(image);
  }
  return images;
}

/// P v for a string of two qubits.
std::array<Number, 4> times(const PauliString& p, const std::array<Number, 4>& v) {
  std::array<Number, 4> result{};
  for (std::uint64_t b = 0; b < 4; ++b) {
    const int sign = 2 * (std::popcount(b & p.z) % 2);
    result[b ^ p.x] = power_of_i(p.phase + sign) * v[b];
  }
  return result;
}

/// The common eigenvector +1 of the images of Z_0 and Z_1, from the first basis state that has a part in it.
std::array<Number, 4> stabilised(const PauliString& z0, const PauliString& z1) {
  for (std::size_t start = 0;; ++start) {
    std::array<Number, 4> v{};
    v[start] = 1.0;
    for (const PauliString& z : {z0, z1}) {
      const std::array<Number, 4> moved = times(z, v);
      for (std::size_t k = 0; k < 4; ++k) v[k] = 0.5 * (v[k] + moved[k]);
    }
    double norm = 0;
    for (const Number& amplitude : v) norm += std::norm(amplitude);
    if (norm < 0.1) continue;  // 0, 1/4, 1/2 or 1
    for (Number& amplitude : v) amplitude /= std::sqrt(norm);
    return v;
  }
}

/// |x_0 x_1> goes to (image of X_0)^x_0 (image of X_1)^x_1 on the image of |00>.
SiteGate clifford_gate(int a, int b, const RandomStream& random, std::uint64_t first) {
  const std::vector<PauliString> images = clifford_images(random, first);
  const std::array<Number, 4> vacuum = stabilised(images[1], images[3]);
  SiteGate gate{{a, b}, std::vector<Number>(16)};
  for (std::size_t column = 0; column < 4; ++column) {
    std::array<Number, 4> v = vacuum;
    if ((column & 2) != 0) v = times(images[2], v);
    if ((column & 1) != 0) v = times(images[0], v);
    for (std::size_t row = 0; row < 4; ++row) gate.matrix[row * 4 + column] = v[row];
  }
  return gate;
}

}  // namespace

GateEnsemble gate_ensemble_by_name(std::string_view name) {
  if (name == "haar") return GateEnsemble::haar;
  if (name == "clifford") return GateEnsemble::clifford;
  throw std::invalid_argument(
      fmt::format("gates = {}: expected haar or clifford", in_quotes(name)));
}

std::string_view name_of(GateEnsemble ensemble) {
  return ensemble == GateEnsemble::haar ? "haar" : "clifford";
}

Scrambler kicked_ising(int num_qubits, double J, double b, double h, Boundary boundary,
                       int num_steps) {
  check_angle("J", J);
  check_angle("b", b);
  check_angle("h", h);
  check_num_steps(num_steps);
  ScramblerStep step;
  const auto rotate = [&](double angle, std::uint64_t x, std::uint64_t z) {
    if (angle != 0) step.push_back(PauliRotationGate{angle, letters_at(x, z)});
  };
  const auto bit = [](int site) { return std::uint64_t{1} << site; };
  for (const auto& [k, l] : chain_bonds(num_qubits, boundary)) rotate(J, 0, bit(k) | bit(l));
  for (int k = 0; k < num_qubits; ++k) rotate(h, 0, bit(k));
  for (int k = 0; k < num_qubits; ++k) rotate(b, bit(k), 0);
  check_scrambler_size(size_of(step), num_steps);
  return {num_qubits,
          std::vector<ScramblerStep>(static_cast<std::size_t>(num_steps), std::move(step))};
}

Scrambler brownian_spins(int num_qubits, double J, double dt, int num_steps, const Draw& draw) {
  check_positive("J", J);
  check_positive("dt", dt);
  check_num_steps(num_steps);
  check_num_qubits(num_qubits);
  const double deviation = std::sqrt(2 * J / (9.0 * (num_qubits - 1) * dt));
  std::vector<ScramblerStep> steps;
  for (int s = 0; s < num_steps; ++s) {
    const RandomStream random(
        draw.seed, draw.instance,
        Purpose(Stream::couplings, "brownian_spins", num_qubits, s, draw.reference_of));
    steps.push_back({ExponentialGate{two_local_terms(num_qubits, deviation, random, 0), dt}});
    if (s == 0) check_scrambler_size(size_of(steps[0]), num_steps);
  }
  return {num_qubits, std::move(steps)};
}

Scrambler brickwork(int num_qubits, GateEnsemble ensemble, Boundary boundary, int num_steps,
                    const Draw& draw) {
  check_num_steps(num_steps);
  const auto bonds = chain_bonds(num_qubits, boundary);
  check_scrambler_size(bonds.size(), num_steps);
  if (boundary == Boundary::periodic && num_qubits % 2 != 0)
    throw std::invalid_argument(fmt::format(
        "num_qubits = {}: a periodic brickwork has an even number of sites", num_qubits));
  constexpr std::uint64_t numbers_a_gate = 16;
  std::vector<ScramblerStep> steps;
  for (int s = 0; s < num_steps; ++s) {
    const RandomStream random(draw.seed, draw.instance,
                              Purpose(Stream::circuits, name_of(ensemble), name_of(boundary),
                                      num_qubits, s, draw.reference_of));
    ScramblerStep step;
    for (const auto& [a, b] : bonds) {
      if (a % 2 != s % 2) continue;
      const std::uint64_t first = static_cast<std::uint64_t>(a) * numbers_a_gate;
      step.push_back(ensemble == GateEnsemble::haar ? haar_gate(a, b, random, first)
                                                    : clifford_gate(a, b, random, first));
    }
    steps.push_back(std::move(step));
  }
  return {num_qubits, std::move(steps)};
}

}  // namespace traversable
