// Every operation of every space of matrices against Eigen.
#include <gtest/gtest.h>
#include <omp.h>

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "sim/space/matrix_kernels.h"
#include "sim/state_vector/simd.h"
#include "sim/two_sided/eigensystem.h"
#include "sim/two_sided/shockwave.h"
#include "tests/sim/space/every_space.h"
#include "tests/sim/two_sided/some_couplings.h"

namespace traversable {
namespace {

using Complex = std::complex<double>;
using Eigen::MatrixXcd;
using Eigen::VectorXcd;

template <class Real>
cuda::Complex<Real> number(Complex z) {
  return {static_cast<Real>(z.real()), static_cast<Real>(z.imag())};
}

template <class Real>
void expect_near(const MatrixXcd& found, const MatrixXcd& expected) {
  EXPECT_LT((found - expected).cwiseAbs().maxCoeff(), test::rounding<Real>);
}

template <class Space>
void expect_products(const Space& space, Size m, Size n, Size k) {
  using Real = typename Space::Real;
  const MatrixXcd a = MatrixXcd::Random(m, k) / std::sqrt(k), b = MatrixXcd::Random(k, n);
  const MatrixXcd start = MatrixXcd::Random(m, n), product = a * b;
  for (const Form left : {Form::plain, Form::adjoint})
    for (const Form right : {Form::plain, Form::adjoint})
      for (const bool add : {false, true}) {
        const auto x = space.load(left == Form::plain ? a : MatrixXcd(a.adjoint()));
        const auto y = space.load(right == Form::plain ? b : MatrixXcd(b.adjoint()));
        const auto c = space.load(start);
        space.multiply(MatrixProduct<Real>{left, x.view(), right, y.view(), c.view(), add});
        expect_near<Real>(space.read(c.view()), product + (add ? start : MatrixXcd::Zero(m, n)));
      }
}

TEST(Matrices, ProductsOfEveryForm) {
  test::in_every_space([](const auto& space) {
    for (const Size m : {1, 24, 61, 200})
      for (const Size n : {1, 8, 33, 140})
        for (const Size k : {1, 16, 290}) expect_products(space, m, n, k);
  });
}

TEST(Matrices, ProductsOnEveryInstructionSet) {
  for (const std::string& target : simd_targets()) {
    SCOPED_TRACE(target);
    use_simd_target(target);
    for (const Size m : {2, 7, 16, 50})
      for (const Size n : {3, 8, 21})
        for (const Size k : {5, 16, 33}) {
          expect_products(HostMatrices<double>{}, m, n, k);
          expect_products(HostMatrices<float>{}, m, n, k);
        }
    const Eigen::MatrixXd o = Eigen::MatrixXd::Random(50, 50);
    const MatrixXcd b = MatrixXcd::Random(40, 50);
    const HostMatrices<double> space;
    const auto y = space.load(b), c = space.make(50, 40);
    for (const Form form : {Form::plain, Form::adjoint}) {
      multiply_real({form}, o, y.view(), c.view());
      expect_near<double>(space.read(c.view()),
                          (form == Form::plain ? o : Eigen::MatrixXd(o.transpose())) * b.adjoint());
    }
  }
  use_simd_target("");
}

TEST(Matrices, PartsOfLargerOnesAndOnlyWhatIsAskedFor) {
  test::in_every_space([](const auto& space) {
    using Real = typename std::decay_t<decltype(space)>::Real;
    const MatrixXcd a = MatrixXcd::Random(700, 400) / 20;
    MatrixXcd c = MatrixXcd::Constant(500, 500, 7);
    const auto x = space.load(a), y = space.load(c);
    const auto part = x.view().block(100, 10, 550, 390);
    space.multiply(MatrixProduct<Real>{Form::adjoint, part, Form::plain, part,
                                       y.view().block(30, 20, 390, 390), false, true});
    const MatrixXcd expected = a.block(100, 10, 550, 390).adjoint() * a.block(100, 10, 550, 390);
    const MatrixXcd found = space.read(y.view());
    for (Size n = 0; n < 390; ++n)
      EXPECT_LT((found.col(20 + n).segment(30 + n, 390 - n) - expected.col(n).tail(390 - n)).norm(),
                10 * test::rounding<Real>);
    EXPECT_EQ(found.topRows(30), c.topRows(30));
    EXPECT_EQ(found.bottomRows(80), c.bottomRows(80));
    EXPECT_EQ(found.leftCols(20), c.leftCols(20));
    const MatrixXcd triangle = a.topRows(400).triangularView<Eigen::Lower>();
    const auto l = space.load(triangle), product = space.make(400, 400);
    space.multiply(MatrixProduct<Real>{Form::plain, l.view(), Form::plain,
                                       x.view().block(0, 0, 400, 400), product.view(), false, false,
                                       true});
    expect_near<Real>(space.read(product.view()), triangle * a.topRows(400));
  });
}

TEST(Matrices, EveryBody) {
  test::in_every_space([](const auto& space) {
    using Real = typename std::decay_t<decltype(space)>::Real;
    const Size n = 130;  // worth threads, and more than one chunk of a sum
    const MatrixXcd a = MatrixXcd::Random(n, n), b = MatrixXcd::Random(n, n);
    const VectorXcd left = VectorXcd::Random(n), right = VectorXcd::Random(n);
    const Complex alpha(0.3, -1.1), beta(-0.7, 0.2);
    const auto x = space.load(a), y = space.load(b), out = space.load(MatrixXcd::Zero(n, n));
    const auto l = space.upload(entries<Real>(left)), r = space.upload(entries<Real>(right));
    const auto run = [&](const auto& body, Size columns = 130) { space.run(body, n, columns); };
    const auto expect = [&](const MatrixXcd& expected) {
      expect_near<Real>(space.read(out.view()), expected);
    };

    run(ScaleEntries<Real>{x.view(), number<Real>(alpha), l.data(), false, r.data(), out.view()});
    expect(alpha * (left.asDiagonal() * a * right.asDiagonal()));
    run(ScaleEntries<Real>{x.view(), number<Real>(alpha), l.data(), true, nullptr, out.view()});
    expect(alpha * (left.conjugate().asDiagonal() * a));

    run(Combine<Real>{number<Real>(alpha), x.view(), true, number<Real>(beta), y.view(),
                      out.view()});
    expect(alpha * a.adjoint() + beta * b);
    run(Combine<Real>{number<Real>(alpha), x.view(), false, {0, 0}, {}, out.view()});
    expect(alpha * a);
    run(Combine<Real>{{0, 0}, {}, false, {0, 0}, {}, out.view()});
    expect(MatrixXcd::Zero(n, n));

    const auto p = space.load(a), q = space.load(b);
    run(MixPair<Real>{
        p.view(), q.view(), number<Real>(alpha), number<Real>(beta), {1, 0}, number<Real>(-alpha)});
    expect_near<Real>(space.read(p.view()), alpha * a + beta * b);
    expect_near<Real>(space.read(q.view()), a - alpha * b);

    for (const bool transpose : {false, true})
      for (const bool conjugate : {false, true}) {
        MatrixXcd factor = transpose ? MatrixXcd(b.transpose()) : b;
        if (conjugate) factor = factor.conjugate().eval();
        run(MultiplyEntries<Real>{x.view(), y.view(), transpose, conjugate, false, out.view()});
        run(MultiplyEntries<Real>{x.view(), y.view(), transpose, conjugate, true, out.view()});
        expect(2 * a.cwiseProduct(factor));
      }

    run(WeighLower<Real>{x.view(), y.view(), out.view()});
    MatrixXcd lower = a.cwiseProduct(b.conjugate()).triangularView<Eigen::StrictlyLower>();
    lower = (2 * lower).eval();
    lower.diagonal() = a.diagonal().cwiseProduct(b.diagonal().conjugate());
    expect(lower);

    run(Combine<Real>{{1, 0}, x.view(), false, {0, 0}, {}, out.view()});
    run(AddToDiagonal<Real>{l.data(), {0, 0}, out.view()}, 1);
    run(AddToDiagonal<Real>{nullptr, number<Real>(beta), out.view()}, 1);
    MatrixXcd shifted = a;
    shifted.diagonal() += left + VectorXcd::Constant(n, beta);
    expect(shifted);

    std::vector<Complex> sums(static_cast<std::size_t>(n), 1.0);
    space.add_column_dots(x.view(), y.view(), sums);
    for (Size t = 0; t < n; ++t)
      EXPECT_LT(std::abs(sums[static_cast<std::size_t>(t)] - 1.0 - a.col(t).dot(b.col(t))),
                10 * test::rounding<Real>);
    EXPECT_NEAR(space.diagonal_sum(x.view()), a.diagonal().real().sum(), test::rounding<Real>);
  });
}

TEST(Matrices, TheSameBitsForAnyNumberOfThreads) {
  const HostMatrices<double> space;
  const auto a = space.load(MatrixXcd::Random(700, 700)),
             b = space.load(MatrixXcd::Random(700, 700));
  std::vector<MatrixXcd> results;
  const int before = omp_get_max_threads();
  for (const int threads : {1, 2, 5}) {
    omp_set_num_threads(threads);
    const auto c = space.make(350, 400);
    space.multiply({Form::plain, a.view().block(100, 0, 350, 700), Form::plain,
                    b.view().block(0, 200, 700, 400), c.view()});
    results.push_back(space.read(c.view()));
  }
  omp_set_num_threads(before);
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
}

// The shockwave has a fast version a space: the plain one is that of strings (shockwave_test.cpp), which this machine's
// version in double is checked against.
TEST(Shockwave, IsTheSameInEverySpace) {
  for (const int n : {2, 3, 4, 5, 8, 9, 12, 13})
    for (const CouplingTerms& terms : test::some_couplings(n)) {
      const Eigen::Index dimension = ParityBasis(n).dimension();
      const MatrixXcd start = MatrixXcd::Random(dimension, dimension), other = start.reverse();
      MatrixXcd expected = start;
      apply_coupling(expected, n, terms, -7.3);
      const std::vector<Complex> traces =
          conjugate_traces(HostMatrices<double>{}, view_of(start), view_of(other), n, terms);
      test::in_every_space([&](const auto& space) {
        using Real = typename std::decay_t<decltype(space)>::Real;
        const auto a = space.load(start), b = space.load(other);
        const std::vector<Complex> here = conjugate_traces(space, a.view(), b.view(), n, terms);
        ASSERT_EQ(here.size(), traces.size());
        for (std::size_t k = 0; k < traces.size(); ++k)
          EXPECT_LT(
              std::abs(here[k] - traces[k]),
              test::rounding<Real> * (1 + std::abs(traces[k])) * static_cast<double>(dimension));
        apply_coupling(space, a.view(), n, terms, -7.3);
        expect_near<Real>(space.read(a.view()), expected);
      });
    }
}

}  // namespace
}  // namespace traversable
