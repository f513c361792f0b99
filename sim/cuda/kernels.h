// Every kernel that a device runs.
#pragma once

#include <variant>

#include "sim/cuda/block_sum.h"
#include "sim/cuda/density_matrix_kernels.h"
#include "sim/cuda/learning_kernels.h"
#include "sim/cuda/state_batch_kernels.h"
#include "sim/cuda/state_vector_kernels.h"
#include "sim/cuda/two_sided_kernels.h"

namespace traversable::cuda {

/// body(i) for one index, of a two-sided engine in one precision.
template <class Real>
using TwoSidedKernel = std::variant<ScaleColumns<Real>, ApplyMonomial<Real>, Combine<Real>,
                                    InsertMessage<Real>, RotateQubit<Real>, NegateOddRows<Real>,
                                    Weigh<Real>, ColumnDots<Real>, DiagonalSums<Real>>;

/// Of a state vector.
template <class Real>
using StateVectorKernel = std::variant<RotateState<Real>, ApplyPauliSum<Real>, ScaleState<Real>,
                                       AddState<Real>, CombineStates<Real>>;

/// Of many states or density matrices.
using BatchKernel = std::variant<ApplyMatrices, CopyStates, ClearStates, ScaleStates,
                                 ClearDensityMatrices, GatherValues>;

/// Of learning.
using LearningKernel =
    std::variant<BuildInsertion, ScaleBothSides, ScaleRows, NegateOddBlocks, MultiplyElements,
                 CombineAdjoint, AddExponentialDerivative, TakeDiagonal, AddDiagonal>;

using Kernel = std::variant<TwoSidedKernel<float>, TwoSidedKernel<double>, StateVectorKernel<float>,
                            StateVectorKernel<double>, BatchKernel, LearningKernel>;

/// Bodies of blocks of block_threads threads with shared memory: body(block, thread, phase, shared); all threads have
/// finished a phase before the next one starts.
using BlockKernel =
    std::variant<RotateBlocks<float>, RotateBlocks<double>, BlockSum<InnerTerm<float>>,
                 BlockSum<InnerTerm<double>>, BlockSum<ElementTerm<float>>,
                 BlockSum<ElementTerm<double>>, BlockSum<NormTerm>, BlockSum<ConjugationTerm>,
                 BlockSum<ReducedTerm>, RunMatrices, RunTiles>;

}  // namespace traversable::cuda
