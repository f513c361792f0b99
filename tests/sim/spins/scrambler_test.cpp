#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>

#include "sim/spins/message_observables.h"
#include "sim/spins/scrambler_teleport.h"
#include "sim/spins/scrambler_unitary.h"
#include "sim/spins/spin_engine.h"
#include "tests/sim/spins/dense_spins.h"

namespace traversable {
namespace {

using dense_spins::Matrix;

struct NamedScrambler {
  const char* name;
  Scrambler scrambler;
};

std::vector<NamedScrambler> all_scramblers(int n) {
  const SpinHamiltonian constant = mixed_field_ising(n, 1, -1.05, 0.5, Boundary::open);
  const SpinHamiltonian driven = random_two_local(n, 1, {1, 0});
  return {{"kicked Ising", kicked_ising(n, 0.7, 0.6, 0.3, Boundary::open, 4)},
          {"Brownian", brownian_spins(n, 1, 0.1, 4, {2, 0})},
          {"Haar", brickwork(n, GateEnsemble::haar, Boundary::open, 4, {3, 0})},
          {"Clifford", brickwork(n, GateEnsemble::clifford, Boundary::open, 4, {4, 0})},
          {"drive", sampled_drive(
                        constant, driven, [](double t) { return std::cos(3 * t); }, 2, 4)}};
}

Matrix matrix_at(const Scrambler& scrambler, int steps) {
  return HostMatrices<double>().read(unitaries(scrambler, std::vector<int>{steps})[0].view());
}

TEST(Scrambler, UnitariesAreTheProductsOfTheirGates) {
  for (const auto& [name, scrambler] : all_scramblers(4)) {
    SCOPED_TRACE(name);
    for (const int s : {0, 1, 4}) {
      const Matrix u = matrix_at(scrambler, s);
      EXPECT_LT((u - dense_spins::unitary_of(scrambler, s)).norm(), 1e-11);
      EXPECT_LT((u * u.adjoint() - Matrix::Identity(16, 16)).norm(), 1e-11);
    }
  }
}

/// (U x 1)|I> = (1 x U^T)|I>, and step by step: what the left copy takes last the right copy takes first.
TEST(Scrambler, TheRightCopyUndoesTheLeft) {
  const int n = 3;
  const Matrix one = Matrix::Identity(8, 8);
  Eigen::VectorXcd bell = Eigen::VectorXcd::Zero(64);
  for (int l = 0; l < 8; ++l) bell[9 * l] = std::sqrt(0.125);
  for (const auto& [name, scrambler] : all_scramblers(n)) {
    SCOPED_TRACE(name);
    const Matrix u = matrix_at(scrambler, 4);
    EXPECT_LT(
        (dense_spins::kron(one, u) * bell - dense_spins::kron(u.transpose(), one) * bell).norm(),
        1e-12);
    // U_L^+ then U^T on the right: |I> again, gate after gate of the right copy's transposes.
    Eigen::VectorXcd state = dense_spins::kron(one, u.adjoint()) * bell;
    for (int s = 0; s < 4; ++s) {
      const ScramblerStep& step = scrambler.steps()[static_cast<std::size_t>(s)];
      for (auto gate = step.rbegin(); gate != step.rend(); ++gate)
        state = dense_spins::kron(dense_spins::gate_matrix(*gate, n).transpose(), one) * state;
    }
    EXPECT_LT((state - bell).norm(), 1e-11);
  }
}

TEST(Scrambler, TeleportAgreesWithAllRegistersWrittenOut) {
  const int n = 3;
  const SpinHamiltonian thermal = mixed_field_ising(n, 1, -1.05, 0.5, Boundary::open);
  const std::vector<double> mu{-3.1, 2.4};
  const std::vector<int> s0{4, 1}, s1{0, 4, 3};
  const std::vector<SpinCoupling> couplings{
      zz_coupling(n, std::vector<int>{1, 2}), size_coupling_of_sites(n, std::vector<int>{0, 1, 2}),
      SpinCoupling(n, {{1, pauli_from_text("XX")}, {0.5, pauli_from_text("IYZ")}})};
  for (const auto& [name, scrambler] : all_scramblers(n)) {
    SCOPED_TRACE(name);
    for (const Message& message : {Message{{0}, {2}}, Message{{1, 2}, {0, 1}}})
      for (const SpinCoupling& coupling : couplings)
        for (const double beta : {0.0, 1.5}) {
          const TwoSidedState state =
              beta == 0 ? bell_pairs(n) : thermofield_double_of(thermal, beta);
          const auto rho = scrambled_teleport(scrambler, message, coupling, state, s0, mu, s1);
          const auto vector =
              dense_spins::thermofield_vector(dense_spins::matrix_of(thermal), beta);
          std::size_t k = 0;
          for (const int before : s0)
            for (const double strength : mu)
              for (const int after : s1)
                EXPECT_LT(
                    (rho[k++] - dense_spins::protocol(
                                    vector, dense_spins::unitary_of(scrambler, before),
                                    dense_spins::unitary_of(scrambler, after),
                                    dense_spins::coupling_matrix(coupling), strength, message))
                        .norm(),
                    1e-10);
        }
  }
}

/// A drive that does not change is the Hamiltonian.
TEST(Scrambler, ConstantDriveIsTheEnginesEvolution) {
  const SpinHamiltonian h = xy_syk(4, 4, 1, {2, 0}), field = xxz(4, 1, 0.3, Boundary::open);
  const std::vector<double> durations{0.3, 0.5}, values{0.7, 0.7};
  const Scrambler drive = piecewise_drive(h, field, durations, values);
  const SpinCoupling coupling = zz_coupling(4, std::vector<int>{0, 1, 2});
  const std::vector<double> mu{-6};
  const SpinHamiltonian whole = h + 0.7 * field;
  const auto static_rho =
      SpinEngine(whole, {{0}, {3}}).teleport(coupling, 1.2, 0.8, mu, std::vector<double>{0.3, 0.8});
  const auto driven_rho =
      scrambled_teleport(drive, {{0}, {3}}, coupling, thermofield_double_of(whole, 1.2),
                         std::vector<int>{2}, mu, std::vector<int>{1, 2});
  for (std::size_t k = 0; k < 2; ++k) EXPECT_LT((static_rho[k] - driven_rho[k]).norm(), 1e-11);
}

/// The estimate against a drive of many steps, and its order.
TEST(Scrambler, StepErrorOfADriveIsEstimated) {
  const SpinHamiltonian constant = mixed_field_ising(4, 1, -1.05, 0.5, Boundary::open);
  const SpinHamiltonian driven = xxz(4, 1, 0.5, Boundary::open);
  const auto J = [](double t) { return std::sin(2 * t); };
  const auto drive = [&](int steps) { return sampled_drive(constant, driven, J, 1.5, steps); };
  const double estimate = step_error(drive(20), drive(40));
  const auto coarse = unitaries(drive(20), std::vector<int>{20});
  const auto limit = unitaries(drive(640), std::vector<int>{640});
  EXPECT_NEAR(distance(coarse[0], limit[0]) / estimate, 1, 0.05);
  EXPECT_NEAR(estimate / step_error(drive(40), drive(80)), 4, 0.1);
  EXPECT_LT(estimate, 0.01);
}

/// U P U^+ of a Clifford circuit is one string with a sign; its letters' number.
int pauli_weight_of_image(const Matrix& u, const std::string& letters, int n) {
  const Matrix image = u * dense_spins::string_matrix(letters, n) * u.adjoint();
  const char names[] = {'I', 'X', 'Y', 'Z'};
  for (int code = 0; code < 1 << 2 * n; ++code) {
    std::string text;
    int weight = 0;
    for (int k = 0; k < n; ++k) {
      text += names[code >> 2 * k & 3];
      weight += (code >> 2 * k & 3) != 0;
    }
    const auto overlap = (image * dense_spins::string_matrix(text, n)).trace() / std::pow(2.0, n);
    if (std::abs(std::abs(overlap.real()) - 1) < 1e-9) return weight;
  }
  return -1;
}

/// docs/spins.md: at beta = 0 and t0 = t1 a Clifford circuit leaves P and T Bell-diagonal, by the sizes of the images of X, Y, Z.
TEST(Scrambler, ClosedFormOfCliffordCircuits) {
  const int n = 4;
  const SpinCoupling coupling = size_coupling_of_sites(n, std::vector<int>{0, 1, 2, 3});
  for (std::uint64_t instance = 0; instance < 5; ++instance) {
    const Scrambler circuit =
        brickwork(n, GateEnsemble::clifford, Boundary::open, 5, {9, instance});
    const Matrix u = matrix_at(circuit, 5);
    for (const double mu : {-4.0, 2.5}) {
      const auto phase = [&](const char* letters) {
        const int weight = pauli_weight_of_image(u, letters, n);
        EXPECT_GT(weight, 0);
        return std::polar(1.0, mu * (1 - static_cast<double>(weight) / n));
      };
      const auto i = std::polar(1.0, mu), x = phase("X"), y = phase("Y"), z = phase("Z");
      const std::array<double, 4> p{std::norm(i - x - y - z) / 16, std::norm(i - x + y + z) / 16,
                                    std::norm(i + x - y + z) / 16, std::norm(i + x + y - z) / 16};
      double information = 2;
      for (const double one : p) information += one > 1e-15 ? one * std::log2(one) : 0;
      const auto rho =
          scrambled_teleport(circuit, {{0}, {0}}, coupling, bell_pairs(n), std::vector<int>{5},
                             std::vector<double>{mu}, std::vector<int>{5});
      EXPECT_NEAR(message_information(rho[0]), information, 1e-10);
    }
  }
}

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(Scrambler, RefusesWhatIsNoDriveOrStep) {
  const SpinHamiltonian h = xxz(2, 1, 1, Boundary::open);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(message_of([&] {
              piecewise_drive(h, h, std::vector<double>{1, 1}, std::vector<double>{0, nan});
            }),
            "J[1] = nan: expected a finite number");
  EXPECT_EQ(
      message_of([&] { piecewise_drive(h, h, std::vector<double>{0}, std::vector<double>{1}); }),
      "durations[0] = 0: expected a finite positive number");
  EXPECT_EQ(message_of([&] {
              sampled_drive(
                  h, h, [&](double t) { return t > 0.5 ? nan : t; }, 1, 2);
            }),
            "J(0.75) = nan: expected a finite number");
  const Scrambler one = kicked_ising(2, 1, 1, 0, Boundary::open, 3);
  EXPECT_EQ(message_of([&] { unitaries(one, std::vector<int>{4}); }), "step 4: expected 0 to 3");
}

}  // namespace
}  // namespace traversable
