#include "sim/state_vector/pauli_operator.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <limits>
#include <stdexcept>

#include "sim/state_vector/simd.h"
#include "sym/models.h"
#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

using dense_pauli::distance, dense_pauli::state_of, dense_pauli::stride, dense_pauli::Vector;

class PauliOperators : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { use_simd_target(GetParam()); }
  void TearDown() override { use_simd_target(""); }
};
INSTANTIATE_TEST_SUITE_P(Simd, PauliOperators, testing::ValuesIn(simd_targets()),
                         [](const auto& target) { return target.param; });

template <class Real>
void every_string(int num_qubits, std::uint64_t step, double tolerance) {
  std::mt19937_64 random(static_cast<unsigned>(num_qubits));
  const Vector psi = dense_pauli::random_vector(num_qubits, random);
  const StateVector<Real> x = state_of<Real>(psi);
  StateVector<Real> y(num_qubits);
  for (std::uint64_t code = 0; code < std::uint64_t{1} << (2 * num_qubits); code += step) {
    const PauliTerm term{{0.3, code % 2 == 0 ? 0.7 : 0.0},
                         {code >> num_qubits, code & ((std::uint64_t{1} << num_qubits) - 1),
                          static_cast<int>(code % 4)}};
    const PauliOperator<Real> op(num_qubits, {&term, 1});
    op.apply(x, y);
    ASSERT_LT(distance(y, dense_pauli::times({term}, psi)), tolerance)
        << to_text(term.string) << " on " << num_qubits << " qubits, " << simd_target();
  }
}

TEST_P(PauliOperators, EveryStringAgainstLetterByLetter) {
  for (int n = 1; n <= 5; ++n) {
    every_string<double>(n, 1, 1e-14);
    every_string<float>(n, 1, 2e-6);
  }
  every_string<double>(8, stride, 1e-14);
  every_string<float>(8, stride, 2e-6);
}

PauliSum random_sum(int num_qubits, int terms, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  PauliSum sum;
  for (int k = 0; k < terms; ++k) {
    PauliString string = dense_pauli::random_string(num_qubits, random);
    if (k % 3 != 0 && k > 0) string.x = sum.back().string.x;
    string.phase = k % 4;
    sum.push_back({{normal(random), normal(random)}, string});
  }
  sum.push_back(sum.front());  // the same string twice
  return sum;
}

TEST_P(PauliOperators, SumsAgainstLetterByLetter) {
  std::mt19937_64 random(4);
  for (const int n : {1, 2, 4, 7, 10, 12}) {
    const PauliSum sum = random_sum(n, 50, random);
    const Vector a = dense_pauli::random_vector(n, random);
    const Vector b = dense_pauli::random_vector(n, random);
    const Vector expected = dense_pauli::times(sum, b);
    const PauliOperator<double> op(n, sum);
    StateVector<double> y(n);
    op.apply(state_of<double>(b), y);
    EXPECT_LT(distance(y, expected), 1e-12 * expected.norm());
    EXPECT_LT(
        std::abs(op.matrix_element(state_of<double>(a), state_of<double>(b)) - a.dot(expected)),
        1e-12 * expected.norm());
    const PauliOperator<float> single(n, sum);
    StateVector<float> z(n);
    single.apply(state_of<float>(b), z);
    EXPECT_LT(distance(z, expected), 1e-5 * expected.norm());
  }
}

TEST(PauliOperator, SyKTermsShareMasks) {
  const Hamiltonian hamiltonian = dense_syk(16, 4, 1.0, {1, 0});
  const PauliOperator<double> op(8, encode(left_hamiltonian(hamiltonian), split_encoding(16)));
  EXPECT_EQ(op.terms().size(), 1820u);
  EXPECT_LT(op.num_passes(), 200u);  // 1820 terms, 99 masks
  EXPECT_TRUE(op.is_hermitian());
  EXPECT_EQ(op.mean(), 0.0);
  double one_norm = 0;
  for (const Term& term : hamiltonian.terms()) one_norm += std::abs(term.coupling) / 4;
  EXPECT_NEAR(op.one_norm(), one_norm, 1e-12);
}

TEST(PauliOperator, TheSameBitsForAnyNumberOfThreads) {
  std::mt19937_64 random(8);
  const PauliOperator<double> op(14, random_sum(14, 200, random));
  const StateVector<double> x = random_state<double>(14, 1, 0);
  const int before = omp_get_max_threads();
  std::vector<StateVector<double>> results;
  std::vector<std::complex<double>> values;
  for (const int threads : {1, 2, 3, 5}) {
    omp_set_num_threads(threads);
    results.emplace_back(14);
    op.apply(x, results.back());
    values.push_back(op.expectation(x) + inner_product(x, results.back()) + norm(results.back()));
  }
  omp_set_num_threads(before);
  for (std::size_t k = 0; k < results.size(); ++k) {
    EXPECT_TRUE(results[k].amplitudes() == results[0].amplitudes());
    EXPECT_EQ(values[k], values[0]);
  }
}

TEST(PauliOperator, RefusesWhatItCannotDo) {
  const PauliTerm x{1.0, pauli_from_text("X")};
  const PauliTerm far{1.0, pauli_from_text("IIX")};
  const PauliTerm nan{std::numeric_limits<double>::quiet_NaN(), pauli_from_text("X")};
  EXPECT_THROW(PauliOperator<double>(2, {}), std::invalid_argument);
  EXPECT_THROW(PauliOperator<double>(0, {&x, 1}), std::invalid_argument);
  EXPECT_THROW(PauliOperator<double>(31, {&x, 1}), std::invalid_argument);
  EXPECT_THROW(PauliOperator<double>(2, {&far, 1}), std::invalid_argument);
  EXPECT_THROW(PauliOperator<double>(2, {&nan, 1}), std::invalid_argument);
  const PauliOperator<double> op(2, {&x, 1});
  StateVector<double> two(2);
  StateVector<double> three(3);
  EXPECT_THROW(op.apply(two, two), std::invalid_argument);
  EXPECT_THROW(op.apply(two, three), std::invalid_argument);
  EXPECT_THROW(op.expectation(three), std::invalid_argument);
  const PauliTerm ix{{0.0, 1.0}, pauli_from_text("X")};
  EXPECT_FALSE(PauliOperator<double>(2, {&ix, 1}).is_hermitian());
}

}  // namespace
}  // namespace traversable
