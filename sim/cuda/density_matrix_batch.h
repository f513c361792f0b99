// Many noisy circuits on density matrices at once.
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/cuda/backend.h"
#include "sim/density_matrix/transfer_program.h"

namespace traversable::cuda {

/// What one run does from |0...0>, and which qubits' state it is asked for.
struct DensityMatrixRun {
  const TransferProgram* program = nullptr;
  std::vector<int> kept;
};

/// The state of the kept qubits after each run. All runs are in one sequence of launches, each with a program of its own:
/// launch s does sweep s of every run, a tile a block. Where not all states fit into the device's memory, one part of the
/// runs after the other. Throws std::invalid_argument where not even one fits (naming the most qubits that do), or as
/// reduced_density_matrix; std::logic_error for a program that is not compiled; Interrupted between launches.
std::vector<Eigen::MatrixXcd> run_density_matrices(Backend& backend,
                                                   std::span<const DensityMatrixRun> runs,
                                                   const std::stop_token& stop = {});

}  // namespace traversable::cuda
