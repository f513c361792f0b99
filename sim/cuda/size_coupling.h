// exp(i mu V) on a device.
#pragma once

#include "sim/cuda/backend.h"
#include "sim/two_sided/parity_basis.h"

namespace traversable::cuda {

/// A -> exp(i mu V) A for a D x D operator as in sim/two_sided/size_coupling.h, in place: a pass a qubit over half of the
/// matrix each, from the highest.
template <class Real>
void apply_size_coupling(Backend& backend, Complex<Real>* a, int num_majoranas, int degree,
                         double mu);

}  // namespace traversable::cuda
