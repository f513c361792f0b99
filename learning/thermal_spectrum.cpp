#include "learning/thermal_spectrum.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/linear_algebra/block_product.h"

namespace traversable {

ThermalLevels::ThermalLevels(std::array<Eigen::VectorXd, 2> levels, double beta)
    : levels_(std::move(levels)) {
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
