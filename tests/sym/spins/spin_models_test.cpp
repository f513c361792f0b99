#include "sym/spins/spin_models.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "sym/spins/spins.h"

namespace traversable {
namespace {

/// Tr H^2 / D = sum c^2.
double mean_square(const SpinHamiltonian& hamiltonian) {
  double sum = 0;
  for (const SpinTerm& term : hamiltonian.terms()) sum += term.coefficient * term.coefficient;
  return sum;
}

template <class Call>
std::string refused(const Call& call) {
  try {
    call();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(SpinModels, ChainsAreWrittenAsInTheLiterature) {
  EXPECT_EQ(to_text(mixed_field_ising(3, 1, -1.05, 0.5, Boundary::open)),
            "1 ZZ + 1 IZZ - 1.05 X - 1.05 IX - 1.05 IIX + 0.5 Z + 0.5 IZ + 0.5 IIZ");
  EXPECT_EQ(to_text(mixed_field_ising(3, 2, 1, 0, Boundary::periodic)),
            "2 ZZ + 2 IZZ + 2 ZIZ + 1 X + 1 IX + 1 IIX");
  EXPECT_EQ(to_text(xxz(2, 1, 0.5, Boundary::open)), "0.25 XX + 0.25 YY + 0.125 ZZ");
  EXPECT_TRUE(xxz(4, 1, 2, Boundary::periodic).is_real());
}

/// <Tr H^2 / D> = C(N, q) (q-1)! J^2 / (N^(q-1) 2^q), N = 2n, to the scatter of a mean of many squares.
TEST(SpinModels, XySykHasTheVarianceOfSyk) {
  const int n = 6, q = 4, draws = 40;
  const double terms = 495, expected = terms * 6 * 4 / (std::pow(12, 3) * 16);
  double mean = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    const SpinHamiltonian h = xy_syk(n, q, 2, {7, i});
    EXPECT_EQ(h.terms().size(), 495u);
    mean += mean_square(h) / draws;
  }
  EXPECT_NEAR(mean / expected, 1, 5 * std::sqrt(2 / (terms * draws)));
}

/// C(6, 4) 81 strings of weight 4, <Tr H^2 / D> = 3! C(6, 4) J^2 / 6^3.
TEST(SpinModels, SpinSykHasAllStringsOfItsWeight) {
  const int draws = 40;
  const double terms = 15 * 81, expected = 6 * 15 * 4 / std::pow(6, 3);
  double mean = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    const SpinHamiltonian h = spin_syk(6, 4, 2, {7, i});
    std::set<std::string> strings;
    for (const SpinTerm& term : h.terms()) {
      EXPECT_EQ(std::popcount(term.string.x | term.string.z), 4);
      strings.insert(to_text(term.string));
    }
    EXPECT_EQ(strings.size(), 1215u);
    mean += mean_square(h) / draws;
  }
  EXPECT_NEAR(mean / expected, 1, 5 * std::sqrt(2 / (terms * draws)));
  EXPECT_THROW(spin_syk(3, 4, 1, {}), std::invalid_argument);
  EXPECT_THROW(spin_syk(6, 0, 1, {}), std::invalid_argument);
  EXPECT_THROW(spin_syk(40, 8, 1, {}), std::invalid_argument);
}

/// Which strings: X Y of one site is a Z, with the sign of (i i)^eta.
TEST(SpinModels, XySykOfTwoOperatorsOnOneSite) {
  const SpinHamiltonian h = xy_syk(2, 2, 1, {1, 0});
  std::map<std::string, double> c;
  for (const SpinTerm& term : h.terms()) c[to_text(term.string)] = term.coefficient;
  EXPECT_EQ(c.size(), 6u);
  for (const char* text : {"Z", "XX", "YX", "XY", "YY", "IZ"})
    EXPECT_TRUE(c.contains(text)) << text;
  const RandomStream random(1, 0, Purpose(Stream::couplings, "xy_syk", 2, 2, std::uint64_t{0}));
  EXPECT_DOUBLE_EQ(c["Z"], -random.gaussian(0) * std::sqrt(1 / (4.0 * 4)));
}

TEST(SpinModels, TwoLocalHasEnergyJPerSite) {
  const int n = 7, draws = 40;
  double mean = 0;
  for (std::uint64_t i = 0; i < draws; ++i)
    mean += mean_square(random_two_local(n, 3, {8, i})) / draws;
  EXPECT_NEAR(mean / (n * 9), 1, 5 * std::sqrt(2 / (189.0 * draws)));
}

TEST(SpinModels, MembersAndModelsAreIndependentAndReproducible) {
  EXPECT_EQ(xy_syk(4, 4, 1, {1, 2}), xy_syk(4, 4, 1, {1, 2}));
  EXPECT_NE(xy_syk(4, 4, 1, {1, 2}), xy_syk(4, 4, 1, {1, 3}));
  const SpinHamiltonian one = random_two_local(4, 1, {1, 0}),
                        twice = random_two_local(4, 2, {1, 0});
  EXPECT_DOUBLE_EQ(twice.terms()[5].coefficient, 2 * one.terms()[5].coefficient);
}

TEST(SpinModels, BrownianStepsHaveTheRateJ) {
  const int n = 5, steps = 60;
  const double dt = 0.02;
  const Scrambler walk = brownian_spins(n, 1.5, dt, steps, {3, 0});
  double mean = 0;
  for (const ScramblerStep& step : walk.steps()) {
    const auto& gate = std::get<ExponentialGate>(step.at(0));
    EXPECT_DOUBLE_EQ(gate.duration, dt);
    mean += mean_square(gate.hamiltonian) * dt * dt / steps;
  }
  EXPECT_NEAR(mean / (n * 1.5 * dt), 1, 5 * std::sqrt(2 / (90.0 * steps)));
}

/// Of Haar's measure <|U_00|^2> = 1/4 and <|U_00|^4> = 2 / (4 * 5); phases are uniform.
TEST(SpinModels, HaarGatesHaveHaarMoments) {
  const int steps = 2000;
  const Scrambler circuit = brickwork(4, GateEnsemble::haar, Boundary::open, steps, {5, 0});
  double second = 0, fourth = 0, count = 0;
  std::complex<double> mean = 0;
  for (const ScramblerStep& step : circuit.steps())
    for (const ScramblerGate& gate : step) {
      const std::complex<double> u = std::get<SiteGate>(gate).matrix[0];
      second += std::norm(u);
      fourth += std::norm(u) * std::norm(u);
      mean += u;
      ++count;
    }
  EXPECT_EQ(count, 3 * steps / 2);
  EXPECT_NEAR(second / count, 0.25, 5 * 0.2 / std::sqrt(count));
  EXPECT_NEAR(fourth / count, 0.1, 5 * 0.15 / std::sqrt(count));
  EXPECT_LT(std::abs(mean) / count, 5 * 0.5 / std::sqrt(count));
}

/// Images of X_0 are uniform over the 15 strings: chi^2 of 14 degrees of freedom, below its 99.9 % point.
TEST(SpinModels, CliffordGatesAreUniform) {
  const Scrambler circuit = brickwork(2, GateEnsemble::clifford, Boundary::open, 6000, {6, 0});
  std::map<int, double> images;
  double count = 0;
  for (const ScramblerStep& step : circuit.steps())
    for (const ScramblerGate& gate : step) {
      const auto& m = std::get<SiteGate>(gate).matrix;
      int found = -1;
      for (int code = 1; code < 16; ++code) {
        const PauliString p =
            letters_at(static_cast<std::uint64_t>(code & 3), static_cast<std::uint64_t>(code >> 2));
        // Tr(P U X_0 U^+) / 4
        std::complex<double> trace = 0;
        for (std::uint64_t r = 0; r < 4; ++r)
          for (std::uint64_t c = 0; c < 4; ++c) {
            const int sign = 2 * (std::popcount(r & p.z) % 2);
            trace +=
                power_of_i(p.phase + sign) * m[4 * r + c] * std::conj(m[4 * (r ^ p.x) + (c ^ 1)]);
          }
        if (std::abs(std::abs(trace) - 4) < 1e-9) found = code;
      }
      EXPECT_GT(found, 0);
      ++images[found];
      ++count;
    }
  double chi_squared = 0;
  for (const auto& [code, hits] : images)
    chi_squared += (hits - count / 15) * (hits - count / 15) / (count / 15);
  EXPECT_EQ(images.size(), 15u);
  EXPECT_LT(chi_squared, 36.1);
}

TEST(SpinCoupling, IsAValueWithItsWeights) {
  const std::vector<int> sites{0, 2};
  const std::vector<double> weights{1, 3};
  const SpinCoupling coupling = zz_coupling(3, sites, weights);
  EXPECT_EQ(coupling.total_weight(), 4);
  EXPECT_EQ(to_text(coupling.terms()[1].string), "IIZ");
  EXPECT_EQ(size_coupling_of_sites(3, sites).terms().size(), 8u);
  EXPECT_EQ(zz_coupling(3, sites, std::vector<double>{0, 2}).terms().size(), 1u);
}

TEST(SpinCoupling, RefusesInOneLine) {
  const std::vector<int> sites{0, 1};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto weighted = [&](double a, double b) {
    return refused([&] { zz_coupling(2, sites, std::vector<double>{a, b}); });
  };
  EXPECT_EQ(weighted(1, nan), "weight = nan: expected a finite number >= 0");
  EXPECT_EQ(weighted(-1, 2), "weight = -1: expected a finite number >= 0");
  EXPECT_EQ(weighted(0, 0), "weights: all 2 of them are zero, expected a positive one");
  EXPECT_EQ(refused([&] {
              size_coupling_of_sites(2, sites, std::vector<double>{0, 0});
            }),
            "weights: all 2 of them are zero, expected a positive one");
  EXPECT_EQ(refused([&] { zz_coupling(2, std::vector<int>{}); }),
            "coupling: no term, expected one at least");
  EXPECT_EQ(refused([&] { zz_coupling(2, std::vector<int>{2}); }),
            "sites = [2]: site 2, expected 0 to 1");
  EXPECT_EQ(refused([&] {
              size_coupling_of_sites(2, std::vector<int>{1, 1});
            }),
            "sites = [1, 1]: site 1 is given twice, expected distinct sites");
  EXPECT_EQ(refused([&] { zz_coupling(2, sites, std::vector<double>{1}); }),
            "weights: 1 of them, expected 2, one a coupled site");
}

TEST(SpinHamiltonian, RefusesInOneLine) {
  const auto one = [](const char* text) { return pauli_from_text(text); };
  EXPECT_EQ(refused([&] { SpinHamiltonian(2, {}); }), "terms = []: expected at least one term");
  EXPECT_EQ(refused([&] {
              SpinHamiltonian(2, {{1, one("IIX")}});
            }),
            "string 'IIX': reaches qubit 2, expected 0 to 1");
  EXPECT_EQ(refused([&] {
              SpinHamiltonian(2, {{1, one("X")}, {2, one("X")}});
            }),
            "string 'X': given more than once");
  EXPECT_EQ(refused([&] {
              SpinHamiltonian(2, {{1, one("-X")}});
            }),
            "string '-X': expected letters I, X, Y, Z without a sign");
  EXPECT_EQ(refused([&] {
              SpinHamiltonian(65, {{1, one("X")}});
            }),
            "num_qubits = 65: expected 1 to 64 a side");
}

TEST(SpinHamiltonian, SumsAddEqualStrings) {
  const SpinHamiltonian h(2, {{1, pauli_from_text("ZZ")}, {0.5, pauli_from_text("X")}});
  const SpinHamiltonian g(2, {{2, pauli_from_text("X")}, {3, pauli_from_text("IY")}});
  EXPECT_EQ(to_text(h + 0.25 * g), "1 ZZ + 1 X + 0.75 IY");
  EXPECT_EQ(to_text(combination(2, h, -1, g)), "2 ZZ - 1 X - 3 IY");
  EXPECT_EQ(refused([&] { h + xxz(3, 1, 1, Boundary::open); }),
            "num_qubits = 2 and 3: expected the same");
  EXPECT_EQ(refused([&] { std::numeric_limits<double>::infinity() * h; }),
            "coefficient = inf: expected a finite number");
}

TEST(Scrambler, RefusesGatesThatAreNone) {
  EXPECT_EQ(refused([] {
              Scrambler(2, {{SiteGate{{0}, {1, 0, 0, 2}}}});
            }),
            "steps[0]: matrix: |M M^+ - 1| is 3, expected a unitary matrix");
  EXPECT_EQ(refused([] {
              Scrambler(2, {{SiteGate{{0, 0}, std::vector<std::complex<double>>(16)}}});
            }),
            "steps[0]: sites = [0, 0]: expected one or two distinct sites");
  EXPECT_EQ(refused([] { Scrambler(2, {}); }), "steps = []: expected at least one step");
  EXPECT_EQ(refused([] { kicked_ising(3, 1, 1, 1, Boundary::open, 0); }),
            "num_steps = 0: expected 1 to 100000");
  EXPECT_EQ(refused([] { brickwork(3, GateEnsemble::haar, Boundary::periodic, 2, {}); }),
            "num_qubits = 3: a periodic brickwork has an even number of sites");
}

}  // namespace
}  // namespace traversable
