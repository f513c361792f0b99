// One copy's levels, eigenvectors and thermal weights, as learning differentiates them.
#pragma once

#include <Eigen/Core>
#include <array>

#include "sim/two_sided/sector_spectrum.h"

namespace traversable {

/// h = U diag(E) U^+ in both parity sectors. Levels are counted from the ground state, which cancels
/// in everything that is asked for and keeps exp(-beta E) from overflowing.
class ThermalSpectrum {
 public:
  ThermalSpectrum(GradedMatrix h, double beta);
  ThermalSpectrum(SectorSpectrum spectrum, double beta);

  const Eigen::VectorXd& levels(int sector) const {
    return spectrum_.levels[static_cast<std::size_t>(sector)];
  }
  const GradedMatrix& vectors() const { return spectrum_.vectors; }

  /// exp(-beta E) / Z.
  const Eigen::VectorXd& populations(int sector) const {
    return populations_[static_cast<std::size_t>(sector)];
  }
  /// (D / Z)^{1/2}.
  double amplitude() const { return amplitude_; }
  /// Tr rho h, from the ground state up.
  double energy() const { return energy_; }

  /// U^+ p U.
  GradedMatrix in_eigenbasis(const MonomialOperator& p) const {
    return traversable::in_eigenbasis(p, spectrum_.vectors);
  }
  /// (U x U^+ + h.c.) / 2 of an even x given by its blocks.
  GradedMatrix from_eigenbasis(const std::array<Eigen::MatrixXcd, 2>& x) const;

 private:
  SectorSpectrum spectrum_;
  std::array<Eigen::VectorXd, 2> populations_;
  double amplitude_ = 0;
  double energy_ = 0;
};

}  // namespace traversable
