// `--device auto`: which machine a run is faster on.
#pragma once

#include "sim/cuda/device.h"

namespace traversable {

enum class Workload { exact, learning, state_vector, density_matrices, trajectories };

/// Majoranas a side, or qubits: the least size that goes to a device (least_sizes.h).
int least_size(Workload workload);

/// What was asked for; a device that was chosen by "auto" where the run is large enough for it, else the CPU.
Device device_for(const Device& asked, Workload workload, int size);

}  // namespace traversable
