// The protocol over many instances, temperatures, couplings and times.
#pragma once

#include <cstddef>
#include <stop_token>

#include "sim/teleport/teleport_grid.h"
#include "sim/teleport/teleport_method.h"

namespace traversable {

/// How a sweep uses its threads. The exact engine: over whole instances, else over the points of an
/// instance, else inside the matrix products, whichever comes first with enough work and memory.
/// State vectors: inside the operations on them. On devices instances run side by side, several on one where they are small.
struct SweepLayout {
  int instance_threads = 1;
  int point_threads = 1;
  double memory = 0;  // bytes at the peak, results not counted
};

/// The layout for `num_threads` threads and `available` bytes. Where even one evaluation after the
/// other does not fit, that layout is returned: compare its memory.
SweepLayout plan_sweep(int num_majoranas, std::size_t num_instances, const TeleportGrid& grid,
                       const TeleportMethod& method, int num_threads, double available);

/// What a sweep refuses of one of its Hamiltonians: a temperature or time that cannot be evolved
/// (evolution_length.h), more Trotter steps than are run. Throws std::invalid_argument. Known
/// without computing, so that a run can ask it of every instance before it writes anything.
void check_evolution(const Hamiltonian& hamiltonian, const TeleportGrid& grid,
                     const TeleportMethod& method);

/// Throws std::invalid_argument where an instance does not fit on the method's device, with the plan and the largest size that
/// does. Nothing on the CPU.
void require_device_memory(const TeleportMethod& method, int num_majoranas, std::size_t num_t1);

/// Computes every point of the grid for instances 0 .. num_instances-1, which all have
/// num_majoranas Majoranas, on OpenMP's threads by plan_sweep; the results are the same to the bit
/// for any number of them. Throws std::invalid_argument for a bad grid, probe or method, Interrupted
/// when asked to stop; every point reported until then is whole.
void teleport_sweep(const HamiltonianSource& source, int num_majoranas, std::size_t num_instances,
                    const TeleportGrid& grid, const TeleportMethod& method, const SweepHooks& hooks,
                    const std::stop_token& stop = {});

}  // namespace traversable
