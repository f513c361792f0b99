// Pauli strings on up to 64 qubits with exact phases.
#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <string_view>

namespace traversable {

/// i^phase * prod_k X_k^{x_k} Z_k^{z_k}, qubit k = bit k of the masks.
///
/// | x_k | z_k | factor        |
/// |-----|-----|---------------|
/// |  0  |  0  | 1             |
/// |  1  |  0  | X             |
/// |  0  |  1  | Z             |
/// |  1  |  1  | X Z = -i Y    |
///
/// so the Hermitian Y is x = z = 1, phase = 1.
struct PauliString {
  std::uint64_t x = 0;
  std::uint64_t z = 0;
  int phase = 0;  // 0..3

  bool operator==(const PauliString&) const = default;
};

/// i^exponent, exactly.
std::complex<double> power_of_i(int exponent);

/// The operator product a b, phase included.
PauliString product(const PauliString& a, const PauliString& b);

/// The adjoint.
PauliString adjoint(const PauliString& string);

/// True where a b = b a (phases do not matter).
bool commute(const PauliString& a, const PauliString& b);

/// True where the string, phase included, equals its adjoint.
bool is_hermitian(const PauliString& string);

/// i^phase in the table above, times the (-i)^{number of Y} that writing the string with Y's takes:
/// string = coefficient * (product of I, X, Y, Z).
std::complex<double> coefficient(const PauliString& string);

/// "ZZX" or "-iZZX"; leftmost letter is qubit 0, trailing I's left out ("I" for the identity).
std::string to_text(const PauliString& string);

/// Reads "ZZX", leftmost letter = qubit 0, optional leading +, -, i or -i.
/// Throws std::invalid_argument for any other letter or more than 64 qubits.
PauliString pauli_from_text(std::string_view text);

/// Number of qubits the string reaches: 1 + highest qubit with a letter other than I.
int num_qubits(const PauliString& string);

}  // namespace traversable
