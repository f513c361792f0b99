// Every kernel that a device runs.
#pragma once

#include <variant>

#include "sim/cuda/block_sum.h"
#include "sim/cuda/density_matrix_kernels.h"
#include "sim/cuda/state_batch_kernels.h"
#include "sim/cuda/state_vector_kernels.h"
#include "sim/cuda/two_sided_kernels.h"
#include "sim/space/matrix_kernels.h"

namespace traversable::cuda {

/// body(row, column) for one entry of a matrix.
template <class Real>
using MatrixKernel =
    std::variant<ScaleEntries<Real>, Combine<Real>, MixPair<Real>, MultiplyEntries<Real>,
                 WeighLower<Real>, ApplyMonomial<Real>, AddToDiagonal<Real>, TakeDiagonal<Real>,
                 AddExponentialDerivative<Real>, RotateQubit<Real>, TurnByInvolution<Real>,
                 ColumnDots<Real>, DiagonalSums<Real>>;

/// body(i) for one index, of a state vector.
template <class Real>
using StateVectorKernel =
    std::variant<RotateState<Real>, ScaleState<Real>, AddState<Real>, CombineStates<Real>>;

/// Of many states or density matrices.
using BatchKernel =
    std::variant<ApplyMatrices, CopyStates, ClearStates, ClearDensityMatrices, GatherValues>;

using Kernel = std::variant<StateVectorKernel<float>, StateVectorKernel<double>, BatchKernel>;

/// Bodies of blocks of block_threads threads with shared memory: body(own, thread, phase, shared), own = body.prepare(block),
/// for phases 0 .. body.phases(own) - 1; all threads have finished a phase before the next one starts.
using BlockKernel =
    std::variant<RotateBlocks<float>, RotateBlocks<double>, ApplyPauliSum<float>,
                 ApplyPauliSum<double>, BlockSum<InnerTerm<float>>, BlockSum<InnerTerm<double>>,
                 BlockSum<ElementTerm<float>>, BlockSum<ElementTerm<double>>, BlockSum<NormTerm>,
                 BlockSum<ConjugationTerm<float>>, BlockSum<ConjugationTerm<double>>,
                 BlockSum<ReducedTerm>, RunMatrices, RunTiles>;

}  // namespace traversable::cuda
