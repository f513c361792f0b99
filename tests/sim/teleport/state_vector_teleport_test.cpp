#include "sim/teleport/state_vector_teleport.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/evolution/ground_state.h"
#include "sim/interrupted.h"
#include "sim/state_vector/infinite_temperature.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "tests/sim/two_sided/some_couplings.h"

namespace traversable {
namespace {

const std::vector<double> both_signs{-12, 12};

TeleportMethod method_of(const char* name, const Encoding& encoding) {
  TeleportMethod method = teleport_method_by_name(name);
  method.encoding = encoding;
  return method;
}

/// Largest distance from the exact engine over mu and t1.
double distance(const std::vector<Eigen::Matrix4cd>& rho, const Hamiltonian& hamiltonian,
                const Protocol& protocol, double beta, double t0, const std::vector<double>& t1) {
  TeleportWorkspace workspace;
  const auto exact =
      TwoSidedEngine(hamiltonian, protocol).teleport(beta, t0, both_signs, t1, workspace);
  double worst = 0;
  for (std::size_t k = 0; k < exact.size(); ++k)
    worst = std::max(worst, (rho[k] - exact[k]).cwiseAbs().maxCoeff());
  return worst;
}

void expect_exact(const Hamiltonian& hamiltonian, const Protocol& protocol, double beta,
                  const TeleportMethod& method) {
  const std::vector<double> t1{3.0, -0.7, 0.0, 1.9};
  StateVectorTeleport engine(hamiltonian, protocol, method);
  const auto [rho, report] = engine.teleport(beta, 2.8, both_signs, t1);
  EXPECT_LT(distance(rho, hamiltonian, protocol, beta, 2.8, t1), 1e-9);
  EXPECT_LE(report.error, 1e-9);
  EXPECT_GT(report.applications, 0u);
  const TwoSidedEngine exact(hamiltonian, protocol);
  EXPECT_NEAR(engine.energy(beta), exact.energy(beta), 1e-9);
  EXPECT_NEAR(engine.coupling_expectation(beta), exact.coupling_expectation(beta), 1e-9);
}

TEST(StateVectorTeleport, KrylovAndChebyshevAgreeWithTheExactEngineUpToTwelve) {
  for (const char* name : {"krylov", "chebyshev"})
    for (const int n : {2, 4, 5, 6, 7, 8, 9, 10, 11, 12}) {
      const Hamiltonian hamiltonian =
          n < 4 ? dense_syk(n, 2, 1.0, {1, 0}) : dense_syk(n, 4, 1.0, {1, 0});
      expect_exact(hamiltonian, {n - 1, 0}, 4.0, method_of(name, split_encoding(n)));
    }
}

TEST(StateVectorTeleport, EveryCouplingInEveryEncoding) {
  for (const int n : {6, 7})
    for (const Coupling& coupling : test::couplings_of_every_kind(n))
      for (const Encoding& encoding : {split_encoding(n), paired_encoding(n)})
        expect_exact(dense_syk(n, 4, 1.0, {1, 0}), {{n - 1, 0}, coupling}, 2.0,
                     method_of("krylov", encoding));
}

TEST(StateVectorTeleport, EveryEncodingGivesTheSame) {
  // A Jordan-Wigner order turned by a Clifford has a parity that is not Z...Z.
  Encoding turned = split_encoding(6);
  for (auto* strings : {&turned.left, &turned.right})
    for (PauliString& gamma : *strings) {
      // Hadamard on qubit 2: X <-> Z, Y -> -Y.
      const bool x = gamma.x >> 2 & 1;
      const bool z = gamma.z >> 2 & 1;
      if (x && z) gamma.phase = (gamma.phase + 2) % 4;
      gamma.x = (gamma.x & ~std::uint64_t{4}) | (z ? 4 : 0);
      gamma.z = (gamma.z & ~std::uint64_t{4}) | (x ? 4 : 0);
    }
  turned = user_encoding(turned.left, turned.right);
  EXPECT_EQ(ParitySectors(turned).num_sectors(), 1);
  EXPECT_EQ(ParitySectors(split_encoding(6)).num_sectors(), 2);
  const Hamiltonian six = dense_syk(6, 4, 1.3, {7, 0});
  for (const Encoding& encoding : {split_encoding(6), paired_encoding(6), turned})
    expect_exact(six, {1, 4}, 2.0, method_of("krylov", encoding));
  for (const Encoding& encoding : {split_encoding(7), paired_encoding(7), sycamore_encoding()})
    expect_exact(learned(), {0, 1}, 4.0, method_of("chebyshev", encoding));
}

TEST(StateVectorTeleport, MixedAndQuadraticModels) {
  const Hamiltonian mixed(
      6,
      {make_term(0.7, std::array{0, 1}, 6), make_term(-0.4, std::array{2, 5}, 6),
       make_term(0.9, std::array{1, 2, 3, 4}, 6), make_term(0.8, std::array{0, 1, 2, 3, 4, 5}, 6)});
  for (const double beta : {0.0, 1.0, 20.0})
    expect_exact(mixed, {0, 1}, beta, method_of("krylov", split_encoding(6)));
}

TEST(StateVectorTeleport, LearnedModelInOneTrotterStep) {
  TeleportMethod method = method_of("trotter", sycamore_encoding());
  method.evolution.trotter_step = 100;  // the terms commute
  method.evolution.trotter_order = 1;
  StateVectorTeleport engine(learned(), {0, 1}, method);
  const std::vector<double> t1{2.8};
  const auto [rho, report] = engine.teleport(4.0, 2.8, both_signs, t1);
  EXPECT_LT(distance(rho, learned(), {0, 1}, 4.0, 2.8, t1), 1e-9);
  EXPECT_GT(report.rotations, 0u);
}

TEST(StateVectorTeleport, TrotterErrorFallsAtTheStatedOrder) {
  const Hamiltonian hamiltonian = dense_syk(8, 4, 1.0, {2, 0});
  const std::vector<double> t1{2.0};
  for (const int order : {1, 2, 4}) {
    std::array<double, 2> errors{};
    for (const int k : {0, 1}) {
      TeleportMethod method = method_of("trotter", split_encoding(8));
      method.evolution.trotter_order = order;
      method.evolution.trotter_step = k == 0 ? 0.1 : 0.05;
      StateVectorTeleport engine(hamiltonian, {0, 1}, method);
      const auto [rho, report] = engine.teleport(4.0, 2.0, both_signs, t1);
      errors[static_cast<std::size_t>(k)] = distance(rho, hamiltonian, {0, 1}, 4.0, 2.0, t1);
      EXPECT_LT(errors[static_cast<std::size_t>(k)], 3 * report.error);
    }
    EXPECT_NEAR(std::log2(errors[0] / errors[1]), order, 0.3) << "order " << order;
  }
}

TEST(StateVectorTeleport, TrotterReadOutDoesNotDependOnOtherTimes) {
  TeleportMethod method = method_of("trotter", split_encoding(6));
  method.evolution.trotter_step = 0.5;
  StateVectorTeleport engine(dense_syk(6, 4, 1.0, {1, 0}), {0, 1}, method);
  const std::vector<double> mu{-12};
  const auto alone = engine.teleport(4.0, 2.0, mu, std::vector<double>{3.0}).rho;
  const auto among = engine.teleport(4.0, 2.0, mu, std::vector<double>{0.3, 3.0, 1.1}).rho;
  EXPECT_TRUE(alone[0] == among[1]);
}

TEST(StateVectorTeleport, TheSameBitsForAnyNumberOfThreads) {
  const int before = omp_get_max_threads();
  std::vector<std::vector<Eigen::Matrix4cd>> results;
  for (const int threads : {1, 2, 3}) {
    omp_set_num_threads(threads);
    StateVectorTeleport engine(dense_syk(16, 4, 1.0, {1, 0}), {0, 1},
                               method_of("krylov", split_encoding(16)));
    results.push_back(
        engine.teleport(1.0, 0.3, std::vector<double>{-12}, std::vector<double>{0.3}).rho);
  }
  omp_set_num_threads(before);
  for (const auto& result : results) EXPECT_TRUE(result[0] == results[0][0]);
}

TEST(StateVectorTeleport, GroundStateOfTheCoupledHamiltonianIsNearlyTheThermofieldDouble) {
  // E0 and the overlaps of the learned Hamiltonian with TFD(beta = 4).
  const Encoding encoding = split_encoding(7);
  const ParitySectors parity(encoding);
  StateVectorTeleport engine(learned(), {0, 1}, method_of("krylov", encoding));
  const StateVector<double>& tfd = engine.thermofield_double(4.0);
  const int sector = parity.sector_of(infinite_temperature_state<double>(encoding));
  for (const auto& [nu, energy, overlap] :
       {std::tuple{4.0, -1.039092, 0.8899}, std::tuple{10.0, std::nan(""), 0.9954}}) {
    const PauliOperator<double> coupled(
        parity.num_qubits(),
        parity.restrict(encode(coupled_hamiltonian(learned(), nu), encoding), sector));
    const auto ground = ground_state(coupled, engine.thermofield_double(0.0), 1e-11);
    EXPECT_TRUE(std::isnan(energy) || std::abs(ground.energy - energy) < 1e-6) << ground.energy;
    EXPECT_NEAR(std::abs(inner_product(ground.state, engine.thermofield_double(4.0))), overlap,
                1e-4);
  }
  EXPECT_NEAR(norm(tfd), 1, 1e-12);
}

TEST(StateVectorTeleport, StopsAndRefuses) {
  const Hamiltonian hamiltonian = dense_syk(6, 4, 1.0, {1, 0});
  EXPECT_THROW(StateVectorTeleport(hamiltonian, {0, 1}, TeleportMethod{}), std::invalid_argument);
  EXPECT_THROW(StateVectorTeleport(hamiltonian, {0, 0}, method_of("krylov", split_encoding(6))),
               std::invalid_argument);
  EXPECT_THROW(StateVectorTeleport(hamiltonian, {0, 1}, method_of("krylov", split_encoding(8))),
               std::invalid_argument);
  EXPECT_THROW(StateVectorTeleport(dense_syk(32, 4, 1.0, {1, 0}), {0, 1},
                                   method_of("krylov", split_encoding(32))),
               std::invalid_argument);
  EXPECT_THROW(teleport_method_by_name("taylor"), std::invalid_argument);
  StateVectorTeleport engine(hamiltonian, {0, 1}, method_of("krylov", split_encoding(6)));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> one{1.0}, broken{nan};
  EXPECT_THROW(engine.teleport(-1, 1, one, one), std::invalid_argument);
  EXPECT_THROW(engine.teleport(nan, 1, one, one), std::invalid_argument);
  EXPECT_THROW(engine.teleport(1, nan, one, one), std::invalid_argument);
  EXPECT_THROW(engine.teleport(1, 1, broken, one), std::invalid_argument);
  EXPECT_THROW(engine.teleport(1, 1, one, broken), std::invalid_argument);
  EXPECT_THROW(engine.teleport(1, 1, {}, one), std::invalid_argument);
  EXPECT_THROW(engine.teleport(1, 1, one, {}), std::invalid_argument);
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(engine.teleport(1, 1, one, one, source.get_token()), Interrupted);
  EXPECT_EQ(engine.teleport(1, 1, one, one).rho.size(), 1u);  // and works again
}

}  // namespace
}  // namespace traversable
