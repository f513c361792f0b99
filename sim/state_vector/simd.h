// Which SIMD instruction set the state-vector kernels run on.
#pragma once

#include <string>
#include <vector>

namespace traversable {

/// Names of the instruction sets that were compiled in and that this processor has, best first
/// ("AVX3_ZEN4", "AVX3", "AVX2", "SSE4", "NEON", ...).
const std::vector<std::string>& simd_targets();

/// The one in use: the best, unless use_simd_target chose another.
std::string simd_target();

/// Runs the kernels on another target of simd_targets(), "" for the best: for tests and for looking
/// into a suspicious machine. RotationBatch and PauliOperator keep tables in the layout of the
/// target they were built for: build them after the choice. Not for use while another thread
/// computes. Throws std::invalid_argument for a name that is not in the list.
void use_simd_target(const std::string& name);

}  // namespace traversable
