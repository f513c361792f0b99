#include "sim/observables/observables.h"

#include <gtest/gtest.h>

#include <Eigen/Dense>
#include <cmath>
#include <complex>
#include <stdexcept>
#include <unsupported/Eigen/KroneckerProduct>

namespace traversable {
namespace {

using Eigen::Matrix2cd;
using Eigen::Matrix4cd;

Matrix4cd bell() {
  Matrix4cd rho = Matrix4cd::Zero();
  rho(0, 0) = rho(3, 3) = rho(0, 3) = rho(3, 0) = 0.5;
  return rho;
}

/// p |Phi+><Phi+| + (1 - p) 1/4.
Matrix4cd werner(double p) { return p * bell() + (1 - p) / 4 * Matrix4cd::Identity(); }

Matrix2cd random_unitary() {
  const Matrix2cd m = Matrix2cd::Random();
  return Eigen::HouseholderQR<Matrix2cd>(m).householderQ();
}

Matrix4cd on_t(const Matrix2cd& u) { return Eigen::kroneckerProduct(Matrix2cd::Identity(), u); }

TEST(Observables, BellPair) {
  EXPECT_NEAR(mutual_information(bell()), 2.0, 1e-12);
  EXPECT_NEAR(mutual_information(bell(), EntropyUnit::nats), 2 * std::log(2.0), 1e-12);
  EXPECT_NEAR(renyi2_mutual_information(bell()), 2.0, 1e-12);
  EXPECT_NEAR(negativity(bell()), 0.5, 1e-12);
  EXPECT_NEAR(entanglement_fidelity(bell()), 1.0, 1e-12);
  EXPECT_NEAR(average_fidelity(bell()), 1.0, 1e-12);
}

TEST(Observables, ProductStatesCarryNothing) {
  Matrix2cd a, b;
  a << 0.7, std::complex<double>(0.1, 0.2), std::complex<double>(0.1, -0.2), 0.3;
  b << 0.4, 0.1, 0.1, 0.6;
  const Matrix4cd rho = Eigen::kroneckerProduct(a, b);
  EXPECT_NEAR(mutual_information(rho), 0.0, 1e-12);
  EXPECT_NEAR(renyi2_mutual_information(rho), 0.0, 1e-12);
  EXPECT_NEAR(negativity(rho), 0.0, 1e-12);
  EXPECT_LT((reduced_p(rho) - a).norm() + (reduced_t(rho) - b).norm(), 1e-14);
}

TEST(Observables, WernerStatesInClosedForm) {
  for (const double p : {0.0, 0.2, 1.0 / 3, 0.5, 0.9}) {
    const double large = (1 + 3 * p) / 4, small = (1 - p) / 4;
    const double entropy =
        -large * std::log2(large) - 3 * (small > 0 ? small * std::log2(small) : 0);
    EXPECT_NEAR(mutual_information(werner(p)), 2 - entropy, 1e-12);
    EXPECT_NEAR(renyi2_mutual_information(werner(p)),
                2 + std::log2(large * large + 3 * small * small), 1e-12);
    EXPECT_NEAR(negativity(werner(p)), std::max(0.0, (3 * p - 1) / 4), 1e-12);
    EXPECT_NEAR(entanglement_fidelity(werner(p)), large, 1e-12);
    EXPECT_NEAR(fully_entangled_fraction(werner(p)), std::max(large, small), 1e-12);
  }
}

TEST(Observables, MixedStatesOfNoiseOnlyHaveAverageFidelityOneHalf) {
  EXPECT_NEAR(average_fidelity(Matrix4cd::Identity() / 4), 0.5, 1e-15);
}

TEST(Observables, FullyEntangledFractionIsTheMaximumOverUnitaries) {
  const Matrix4cd random = Matrix4cd::Random();
  Matrix4cd rho = random * random.adjoint();
  rho /= rho.trace();
  const double bound = fully_entangled_fraction(rho);
  double best = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    const Matrix4cd u = on_t(random_unitary());
    best = std::max(best, entanglement_fidelity(u * rho * u.adjoint()));
  }
  EXPECT_LE(best, bound + 1e-12);
  EXPECT_GT(best, bound - 0.02);
  const Matrix4cd u = on_t(random_unitary());
  EXPECT_NEAR(fully_entangled_fraction(u * bell() * u.adjoint()), 1.0, 1e-12);
}

TEST(Observables, UnitsByName) {
  EXPECT_EQ(entropy_unit_by_name("nats"), EntropyUnit::nats);
  EXPECT_THROW(entropy_unit_by_name("dits"), std::invalid_argument);
}

TEST(Observables, WhatIsNoStateIsRefused) {
  EXPECT_NO_THROW(check_pair_state(bell()));
  EXPECT_THROW(check_pair_state(2 * bell()), std::invalid_argument);
  EXPECT_THROW(check_pair_state(Matrix4cd::Zero()), std::invalid_argument);
  EXPECT_THROW(check_pair_state(NAN * bell()), std::invalid_argument);
  EXPECT_THROW(check_pair_state(Eigen::Vector4cd(1.5, -0.5, 0, 0).asDiagonal()),
               std::invalid_argument);
  Matrix4cd skew = bell();
  skew(0, 1) = 0.01;
  EXPECT_THROW(check_pair_state(skew), std::invalid_argument);
  EXPECT_NO_THROW(check_pair_state(Eigen::Vector4cd(1.1, -0.1, 0, 0).asDiagonal()));
}

}  // namespace
}  // namespace traversable
