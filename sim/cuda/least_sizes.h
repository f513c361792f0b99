// From which size on a device is the faster one, `--device auto`. `gpu_benchmark --least-sizes` measures them on a card and
// prints this file. Expected values, not measured: of an H100 beside 16 cores, from counted launches, waits and bytes.
#pragma once

namespace traversable {

struct LeastSizes {
  int exact = 12;            ///< Majoranas a side
  int learning = 12;         ///< Majoranas a side
  int state_vector = 16;     ///< qubits
  int density_matrices = 8;  ///< qubits
  int trajectories = 8;      ///< qubits
};

}  // namespace traversable
