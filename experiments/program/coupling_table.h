// Terms of all Hamiltonians of a run in a row: the group `hamiltonian` of a result file.
//
//   coupling (term), indices (term, position; -1 behind the last), offset (boundary)
//
// Nothing of it is ever whole in memory but the number of terms of each Hamiltonian: they are drawn
// in blocks, on all threads, as often as they are needed.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "experiments/files/seal.h"
#include "experiments/program/hdf5.h"
#include "experiments/runs/model_choice.h"

namespace traversable {

/// Where the terms of each Hamiltonian are.
struct CouplingTable {
  std::vector<long long> offset{0};
  std::size_t width = 0;  // most Majoranas in a term

  std::size_t num_terms() const { return static_cast<std::size_t>(offset.back()); }
};

/// Draws every Hamiltonian once. `check` is called on all of them, on any thread, and refuses what
/// the run cannot compute. Throws std::invalid_argument, Interrupted.
CouplingTable count_terms(const HamiltonianList& list,
                          const std::function<void(const Hamiltonian&)>& check,
                          const std::stop_token& stop);

/// Bytes of the group in a file, from the first Hamiltonian of the list; of memory while it is made.
double coupling_file_size(const HamiltonianList& list);
double coupling_memory(const HamiltonianList& list);

/// The group without its terms; their places go into `seal`.
void lay_out_couplings(hid_t root, int num_majoranas, const CouplingTable& table, Seal& seal);

/// Fills in the terms and their checksums. Throws std::runtime_error, Interrupted.
void write_couplings(const DiskFile& file, Seal& seal, const HamiltonianList& list,
                     const CouplingTable& table, const std::stop_token& stop);

/// True where the file holds the terms of this list; calls `check` on the way, as count_terms does.
bool has_couplings(const DiskFile& file, const Seal& seal, const HamiltonianList& list,
                   const std::function<void(const Hamiltonian&)>& check,
                   const std::stop_token& stop);

}  // namespace traversable
