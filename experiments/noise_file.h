// The result file of a noise run.
//
// Root datasets, row-major; [instance] only where the run is an ensemble, times (t) or (t0, t1):
//
//   instance, mu, t | t0, t1, noise_scale, shots, component    axes (dimension scales)
//   mutual_information               ([instance,] mu, times, noise_scale)  before the read-out
//   mutual_information_read_out      same   read-out errors left in, infinitely many shots
//   mutual_information_stderr        same   of trajectories only
//   asymmetry, asymmetry_stderr      same   of trajectories with both signs of a mu: I_PT(-|mu|) -
//                                    I_PT(+|mu|), at either sign; NaN where the other is missing
//   rho_pt                           (..., row, column)   before the read-out; row = 2 p + a
//   mutual_information_shots, _shots_stderr, _shots_low, _shots_high   (..., noise_scale, shots)
//                                    one experiment: bias-corrected, its error and interval
//   mutual_information_extrapolated, _extrapolated_stderr   ([instance,] mu, times, shots)
//   threshold_scale, threshold_low, threshold_high          ([instance,] times, shots)
//   mutual_information_only, mutual_information_without     ([instance,] mu, times, component)
//                                    at scale 1, read-out errors left in
//   two_qubit_gates, circuit_duration                       ([instance,] mu, times)
//   completed                        ([instance,] times)   1 where everything above is there
//   hamiltonian/...                  as in every result file (result_layout.h)
//
// The root attribute noise_model is the model as TOML.
#pragma once

#include <string>
#include <vector>

#include "experiments/noise_config.h"
#include "experiments/result_file.h"

namespace traversable {

/// Everything at one instance and time; the datasets above in their order of axes.
struct NoisePointResult {
  std::vector<double> mutual_information, read_out, standard_error;  // (mu, scale)
  std::vector<double> asymmetry, asymmetry_stderr;                   // (mu, scale)
  std::vector<Eigen::Matrix4cd> rho;
  std::vector<double> shots, shots_stderr, shots_low, shots_high;  // (mu, scale, shots)
  std::vector<double> extrapolated, extrapolated_stderr;           // (mu, shots)
  std::vector<double> threshold, threshold_low, threshold_high;    // (shots)
  std::vector<double> only, without;                               // (mu, component)
  std::vector<long long> two_qubit_gates;                          // (mu)
  std::vector<double> duration;
};

/// The file that a run makes.
ResultPlan result_plan(const NoiseConfig& config, const std::string& command_line);

/// Points of a run into its file. Both outlive this.
class NoiseFile {
 public:
  NoiseFile(ResultFile& file, const NoiseConfig& config) : config_(config), file_(file) {}

  bool is_done(std::size_t instance, std::size_t time) const {
    return file_.is_done(instance * config_.times.size() + time);
  }
  void write(std::size_t instance, std::size_t time, const NoisePointResult& result);

 private:
  /// `values` are (mu, inner): inner elements for every mu.
  void write_by_mu(const std::string& name, std::size_t instance, std::size_t time,
                   const std::vector<double>& values);

  const NoiseConfig& config_;
  ResultFile& file_;
};

}  // namespace traversable
