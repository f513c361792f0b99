#include "sym/spins/spin_models.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr double most_spin_terms = 1e7;
constexpr std::string_view pauli_letters = "XYZ";

void check_parameter(const char* name, double value) {
  if (!std::isfinite(value))
    throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, value));
}

void check_scale(double J) {
  constexpr double largest = 1e150;  // its square is a number
  if (!(J > 0 && J <= largest))
    throw std::invalid_argument(
        fmt::format("J = {}: expected a positive number up to {:.0e}", J, largest));
}

void check_sites(int num_qubits) {
  if (num_qubits < 2 || num_qubits > 64)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: expected 2 to 64 a side", num_qubits));
}

PauliString site_string(std::string_view letters, std::initializer_list<int> sites,
                        int num_qubits) {
  return letters_on(letters, std::span<const int>(sites.begin(), sites.size()), num_qubits);
}

/// The string of the operators in `chosen` and the sign of i^eta (X Y)^eta = (i i)^eta.
SpinTerm string_of_operators(std::uint64_t chosen, int num_qubits, double coupling) {
  std::uint64_t x = 0, z = 0;
  double sign = 1;
  for (int k = 0; k < num_qubits; ++k) {
    const std::uint64_t site = std::uint64_t{1} << k;
    const bool has_x = (chosen >> (2 * k) & 1) != 0, has_y = (chosen >> (2 * k + 1) & 1) != 0;
    if (has_x != has_y) x |= site;
    if (has_y) z |= site;
    if (has_x && has_y) sign = -sign;
  }
  return {sign * coupling, letters_at(x, z)};
}

/// X, Y, Z on the sites of `chosen` by the digits of `word` in base 3, the lowest site's first.
PauliString word_on(std::uint64_t chosen, std::uint64_t word) {
  std::uint64_t x = 0, z = 0;
  for (; chosen != 0; chosen &= chosen - 1, word /= 3) {
    const std::uint64_t site = chosen & -chosen;
    if (word % 3 != 2) x |= site;
    if (word % 3 != 0) z |= site;
  }
  return letters_at(x, z);
}

double number_of_subsets(int size, int chosen) {
  return std::round(std::exp(std::lgamma(size + 1.0) - std::lgamma(chosen + 1.0) -
                             std::lgamma(size - chosen + 1.0)));
}

/// Gosper's next mask with as many bits.
std::uint64_t next_subset(std::uint64_t s) {
  const std::uint64_t lowest = s & -s, ripple = s + lowest;
  return ripple | (((s ^ ripple) >> 2) / lowest);
}

}  // namespace

Boundary boundary_by_name(std::string_view name) {
  if (name == "open") return Boundary::open;
  if (name == "periodic") return Boundary::periodic;
  throw std::invalid_argument(
      fmt::format("boundary = {}: expected open or periodic", in_quotes(name)));
}

std::string_view name_of(Boundary boundary) {
  return boundary == Boundary::open ? "open" : "periodic";
}

std::vector<std::array<int, 2>> chain_bonds(int num_qubits, Boundary boundary) {
  check_sites(num_qubits);
  if (boundary == Boundary::periodic && num_qubits < 3)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}: a periodic chain has at least 3 sites", num_qubits));
  std::vector<std::array<int, 2>> bonds;
  for (int k = 0; k + 1 < num_qubits; ++k) bonds.push_back({k, k + 1});
  if (boundary == Boundary::periodic) bonds.push_back({num_qubits - 1, 0});
  return bonds;
}

SpinHamiltonian mixed_field_ising(int num_qubits, double J, double g, double h, Boundary boundary) {
  check_parameter("J", J);
  check_parameter("g", g);
  check_parameter("h", h);
  std::vector<SpinTerm> terms;
  for (const auto& [a, b] : chain_bonds(num_qubits, boundary))
    terms.push_back({J, site_string("ZZ", {a, b}, num_qubits)});
  for (int k = 0; k < num_qubits; ++k) terms.push_back({g, site_string("X", {k}, num_qubits)});
  for (int k = 0; h != 0 && k < num_qubits; ++k)
    terms.push_back({h, site_string("Z", {k}, num_qubits)});
  return {num_qubits, std::move(terms)};
}

SpinHamiltonian xxz(int num_qubits, double J, double delta, Boundary boundary) {
  check_parameter("J", J);
  check_parameter("delta", delta);
  std::vector<SpinTerm> terms;
  for (const auto& [a, b] : chain_bonds(num_qubits, boundary)) {
    terms.push_back({J / 4, site_string("XX", {a, b}, num_qubits)});
    terms.push_back({J / 4, site_string("YY", {a, b}, num_qubits)});
    terms.push_back({J * delta / 4, site_string("ZZ", {a, b}, num_qubits)});
  }
  return {num_qubits, std::move(terms)};
}

SpinHamiltonian spin_syk(int num_qubits, int q, double J, const Draw& draw) {
  check_sites(num_qubits);
  check_scale(J);
  if (q < 1 || q > num_qubits)
    throw std::invalid_argument(
        fmt::format("q = {}: expected 1 to num_qubits = {}", q, num_qubits));
  const double choices = number_of_subsets(num_qubits, q), letters = std::pow(3.0, q);
  if (num_qubits > 62 || choices * letters > most_spin_terms)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}, q = {}: {:.3g} terms, expected at most {:.0e} and 62 qubits",
                    num_qubits, q, choices * letters, most_spin_terms));
  const double deviation = J * std::sqrt(std::tgamma(q) / (letters * std::pow(num_qubits, q - 1)));
  const RandomStream random(
      draw.seed, draw.instance,
      Purpose(Stream::couplings, "spin_syk", num_qubits, q, draw.reference_of));
  std::vector<SpinTerm> terms;
  std::uint64_t chosen = (std::uint64_t{1} << q) - 1;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(choices); ++i) {
    for (std::uint64_t word = 0; word < static_cast<std::uint64_t>(letters); ++word)
      terms.push_back({deviation * random.gaussian(terms.size()), word_on(chosen, word)});
    chosen = next_subset(chosen);
  }
  return {num_qubits, std::move(terms)};
}

SpinHamiltonian xy_syk(int num_qubits, int q, double J, const Draw& draw) {
  check_sites(num_qubits);
  check_scale(J);
  const int operators = 2 * num_qubits;
  if (q < 1 || q > operators)
    throw std::invalid_argument(
        fmt::format("q = {}: expected 1 to 2 num_qubits = {}", q, operators));
  const double count = number_of_subsets(operators, q);
  if (operators > 62 || count > most_spin_terms)
    throw std::invalid_argument(
        fmt::format("num_qubits = {}, q = {}: {:.3g} terms, expected at most {:.0e} and 31 qubits",
                    num_qubits, q, count, most_spin_terms));
  const double deviation =
      J * std::sqrt(std::tgamma(q) / (std::pow(operators, q - 1) * std::exp2(q)));
  const RandomStream random(draw.seed, draw.instance,
                            Purpose(Stream::couplings, "xy_syk", num_qubits, q, draw.reference_of));
  std::vector<SpinTerm> terms;
  std::uint64_t chosen = (std::uint64_t{1} << q) - 1;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(count); ++i) {
    terms.push_back(string_of_operators(chosen, num_qubits, deviation * random.gaussian(i)));
    chosen = next_subset(chosen);
  }
  return {num_qubits, std::move(terms)};
}

SpinHamiltonian two_local_terms(int num_qubits, double deviation, const RandomStream& random,
                                std::uint64_t first) {
  check_sites(num_qubits);
  std::vector<SpinTerm> terms;
  for (int j = 0; j < num_qubits; ++j)
    for (int k = j + 1; k < num_qubits; ++k)
      for (const char a : pauli_letters)
        for (const char b : pauli_letters)
          terms.push_back({deviation * random.gaussian(first + terms.size()),
                           site_string(std::string{a, b}, {j, k}, num_qubits)});
  return {num_qubits, std::move(terms)};
}

SpinHamiltonian random_two_local(int num_qubits, double J, const Draw& draw) {
  check_sites(num_qubits);
  check_scale(J);
  const RandomStream random(
      draw.seed, draw.instance,
      Purpose(Stream::couplings, "random_two_local", num_qubits, draw.reference_of));
  return two_local_terms(num_qubits, std::sqrt(2 * J * J / (9.0 * (num_qubits - 1))), random, 0);
}

}  // namespace traversable
