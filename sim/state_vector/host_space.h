// State vectors in the memory of this machine.
#pragma once

#include <span>
#include <utility>

#include "sim/state_vector/pauli_operator.h"
#include "sim/state_vector/rotation_batch.h"
#include "sim/state_vector/state_vector.h"

namespace traversable {

/// Where states live, and what acts on them there: evolution is written in terms of a Space and of the functions of its
/// states (inner_product, norm, scale, add, combine_states, like, normalize, check_state). Another one is cuda::DeviceSpace.
template <class RealType>
struct HostSpace {
  using Real = RealType;
  using State = StateVector<Real>;
  using Operator = PauliOperator<Real>;
  using Rotations = RotationBatch<Real>;

  State load(StateVector<Real> state) const { return state; }
  Operator op(int num_qubits, std::span<const PauliTerm> terms) const {
    return Operator(num_qubits, terms);
  }
  Rotations rotations(int num_qubits, std::span<const PauliRotation> list) const {
    return Rotations(num_qubits, list);
  }
};

}  // namespace traversable
