// The result file of a teleportation run.
//
// Root datasets, row-major; [instance] only where the run is an ensemble, (t) or (t0, t1) as in the run:
//
//   instance, beta, mu, t | t0, t1       axes (dimension scales) with units
//   mutual_information                   ([instance,] beta, mu, t | t0, t1)   bits or nats
//   renyi2_mutual_information            same
//   negativity, average_fidelity, fully_entangled_fraction   same
//   rho_pt                               (..., row, column)   complex as compound {r, i}; row = 2 p + a
//   mutual_information_mean, _stderr     (beta, mu, t | t0, t1), over instances; NaN until the run is complete
//   energy, coupling_expectation         ([instance,] beta)   <TFD|H_L|TFD>, <TFD|V|TFD>
//   completed                            ([instance,] beta, t | t0)   1 where every mu and t1 is there
//   error_estimate, operator_applications, pauli_rotations   same; only of state-vector methods
//   hamiltonian/coupling, indices, offset    terms of all instances in a row, indices padded with -1;
//                                        instance i has terms offset[i] .. offset[i+1]-1
//
// What is common to all result files: result_file.h, result_layout.h, coupling_table.h.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/result_file.h"
#include "experiments/teleport_config.h"
#include "sim/teleport/teleport_grid.h"

namespace traversable {

/// A number read off rho_PT, with its name in the file; the unit of entropies where `units` is
/// empty.
struct FileObservable {
  const char* name;
  const char* long_name;
  const char* units;
  double (*value)(const Eigen::Matrix4cd& rho, EntropyUnit unit);
};

/// The file that a run makes.
ResultPlan result_plan(const TeleportConfig& config, const std::string& command_line);

/// Points of a run into its file. Both outlive this.
class TeleportFile {
 public:
  TeleportFile(ResultFile& file, const TeleportConfig& config);

  bool is_done(const SweepPoint& point) const { return file_.is_done(point_index(point)); }
  void write(const SweepPointResult& result);
  void write(const ThermalResult& result);

  /// Mean and standard error over instances. Call when every point is done.
  void write_statistics();

 private:
  std::size_t point_index(const SweepPoint& point) const;
  void write_report(std::size_t point, const EvolutionReport& report);
  std::size_t first_value(const SweepPoint& point, std::size_t mu) const;

  const TeleportConfig& config_;
  ResultFile& file_;
  std::vector<DatasetPlace> observables_;
  DatasetPlace rho_, energy_, coupling_;
  DatasetPlace error_, applications_, rotations_;
};

}  // namespace traversable
