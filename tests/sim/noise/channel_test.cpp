#include "sim/noise/channel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/noise/transfer_matrix.h"
#include "tests/sim/noise/noise_matrices.h"

namespace traversable {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<Channel> all_channels() {
  std::vector<double> fifteen(15, 0.01);
  fifteen[4] = 0.2;
  return {depolarizing(0.3, 1),
          depolarizing(0.1, 2),
          pauli_channel({0.1, 0.02, 0.3}),
          pauli_channel(fifteen),
          amplitude_damping(0.3),
          phase_damping(0.2),
          thermal_relaxation(10, 15, 2),
          thermal_relaxation(infinity, 4, 1),
          over_rotation(0.2, "X"),
          over_rotation(-0.3, "ZZ"),
          kraus_channel(test::random_kraus(1, 3, 4)),
          kraus_channel(test::random_kraus(2, 2, 5))};
}

double distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

TEST(Channel, KrausMatricesGiveTheTransferMatrix) {
  for (const Channel& channel : all_channels()) {
    const Eigen::MatrixXd direct = transfer_matrix(channel);
    EXPECT_LT(distance(direct, transfer_matrix(kraus_operators(channel))), 1e-13)
        << to_text(channel);
    EXPECT_LT(distance(direct, transfer_matrix(kraus_operators(direct))), 1e-13)
        << to_text(channel);
  }
}

TEST(Channel, EveryChannelAtEveryScalePreservesTraceAndPositivity) {
  for (const Channel& channel : all_channels())
    for (const double scale : {0.0, 0.5, 1.0, 1.5, 2.0}) {
      const Channel at_scale = scaled(channel, scale);
      const Eigen::MatrixXd transfer = transfer_matrix(at_scale);
      EXPECT_NEAR(transfer(0, 0), 1, 1e-13);
      EXPECT_LT(transfer.row(0).tail(transfer.cols() - 1).cwiseAbs().maxCoeff(), 1e-13);
      EXPECT_GT(eigenvalues(choi_matrix(transfer))[0], -1e-13) << to_text(at_scale);
      if (scale == 0) {
        EXPECT_LT(distance(transfer, Eigen::MatrixXd::Identity(transfer.rows(), transfer.cols())),
                  1e-14)
            << to_text(channel);
      }
      if (scale == 1) {
        EXPECT_LT(distance(transfer, transfer_matrix(channel)), 1e-13);
      }
    }
}

TEST(Channel, ClosedForms) {
  // Depolarizing shrinks every Pauli by 1 - p 4^k / (4^k - 1).
  EXPECT_LT(distance(transfer_matrix(depolarizing(0.3, 1)),
                     Eigen::Vector4d(1, 0.6, 0.6, 0.6).asDiagonal().toDenseMatrix()),
            1e-15);
  const Eigen::MatrixXd two = transfer_matrix(depolarizing(0.15, 2));
  for (int i = 1; i < 16; ++i) EXPECT_NEAR(two(i, i), 1 - 0.15 * 16 / 15, 1e-15);
  // X errors flip the signs of Z and Y.
  EXPECT_LT(distance(transfer_matrix(pauli_channel({0.1, 0, 0})),
                     Eigen::Vector4d(1, 1, 0.8, 0.8).asDiagonal().toDenseMatrix()),
            1e-15);
  // Thermal relaxation is amplitude damping, then dephasing to e^{-t/T2}.
  const Eigen::MatrixXd thermal = transfer_matrix(thermal_relaxation(10, 15, 2));
  EXPECT_NEAR(thermal(1, 1), std::exp(-2.0 / 15), 1e-15);
  EXPECT_NEAR(thermal(2, 2), std::exp(-2.0 / 10), 1e-15);
  EXPECT_NEAR(thermal(2, 0), 1 - std::exp(-2.0 / 10), 1e-15);
  const double gamma = 1 - std::exp(-0.2);
  const double lambda = 1 - std::exp(-2 * (2.0 / 15 - 0.1));
  EXPECT_LT(distance(thermal, transfer_matrix(phase_damping(lambda)) *
                                  transfer_matrix(amplitude_damping(gamma))),
            1e-15);
  // T2 = 2 T1 is pure amplitude damping.
  EXPECT_LT(distance(transfer_matrix(thermal_relaxation(10, 20, 2)),
                     transfer_matrix(amplitude_damping(gamma))),
            1e-15);
}

TEST(Channel, ScaleMultipliesRates) {
  const auto twice = [](const Channel& channel) {
    return Eigen::MatrixXd(transfer_matrix(channel) * transfer_matrix(channel));
  };
  for (const Channel& channel :
       {amplitude_damping(0.3), phase_damping(0.2), thermal_relaxation(10, 15, 2),
        over_rotation(0.2, "XY"), kraus_channel(test::random_kraus(1, 2, 6))})
    EXPECT_LT(distance(transfer_matrix(scaled(channel, 2)), twice(channel)), 1e-13)
        << to_text(channel);
  EXPECT_EQ(scaled(depolarizing(0.1, 2), 1.5).parameters[0], 0.1 * 1.5);
  const Channel mixed = kraus_channel(test::random_kraus(2, 2, 8));
  const Eigen::MatrixXd once = transfer_matrix(mixed);
  EXPECT_LT(distance(transfer_matrix(scaled(mixed, 1.25)), once + 0.25 * (once * once - once)),
            1e-13);
}

TEST(Channel, AverageInfidelity) {
  EXPECT_NEAR(average_infidelity(depolarizing(0.006, 2)), 0.006 * 4 / 5, 1e-15);
  EXPECT_NEAR(average_infidelity(depolarizing(0.001, 1)), 0.001 * 2 / 3, 1e-15);
  // 1/2 - e^{-t/T1}/6 - e^{-t/T2}/3, the fidelity of waiting.
  EXPECT_NEAR(average_infidelity(thermal_relaxation(10, 15, 2)),
              0.5 - std::exp(-0.2) / 6 - std::exp(-2.0 / 15) / 3, 1e-15);
}

TEST(Channel, RefusesWhatIsNoChannel) {
  for (const double p : {-0.1, 1.1, std::nan("")}) {
    EXPECT_THROW(depolarizing(p, 1), std::invalid_argument);
    EXPECT_THROW(pauli_channel({p, 0, 0}), std::invalid_argument);
    EXPECT_THROW(amplitude_damping(p), std::invalid_argument);
    EXPECT_THROW(phase_damping(p), std::invalid_argument);
  }
  EXPECT_THROW(depolarizing(0.1, 3), std::invalid_argument);
  EXPECT_THROW(pauli_channel({0.5, 0.4, 0.2}), std::invalid_argument);
  EXPECT_THROW(pauli_channel({0.5, 0.4}), std::invalid_argument);
  EXPECT_THROW(thermal_relaxation(10, 20.1, 1), std::invalid_argument);
  EXPECT_THROW(thermal_relaxation(0, 1, 1), std::invalid_argument);
  EXPECT_THROW(thermal_relaxation(1, -1, 1), std::invalid_argument);
  EXPECT_THROW(thermal_relaxation(1, 1, -1), std::invalid_argument);
  EXPECT_THROW(thermal_relaxation(1, 1, infinity), std::invalid_argument);
  EXPECT_THROW(over_rotation(infinity, "X"), std::invalid_argument);
  for (const char* letters : {"", "I", "II", "XYZ", "A", "x"})
    EXPECT_THROW(over_rotation(0.1, letters), std::invalid_argument);
  EXPECT_THROW(kraus_channel({}), std::invalid_argument);
  EXPECT_THROW(kraus_channel({Eigen::MatrixXcd::Identity(3, 3)}), std::invalid_argument);
  EXPECT_THROW(kraus_channel({0.9 * Eigen::MatrixXcd::Identity(2, 2)}), std::invalid_argument);
  EXPECT_THROW(kraus_channel({NAN * Eigen::MatrixXcd::Identity(2, 2)}), std::invalid_argument);
  EXPECT_THROW(kraus_channel({Eigen::MatrixXcd::Identity(2, 2), Eigen::MatrixXcd::Identity(4, 4)}),
               std::invalid_argument);
  EXPECT_THROW(scaled(depolarizing(0.6, 1), 2), std::invalid_argument);
  EXPECT_THROW(scaled(depolarizing(0.6, 1), -1), std::invalid_argument);
  EXPECT_THROW(scaled(amplitude_damping(0.6), infinity), std::invalid_argument);
  EXPECT_THROW(channel_kind_by_name("depolarising"), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
