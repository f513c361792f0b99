// The run `diagnose`: every diagnostic of one model, and of the ensembles that it is compared with.
//
// A sample is the model (0) or an instance of an ensemble; the points are samples. Fields are those of
// sim/diagnostics/diagnosis_fields.cpp, (sample, ...) each, and for every NAME over samples alone NAME_mean,
// NAME_spread, NAME_percentile and NAME_count over ensembles (NaN for "model").
#pragma once

#include <string>
#include <vector>

#include "experiments/runs/model_choice.h"
#include "experiments/runs/option.h"
#include "experiments/runs/plan.h"
#include "experiments/runs/reference_ensembles.h"
#include "sim/diagnostics/diagnosis.h"

namespace traversable {

struct DiagnoseConfig {
  DiagnoseConfig();

  ModelChoice model;  // instance 0 of it
  DiagnosisPlan plan;
  EnsembleDraw draw;
  /// Those that the draw gives, or given ones, which are not drawn.
  std::vector<ReferenceEnsemble> ensembles;
  bool draws_ensembles = true;

  std::size_t num_samples() const;
};

/// Takes a configuration whose model is there already (`given`), or the keys of a model.
const Options<DiagnoseConfig>& diagnose_options();

Plan plan_of(const DiagnoseConfig& config);

}  // namespace traversable
