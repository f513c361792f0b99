// Pauli strings on vectors, letter by letter: the slow reference for the state-vector tests.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <random>
#include <string>

#include "sim/state_vector/state_vector.h"
#include "sym/operator_sum.h"

namespace dense_pauli {

using Complex = std::complex<double>;
using Vector = Eigen::VectorXcd;

/// The 2 x 2 matrix of every letter of `text` ("-iXZ", leftmost = qubit 0) on its qubit in turn.
Vector times(const std::string& text, Vector psi);

Vector rotate(const std::string& text, double angle, const Vector& psi);

Vector times(const traversable::PauliSum& sum, const Vector& psi);

Vector random_vector(int num_qubits, std::mt19937_64& random);

/// A random Hermitian letter string.
traversable::PauliString random_string(int num_qubits, std::mt19937_64& random);

template <class Real>
traversable::StateVector<Real> state_of(const Vector& psi) {
  return traversable::state_from_amplitudes<Real>(
      {psi.data(), static_cast<std::size_t>(psi.size())});
}

template <class Real>
double distance(const traversable::StateVector<Real>& state, const Vector& expected) {
  return (state.amplitudes().template cast<Complex>() - expected).norm();
}

/// Of the 4^8 strings of eight qubits: all, or some where every access is checked.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::uint64_t stride = 61;
#else
inline constexpr std::uint64_t stride = 1;
#endif

}  // namespace dense_pauli
