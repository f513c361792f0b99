// Transfer matrices of the gates of many noisy circuits.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "circuits/noisy_circuit.h"

namespace traversable {

/// Of the unitaries of every circuit. A sweep over scales of the noise is one circuit with many rates: circuits that agree in all
/// unitaries, bit for bit, share what is computed once.
class UnitaryTransfers {
 public:
  explicit UnitaryTransfers(std::span<const NoisyCircuit> circuits);

  /// In the order of the circuit's steps, those with channels left out.
  const std::vector<Eigen::MatrixXd>& of(std::size_t circuit) const {
    return transfers_[groups_[circuit]];
  }
  std::size_t num_groups() const { return transfers_.size(); }

 private:
  std::vector<std::size_t> groups_;
  std::vector<std::vector<Eigen::MatrixXd>> transfers_;
};

}  // namespace traversable
