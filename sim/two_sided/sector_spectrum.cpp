#include "sim/two_sided/sector_spectrum.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/linear_algebra/block_product.h"
#include "sim/linear_algebra/hermitian_eigen.h"
#include "sim/parallel.h"

namespace traversable {

SectorSpectrum diagonalize(GradedMatrix h, const std::stop_token& stop) {
  SectorSpectrum spectrum{{}, std::move(h)};
  parallel_for(
      2, worth_threads(spectrum.vectors.block[0].size()) ? std::min(2, omp_get_max_threads()) : 1,
      stop, [&](std::size_t s, const std::stop_token& token) {
        spectrum.levels[s] = diagonalize_hermitian(spectrum.vectors.block[s], token);
      });
  return spectrum;
}

std::vector<double> levels_of(const std::array<Eigen::VectorXd, 2>& levels) {
  std::vector<double> all(levels[0].begin(), levels[0].end());
  all.insert(all.end(), levels[1].begin(), levels[1].end());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<double> levels_of(const Hamiltonian& hamiltonian, const std::stop_token& stop) {
  return levels_of(diagonalize(dense_hamiltonian(hamiltonian), stop).levels);
}

GradedMatrix in_eigenbasis(const MonomialOperator& p, const GradedMatrix& vectors) {
  const GradedMatrix moved = multiply(p, vectors);
  GradedMatrix result;
  result.grade = p.grade;
  std::vector<BlockProduct> products;
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t r = c ^ static_cast<std::size_t>(p.grade);
    result.block[c].resize(moved.block[c].rows(), moved.block[c].cols());
    products.push_back(
        {ProductForm::adjoint_left, vectors.block[r], moved.block[c], result.block[c]});
  }
  multiply(products);
  return result;
}

void function_of_h(const GradedMatrix& vectors, const std::array<Eigen::VectorXcd, 2>& factor,
                   GradedMatrix& result, Eigen::MatrixXcd& scratch) {
  result.grade = 0;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::MatrixXcd& u = vectors.block[s];
    scratch.resize(u.rows(), u.cols());
    result.block[s].resize(u.rows(), u.cols());
    for_each_index(u.cols(), worth_threads(u.size()),
                   [&](Eigen::Index n) { scratch.col(n) = factor[s][n] * u.col(n); });
    const BlockProduct product{ProductForm::adjoint_right, scratch, u, result.block[s]};
    multiply({&product, 1});
  }
}

}  // namespace traversable
