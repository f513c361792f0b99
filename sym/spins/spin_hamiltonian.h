// One copy's Hamiltonian of qubits as a sum of Pauli strings.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sym/pauli_string.h"

namespace traversable {

/// c P, P a product of letters I, X, Y, Z without a sign or phase.
struct SpinTerm {
  double coefficient = 0.0;
  PauliString string;

  bool operator==(const SpinTerm&) const = default;
};

/// X, Y and Z where the bits of (x, z) are (1, 0), (1, 1) and (0, 1).
PauliString letters_at(std::uint64_t x, std::uint64_t z);

/// "ZZ" on the sites (0, 3), say: letters.size() distinct sites of 0 .. n-1. Throws std::invalid_argument.
PauliString letters_on(std::string_view letters, std::span<const int> sites, int num_qubits);

/// Throws std::invalid_argument for a string with a sign, or one that reaches beyond the qubits.
void check_letters(const PauliString& string, int num_qubits);

/// "XI" of X on the first of two qubits.
std::string letters_on_all(const PauliString& string, int num_qubits);

/// H = sum_P c_P P on n qubits, c in energy. The right copy's is H_R = H^T, the one with (H_L - H_R)|I> = 0
/// for |I> a Bell pair (|00> + |11>) / sqrt 2 a site.
class SpinHamiltonian {
 public:
  /// Throws std::invalid_argument where num_qubits is outside 1..64, there is no term, a string reaches beyond
  /// num_qubits, carries a sign or is given twice, a coefficient is not finite, or sum |c| is beyond
  /// max_coupling_sum (coupling_scale.h).
  SpinHamiltonian(int num_qubits, std::vector<SpinTerm> terms);

  int num_qubits() const { return num_qubits_; }
  const std::vector<SpinTerm>& terms() const { return terms_; }
  /// sum |c|: no level is larger.
  double one_norm() const { return one_norm_; }
  /// Whether every string has an even number of Y: H = H^T is a real matrix.
  bool is_real() const;

  bool operator==(const SpinHamiltonian&) const = default;

 private:
  int num_qubits_;
  std::vector<SpinTerm> terms_;
  double one_norm_ = 0;
};

/// a H + b G; equal strings are added. Throws std::invalid_argument where the qubits differ or a number is not finite.
SpinHamiltonian combination(double a, const SpinHamiltonian& h, double b, const SpinHamiltonian& g);
SpinHamiltonian operator+(const SpinHamiltonian& h, const SpinHamiltonian& g);
SpinHamiltonian operator*(double factor, const SpinHamiltonian& h);

/// "-1.05 X + 0.5 Z + 1 ZZ ...", leftmost letter = site 0.
std::string to_text(const SpinHamiltonian& hamiltonian);

/// Throws std::invalid_argument where num_qubits is outside 1..64.
void check_num_qubits(int num_qubits);

}  // namespace traversable
