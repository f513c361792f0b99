// All diagnostics of one Hamiltonian, and the numbers by which it is compared with others.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "sim/diagnostics/arrival_time.h"
#include "sim/diagnostics/asymmetry.h"
#include "sim/diagnostics/left_right_response.h"
#include "sim/diagnostics/otoc.h"
#include "sim/diagnostics/size_winding.h"
#include "sim/diagnostics/spectral_statistics.h"
#include "sim/diagnostics/two_point.h"
#include "sim/teleport/teleport_grid.h"
#include "sym/protocol.h"

namespace traversable {

/// Which pairs of fermions are teleported.
enum class PairChoice { all, disjoint, none };

/// "all", "disjoint" or "none". Throws std::invalid_argument.
PairChoice pair_choice_by_name(std::string_view name);
std::string_view name_of(PairChoice pairs);
/// All up to N = 12, disjoint ones above.
PairChoice default_pairs(int num_majoranas);

struct DiagnosisPlan {
  double beta = 4;
  /// |mu|: the protocol runs with both signs.
  double mu = 12;
  /// Ascending from 0: times of everything, and read-out times.
  std::vector<double> times;
  Protocol protocol;
  PairChoice pairs = PairChoice::all;
  /// Time of the size distributions, the response and the injections; each model's own time of
  /// largest asymmetry where there is none.
  std::optional<double> reference_time;
  /// Injection times of the arrivals, in units of the reference time.
  std::vector<double> injections{0.7, 0.85, 1.0, 1.15, 1.3};
  /// Injection times of two messages in the same units, the earlier (larger) first. Each in turn is
  /// the signal, through the probe, and the other goes through second_probe.
  std::array<double, 2> messages{1.2, 0.8};
  /// Couplings of the left-right response.
  std::vector<double> mu_scan;
};

/// The mode of the other message: the lowest two fermions that are not the probe's, which it may be
/// where there are no such two.
ProbeMode second_probe(const ProbeMode& probe, int num_majoranas);

/// -2|mu| to 2|mu| in 81 steps.
std::vector<double> default_mu_scan(double mu);

/// Throws std::invalid_argument for values out of range: beta < 0, mu = 0, fewer than four times or
/// ones that do not ascend from 0, fractions that are not positive, messages in the wrong order.
void validate(const DiagnosisPlan& plan, int num_majoranas);

struct Diagnosis {
  // The Hamiltonian.
  int num_majoranas = 0;
  int degree = 0;
  Protocol protocol;
  std::vector<double> mu_scan;
  int num_terms = 0;
  int anticommuting_pairs = 0;
  double noncommutativity = 0;  // kappa of commutation_graph.h
  // Its levels.
  std::vector<double> levels;
  int distinct_levels = 0;
  GapRatio gap_ratio;
  std::vector<double> form_factor;  // |Z(beta + it) / Z(beta)|^2
  // Thermalisation.
  Eigen::MatrixXcd two_point;           // fermion, t
  std::vector<LateTimes> late;          // fermion; last: of the mean
  std::vector<Relaxation> relaxations;  // same
  // Scrambling: the probe's first fermion against every other.
  std::vector<double> otoc, otoc_regularized;  // mean over partners
  Scrambling scrambling;                       // of the regularised
  // Size winding.
  std::vector<SizeWinding> winding;            // fermion * times + t
  std::vector<double> mean_size;               // same
  double thermal_size = 0;                     // of rho^(1/2)
  std::vector<SizeDistribution> at_reference;  // fermion
  std::vector<SizeWinding> winding_at_reference;
  // Teleportation.
  std::array<std::vector<double>, 2> information;  // bits; -|mu|, +|mu|
  Asymmetry asymmetry;
  Eigen::MatrixXd pairs;  // signed peaks (asymmetry.h), NaN where not computed
  double reference_time = 0;
  // The signal through the wormhole.
  LeftRightResponse response_scan;  // mu_scan at t0 = t1 = the reference time
  LeftRightResponse response;       // -|mu|, +|mu| over t1
  // Order.
  std::vector<double> injection_time, arrival_time;
  Slope arrival_slope;
  std::array<std::vector<double>, 2> message_information;  // over t1
  std::array<double, 2> message_arrival{};
  std::vector<double> alone_information;    // injected at the reference time
  std::vector<double> delayed_information;  // with a second message from the right
  double arrival_alone = 0, arrival_delayed = 0;
};

/// The longest time of a diagnosis, injections and messages included; its own time of largest
/// asymmetry, where that is the reference, is one of `times`.
double longest_time(const DiagnosisPlan& plan);

/// Throws std::invalid_argument as validate, or for times that are too long for the Hamiltonian
/// (evolution_length.h); Interrupted. The same bits for any number of threads.
Diagnosis diagnose(const Hamiltonian& hamiltonian, const DiagnosisPlan& plan,
                   const std::stop_token& stop = {});

/// Of many Hamiltonians, side by side where they are small: `on_result` is called one at a time, in
/// any order; samples for which `is_done` are left out. Throws as diagnose.
void diagnose_all(const HamiltonianSource& source, std::size_t count, const DiagnosisPlan& plan,
                  const std::function<bool(std::size_t)>& is_done,
                  const std::function<void(std::size_t, const Diagnosis&)>& on_result,
                  const std::stop_token& stop = {});

/// Bytes of one diagnosis at its peak, and real operations.
double diagnosis_memory(int num_majoranas, const DiagnosisPlan& plan);
double diagnosis_cost(int num_majoranas, const DiagnosisPlan& plan);

/// A quantity of a Diagnosis as it is named, shaped and written.
struct DiagnosisField {
  std::string name;
  std::string long_name;
  std::string units;
  /// Names of diagnosis_axes.
  std::vector<std::string> dimensions;
  bool is_complex = false;
  /// Row-major; real and imaginary part in turn where complex.
  std::function<std::vector<double>(const Diagnosis&)> values;
};

/// All of them. Those without dimensions are the criteria by which models are compared.
const std::vector<DiagnosisField>& diagnosis_fields();

/// A dimension with its values.
struct DiagnosisAxis {
  std::string name;
  std::string long_name;
  std::string units;
  std::vector<double> values;
  bool is_index = false;
};
std::vector<DiagnosisAxis> diagnosis_axes(int num_majoranas, const DiagnosisPlan& plan);

}  // namespace traversable
