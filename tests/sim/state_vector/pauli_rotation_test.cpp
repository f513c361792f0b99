#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "sim/state_vector/rotation_batch.h"
#include "sim/state_vector/simd.h"
#include "tests/sim/dense_pauli.h"

namespace traversable {
namespace {

using dense_pauli::distance, dense_pauli::state_of, dense_pauli::stride, dense_pauli::Vector;

/// Every test of this file on every SIMD target that the processor has.
class PauliRotations : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { use_simd_target(GetParam()); }
  void TearDown() override { use_simd_target(""); }
};
INSTANTIATE_TEST_SUITE_P(Simd, PauliRotations, testing::ValuesIn(simd_targets()),
                         [](const auto& target) { return target.param; });

template <class Real>
void rotate_every_string(int num_qubits, std::uint64_t step, double tolerance) {
  std::mt19937_64 random(static_cast<unsigned>(num_qubits));
  const Vector psi = dense_pauli::random_vector(num_qubits, random);
  const StateVector<Real> start = state_of<Real>(psi);
  const std::uint64_t count = std::uint64_t{1} << (2 * num_qubits);
  for (std::uint64_t code = 0; code < count; code += step) {
    PauliString string{code >> num_qubits, code & ((std::uint64_t{1} << num_qubits) - 1), 0};
    string.phase = (std::popcount(string.x & string.z) + (code % 3 == 0 ? 2 : 0)) % 4;
    const double angle = 0.1 + static_cast<double>(code % 17);
    StateVector<Real> state = start;
    rotate(state, {string, angle});
    ASSERT_LT(distance(state, dense_pauli::rotate(to_text(string), angle, psi)), tolerance)
        << to_text(string) << " on " << num_qubits << " qubits, " << simd_target();
  }
}

TEST_P(PauliRotations, EveryStringAgainstLetterByLetter) {
  for (int n = 1; n <= 5; ++n) {
    rotate_every_string<double>(n, 1, 1e-14);
    rotate_every_string<float>(n, 1, 2e-6);
  }
  rotate_every_string<double>(8, stride, 1e-14);
  rotate_every_string<float>(8, stride, 2e-6);
}

template <class Real>
void random_batches(double tolerance) {
  std::mt19937_64 random(11);
  for (const int n : {1, 2, 3, 5, 9, 13, 15}) {
    std::vector<PauliRotation> rotations;
    const Vector psi = dense_pauli::random_vector(n, random);
    Vector expected = psi;
    for (int k = 0; k < 60; ++k) {
      // Runs of one X mask, masks of few qubits and masks of all.
      PauliString string = dense_pauli::random_string(n, random);
      if (k % 4 != 0 && !rotations.empty()) string.x = rotations.back().string.x;
      if (k % 7 == 0) string.x &= 5;
      string.phase = std::popcount(string.x & string.z) % 4;
      rotations.push_back({string, std::ldexp(static_cast<double>(random()), -64)});
      expected = dense_pauli::rotate(to_text(string), rotations.back().angle, expected);
    }
    const RotationBatch<Real> batch(n, rotations);
    EXPECT_EQ(batch.num_rotations(), rotations.size());
    EXPECT_LT(batch.num_passes(), rotations.size());
    StateVector<Real> state = state_of<Real>(psi);
    batch.apply(state);
    EXPECT_LT(distance(state, expected), tolerance) << n << " qubits, " << simd_target();
  }
}

TEST_P(PauliRotations, BatchesActAsTheirRotationsOneByOne) {
  random_batches<double>(1e-13);
  random_batches<float>(2e-5);
}

TEST_P(PauliRotations, SegmentsGatherScatteredQubits) {
  std::mt19937_64 random(3);
  const int n = 16;
  std::vector<PauliRotation> rotations;
  const Vector psi = dense_pauli::random_vector(n, random);
  Vector expected = psi;
  for (int k = 0; k < 40; ++k) {
    PauliString string = dense_pauli::random_string(n, random);
    string.x &= k < 20 ? 0xF0A1u : 0x0F5Au;  // two sets of qubits, neither contiguous
    string.phase = std::popcount(string.x & string.z) % 4;
    rotations.push_back({string, 0.3 * k});
    expected = dense_pauli::rotate(to_text(string), 0.3 * k, expected);
  }
  const RotationBatch<double> batch(n, rotations);
  EXPECT_EQ(batch.num_sweeps(), 2u);
  StateVector<double> state = state_of<double>(psi);
  batch.apply(state);
  EXPECT_LT(distance(state, expected), 1e-13);
}

TEST_P(PauliRotations, AppliesStringsWithAnyPhase) {
  std::mt19937_64 random(5);
  const Vector psi = dense_pauli::random_vector(6, random);
  for (int k = 0; k < 40; ++k) {
    PauliString string = dense_pauli::random_string(6, random);
    string.phase = k % 4;
    StateVector<double> state = state_of<double>(psi);
    apply_pauli(state, string);
    EXPECT_LT(distance(state, dense_pauli::times(to_text(string), psi)), 1e-14) << to_text(string);
  }
}

TEST(RotationBatch, TheSameBitsForAnyNumberOfThreads) {
  std::mt19937_64 random(1);
  std::vector<PauliRotation> rotations;
  for (int k = 0; k < 50; ++k)
    rotations.push_back({dense_pauli::random_string(16, random), 0.1 * k});
  for (auto& r : rotations)
    r.string.x &= 0xFFF0, r.string.phase = std::popcount(r.string.x & r.string.z) % 4;
  const RotationBatch<double> batch(16, rotations);
  const int before = omp_get_max_threads();
  std::vector<StateVector<double>> results;
  for (const int threads : {1, 2, 3, 5}) {
    omp_set_num_threads(threads);
    results.push_back(random_state<double>(16, 1, 0));
    batch.apply(results.back());
    rotate(results.back(), rotations.front());
  }
  omp_set_num_threads(before);
  for (const auto& result : results)
    EXPECT_TRUE(result.amplitudes() == results.front().amplitudes());
}

TEST(RotationBatch, NormStaysOverTenThousandRotations) {
  std::mt19937_64 random(2);
  std::vector<PauliRotation> rotations;
  for (int k = 0; k < 10000; ++k)
    rotations.push_back(
        {dense_pauli::random_string(10, random), std::ldexp(static_cast<double>(random()), -62)});
  StateVector<double> one_by_one = random_state<double>(10, 1, 0);
  StateVector<double> batched = one_by_one;
  StateVector<double> same = one_by_one;
  for (const auto& rotation : rotations) rotate(one_by_one, rotation);
  RotationBatch<double>(10, rotations).apply(batched);
  for (int k = 0; k < 10000; ++k) rotate(same, rotations.front());  // rounding of one angle adds up
  EXPECT_NEAR(norm(one_by_one), 1.0, 1e-12);
  EXPECT_NEAR(norm(batched), 1.0, 1e-12);
  EXPECT_NEAR(norm(same), 1.0, 1e-12);
}

TEST(RotationBatch, RefusesWhatItCannotDo) {
  StateVector<double> state(3);
  const PauliString x = pauli_from_text("X");
  EXPECT_THROW(rotate(state, {pauli_from_text("iX"), 0.1}), std::invalid_argument);
  EXPECT_THROW(rotate(state, {pauli_from_text("IIIX"), 0.1}), std::invalid_argument);
  EXPECT_THROW(rotate(state, {x, std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
  EXPECT_THROW(apply_pauli(state, pauli_from_text("IIIZ")), std::invalid_argument);
  const PauliRotation rotation{x, 0.1};
  EXPECT_THROW(RotationBatch<double>(0, {&rotation, 1}), std::invalid_argument);
  EXPECT_THROW(RotationBatch<double>(31, {&rotation, 1}), std::invalid_argument);
  EXPECT_THROW(RotationBatch<double>(2, {&rotation, 1}).apply(state), std::invalid_argument);
  EXPECT_THROW(use_simd_target("MMX"), std::invalid_argument);
  RotationBatch<double>(3, {}).apply(state);  // nothing to do
  EXPECT_EQ(state[0], 1.0);
}

}  // namespace
}  // namespace traversable
