#include "circuits/kak.h"

#include <gtest/gtest.h>

#include <numbers>
#include <stdexcept>

#include "circuits/run_circuit.h"
#include "circuits/two_qubit_synthesis.h"
#include "tests/circuits/random_circuit.h"

namespace traversable {
namespace {

using std::numbers::pi;

Eigen::Matrix4cd product(const Kak& k) {
  return std::polar(1.0, k.phase) * (kron(k.after_1, k.after_0) * canonical_gate(k.x, k.y, k.z) *
                                     kron(k.before_1, k.before_0));
}

void expect_in_chamber(const Kak& k) {
  EXPECT_LE(k.x, pi / 4 + 1e-12);
  EXPECT_GE(k.x, k.y - 1e-12);
  EXPECT_GE(k.y, std::abs(k.z) - 1e-12);
}

/// Random unitaries, named gates, and exact and near degeneracies of every kind.
std::vector<Eigen::Matrix4cd> examples() {
  std::mt19937_64 random(5);
  std::vector<Eigen::Matrix4cd> list;
  for (int k = 0; k < 100; ++k) list.push_back(random_circuit::unitary(4, random));
  for (const Gate gate :
       {Gate::cz, Gate::cnot, Gate::swap, Gate::fswap, Gate::iswap, Gate::sqrt_iswap})
    list.push_back(matrix_of(gate, nullptr));
  const std::array values{0.0, 1e-13,  1e-9,    1e-5, 0.1,    pi / 8,
                          0.5, pi / 4, -pi / 4, -0.3, pi / 2, 2.0};
  for (const double x : values)
    for (const double y : values)
      for (const double z : values)
        list.push_back(
            kron(random_circuit::unitary(2, random), random_circuit::unitary(2, random)) *
            canonical_gate(x, y, z) *
            kron(random_circuit::unitary(2, random), random_circuit::unitary(2, random)));
  return list;
}

TEST(Kak, ReproducesTheUnitaryFromTheWeylChamber) {
  for (const auto& u : examples()) {
    const Kak k = kak_decomposition(u);
    EXPECT_LT((product(k) - u).cwiseAbs().maxCoeff(), 1e-12);
    expect_in_chamber(k);
  }
}

TEST(Kak, CoordinatesOfNamedGates) {
  const auto coordinates = [](Gate gate) {
    const Kak k = kak_decomposition(matrix_of(gate, nullptr));
    return Eigen::Vector3d(k.x, k.y, k.z);
  };
  const auto expect_near = [](const Eigen::Vector3d& a, double x, double y, double z) {
    EXPECT_LT((a - pi / 8 * Eigen::Vector3d(x, y, z)).norm(), 1e-12);
  };
  expect_near(coordinates(Gate::cz), 2, 0, 0);
  expect_near(coordinates(Gate::cnot), 2, 0, 0);
  expect_near(coordinates(Gate::iswap), 2, 2, 0);
  expect_near(coordinates(Gate::fswap), 2, 2, 0);
  expect_near(coordinates(Gate::sqrt_iswap), 1, 1, 0);
  expect_near(coordinates(Gate::swap), 2, 2, 2);
}

TEST(Kak, CanonicalGateIsTheExponential) {
  // exp(i x XX) exp(i y YY) exp(i z ZZ) from the rotations of the gate table.
  const double x = 0.3, y = -0.7, z = 1.1;
  const double tx = -2 * x, ty = -2 * y, tz = -2 * z;
  const Eigen::Matrix4cd expected =
      matrix_of(Gate::rxx, &tx) * matrix_of(Gate::ryy, &ty) * matrix_of(Gate::rzz, &tz);
  EXPECT_LT((canonical_gate(x, y, z) - expected).norm(), 1e-14);
}

TEST(Kak, RefusesWhatIsNotUnitary) {
  EXPECT_THROW(kak_decomposition(2 * Eigen::Matrix4cd::Identity()), std::invalid_argument);
  EXPECT_THROW(kak_decomposition(Eigen::Matrix4cd::Constant(NAN)), std::invalid_argument);
}

class Synthesis : public testing::TestWithParam<Entangler> {};
INSTANTIATE_TEST_SUITE_P(Entanglers, Synthesis,
                         testing::Values(Entangler::cz, Entangler::sqrt_iswap), [](const auto& e) {
                           return std::string(traversable::info(gate_of(e.param)).name);
                         });

TEST_P(Synthesis, IsTheUnitaryWithTheLeastNumberOfEntanglers) {
  for (const auto& u : examples()) {
    Circuit circuit(2);
    int used = 0;
    for (const Operation& operation : two_qubit_synthesis(u, 0, 1, GetParam())) {
      used += operation.gate == gate_of(GetParam()) ? 1 : 0;
      circuit.append(operation);
    }
    EXPECT_EQ(used, num_entanglers(u, GetParam()));
    EXPECT_LE(used, 3);
    EXPECT_LT(phase_distance(unitary_of(circuit), u), 5e-11);
    const Kak k = kak_decomposition(u);
    const bool two =
        GetParam() == Entangler::cz ? std::abs(k.z) < 1e-11 : k.x >= k.y + std::abs(k.z) - 1e-11;
    EXPECT_EQ(used <= 2, two);
  }
}

TEST_P(Synthesis, QubitsInEitherOrder) {
  std::mt19937_64 random(7);
  const Eigen::Matrix4cd u = random_circuit::unitary(4, random);
  Circuit direct(3), synthesised(3);
  direct.append_unitary(u, {2, 0});
  for (const Operation& operation : two_qubit_synthesis(u, 2, 0, GetParam()))
    synthesised.append(operation);
  EXPECT_LT(phase_distance(unitary_of(direct), unitary_of(synthesised)), 1e-12);
}

TEST(Synthesis, NamesOfEntanglers) {
  EXPECT_EQ(entangler_by_name("cz"), Entangler::cz);
  EXPECT_THROW(entangler_by_name("cnot"), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
