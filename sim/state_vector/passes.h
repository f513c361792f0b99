// From Pauli strings with a common X mask to a pass of the kernels.
//
// For P = i^phase X^x Z^z the only entries of row i are <i|P|i^x> = i^phase (-1)^{z.(i^x)}. All
// strings with one x therefore act on the pairs (i, i^x) at once: a product of rotations is a 2 x 2
// unitary a pair, a sum of strings is one number a row. Both depend on i through the parities
// z.i alone.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/state_vector/aligned_buffer.h"
#include "sim/state_vector/kernels.h"
#include "sim/state_vector/pauli_rotation.h"
#include "sym/operator_sum.h"

namespace traversable {

/// A pair pass with the table it reads.
template <class Real>
struct RotationPass {
  kernels::PassGeometry geometry;
  kernels::PassForm form;
  AlignedBuffer<Real> table;

  kernels::PairPass<Real> view() const { return {geometry, form, table.data()}; }
};

/// A sum pass with the table it reads.
template <class Real>
struct ApplyPass {
  kernels::PassGeometry geometry;
  kernels::SumForm form;
  AlignedBuffer<Real> table;

  kernels::SumPass<Real> view() const { return {geometry, form, table.data()}; }
};

/// The product of rotations with one X mask, the first acting first. Their parities on vector
/// numbers must have rank <= kernels::max_rank, see leading_pass.
template <class Real>
RotationPass<Real> rotation_pass(std::span<const PauliRotation> rotations);

/// The sum of terms with one X mask, same condition.
template <class Real>
ApplyPass<Real> apply_pass(std::span<const PauliTerm> terms);

/// How many strings at the front have one X mask and fit into one pass.
template <class Real>
std::size_t leading_pass(std::span<const PauliString> strings);

}  // namespace traversable
