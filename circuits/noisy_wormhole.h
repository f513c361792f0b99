// The teleportation protocol on a noisy processor: prepared, compiled and run at many noise scales.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "circuits/compile.h"
#include "circuits/noise_analysis.h"
#include "circuits/run_keys.h"
#include "circuits/thermofield_double.h"
#include "circuits/trajectories.h"
#include "circuits/wormhole_circuit.h"

namespace traversable {

struct NoisyWormholeOptions {
  PreparationOptions preparation = {};
  /// Its mu, t0 and t1 are not read.
  WormholeOptions wormhole = {};
  std::string connectivity = "all";
  CompileOptions compile = {.preserve = Preserve::measured_state};
};

/// Qubits of the circuits: the processor's, or as many as the protocol takes where all are connected.
int num_qubits(const Encoding& encoding, const NoisyWormholeOptions& options);

/// What a run refuses of a Hamiltonian at these couplings and (t0, t1), known before anything is
/// computed. Throws std::invalid_argument as check_preparation and check_wormhole do, or for a
/// processor that is too small.
void check_noisy_wormhole(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
                          const NoisyWormholeOptions& options, std::span<const double> mu,
                          std::span<const std::pair<double, double>> times);

/// The thermofield double is prepared once; every circuit is compiled on its own.
class NoisyWormhole {
 public:
  /// Throws as prepare_thermofield_double, wormhole_circuit and connectivity_by_name do;
  /// Interrupted.
  NoisyWormhole(const Hamiltonian& hamiltonian, double beta, const Encoding& encoding,
                const NoisyWormholeOptions& options, const std::stop_token& stop = {});

  /// |<TFD|psi>|^2 of the preparation.
  double preparation_fidelity() const { return preparation_.fidelity; }

  /// Compiled to the processor's gates; bit 0 = T, bit 1 = P. Interrupted.
  Circuit circuit(double mu, double t0, double t1, const std::stop_token& stop = {}) const;

 private:
  Hamiltonian hamiltonian_;
  Encoding encoding_;
  NoisyWormholeOptions options_;
  Preparation preparation_;
};

enum class NoiseMethod { density_matrix, trajectories };
/// "density_matrix" or "trajectories". Throws std::invalid_argument.
NoiseMethod noise_method_by_name(std::string_view name);
std::string_view name_of(NoiseMethod method);

struct NoiseRunOptions {
  NoiseMethod method = NoiseMethod::density_matrix;
  /// Of trajectories: the state's elements are what the target error is for.
  TrajectoryOptions trajectories = {};
  EntropyUnit unit = EntropyUnit::bits;
  /// Where the runs are computed; on this machine where there is none.
  cuda::Backend* backend = nullptr;
  /// Of trajectories: the same numbers for both signs of a mu, so that what they share drops out of the
  /// asymmetry.
  bool common_random_numbers = false;
};

/// I_PT at one noise scale, before the read-out and with read-out errors left in (infinitely many
/// shots). Of trajectories, with the bias of the finite number taken off by the jackknife, and its
/// standard error (zero for density matrices).
struct NoisyResult {
  NoisyPair pair;
  double mutual_information = 0;
  double mutual_information_read_out = 0;
  double standard_error = 0;
  /// Of trajectories: the information without one group of them, for every group.
  std::vector<double> left_out = {};
};

struct AsymmetryEstimate {
  double value = 0;
  double standard_error = 0;
};

/// I_PT(-|mu|) - I_PT(+|mu|) from trajectories of both signs. Its error is that of the difference, group
/// by group, where they have common random numbers, and in quadrature where they are independent.
AsymmetryEstimate asymmetry_of(const NoisyResult& negative, const NoisyResult& positive,
                               bool common_random_numbers);

/// What run_at_scales and, where read-out errors are to be undone, tomography refuse of a model on
/// any of the qubits. Throws std::invalid_argument.
void check_noise(const NoiseModel& model, std::span<const double> scales, int num_qubits,
                 NoiseMethod method, bool mitigated);

/// Bytes of the runs of as many circuits at as many scales at their peak, on `num_threads` threads
/// with `available` bytes.
double noise_memory(int num_qubits, std::size_t runs, NoiseMethod method, int num_threads,
                    double available);

/// Every circuit at every scale, circuit-major: density matrices all at once on a device. The seed of
/// trajectories and `points`, one for each circuit, key the random numbers.
std::vector<NoisyResult> run_at_scales(std::span<const Circuit> circuits,
                                       std::span<const CircuitPoint> points,
                                       const NoiseModel& model, std::span<const double> scales,
                                       const NoiseRunOptions& options,
                                       const std::stop_token& stop = {});

}  // namespace traversable
