#include "learning/thermal_spectrum.h"

#include <algorithm>
#include <cmath>
#include <exception>
#include <vector>

#include "sim/linear_algebra/block_product.h"
#include "sim/linear_algebra/hermitian_eigen.h"
#include "sim/parallel.h"

namespace traversable {

ThermalSpectrum::ThermalSpectrum(GradedMatrix h, double beta) : vectors_(std::move(h)) {
  std::array<std::exception_ptr, 2> failure;
#pragma omp parallel for num_threads(2) if (worth_threads(vectors_.block[0].size()))
  for (std::size_t s = 0; s < 2; ++s) {
    try {
      levels_[s] = diagonalize_hermitian(vectors_.block[s]);
    } catch (...) {
      failure[s] = std::current_exception();
    }
  }
  for (const auto& error : failure)
    if (error) std::rethrow_exception(error);
  const double ground = std::min(levels_[0][0], levels_[1][0]);
  double partition = 0;
  for (std::size_t s = 0; s < 2; ++s) {
    levels_[s].array() -= ground;
    populations_[s] = (-beta * levels_[s].array()).exp();
    partition += populations_[s].sum();
  }
  for (std::size_t s = 0; s < 2; ++s) {
    populations_[s] /= partition;
    energy_ += populations_[s].dot(levels_[s]);
  }
  amplitude_ = std::sqrt(2.0 * static_cast<double>(levels_[0].size()) / partition);
}

GradedMatrix ThermalSpectrum::in_eigenbasis(const MonomialOperator& p) const {
  const GradedMatrix moved = multiply(p, vectors_);
  GradedMatrix result;
  result.grade = p.grade;
  std::vector<BlockProduct> products;
  for (std::size_t c = 0; c < 2; ++c) {
    const std::size_t r = c ^ static_cast<std::size_t>(p.grade);
    result.block[c].resize(moved.block[c].rows(), moved.block[c].cols());
    products.push_back(
        {ProductForm::adjoint_left, vectors_.block[r], moved.block[c], result.block[c]});
  }
  multiply(products);
  return result;
}

GradedMatrix ThermalSpectrum::from_eigenbasis(const std::array<Eigen::MatrixXcd, 2>& x) const {
  GradedMatrix result;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::MatrixXcd hermitian = 0.5 * (x[s] + x[s].adjoint());
    Eigen::MatrixXcd half(x[s].rows(), x[s].cols());
    result.block[s].resize(x[s].rows(), x[s].cols());
    const BlockProduct first{ProductForm::plain, vectors_.block[s], hermitian, half};
    multiply({&first, 1});
    const BlockProduct second{ProductForm::adjoint_right, half, vectors_.block[s], result.block[s]};
    multiply({&second, 1});
  }
  return result;
}

}  // namespace traversable
