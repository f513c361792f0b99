#include "sim/spins/coupling_action.h"

#include <gtest/gtest.h>

#include "tests/sim/spins/dense_spins.h"

namespace traversable {
namespace {

using dense_spins::Matrix;

PauliString string_of(const char* letters) { return pauli_from_text(letters); }

/// The general way, a term after the other: A -> cos A + i sin P A P.
Matrix one_term_after_the_other(const SpinCoupling& coupling, double mu, Matrix a) {
  for (const CouplingTerm& term : coupling.terms()) {
    const Matrix p = dense_spins::string_matrix(to_text(term.string), coupling.num_qubits());
    const double theta = mu * term.weight / coupling.total_weight();
    a = std::cos(theta) * a + dense_spins::Complex(0, std::sin(theta)) * p * a * p;
  }
  return a;
}

/// Sizes below, at and above that of a tile.
TEST(CouplingAction, EveryFormIsThatOfItsTerms) {
  for (const int n : {1, 4, 5, 7}) {
    std::vector<int> sites;
    std::vector<double> weights;
    for (int k = 0; k < n; ++k) {
      sites.push_back(k);
      weights.push_back(1.0 + 0.3 * k);
    }
    std::vector<SpinCoupling> couplings{
        zz_coupling(n, sites, weights), size_coupling_of_sites(n, sites, weights),
        SpinCoupling(n, {{1, string_of("Y")}, {0.5, string_of("X")}})};
    if (n > 1) couplings.push_back(SpinCoupling(n, {{1, string_of("XY")}, {2, string_of("ZZ")}}));
    const Matrix a = Matrix::Random(Eigen::Index{1} << n, Eigen::Index{1} << n);
    for (const SpinCoupling& coupling : couplings) {
      Matrix moved = a;
      CouplingAction(coupling).apply(view_of<double>(moved), 2.7);
      EXPECT_LT((moved - one_term_after_the_other(coupling, 2.7, a)).norm(), 1e-11) << n;
    }
  }
}

/// V on a string: the mean of +-w by commutation, 1 - |S|/n for the Pauli size.
TEST(CouplingAction, StringsAreEigenvectors) {
  const std::vector<int> all{0, 1, 2};
  const std::vector<double> weights{1, 2, 5};
  const auto value = [](const SpinCoupling& coupling, const char* letters) {
    Matrix s = dense_spins::string_matrix(letters, 3);
    const Matrix before = s;
    CouplingAction(coupling).apply(view_of<double>(s), 1.0);
    const dense_spins::Complex phase = (before.adjoint() * s).trace() / 8.0;
    EXPECT_LT((s - phase * before).norm(), 1e-12);
    return std::arg(phase);
  };
  EXPECT_NEAR(value(size_coupling_of_sites(3, all), "XIZ"), 1.0 / 3, 1e-12);
  EXPECT_NEAR(value(size_coupling_of_sites(3, all, weights), "IYI"), 1 - 2.0 / 8, 1e-12);
  EXPECT_NEAR(value(zz_coupling(3, all, weights), "XIY"), (2.0 - 1 - 5) / 8, 1e-12);
  EXPECT_NEAR(value(zz_coupling(3, all, weights), "ZZI"), 1, 1e-12);
}

TEST(CouplingAction, ExpectationIsOneForBellPairs) {
  const Matrix bell = Matrix::Identity(16, 16);
  for (const SpinCoupling& coupling :
       {zz_coupling(4, std::vector<int>{0, 3}), size_coupling_of_sites(4, std::vector<int>{1}),
        SpinCoupling(4, {{1, string_of("XYZX")}})})
    EXPECT_NEAR(CouplingAction(coupling).expectation(view_of<double>(bell)), 1, 1e-14);
}

}  // namespace
}  // namespace traversable
