#include "sim/cuda/device_choice.h"

#include "sim/cuda/least_sizes.h"

namespace traversable {

int least_size(Workload workload) {
  constexpr LeastSizes sizes;
  switch (workload) {
    case Workload::exact:
      return sizes.exact;
    case Workload::learning:
      return sizes.learning;
    case Workload::state_vector:
      return sizes.state_vector;
    case Workload::density_matrices:
      return sizes.density_matrices;
    default:
      return sizes.trajectories;
  }
}

Device device_for(const Device& asked, Workload workload, int size) {
  if (!asked.is_automatic) return asked;
  if (size < least_size(workload)) return {};
  Device device = asked;
  device.is_automatic = false;
  return device;
}

}  // namespace traversable
