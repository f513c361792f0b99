#include "circuits/unitary_transfers.h"

#include <omp.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "sim/noise/transfer_matrix.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

std::string_view bytes_of(const Eigen::MatrixXcd& m) {
  return {reinterpret_cast<const char*>(m.data()),
          static_cast<std::size_t>(m.size()) * sizeof(std::complex<double>)};
}

std::size_t fingerprint(const NoisyCircuit& circuit) {
  std::size_t hash = 0;
  for (const NoisyStep& step : circuit.steps)
    if (!step.channel) hash = 31 * hash + std::hash<std::string_view>()(bytes_of(step.unitary));
  return hash;
}

std::vector<const NoisyStep*> unitaries_of(const NoisyCircuit& circuit) {
  std::vector<const NoisyStep*> steps;
  for (const NoisyStep& step : circuit.steps)
    if (!step.channel) steps.push_back(&step);
  return steps;
}

bool same_unitaries(const NoisyCircuit& a, const NoisyCircuit& b) {
  return std::ranges::equal(unitaries_of(a), unitaries_of(b),
                            [](const NoisyStep* x, const NoisyStep* y) {
                              return bytes_of(x->unitary) == bytes_of(y->unitary);
                            });
}

}  // namespace

UnitaryTransfers::UnitaryTransfers(std::span<const NoisyCircuit> circuits) {
  const int threads = omp_get_max_threads();
  std::vector<std::size_t> fingerprints(circuits.size());
  parallel_for(circuits.size(), threads,
               [&](std::size_t k) { fingerprints[k] = fingerprint(circuits[k]); });
  std::unordered_map<std::size_t, std::size_t> group_of;
  std::vector<std::size_t> first;  // circuit of every group
  for (std::size_t k = 0; k < circuits.size(); ++k) {
    const auto [known, is_new] = group_of.try_emplace(fingerprints[k], first.size());
    // Two that differ with one fingerprint: a group of its own for the second.
    const bool alone = !is_new && !same_unitaries(circuits[k], circuits[first[known->second]]);
    groups_.push_back(alone ? first.size() : known->second);
    if (is_new || alone) first.push_back(k);
  }
  transfers_.resize(first.size());
  parallel_for(first.size(), threads, [&](std::size_t group) {
    for (const NoisyStep* step : unitaries_of(circuits[first[group]]))
      transfers_[group].push_back(transfer_matrix(step->unitary));
  });
}

}  // namespace traversable
