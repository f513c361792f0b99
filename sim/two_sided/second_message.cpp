#include "sim/two_sided/second_message.h"

#include <vector>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/linear_algebra/block_product.h"

namespace traversable {
namespace {

using Eigen::Index;

/// left m right for even left and right.
GradedMatrix sandwich(const GradedMatrix& left, const GradedMatrix& m, const GradedMatrix& right) {
  GradedMatrix half{m.grade, {}}, result{m.grade, {}};
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t r = c ^ at(m.grade);
    half.block[c].resizeLike(m.block[c]);
    result.block[c].resizeLike(m.block[c]);
    const BlockProduct first{ProductForm::plain, m.block[c], right.block[c], half.block[c]};
    multiply({&first, 1});
    const BlockProduct second{ProductForm::plain, left.block[r], half.block[c], result.block[c]};
    multiply({&second, 1});
  }
  return result;
}

GradedMatrix identity(Index half) {
  GradedMatrix one;
  for (auto& block : one.block) block = Eigen::MatrixXcd::Identity(half, half);
  return one;
}

}  // namespace

SecondSwap::SecondSwap(const SectorSpectrum& spectrum, int num_majoranas,
                       const SecondMessage& message)
    : side_(message.side) {
  check_probe(message.probe, num_majoranas);
  check_finite("t", {&message.t, 1});
  const ParityBasis basis(num_majoranas);
  const GradedMatrix one = identity(basis.sector_dimension());
  const GradedMatrix both = multiply(majorana_product(basis, message.probe), one);
  const GradedMatrix a = multiply(majorana_product(basis, {{message.probe[0]}}), one);
  const GradedMatrix b = multiply(majorana_product(basis, {{message.probe[1]}}), one);
  const bool left = side_ == Side::left;
  const double t = left ? message.t : -message.t;
  GradedMatrix forward, backward;
  Eigen::MatrixXcd scratch;
  const auto phases = [&](double time) {
    std::array<Eigen::VectorXcd, 2> z;
    for (std::size_t s = 0; s < 2; ++s)
      z[s] = (-imaginary * time * spectrum.levels[s].cast<Complex>()).array().exp();
    return z;
  };
  function_of_h(spectrum.vectors, phases(t), forward, scratch);
  function_of_h(spectrum.vectors, phases(-t), backward, scratch);
  for (int p = 0; p < 2; ++p) {
    const double s = (p == 0 ? 1.0 : -1.0);
    GradedMatrix even = one, odd = a;
    for (std::size_t c = 0; c < 2; ++c) {
      even.block[c] = 0.5 * (one.block[c] - (left ? s : -s) * imaginary * both.block[c]);
      odd.block[c] = 0.5 * (a.block[c] + s * imaginary * b.block[c]);
      if (!left) odd.block[c] *= imaginary;
    }
    matrices_[at(2 * p)] = sandwich(forward, even, backward);
    matrices_[at(2 * p + 1)] = sandwich(forward, odd, backward);
  }
}

GradedMatrix SecondSwap::apply_first(int p, int part, const GradedMatrix& state) const {
  const GradedMatrix& k = matrix(p, part);
  GradedMatrix result{state.grade ^ part, {}};
  std::vector<BlockProduct> products;
  for (int c = 0; c < 2; ++c) {
    auto& out = result.block[at(c)];
    out.resizeLike(state.block[at(c)]);
    products.push_back({ProductForm::plain, k.block[at(c ^ state.grade)], state.block[at(c)], out});
  }
  multiply(products);
  return result;
}

void SecondSwap::apply(int p, int part, const Eigen::MatrixXcd& state,
                       Eigen::MatrixXcd& result) const {
  const GradedMatrix& k = matrix(p, part);
  const Index half = state.rows() / 2;
  result.resizeLike(state);
  std::vector<BlockProduct> products;
  for (int s = 0; s < 2; ++s) {
    const int to = s ^ part;
    if (side_ == Side::left)
      products.push_back({ProductForm::plain, k.block[at(s)], state.middleRows(s * half, half),
                          result.middleRows(to * half, half)});
    else
      products.push_back({ProductForm::plain, state.middleCols(to * half, half), k.block[at(s)],
                          result.middleCols(s * half, half)});
  }
  multiply(products);
  if (side_ == Side::right && part == 1)
    for (int s = 0; s < 2; ++s)
      // The state's odd blocks, (row, column) sectors (1 - c, c), end at column c ^ 1: even ones.
      result.block(s * half, s * half, half, half) *= -1.0;
}

}  // namespace traversable
