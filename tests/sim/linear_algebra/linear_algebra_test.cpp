#include <gtest/gtest.h>
#include <omp.h>

#include <Eigen/Dense>
#include <vector>

#include "sim/linear_algebra/block_product.h"
#include "sim/linear_algebra/hermitian_eigen.h"

namespace traversable {
namespace {

using Eigen::MatrixXcd;

TEST(BlockProduct, EveryFormMatchesEigen) {
  const MatrixXcd a = MatrixXcd::Random(300, 270), b = MatrixXcd::Random(270, 520);
  const MatrixXcd d = MatrixXcd::Random(300, 520), e = MatrixXcd::Random(17, 270);
  MatrixXcd plain(300, 520), left(270, 520), right(300, 17);
  const std::vector<BlockProduct> products{{ProductForm::plain, a, b, plain},
                                           {ProductForm::adjoint_left, a, d, left},
                                           {ProductForm::adjoint_right, a, e, right}};
  multiply(products);
  EXPECT_LT((plain - a * b).norm(), 1e-10);
  EXPECT_LT((left - a.adjoint() * d).norm(), 1e-10);
  EXPECT_LT((right - a * e.adjoint()).norm(), 1e-10);
}

TEST(BlockProduct, BlocksOfLargerMatricesAndAnyNumberOfThreads) {
  const MatrixXcd a = MatrixXcd::Random(700, 700), b = MatrixXcd::Random(700, 700);
  std::vector<MatrixXcd> results;
  const int before = omp_get_max_threads();
  for (const int threads : {1, 2, 5}) {
    omp_set_num_threads(threads);
    MatrixXcd c = MatrixXcd::Zero(700, 700);
    const BlockProduct product{ProductForm::plain, a.middleRows(100, 350), b.middleCols(200, 400),
                               c.block(20, 30, 350, 400)};
    multiply({&product, 1});
    results.push_back(c);
  }
  omp_set_num_threads(before);
  EXPECT_LT(
      (results[0].block(20, 30, 350, 400) - a.middleRows(100, 350) * b.middleCols(200, 400)).norm(),
      1e-9);
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

TEST(HermitianEigen, DiagonalisesFromTheLowerTriangle) {
  const MatrixXcd random = MatrixXcd::Random(90, 90);
  const MatrixXcd h = random + random.adjoint();
  MatrixXcd u = h.triangularView<Eigen::Lower>();
  const Eigen::VectorXd levels = diagonalize_hermitian(u);
  EXPECT_LT((u * levels.asDiagonal() * u.adjoint() - h).norm(), 1e-11);
  EXPECT_LT((u.adjoint() * u - MatrixXcd::Identity(90, 90)).norm(), 1e-11);
  EXPECT_TRUE(std::is_sorted(levels.begin(), levels.end()));
}

TEST(SymmetricEigen, ReproducesTheMatrix) {
  const Eigen::MatrixXd random = Eigen::MatrixXd::Random(90, 90);
  const Eigen::MatrixXd h = random + random.transpose();
  Eigen::MatrixXd o = h.triangularView<Eigen::Lower>();
  const Eigen::VectorXd levels = diagonalize_symmetric(o);
  EXPECT_LT((o * levels.asDiagonal() * o.transpose() - h).norm(), 1e-11);
  EXPECT_LT((o.transpose() * o - Eigen::MatrixXd::Identity(90, 90)).norm(), 1e-11);
  EXPECT_TRUE(std::is_sorted(levels.begin(), levels.end()));
}

}  // namespace
}  // namespace traversable
