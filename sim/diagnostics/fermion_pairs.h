// Teleportation of every pair of fermions, not just the one that a model was trained on.
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>

#include "sim/diagnostics/exact_copy.h"
#include "sym/protocol.h"

namespace traversable {

/// I_PT(-|mu|) - I_PT(+|mu|) in bits at that t0 = t1 = t of `times` where its modulus is largest
/// (asymmetry.h), for each probe (a, b) of `probes`; the order within a pair does not matter. Throws std::invalid_argument for what TwoSidedEngine
/// refuses, or an empty list; Interrupted.
std::vector<double> peak_asymmetries(const ExactCopy& copy, double beta, double mu,
                                     std::span<const double> times,
                                     std::span<const ProbeMode> probes,
                                     const std::stop_token& stop = {},
                                     const Coupling& coupling = {});

/// All N (N-1) / 2 pairs a < b, or (0,1), (2,3), ... alone.
std::vector<ProbeMode> all_pairs(int num_majoranas);
std::vector<ProbeMode> disjoint_pairs(int num_majoranas);

}  // namespace traversable
