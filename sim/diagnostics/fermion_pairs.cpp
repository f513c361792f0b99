#include "sim/diagnostics/fermion_pairs.h"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "sim/arguments.h"
#include "sim/diagnostics/asymmetry.h"
#include "sim/interrupted.h"
#include "sim/observables/observables.h"
#include "sim/parallel.h"
#include "sim/two_sided/two_sided_engine.h"

namespace traversable {

std::vector<double> peak_asymmetries(const ExactCopy& copy, double beta, double mu,
                                     std::span<const double> times,
                                     std::span<const ProbeMode> probes, const std::stop_token& stop,
                                     const Coupling& coupling) {
  check_times(times, copy.one_norm());
  if (probes.empty()) throw std::invalid_argument("probes = []: expected a pair of fermions");
  const std::array<double, 2> signs{-std::abs(mu), std::abs(mu)};
  std::vector<double> peaks(probes.size());
  const bool small = !worth_threads(copy.spectrum().vectors.block[0].size());
  parallel_for(probes.size(), small ? omp_get_max_threads() : 1, [&](std::size_t k) {
    throw_if_stopped(stop);
    const TwoSidedEngine engine(copy.hamiltonian(), {probes[k], coupling}, copy.spectrum(), stop);
    TeleportWorkspace workspace;
    double forward = -std::numeric_limits<double>::infinity(), reverse = forward;
    for (const double t : times) {
      const auto rho = engine.teleport(beta, t, signs, {{t}}, workspace, stop);
      const double a = mutual_information(rho[0]) - mutual_information(rho[1]);
      forward = std::max(forward, a);
      reverse = std::max(reverse, -a);
    }
    peaks[k] = signed_peak(forward, reverse);
  });
  return peaks;
}

std::vector<ProbeMode> all_pairs(int num_majoranas) {
  std::vector<ProbeMode> pairs;
  for (int a = 0; a < num_majoranas; ++a)
    for (int b = a + 1; b < num_majoranas; ++b) pairs.push_back({a, b});
  return pairs;
}

std::vector<ProbeMode> disjoint_pairs(int num_majoranas) {
  std::vector<ProbeMode> pairs;
  for (int a = 0; a + 1 < num_majoranas; a += 2) pairs.push_back({a, a + 1});
  return pairs;
}

}  // namespace traversable
