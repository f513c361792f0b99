#include "sim/diagnostics/otoc.h"

#include <omp.h>

#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <vector>

#include "sim/arguments.h"
#include "sim/complex.h"
#include "sim/diagnostics/regression.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXcd;

/// left_(1-c) gamma right_c, from sector c into 1 - c.
GradedMatrix dressed(const GradedMatrix& gamma, const std::array<Eigen::VectorXcd, 2>& left,
                     const std::array<Eigen::VectorXcd, 2>& right) {
  GradedMatrix result{1, {}};
  for (std::size_t c = 0; c < 2; ++c)
    result.block[c] = left[1 - c].asDiagonal() * gamma.block[c] * right[c].asDiagonal();
  return result;
}

/// M = a b for odd a and b.
std::array<MatrixXcd, 2> even_product(const GradedMatrix& a, const GradedMatrix& b) {
  std::array<MatrixXcd, 2> m;
  std::vector<BlockProduct> products;
  for (std::size_t c = 0; c < 2; ++c) {
    m[c].resize(a.block[1 - c].rows(), b.block[c].cols());
    products.push_back({ProductForm::plain, a.block[1 - c], b.block[c], m[c]});
  }
  multiply(products);
  return m;
}

}  // namespace

MatrixXcd otoc(const ExactCopy& copy, double beta, std::span<const std::array<int, 2>> pairs,
               std::span<const double> times, bool regularized, const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_times(times, copy.one_norm());
  if (pairs.empty()) throw std::invalid_argument("pairs = []: expected a pair of fermions");
  std::map<int, GradedMatrix> majoranas;
  for (const auto& pair : pairs) check_majoranas(pair, copy.hamiltonian().num_majoranas());
  for (const auto& pair : pairs)
    for (const int j : pair) majoranas.try_emplace(j, copy.majorana(j));
  const auto root = copy.thermal(beta, regularized ? 0.25 : 0.0);
  const auto outer = copy.thermal(beta, regularized ? 0.0 : 1.0);
  MatrixXcd result(static_cast<Index>(pairs.size()), static_cast<Index>(times.size()));
  const bool small = !worth_threads(copy.spectrum().vectors.block[0].size());
  parallel_for(times.size(), small ? omp_get_max_threads() : 1, [&](std::size_t t) {
    std::array<Eigen::VectorXcd, 2> left, right, plain, ones;
    for (std::size_t s = 0; s < 2; ++s) {
      const Eigen::VectorXcd phase =
          (imaginary * times[t] * copy.spectrum().levels[s].cast<Complex>()).array().exp();
      left[s] = root[s].array() * phase.array();
      right[s] = phase.conjugate();
      plain[s] = root[s].cast<Complex>();
      ones[s] = Eigen::VectorXcd::Ones(phase.size());
    }
    for (std::size_t k = 0; k < pairs.size(); ++k) {
      throw_if_stopped(stop);
      const std::array<MatrixXcd, 2> m =
          even_product(dressed(majoranas.at(pairs[k][0]), left, right),
                       dressed(majoranas.at(pairs[k][1]), plain, ones));
      Complex trace = 0;
      for (std::size_t s = 0; s < 2; ++s)
        trace +=
            (outer[s].cast<Complex>().asDiagonal() * m[s]).cwiseProduct(m[s].transpose()).sum();
      result(static_cast<Index>(k), static_cast<Index>(t)) = 0.25 * trace;  // psi = gamma / sqrt 2
    }
  });
  return result;
}

Scrambling scrambling(std::span<const double> times, std::span<const double> values) {
  if (times.size() != values.size() || times.empty())
    throw std::invalid_argument("scrambling: expected a value for every time");
  if (values[0] == 0) throw std::invalid_argument("scrambling: expected F(0) other than 0");
  constexpr double begin = 0.05, end = 0.5, nan = std::numeric_limits<double>::quiet_NaN();
  Scrambling result{.scrambling_time = nan, .lyapunov = nan, .lyapunov_error = nan};
  std::vector<double> x, y;
  double before = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const double growth = 1 - values[i] / values[0];
    if (growth >= end) {
      result.scrambling_time =
          times[i - 1] + (times[i] - times[i - 1]) * (end - before) / (growth - before);
      break;
    }
    before = growth;
    if (growth >= begin) {
      x.push_back(times[i]);
      y.push_back(std::log(growth));
    }
  }
  result.num_times = static_cast<int>(x.size());
  if (x.size() < 4) return result;
  const std::size_t half = (x.size() + 1) / 2;
  const Slope whole = regression(x, y);
  const Slope early = regression(std::span(x).first(half), std::span(y).first(half));
  const Slope late = regression(std::span(x).last(half), std::span(y).last(half));
  result.lyapunov = whole.slope;
  result.lyapunov_error = std::hypot(whole.error, 0.5 * (early.slope - late.slope));
  return result;
}

}  // namespace traversable
