// State vectors on a device.
#pragma once

#include <span>

#include "sim/cuda/device_operator.h"
#include "sim/cuda/device_rotations.h"
#include "sim/cuda/device_state.h"

namespace traversable::cuda {

/// As HostSpace. The backend must live as long as anything that the space made.
template <class RealType>
struct DeviceSpace {
  using Real = RealType;
  using State = DeviceState<Real>;
  using Operator = DeviceOperator<Real>;
  using Rotations = DeviceRotations<Real>;

  Backend* backend = nullptr;

  State load(const StateVector<Real>& state) const { return State(*backend, state); }
  Operator op(int num_qubits, std::span<const PauliTerm> terms) const {
    return Operator(*backend, num_qubits, terms);
  }
  Rotations rotations(int num_qubits, std::span<const PauliRotation> list) const {
    return Rotations(*backend, num_qubits, list);
  }
};

}  // namespace traversable::cuda
