#include "learning/thermal_spectrum.h"

#include <cmath>
#include <utility>

#include "sim/linear_algebra/block_product.h"

namespace traversable {

ThermalSpectrum::ThermalSpectrum(GradedMatrix h, double beta)
    : ThermalSpectrum(diagonalize(std::move(h)), beta) {}

ThermalSpectrum::ThermalSpectrum(SectorSpectrum spectrum, double beta)
    : spectrum_(std::move(spectrum)) {
  const double ground = spectrum_.ground();
  double partition = 0;
  for (std::size_t s = 0; s < 2; ++s) {
    spectrum_.levels[s].array() -= ground;
    populations_[s] = (-beta * spectrum_.levels[s].array()).exp();
    partition += populations_[s].sum();
  }
  for (std::size_t s = 0; s < 2; ++s) {
    populations_[s] /= partition;
    energy_ += populations_[s].dot(spectrum_.levels[s]);
  }
  amplitude_ = std::sqrt(2.0 * static_cast<double>(spectrum_.levels[0].size()) / partition);
}

GradedMatrix ThermalSpectrum::from_eigenbasis(const std::array<Eigen::MatrixXcd, 2>& x) const {
  GradedMatrix result;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::MatrixXcd hermitian = 0.5 * (x[s] + x[s].adjoint());
    Eigen::MatrixXcd half(x[s].rows(), x[s].cols());
    result.block[s].resize(x[s].rows(), x[s].cols());
    const BlockProduct first{ProductForm::plain, spectrum_.vectors.block[s], hermitian, half};
    multiply({&first, 1});
    const BlockProduct second{ProductForm::adjoint_right, half, spectrum_.vectors.block[s],
                              result.block[s]};
    multiply({&second, 1});
  }
  return result;
}

}  // namespace traversable
