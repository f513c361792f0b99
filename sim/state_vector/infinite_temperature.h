// The maximally entangled state of the two copies, in any encoding.
#pragma once

#include "sim/state_vector/state_vector.h"
#include "sym/encoding.h"

namespace traversable {

/// |I> with (psi_L^j + i psi_R^j)|I> = 0 for every j, the stabiliser state of -i gamma_L^j
/// gamma_R^j; qubits that no Majorana needs (the spectators of an odd split encoding) stay as they
/// come out of |0...0>. Throws std::invalid_argument for more than 30 qubits.
template <class Real>
StateVector<Real> infinite_temperature_state(const Encoding& encoding);

}  // namespace traversable
