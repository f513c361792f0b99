// One copy's levels, eigenvectors and thermal weights, as learning differentiates them.
#pragma once

#include <Eigen/Core>
#include <array>
#include <stop_token>
#include <utility>

#include "sim/two_sided/sector_spectrum.h"

namespace traversable {

/// Levels of both sectors, counted from the ground state, which cancels in everything that is asked for and keeps exp(-beta E)
/// from overflowing.
class ThermalLevels {
 public:
  ThermalLevels(std::array<Eigen::VectorXd, 2> levels, double beta);

  const Eigen::VectorXd& levels(int sector) const {
    return levels_[static_cast<std::size_t>(sector)];
  }
  /// exp(-beta E) / Z.
  const Eigen::VectorXd& populations(int sector) const {
    return populations_[static_cast<std::size_t>(sector)];
  }
  /// (D / Z)^{1/2}.
  double amplitude() const { return amplitude_; }
  /// Tr rho h, from the ground state up.
  double energy() const { return energy_; }

 private:
  std::array<Eigen::VectorXd, 2> levels_, populations_;
  double amplitude_ = 0;
  double energy_ = 0;
};

/// h = U diag(E) U^+ in both parity sectors.
class ThermalSpectrum : public ThermalLevels {
 public:
  /// Throws Interrupted.
  ThermalSpectrum(GradedMatrix h, const SymmetryClass& symmetry, double beta,
                  const std::stop_token& stop = {})
      : ThermalSpectrum(diagonalize(std::move(h), symmetry, stop), beta) {}

  const GradedMatrix& vectors() const { return vectors_; }

  /// U^+ p U.
  GradedMatrix in_eigenbasis(const MonomialOperator& p) const {
    return traversable::in_eigenbasis(p, vectors_);
  }
  /// (U x U^+ + h.c.) / 2 of an even x given by its blocks.
  GradedMatrix from_eigenbasis(const std::array<Eigen::MatrixXcd, 2>& x) const;

 private:
  ThermalSpectrum(SectorSpectrum spectrum, double beta)
      : ThermalLevels(std::move(spectrum.levels), beta), vectors_(std::move(spectrum.vectors)) {}

  GradedMatrix vectors_;
};

}  // namespace traversable
