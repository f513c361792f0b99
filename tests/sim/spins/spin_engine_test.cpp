#include "sim/spins/spin_engine.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "sim/spins/message_observables.h"
#include "tests/sim/spins/dense_spins.h"

namespace traversable {
namespace {

using dense_spins::Matrix;

struct NamedHamiltonian {
  const char* name;
  SpinHamiltonian hamiltonian;
};

/// Real and complex matrices, with and without symmetries.
std::vector<NamedHamiltonian> spin_hamiltonians(int n) {
  return {{"mixed-field Ising", mixed_field_ising(n, 1, -1.05, 0.5, Boundary::open)},
          {"XXZ", xxz(n, 1, 0.7, n > 2 ? Boundary::periodic : Boundary::open)},
          {"spin SYK", xy_syk(n, 3, 1, {5, 0})},
          {"2-local", random_two_local(n, 1, {6, 0})}};
}

std::vector<SpinCoupling> all_couplings(int n) {
  std::vector<int> sites;
  std::vector<double> weights;
  std::vector<CouplingTerm> strings;
  for (int k = 0; k < n; ++k) {
    sites.push_back(k);
    weights.push_back(0.5 + k);
  }
  const auto one = [](const char* text) { return pauli_from_text(text); };
  return {zz_coupling(n, sites),
          zz_coupling(n, sites, weights),
          zz_coupling(n, std::vector<int>{1}),
          size_coupling_of_sites(n, sites),
          size_coupling_of_sites(n, sites, weights),
          size_coupling_of_sites(n, std::vector<int>{n - 1}),
          SpinCoupling(n, {{0.5, one("X")}, {2, one("IY")}, {1, one("Z")}}),
          SpinCoupling(n, {{1, one("ZZ")}, {0.25, one("Z")}}),
          SpinCoupling(n, {{1, one("XX")}, {0.7, one("YZ")}, {0.2, one("I")}})};
}

double greatest_difference(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  return (a - b).cwiseAbs().maxCoeff();
}

void expect_brute_force(int n, const Message& message, const SpinHamiltonian& hamiltonian,
                        const SpinCoupling& coupling, double beta) {
  const Matrix h = dense_spins::matrix_of(hamiltonian);
  const Eigen::VectorXcd state = dense_spins::thermofield_vector(h, beta);
  const Matrix v = dense_spins::coupling_matrix(coupling);
  const SpinEngine engine(hamiltonian, message);
  const double t0 = 0.9;
  const std::vector<double> mu{-3.1, 2.4}, t1{0.0, 1.3};
  const auto rho = engine.teleport(coupling, beta, t0, mu, t1);
  const auto u = [&](double t) {
    return dense_spins::exponential_of(h, dense_spins::Complex(0, -t));
  };
  for (std::size_t m = 0; m < mu.size(); ++m)
    for (std::size_t t = 0; t < t1.size(); ++t)
      EXPECT_LT(
          greatest_difference(rho[m * t1.size() + t],
                              dense_spins::protocol(state, u(t0), u(t1[t]), v, mu[m], message)),
          1e-10)
          << n << " qubits, beta " << beta << ", mu " << mu[m] << ", t1 " << t1[t];
  EXPECT_NEAR(engine.coupling_expectation(coupling, beta), state.dot(v * state).real(), 1e-10);
  const Matrix h_left = dense_spins::kron(Matrix::Identity(h.rows(), h.cols()), h);
  EXPECT_NEAR(engine.energy(beta), state.dot(h_left * state).real(), 1e-10);
}

TEST(SpinEngine, AgreesWithAllRegistersWrittenOut) {
  for (const int n : {2, 3})
    for (const auto& [name, hamiltonian] : spin_hamiltonians(n)) {
      SCOPED_TRACE(name);
      for (const SpinCoupling& coupling : all_couplings(n))
        for (const double beta : {0.0, 1.7}) {
          expect_brute_force(n, {{0}, {0}}, hamiltonian, coupling, beta);
          expect_brute_force(n, {{1}, {0}}, hamiltonian, coupling, beta);
        }
    }
}

TEST(SpinEngine, AgreesForTwoQubitsSent) {
  for (const auto& [name, hamiltonian] : spin_hamiltonians(3)) {
    SCOPED_TRACE(name);
    for (const SpinCoupling& coupling : all_couplings(3))
      for (const double beta : {0.0, 1.7})
        expect_brute_force(3, {{2, 0}, {0, 1}}, hamiltonian, coupling, beta);
  }
}

TEST(SpinEngine, AgreesForFourSites) {
  const SpinHamiltonian hamiltonian = xy_syk(4, 4, 1, {2, 1});
  for (const SpinCoupling& coupling : {zz_coupling(4, std::vector<int>{0, 2, 3}),
                                       size_coupling_of_sites(4, std::vector<int>{0, 1, 2, 3})}) {
    expect_brute_force(4, {{1}, {3}}, hamiltonian, coupling, 1.7);
    expect_brute_force(4, {{1, 2}, {3, 1}}, hamiltonian, coupling, 1.7);
  }
  expect_brute_force(3, {{1, 2, 0}, {0, 1, 2}}, xy_syk(3, 4, 1, {2, 1}),
                     zz_coupling(3, std::vector<int>{0, 2}), 0.8);
}

/// L is traced out, so that a coupling of Z's is no more than a measurement of L and rotations of R.
TEST(SpinEngine, CouplingOfZIsBitsAlone) {
  const SpinHamiltonian hamiltonian = random_two_local(3, 1, {11, 0});
  const Matrix h = dense_spins::matrix_of(hamiltonian);
  const double beta = 0.9, t = 0.8, mu = -2.6;
  const Eigen::VectorXcd state = dense_spins::thermofield_vector(h, beta);
  const Matrix u = dense_spins::exponential_of(h, dense_spins::Complex(0, -t));
  const std::vector<SpinCoupling> couplings{
      zz_coupling(3, std::vector<int>{0, 2}, std::vector<double>{1, 2}),
      SpinCoupling(3, {{1, pauli_from_text("ZIZ")}, {0.5, pauli_from_text("IZ")}})};
  for (const Message& message : {Message{{0}, {1}}, Message{{0, 2}, {1, 0}}})
    for (const SpinCoupling& coupling : couplings) {
      const auto rho =
          SpinEngine(hamiltonian, message)
              .teleport(coupling, beta, t, std::vector<double>{mu}, std::vector<double>{t});
      EXPECT_LT(greatest_difference(
                    rho[0], dense_spins::protocol_with_bits(state, u, u, coupling, mu, message)),
                1e-10);
      EXPECT_GT(message_information(rho[0]), 1e-3);
    }
}

TEST(SpinEngine, TheOrderOfTheMessagesQubitsIsOnlyANumbering) {
  const SpinHamiltonian hamiltonian = random_two_local(5, 1, {3, 0});
  const SpinCoupling coupling = size_coupling_of_sites(5, std::vector<int>{0, 1, 2, 3, 4});
  const std::vector<double> mu{-4, 4}, t1{0, 0.7};
  const auto both = SpinEngine(hamiltonian, {{3, 1}, {0, 4}}).teleport(coupling, 1.2, 0.8, mu, t1);
  const auto exchanged =
      SpinEngine(hamiltonian, {{1, 3}, {4, 0}}).teleport(coupling, 1.2, 0.8, mu, t1);
  for (std::size_t k = 0; k < both.size(); ++k)
    for (int i = 0; i < 2; ++i)
      for (int j = 0; j < 2; ++j)
        EXPECT_LT(
            greatest_difference(pair_state(both[k], i, j), pair_state(exchanged[k], 1 - i, 1 - j)),
            1e-12);
}

/// Where both messages sit on decoupled halves, each knows nothing of the other.
SpinHamiltonian two_halves(double J) {
  std::vector<SpinTerm> terms;
  for (const int first : {0, 2}) {
    terms.push_back({J, letters_on("ZZ", std::vector<int>{first, first + 1}, 4)});
    terms.push_back({-1.05, letters_on("X", std::vector<int>{first}, 4)});
    terms.push_back({0.8, letters_on("Y", std::vector<int>{first + 1}, 4)});
  }
  return {4, std::move(terms)};
}

TEST(SpinEngine, TwoQubitsInDecoupledHalvesAreTwoMessages) {
  const SpinHamiltonian hamiltonian = two_halves(0.9);
  const SpinCoupling coupling = size_coupling_of_sites(4, std::vector<int>{0, 1, 2, 3});
  const std::vector<double> mu{-7, 5}, t1{0.4, 1.1};
  const auto both = SpinEngine(hamiltonian, {{0, 3}, {1, 3}}).teleport(coupling, 1.5, 0.6, mu, t1);
  const auto first = SpinEngine(hamiltonian, {{0}, {1}}).teleport(coupling, 1.5, 0.6, mu, t1);
  const auto second = SpinEngine(hamiltonian, {{3}, {3}}).teleport(coupling, 1.5, 0.6, mu, t1);
  for (std::size_t k = 0; k < both.size(); ++k) {
    EXPECT_LT(greatest_difference(pair_state(both[k], 0, 0), first[k]), 1e-12);
    EXPECT_LT(greatest_difference(pair_state(both[k], 1, 1), second[k]), 1e-12);
    EXPECT_NEAR(message_information(both[k]),
                mutual_information(first[k]) + mutual_information(second[k]), 1e-10);
  }
}

double entropy_of_bit(double p) {
  return p <= 0 || p >= 1 ? 0 : -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

TEST(SpinEngine, NothingArrivesAtTimeZeroWithoutTheMessagesSites) {
  for (const auto& [name, hamiltonian] : spin_hamiltonians(4)) {
    SCOPED_TRACE(name);
    for (const double beta : {0.0, 2.0})
      for (const SpinCoupling& coupling : {zz_coupling(4, std::vector<int>{1, 2, 3}),
                                           size_coupling_of_sites(4, std::vector<int>{1, 3})})
        for (const Eigen::MatrixXcd& rho :
             SpinEngine(hamiltonian, {{0}, {0}})
                 .teleport(coupling, beta, 0, std::vector<double>{-9, 5}, std::vector<double>{0}))
          EXPECT_NEAR(message_information(rho), 0, 1e-12);
  }
}

/// docs/spins.md: the right site's thermal Bloch vector turns by +-2 theta about Z, by the reference's value.
TEST(SpinEngine, ClosedFormOfTheBitsAtTimeZero) {
  const SpinHamiltonian hamiltonian = mixed_field_ising(4, 1, -1.05, 0.5, Boundary::open) +
                                      0.6 * SpinHamiltonian(4, {{1, pauli_from_text("Y")}});
  const double beta = 2;
  const Matrix thermal = dense_spins::exponential_of(dense_spins::matrix_of(hamiltonian), -beta);
  const auto bloch = [&](const char* letter) {
    return (thermal * dense_spins::string_matrix(letter, 4)).trace().real() /
           thermal.trace().real();
  };
  const double x = bloch("X"), y = bloch("Y"), z = bloch("Z");
  const SpinCoupling coupling = zz_coupling(4, std::vector<int>{0, 1, 2, 3});
  for (const double mu : {-6.0, 1.0, 4.0}) {
    const double c = std::cos(2 * mu / 4), length = std::sqrt(x * x + y * y + z * z);
    const double mean = std::sqrt(c * c * (x * x + y * y) + z * z);
    const auto rho =
        SpinEngine(hamiltonian, {{0}, {0}})
            .teleport(coupling, beta, 0, std::vector<double>{mu}, std::vector<double>{0});
    const double expected = entropy_of_bit((1 + mean) / 2) - entropy_of_bit((1 + length) / 2);
    EXPECT_NEAR(message_information(rho[0]), expected, 1e-10);
    if (mu == 1.0) {
      EXPECT_GT(expected, 0.01);
    }
  }
}

/// docs/spins.md: Bell-diagonal, F of the singlet.
TEST(SpinEngine, ClosedFormOfThePauliSizeAtTimeZero) {
  const SpinHamiltonian hamiltonian = xxz(6, 1, 0.4, Boundary::periodic);
  const SpinCoupling coupling = size_coupling_of_sites(6, std::vector<int>{0, 1, 2, 3, 4, 5});
  for (const double beta : {0.0, 3.0})
    for (const double mu : {-2.0, 7.0, 6 * std::numbers::pi}) {
      const double theta = mu / 6, f = (1 + 3 * std::pow(std::sin(theta / 2), 2)) / 4;
      const double rest = f < 1 - 1e-12 ? (1 - f) * std::log2((1 - f) / 3) : 0;
      const auto rho =
          SpinEngine(hamiltonian, {{2}, {2}})
              .teleport(coupling, beta, 0, std::vector<double>{mu}, std::vector<double>{0});
      EXPECT_NEAR(message_information(rho[0]), 2 + f * std::log2(f) + rest, 1e-10);
    }
}

TEST(SpinEngine, SameBitsForAnyNumberOfThreads) {
  const SpinHamiltonian hamiltonian = mixed_field_ising(8, 1, -1.05, 0.5, Boundary::open);
  const SpinCoupling coupling = size_coupling_of_sites(8, std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7});
  const auto run = [&](int threads) {
    const int before = omp_get_max_threads();
    omp_set_num_threads(threads);
    const auto rho =
        SpinEngine(hamiltonian, {{0}, {7}})
            .teleport(coupling, 1, 2, std::vector<double>{5}, std::vector<double>{1, 2});
    omp_set_num_threads(before);
    return rho;
  };
  EXPECT_EQ(run(1)[1], run(3)[1]);
}

template <class Call>
std::string refusal(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(SpinEngine, RefusesWhatDoesNotFit) {
  const SpinHamiltonian hamiltonian = xxz(3, 1, 1, Boundary::open);
  const auto engine = [&](const Message& message) { return SpinEngine(hamiltonian, message); };
  EXPECT_EQ(refusal([&] {
              engine({{0, 0}, {1, 2}});
            }),
            "left = [0, 0]: site 0 is given twice, expected distinct sites");
  EXPECT_EQ(refusal([&] { engine({{0}, {3}}); }), "right = [3]: site 3, expected 0 to 2");
  EXPECT_EQ(refusal([&] {
              engine({{0}, {1, 2}});
            }),
            "right = [1, 2]: expected 1 sites, as many as left has");
  EXPECT_EQ(refusal([&] { engine({{}, {}}); }), "left: 0 sites, expected 1 to 3");
  const SpinEngine one = engine({{0}, {1}});
  const SpinCoupling coupling = zz_coupling(3, std::vector<int>{2});
  const std::vector<double> zero{0}, nan{std::numeric_limits<double>::quiet_NaN()};
  EXPECT_EQ(refusal([&] { one.teleport(coupling, -1, 0, zero, zero); }),
            "beta = -1: expected a finite number >= 0");
  EXPECT_EQ(refusal([&] { one.teleport(coupling, 1, 0, nan, zero); }),
            "mu = nan: expected a finite number");
  EXPECT_EQ(refusal([&] { one.teleport(coupling, 1, 0, zero, nan); }),
            "t1 = nan: expected a finite number");
  EXPECT_EQ(refusal([&] { one.teleport(zz_coupling(4, std::vector<int>{2}), 1, 0, zero, zero); }),
            "coupling: of 4 qubits, expected 3");
  EXPECT_NE(refusal([&] {
              SpinEngine(xxz(20, 1, 1, Boundary::open), {{0}, {1}});
            }).find("20 qubits a side"),
            std::string::npos);
}

}  // namespace
}  // namespace traversable
