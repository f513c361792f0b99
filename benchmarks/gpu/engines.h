// Whole runs on a device beside this machine's CPU.
#pragma once

#include <map>

#include "sim/cuda/device.h"
#include "sim/cuda/device_choice.h"

namespace traversable::benchmark {

/// Seconds of whoever waits.
struct BesideCpu {
  double device, cpu;
};
/// What device_choice.h tells apart, at a size: Majoranas a side, or qubits.
BesideCpu measure(const Device& device, Workload workload, int size);

const char* name_of(Workload workload);
/// Sizes at which they are compared, ascending, small ones first.
const std::map<Workload, std::vector<int>>& compared_sizes();

}  // namespace traversable::benchmark
