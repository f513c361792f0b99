// A second message through the same wormhole, against a state of both copies and the message's own
// mode.
#include "sim/two_sided/second_message.h"

#include <gtest/gtest.h>
#include <omp.h>

#include "sim/at.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sim/observables/observables.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"
#include "tests/sim/brute_force.h"
#include "tests/sim/space/every_space.h"

namespace traversable {
namespace {

using brute_force::exp_times;
using brute_force::I;
using brute_force::Sparse;
using brute_force::Vector;

struct Times {
  double beta, t0, mu, t1;
};

/// 2N + 2 Majoranas on N + 1 qubits: L, R, and the mode f that carries the second message. The
/// second swap is the even unitary 1 - (f - chi)^+ (f - chi); f starts empty or full with equal
/// weight and is traced out. The first message goes in by its branches K_qc, which stand for the
/// registers Q and T.
class TwoMessages {
 public:
  TwoMessages(const Hamiltonian& hamiltonian, const Times& times) : times_(times) {
    const int n = hamiltonian.num_majoranas(), qubits = n + 1;
    for (int m = 0; m < 2 * n + 2; ++m)
      gamma_.push_back(brute_force::pauli_matrix(brute_force::jordan_wigner_letters(m, qubits)) /
                       std::sqrt(2.0));
    const auto half = static_cast<std::ptrdiff_t>(n);
    left_ = {gamma_.begin(), gamma_.begin() + half};
    right_ = {gamma_.begin() + half, gamma_.begin() + 2 * half};
    f_ = (gamma_[at(2 * n)] + I * gamma_[at(2 * n + 1)]) / Complex(std::sqrt(2.0));
    h_left_ = energy(hamiltonian, left_, 1);
    h_right_ = energy(hamiltonian, right_, -1);
    v_ = Sparse(f_.rows(), f_.rows());
    for (int j = 0; j < n; ++j) v_ += I * left_[at(j)] * right_[at(j)];
    v_ = v_ / Complex(hamiltonian.degree() * n);
  }

  Eigen::Matrix4cd rho(const SecondMessage& second, ProbeMode probe) const {
    Eigen::Matrix4cd rho = Eigen::Matrix4cd::Zero();
    const Sparse chi = mode(left_, probe), eta = mode(right_, probe);
    const std::array<std::array<Sparse, 2>, 2> k{
        {{Sparse(chi * chi.adjoint()), chi}, {Sparse(chi.adjoint()), Sparse(chi.adjoint() * chi)}}};
    // |a'><a| of T from the right mode.
    const std::array<std::array<Sparse, 2>, 2> read{
        {{Sparse(eta * eta.adjoint()), eta}, {Sparse(eta.adjoint()), Sparse(eta.adjoint() * eta)}}};
    for (const bool full : {false, true}) {
      const Vector start = thermofield_double(full);
      for (int c = 0; c < 2; ++c) {
        std::array<Vector, 2> branch;
        for (int p = 0; p < 2; ++p) branch[at(p)] = protocol(start, second, k[at(p)][at(c)]);
        for (int p = 0; p < 2; ++p)
          for (int q = 0; q < 2; ++q)
            for (int a = 0; a < 2; ++a)
              for (int b = 0; b < 2; ++b)
                rho(2 * p + a, 2 * q + b) +=
                    0.25 * branch[at(q)].dot(read[at(b)][at(a)] * branch[at(p)]);
      }
    }
    return rho;
  }

 private:
  static Sparse energy(const Hamiltonian& hamiltonian, const std::vector<Sparse>& psi, int side) {
    Sparse h(psi[0].rows(), psi[0].rows());
    for (const Term& term : hamiltonian.terms()) {
      Sparse product = brute_force::identity(psi[0].rows());
      for (const int j : term.indices()) product = (product * psi[at(j)]).pruned();
      const int q = term.size();
      const double sign = side < 0 && (q / 2) % 2 == 1 ? -1.0 : 1.0;
      h += sign * term.coupling * ((q * (q - 1) / 2) % 2 == 0 ? Complex(1) : I) * product;
    }
    return h;
  }

  static Sparse mode(const std::vector<Sparse>& psi, ProbeMode probe) {
    return (psi[at(probe[0])] + I * psi[at(probe[1])]) / Complex(std::sqrt(2.0));
  }

  Vector thermofield_double(bool full) const {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal;
    Vector state(v_.rows());
    for (auto& amplitude : state) amplitude = Complex(normal(random), normal(random));
    for (std::size_t j = 0; j < left_.size(); ++j)
      state = 0.5 * state - I * (left_[j] * (right_[j] * state));
    const Sparse occupied = f_.adjoint() * f_;
    state = full ? Vector(occupied * state) : Vector(state - occupied * state);
    return exp_times((-times_.beta / 4) * (h_left_ + h_right_), state.normalized()).normalized();
  }

  Vector evolve(const Sparse& h, double t, const Vector& x) const {
    return exp_times(-I * t * h, x);
  }

  Vector protocol(const Vector& start, const SecondMessage& second, const Sparse& k) const {
    const bool on_left = second.side == Side::left;
    const Sparse& h = on_left ? h_left_ : h_right_;
    const Sparse difference = f_ - mode(on_left ? left_ : right_, second.probe);
    const auto pass_second = [&](const Vector& x) {
      const Vector back = evolve(h, -second.t, x);
      return evolve(h, second.t, Vector(back - difference.adjoint() * (difference * back)));
    };
    const auto pass_first = [&](const Vector& x) {
      return evolve(h_left_, times_.t0, Vector(k * evolve(h_left_, -times_.t0, x)));
    };
    const bool before = on_left && second.t >= times_.t0;
    const Vector inserted =
        before ? pass_first(pass_second(start)) : pass_second(pass_first(start));
    return evolve(h_right_, times_.t1, exp_times(I * times_.mu * v_, inserted));
  }

  Times times_;
  std::vector<Sparse> gamma_, left_, right_;
  Sparse f_, h_left_, h_right_, v_;
};

/// The coherences of a mode may be defined up to a sign: I_PT and the moduli are not.
void expect_same(const Eigen::Matrix4cd& a, const Eigen::Matrix4cd& b, double eps) {
  EXPECT_LT((a.cwiseAbs() - b.cwiseAbs()).cwiseAbs().maxCoeff(), eps);
  EXPECT_LT((a.diagonal() - b.diagonal()).cwiseAbs().maxCoeff(), eps);
  EXPECT_NEAR(mutual_information(a), mutual_information(b), 100 * eps);
}

TEST(SecondMessage, AgainstBothCopiesAndAMode) {
  const Times times{.beta = 2, .t0 = 1.1, .mu = -8, .t1 = 1.4};
  for (const Hamiltonian& hamiltonian :
       {dense_syk(4, 4, 1.5, {1, 0}), dense_syk(5, 4, 1.5, {2, 0}), dense_syk(6, 2, 0.8, {1, 0})}) {
    const TwoMessages brute(hamiltonian, times);
    for (const ProbeMode& probe : {ProbeMode{0, 1}, ProbeMode{3, 1}}) {
      for (const SecondMessage& second :
           {SecondMessage{Side::left, 2.0, probe}, SecondMessage{Side::left, 1.1, probe},
            SecondMessage{Side::left, 0.3, probe}, SecondMessage{Side::right, 0.9, probe},
            SecondMessage{Side::right, 2.3, probe}}) {
        const Eigen::Matrix4cd expected = brute.rho(second, {0, 1});
        test::in_every_space([&](const auto& space) {
          using Space = std::decay_t<decltype(space)>;
          const TwoSidedEngineIn<Space> engine(hamiltonian, {0, 1}, std::stop_token(), space);
          TeleportWorkspaceIn<Space> workspace;
          expect_same(engine.teleport_beside(second, times.beta, times.t0, {{times.mu}},
                                             {{times.t1}}, workspace)[0],
                      expected, test::rounding<typename Space::Real>);
        });
      }
    }
  }
}

/// 0..5 interact, 6 and 7 are idle: a message through them must leave the other one alone.
TEST(SecondMessage, ThroughIdleFermionsChangesNothing) {
  std::vector<Term> terms = dense_syk(6, 4, 1.4, {3, 0}).terms();
  const Hamiltonian hamiltonian(8, terms);
  const TwoSidedEngine engine(hamiltonian, {0, 1});
  TeleportWorkspace workspace;
  const std::vector<double> mu{-9, 6}, t1{0.5, 1.7};
  const auto alone = engine.teleport(3, 1.2, mu, t1, workspace);
  for (const Side side : {Side::left, Side::right})
    for (const double t : {0.4, 2.0}) {
      const auto beside = engine.teleport_beside({side, t, {6, 7}}, 3, 1.2, mu, t1, workspace);
      for (std::size_t i = 0; i < alone.size(); ++i)
        EXPECT_LT((alone[i] - beside[i]).cwiseAbs().maxCoeff(), 1e-13);
    }
}

TEST(SecondMessage, IsAStateAndTheSameBitsForAnyNumberOfThreads) {
  const TwoSidedEngine engine(dense_syk(10, 4, 1.4, {4, 0}));
  TeleportWorkspace workspace;
  const int before = omp_get_max_threads();
  std::vector<std::vector<Eigen::Matrix4cd>> results;
  for (const int threads : {1, 3}) {
    omp_set_num_threads(threads);
    results.push_back(engine.teleport_beside({Side::right, 1, {0, 1}}, 4, 1.5, {{-12, 12}},
                                             {{1, 2, 3}}, workspace));
  }
  omp_set_num_threads(before);
  for (std::size_t i = 0; i < results[0].size(); ++i) {
    const Eigen::Matrix4cd& rho = results[0][i];
    EXPECT_EQ(rho, results[1][i]);
    EXPECT_NEAR(std::abs(rho.trace() - 1.0), 0, 1e-13);
    EXPECT_GT(eigenvalues(Eigen::MatrixXcd(rho))[0], -1e-13);
  }
}

TEST(SecondMessage, RefusesWhatIsNotThere) {
  const TwoSidedEngine engine(learned());
  TeleportWorkspace w;
  EXPECT_THROW(engine.teleport_beside({Side::left, 1, {0, 0}}, 4, 1, {{1}}, {{1}}, w),
               std::invalid_argument);
  EXPECT_THROW(engine.teleport_beside({Side::left, NAN, {0, 1}}, 4, 1, {{1}}, {{1}}, w),
               std::invalid_argument);
}

}  // namespace
}  // namespace traversable
