#include "sim/state_vector/state_vector.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

using Complex = std::complex<double>;

TEST(StateVector, StartsInTheZeroState) {
  for (const int n : {1, 2, 3, 10}) {
    const StateVector<double> state(n);
    EXPECT_EQ(state.size(), std::size_t{1} << n);
    EXPECT_EQ(state[0], 1.0);
    EXPECT_EQ(norm(state), 1.0);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(state.data()) % 64, 0u);
  }
}

TEST(StateVector, CopiesAreDeep) {
  StateVector<double> a = basis_state<double>(4, 5);
  const StateVector<double> b = a;
  a[5] = 0;
  EXPECT_EQ(b[5], 1.0);
  StateVector<double> c(2);
  c = b;
  EXPECT_EQ(c.num_qubits(), 4);
  EXPECT_EQ(c[5], 1.0);
}

TEST(StateVector, ProductStates) {
  const std::array<std::array<Complex, 2>, 3> qubits{
      {{Complex(1), Complex(0, 1)}, {Complex(3), Complex(4)}, {Complex(0), Complex(2)}}};
  const auto state = product_state<double>(qubits);
  EXPECT_LT(std::abs(state[0]), 1e-16);
  EXPECT_NEAR(std::abs(state[4] - Complex(0.6 / std::sqrt(2.0))), 0, 1e-15);
  EXPECT_NEAR(std::abs(state[7] - Complex(0, 0.8 / std::sqrt(2.0))), 0, 1e-15);
  EXPECT_NEAR(norm(state), 1, 1e-15);
}

TEST(StateVector, RandomStatesAreOfTheSeedAndLookHaar) {
  const auto a = random_state<double>(14, 7, 0);
  EXPECT_TRUE(random_state<double>(14, 7, 0).amplitudes() == a.amplitudes());
  EXPECT_NEAR(norm(a), 1, 1e-14);
  // Two independent Haar states: |<a|b>|^2 = 1/D on average; sum |a_i|^4 = 2/(D+1).
  const double dimension = std::ldexp(1.0, 14);
  EXPECT_LT(std::norm(inner_product(a, random_state<double>(14, 7, 1))) * dimension, 20);
  EXPECT_LT(std::norm(inner_product(a, random_state<double>(14, 8, 0))) * dimension, 20);
  double fourth = 0;
  for (std::size_t i = 0; i < a.size(); ++i) fourth += std::norm(a[i]) * std::norm(a[i]);
  EXPECT_NEAR(fourth * (dimension + 1), 2.0, 0.1);
}

TEST(StateVector, ReducedDensityMatricesAgainstTheDefinition) {
  const auto psi = random_state<double>(6, 1, 0);
  for (const std::vector<int>& qubits :
       {std::vector<int>{}, {0}, {5}, {2, 4}, {4, 2}, {3, 0, 5}, {0, 1, 2, 3, 4, 5}}) {
    const Eigen::MatrixXcd rho = reduced_density_matrix(psi, qubits);
    const auto rows = static_cast<std::size_t>(rho.rows());
    ASSERT_EQ(rows, std::size_t{1} << qubits.size());
    const auto row_of = [&](std::size_t i) {
      std::size_t row = 0;
      for (std::size_t k = 0; k < qubits.size(); ++k) row |= (i >> qubits[k] & 1) << k;
      return row;
    };
    const auto rest_of = [&](std::size_t i) {
      for (const int q : qubits) i &= ~(std::size_t{1} << q);
      return i;
    };
    Eigen::MatrixXcd expected = Eigen::MatrixXcd::Zero(rho.rows(), rho.cols());
    for (std::size_t i = 0; i < psi.size(); ++i)
      for (std::size_t j = 0; j < psi.size(); ++j)
        if (rest_of(i) == rest_of(j))
          expected(static_cast<Eigen::Index>(row_of(i)), static_cast<Eigen::Index>(row_of(j))) +=
              psi[i] * std::conj(psi[j]);
    EXPECT_LT((rho - expected).norm(), 1e-14);
  }
}

TEST(StateVector, SamplesFollowTheProbabilities) {
  auto psi = random_state<double>(3, 3, 0);
  const std::size_t shots = 200000;
  std::vector<double> counts(8);
  const auto outcomes = sample(psi, shots, 5);
  for (const auto outcome : outcomes) counts[outcome] += 1;
  double chi_squared = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const double expected = std::norm(psi[i]) * static_cast<double>(shots);
    chi_squared += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  EXPECT_LT(chi_squared, 24.3);  // 7 degrees of freedom, p = 0.001
  const auto fewer = sample(psi, 10, 5);
  EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), outcomes.begin()));
  EXPECT_EQ(sample(basis_state<double>(5, 9), 3, 1), (std::vector<std::uint64_t>{9, 9, 9}));
}

TEST(StateVector, ReductionsHaveTheSameBitsForAnyNumberOfThreads) {
  const auto a = random_state<double>(16, 1, 0);
  const auto b = random_state<double>(16, 1, 1);
  const int before = omp_get_max_threads();
  std::vector<Complex> values;
  for (const int threads : {1, 2, 3, 7}) {
    omp_set_num_threads(threads);
    values.push_back(inner_product(a, b));
  }
  omp_set_num_threads(before);
  for (const auto& value : values) EXPECT_EQ(value, values[0]);
}

TEST(StateVector, RefusesWithWhatWasExpected) {
  const auto message = [](auto make) -> std::string {
    try {
      make();
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  EXPECT_EQ(message([] { StateVector<double>(0); }), "num_qubits = 0: expected 1 to 30");
  EXPECT_EQ(message([] { StateVector<float>(31); }), "num_qubits = 31: expected 1 to 30");
  EXPECT_EQ(message([] { basis_state<double>(2, 4); }), "index = 4: expected below 2^2");
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Complex> three(3), zeros(4), broken{1.0, nan};
  EXPECT_EQ(message([&] { state_from_amplitudes<double>(three); }),
            "state: 3 amplitudes, expected 2^n with n >= 1");
  EXPECT_EQ(message([&] { state_from_amplitudes<double>(zeros); }), "state: is zero");
  EXPECT_EQ(message([&] { state_from_amplitudes<double>(broken); }),
            "state: holds amplitudes that are not finite");
  const StateVector<double> psi(3);
  EXPECT_EQ(message([&] {
              reduced_density_matrix(psi, std::array{0, 3});
            }),
            "qubits: 3: expected distinct ones from 0 to 2");
  EXPECT_EQ(message([&] {
              reduced_density_matrix(psi, std::array{1, 1});
            }),
            "qubits: 1: expected distinct ones from 0 to 2");
  EXPECT_EQ(message([&] { inner_product(psi, StateVector<double>(2)); }),
            "states of 3 and 2 qubits: expected the same");
  const std::array<std::array<Complex, 2>, 1> empty{};
  EXPECT_NE(message([&] { product_state<double>(empty); }).find("not both zero"),
            std::string::npos);
}

}  // namespace
}  // namespace traversable
