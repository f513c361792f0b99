#include "sim/two_sided/symmetry_class.h"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sim/interrupted.h"
#include "sim/two_sided/sector_spectrum.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable {
namespace {

using Eigen::MatrixXcd;

double largest(const MatrixXcd& m) { return m.cwiseAbs().maxCoeff(); }

Hamiltonian with_terms(const Hamiltonian& a, const Hamiltonian& b) {
  std::vector<Term> terms = a.terms();
  terms.insert(terms.end(), b.terms().begin(), b.terms().end());
  return Hamiltonian(a.num_majoranas(), std::move(terms));
}

Hamiltonian scaled(const Hamiltonian& h, double factor) {
  std::vector<Term> terms = h.terms();
  for (Term& term : terms) term.coupling *= factor;
  return Hamiltonian(h.num_majoranas(), std::move(terms));
}

/// What the table of symmetry_class.h is about.
std::vector<Hamiltonian> symmetric_models() {
  std::vector<Hamiltonian> models{learned()};
  for (int n = 4; n <= 16; ++n) {
    const auto index = static_cast<std::uint64_t>(n);
    models.push_back(dense_syk(n, 4, 1.0, {11, index}));
    models.push_back(sparse_syk(n, 4, 1.0, n < 6 ? 0.2 : 1.0, Hypergraph::bernoulli, {12, index}));
    if (n % 2 == 0) models.push_back(commuting_syk(n, 4, 1.0, {13, index}));
    models.push_back(Hamiltonian(n, {make_term(1.5, {{0, 1, 2, 3}}, n)}));
    models.push_back(scaled(dense_syk(n, 4, 1.0, {14, index}), 0.0));
    if (n < 8) continue;
    models.push_back(dense_syk(n, 8, 1.0, {15, index}));
    models.push_back(
        with_terms(dense_syk(n, 4, 1.0, {16, index}), dense_syk(n, 8, 1.0, {17, index})));
  }
  return models;
}

/// q = 2 and 6 among the terms.
std::vector<Hamiltonian> other_models() {
  std::vector<Hamiltonian> models;
  for (int n = 4; n <= 14; ++n) {
    const auto index = static_cast<std::uint64_t>(n);
    models.push_back(dense_syk(n, 2, 1.0, {21, index}));
    models.push_back(
        with_terms(dense_syk(n, 2, 1.0, {22, index}), dense_syk(n, 4, 1.0, {23, index})));
    if (n >= 6) models.push_back(dense_syk(n, 6, 1.0, {24, index}));
  }
  return models;
}

std::vector<Hamiltonian> all_models() {
  std::vector<Hamiltonian> models = symmetric_models();
  for (Hamiltonian& h : other_models()) models.push_back(std::move(h));
  return models;
}

std::string name_of(const Hamiltonian& h) {
  return "N = " + std::to_string(h.num_majoranas()) + ", q = " + std::to_string(h.degree()) + ", " +
         std::to_string(h.terms().size()) + " terms";
}

/// In units of which errors are measured.
double scale_of(const SectorSpectrum& spectrum) {
  double scale = 0;
  for (const auto& levels : spectrum.levels) scale = std::max(scale, levels.cwiseAbs().maxCoeff());
  return scale;
}

/// P conj(m), of sector s of P's columns.
MatrixXcd image(const MonomialOperator& p, std::size_t s, const MatrixXcd& m, bool conjugate) {
  const std::size_t to = s ^ static_cast<std::size_t>(p.grade);
  MatrixXcd result(m.rows(), m.cols());
  for (Eigen::Index i = 0; i < m.rows(); ++i)
    result.row(i) = p.factor[to][i] * (conjugate ? m.conjugate() : m).row(p.source[to][i]);
  return result;
}

MatrixXcd matrix_of(const MonomialOperator& p, std::size_t s) {
  const Eigen::Index half = p.source[0].size();
  return image(p, s, MatrixXcd::Identity(half, half), false);
}

TEST(SymmetryClass, FollowsTheSizeModEight) {
  using enum SectorForm;
  using enum SectorRelation;
  const std::vector<std::pair<SectorForm, SectorRelation>> table{
      {real, none},
      {real, spectator},
      {general, SectorRelation::time_reversal},
      {kramers, spectator},
      {kramers, none},
      {kramers, spectator},
      {general, SectorRelation::time_reversal},
      {real, spectator}};
  for (const Hamiltonian& h : symmetric_models()) {
    const SymmetryClass found = symmetry_class(h);
    const auto& expected = table[static_cast<std::size_t>(h.num_majoranas() % 8)];
    EXPECT_EQ(found.form(), expected.first) << name_of(h);
    EXPECT_EQ(found.relation(), expected.second) << name_of(h);
  }
  for (const Hamiltonian& h : other_models()) {
    EXPECT_EQ(symmetry_class(h).form(), general) << name_of(h);
    EXPECT_EQ(symmetry_class(h).relation(), h.num_majoranas() % 2 ? spectator : none) << name_of(h);
  }
}

TEST(TimeReversal, MapsEveryMajoranaToItself) {
  for (int n = 4; n <= 16; ++n) {
    const MonomialOperator p = time_reversal(n);
    EXPECT_EQ(p.grade, n % 4 == 2);
    const ParityBasis basis(n);
    std::vector<double> signs;
    for (int j = 0; j < n; ++j) {
      const MatrixXcd gamma = matrix_of(majorana_product(basis, {{j}}), 0);  // sector 0 to 1
      const MatrixXcd after = image(p, 1, gamma, true);                      // T gamma
      const std::size_t start = static_cast<std::size_t>(p.grade);
      const MatrixXcd other = matrix_of(majorana_product(basis, {{j}}), start);
      const MatrixXcd before = other * matrix_of(p, 0);  // gamma T
      const double sign = (before.conjugate().cwiseProduct(after)).sum().real() > 0 ? 1 : -1;
      EXPECT_LT(largest(after - sign * before), 1e-15) << n << " " << j;
      signs.push_back(sign);
    }
    EXPECT_EQ(signs, std::vector<double>(signs.size(), signs[0])) << n;
  }
}

TEST(TimeReversal, CommutesWithTheHamiltonian) {
  for (const Hamiltonian& hamiltonian : symmetric_models()) {
    const GradedMatrix h = dense_hamiltonian(hamiltonian);
    const MonomialOperator p = time_reversal(hamiltonian.num_majoranas());
    for (std::size_t s = 0; s < 2; ++s) {
      const std::size_t to = s ^ static_cast<std::size_t>(p.grade);
      const MatrixXcd th = image(p, s, h.block[s], true), ht = h.block[to] * matrix_of(p, s);
      EXPECT_LT(largest(th - ht), 1e-13) << name_of(hamiltonian);
    }
  }
}

TEST(TimeReversal, SquaresToTheSignOfTheClass) {
  for (int n = 4; n <= 16; ++n) {
    const SectorForm form = SymmetryClass{n, true}.form();
    if (form == SectorForm::general) continue;
    const MonomialOperator p = time_reversal(n);
    for (std::size_t s = 0; s < 2; ++s) {
      const MatrixXcd square = image(p, s, matrix_of(p, s), true);
      const MatrixXcd one = MatrixXcd::Identity(square.rows(), square.cols());
      EXPECT_EQ(square, form == SectorForm::real ? one : MatrixXcd(-one)) << n;
    }
  }
}

TEST(Spectator, CommutesWithTheHamiltonianAndTimeReversal) {
  for (const Hamiltonian& hamiltonian : all_models()) {
    const int n = hamiltonian.num_majoranas();
    if (n % 2 == 0) continue;
    const GradedMatrix h = dense_hamiltonian(hamiltonian);
    const MatrixXcd gamma = matrix_of(spectator(n), 0);
    EXPECT_LT(largest(gamma * h.block[0] - h.block[1] * gamma), 1e-13) << name_of(hamiltonian);
    const MonomialOperator p = time_reversal(n);
    EXPECT_EQ(image(p, 1, gamma, true), gamma * matrix_of(p, 0)) << n;
  }
}

TEST(Diagonalize, BySymmetryIsADiagonalisation) {
  for (const Hamiltonian& hamiltonian : all_models()) {
    const GradedMatrix h = dense_hamiltonian(hamiltonian);
    const SectorSpectrum expected = diagonalize(h), found = diagonalize(hamiltonian);
    const double scale = scale_of(expected);
    for (std::size_t s = 0; s < 2; ++s) {
      const Eigen::VectorXd& levels = found.levels[s];
      const MatrixXcd &u = found.vectors.block[s], one = MatrixXcd::Identity(u.rows(), u.cols());
      EXPECT_LE((levels - expected.levels[s]).cwiseAbs().maxCoeff(), 1e-12 * expected.width())
          << name_of(hamiltonian);
      EXPECT_TRUE(std::ranges::is_sorted(levels));
      EXPECT_LT(largest(u.adjoint() * u - one), 2e-14) << name_of(hamiltonian);
      const MatrixXcd residual = h.block[s] * u - u * levels.cast<Complex>().asDiagonal();
      EXPECT_LE(largest(residual), 1e-13 * scale) << name_of(hamiltonian);
      const MatrixXcd back = u * levels.cast<Complex>().asDiagonal() * u.adjoint();
      EXPECT_LE(largest(back - h.block[s]), 1e-12 * scale) << name_of(hamiltonian);
    }
  }
}

TEST(Diagonalize, VectorsHaveTheSymmetry) {
  for (const Hamiltonian& hamiltonian : symmetric_models()) {
    const SymmetryClass symmetry = symmetry_class(hamiltonian);
    const SectorSpectrum spectrum = diagonalize(hamiltonian);
    const auto& u = spectrum.vectors.block;
    const MonomialOperator p = time_reversal(hamiltonian.num_majoranas());
    if (p.grade == 1) {
      EXPECT_EQ(u[1], image(p, 0, u[0], true));
    }
    if (symmetry.relation() != SectorRelation::none) {
      EXPECT_EQ(spectrum.levels[0], spectrum.levels[1]);
    }
    for (std::size_t s = 0; s < 2; ++s) {
      if (symmetry.form() == SectorForm::real) {
        EXPECT_EQ(image(p, s, u[s], true), u[s]);
      }
      if (symmetry.form() != SectorForm::kramers) continue;
      const MatrixXcd images = image(p, s, u[s], true);
      for (Eigen::Index k = 0; k < u[s].cols(); k += 2) {
        EXPECT_EQ(u[s].col(k + 1), images.col(k)) << name_of(hamiltonian);
        EXPECT_EQ(spectrum.levels[s][k], spectrum.levels[s][k + 1]);
      }
    }
  }
}

/// Levels of different pairs so near that LAPACK's vectors of one mix with the other's.
TEST(Diagonalize, KramersPairsOfNearbyLevels) {
  const int n = 12;
  const Hamiltonian commuting = commuting_syk(n, 4, 1.0, {31, 0});
  for (const double strength : {1e-14, 1e-13, 1e-12, 1e-10, 1e-6}) {
    GradedMatrix h = dense_hamiltonian(commuting);
    const GradedMatrix other = dense_hamiltonian(dense_syk(n, 4, strength, {31, 1}));
    for (std::size_t s = 0; s < 2; ++s) h.block[s] += other.block[s];
    const SectorSpectrum found = diagonalize(h, symmetry_class(commuting));
    for (std::size_t s = 0; s < 2; ++s) {
      const MatrixXcd& u = found.vectors.block[s];
      const MatrixXcd gram = u.adjoint() * u;
      EXPECT_LT(largest(gram - MatrixXcd::Identity(gram.rows(), gram.cols())), 2e-14) << strength;
      const MatrixXcd residual = h.block[s] * u - u * found.levels[s].cast<Complex>().asDiagonal();
      EXPECT_LT(largest(residual), 1e-12 * scale_of(found)) << strength;
    }
  }
}

TEST(Diagonalize, StopsWhenAsked) {
  std::stop_source stop;
  stop.request_stop();
  for (const int n : {8, 10, 12})
    EXPECT_THROW(diagonalize(dense_syk(n, 4, 1.0, {}), stop.get_token()), Interrupted);
}

TEST(Diagonalize, SameBitsOnAnyNumberOfThreads) {
  const int threads = omp_get_max_threads();
  for (const int n : {16, 18, 19, 20}) {
    const Hamiltonian hamiltonian = sparse_syk(n, 4, 1.0, 4.0, Hypergraph::bernoulli, {41, 0});
    omp_set_num_threads(1);
    const SectorSpectrum alone = diagonalize(hamiltonian);
    omp_set_num_threads(3);
    const SectorSpectrum together = diagonalize(hamiltonian);
    omp_set_num_threads(threads);
    EXPECT_EQ(alone.levels, together.levels) << n;
    EXPECT_EQ(alone.vectors.block, together.vectors.block) << n;
  }
}

/// rho_PT does not depend on which eigenvectors of a level are chosen.
TEST(Diagonalize, ProtocolIsThatOfTheGeneralPath) {
  const std::vector<double> mu{-12, 12}, t1{0.0, 1.5, 2.8, 4.0};
  for (const Hamiltonian& hamiltonian : all_models()) {
    if (hamiltonian.num_majoranas() > 13) continue;
    const ProbeMode probe{0, 1};
    const TwoSidedEngine general(hamiltonian, {probe}, diagonalize(dense_hamiltonian(hamiltonian)));
    const TwoSidedEngine symmetric(hamiltonian, {probe});
    TeleportWorkspace workspace;
    const auto expected = general.teleport(4.0, 2.8, mu, t1, workspace);
    const auto found = symmetric.teleport(4.0, 2.8, mu, t1, workspace);
    for (std::size_t k = 0; k < expected.size(); ++k)
      EXPECT_LT((found[k] - expected[k]).cwiseAbs().maxCoeff(), 1e-12) << name_of(hamiltonian);
  }
}

}  // namespace
}  // namespace traversable
