// The result file of a diagnosis.
//
// Root datasets, row-major; a sample is the model (0) or an instance of an ensemble:
//
//   sample, ensemble                      axes; names of the ensembles, "model" the first
//   sample_ensemble, sample_instance      (sample)
//   fermion, partner, size, state, message, mu, t, t1, scan, injection     axes
//   the fields of sim/diagnostics/diagnosis_fields.cpp, (sample, ...) each
//   NAME_mean, NAME_spread, NAME_percentile, NAME_count   (ensemble) for every NAME over samples alone: mean and
//                                         standard deviation of the ensemble, percent of its instances below the model,
//                                         instances with a value; NaN until the run is complete, and for "model"
//   completed                             (sample)
//   hamiltonian/...                       of all samples, as in every result file (result_layout.h)
#pragma once

#include <string>
#include <vector>

#include "experiments/diagnose_config.h"
#include "experiments/result_file.h"

namespace traversable {

/// The file that a run makes.
ResultPlan result_plan(const DiagnoseConfig& config, const std::string& command_line);

/// Samples of a run into its file. Both outlive this.
class DiagnoseFile {
 public:
  DiagnoseFile(ResultFile& file, const DiagnoseConfig& config);

  bool is_done(std::size_t sample) const { return file_.is_done(sample); }
  void write(std::size_t sample, const Diagnosis& diagnosis);

  /// Comparison with the ensembles. Call when every sample is done.
  void write_statistics();

 private:
  void write_comparison(const std::string& name);

  const DiagnoseConfig& config_;
  ResultFile& file_;
  std::vector<DatasetPlace> places_;  // of diagnosis_fields()
};

}  // namespace traversable
