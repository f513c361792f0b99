// The result file of a diagnosis.
//
// Root datasets, row-major; a sample is the model (0) or an instance of an ensemble:
//
//   sample, ensemble                      axes; names of the ensembles, "model" the first
//   sample_ensemble, sample_instance      (sample)
//   fermion, partner, size, state, message, mu, t, t1, scan, injection     axes
//   the fields of sim/diagnostics/diagnosis_fields.cpp, (sample, ...) each
//   NAME_mean, NAME_spread, NAME_percentile   (ensemble) for every NAME over samples alone: mean and standard deviation of
//                                         the ensemble, percent of its instances below the model; NaN until the run is
//                                         complete, and for "model"
//   completed                             (sample)
//   hamiltonian/...                       of all samples, as in every result file (result_layout.h)
#pragma once

#include <string>
#include <vector>

#include "experiments/diagnose_config.h"
#include "experiments/result_file.h"

namespace traversable {

class DiagnoseFile {
 public:
  /// Lays out a new file for `config`, replacing one of that name. Throws std::invalid_argument.
  static void create(const std::string& path, const DiagnoseConfig& config,
                     const std::string& command_line);

  /// Throws as ResultFile does.
  DiagnoseFile(std::string path, const DiagnoseConfig& config);

  bool is_done(std::size_t sample) const { return file_.is_done(sample); }
  std::size_t num_done() const { return file_.num_done(); }
  bool is_finished() const { return file_.is_finished(); }

  void write(std::size_t sample, const Diagnosis& diagnosis);

  /// Comparison with the ensembles, end time. Call when every sample is done.
  void finish();

 private:
  void write_comparison(const std::string& name);

  DiagnoseConfig config_;
  ResultFile file_;
  std::vector<DatasetPlace> places_;  // of diagnosis_fields()
};

/// Bytes of the fields of all samples.
double diagnose_file_size(const DiagnoseConfig& config);

}  // namespace traversable
