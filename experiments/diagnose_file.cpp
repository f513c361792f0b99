#include "experiments/diagnose_file.h"

#include <limits>
#include <span>

#include "sim/diagnostics/ensemble_comparison.h"

namespace traversable {
namespace {

const AxisNames over_samples{"sample"};
const AxisNames over_ensembles{"ensemble"};

std::vector<ResultAxis> axes_of(const DiagnoseConfig& config) {
  std::vector<ResultAxis> axes{
      counted_axis("sample", "0 the model, then instances of the ensembles", config.num_samples())};
  for (const DiagnosisAxis& axis : diagnosis_axes(config.model.num_majoranas, config.plan)) {
    ResultAxis own{axis.name, axis.long_name, axis.units, axis.values};
    if (axis.is_index) own.values = std::vector<long long>(axis.values.begin(), axis.values.end());
    axes.push_back(std::move(own));
  }
  std::vector<std::string> names{"model"};
  for (const ReferenceEnsemble& ensemble : config.ensembles) names.push_back(ensemble.name);
  axes.push_back({"ensemble", "what the model is compared with", "1", std::move(names)});
  return axes;
}

void add_field(ResultLayout& layout, const DiagnosisField& field) {
  const AxisNames axes = over_samples + field.dimensions;
  if (field.is_complex)
    layout.add_complex_numbers(field.name, field.long_name, field.units, axes);
  else
    layout.add_numbers(field.name, field.long_name, field.units, axes);
  if (!field.dimensions.empty()) return;
  layout.add_statistic(field.name + "_mean", "mean over the ensemble: " + field.long_name,
                       field.units, over_ensembles);
  layout.add_statistic(field.name + "_spread",
                       "standard deviation over the ensemble: " + field.long_name, field.units,
                       over_ensembles);
  layout.add_statistic(field.name + "_percentile",
                       "instances of the ensemble below the model: " + field.long_name, "percent",
                       over_ensembles);
  layout.add_statistic(field.name + "_count",
                       "instances of the ensemble with a value: " + field.long_name, "1",
                       over_ensembles);
}

ResultLayout layout_of(const DiagnoseConfig& config) {
  ResultLayout layout(axes_of(config));
  std::vector<long long> ensemble, instance;
  for (std::size_t i = 0; i < config.num_samples(); ++i) {
    ensemble.push_back(static_cast<long long>(config.ensemble_of(i)));
    instance.push_back(i == 0 ? 0 : static_cast<long long>((i - 1) % config.ensemble_instances));
  }
  layout.add_constants("sample_ensemble", "place of its ensemble, 0 the model", over_samples,
                       std::move(ensemble));
  layout.add_constants("sample_instance", "instance of its ensemble", over_samples,
                       std::move(instance));
  for (const DiagnosisField& field : diagnosis_fields()) add_field(layout, field);
  layout.add_completed("1 where the sample is computed", over_samples);
  return layout;
}

std::size_t bytes_of(const DiagnosisField& field) {
  return field.is_complex ? 2 * sizeof(double) : sizeof(double);
}

}  // namespace

ResultPlan result_plan(const DiagnoseConfig& config, const std::string& command_line) {
  return {
      .layout = layout_of(config),
      .hamiltonians = config.samples(),
      .provenance = {.experiment = "diagnose",
                     .command_line = command_line,
                     .configuration = to_toml(config),
                     .seed = config.ensemble_seed},
      .check = [&config](const Hamiltonian& hamiltonian) { check_sample(config, hamiltonian); }};
}

DiagnoseFile::DiagnoseFile(ResultFile& file, const DiagnoseConfig& config)
    : config_(config), file_(file) {
  for (const DiagnosisField& field : diagnosis_fields())
    places_.push_back(file_.place(field.name, bytes_of(field)));
}

void DiagnoseFile::write(std::size_t sample, const Diagnosis& diagnosis) {
  for (std::size_t f = 0; f < places_.size(); ++f) {
    const std::vector<double> values = diagnosis_fields()[f].values(diagnosis);
    const std::size_t elements = values.size() * sizeof(double) / places_[f].element;
    file_.write_at(places_[f], sample * elements, values.data(), elements);
  }
  file_.set_done(sample);
}

void DiagnoseFile::write_comparison(const std::string& name) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  std::vector<double> values(config_.num_samples());
  file_.read_at(file_.place(name, sizeof(double)), 0, values.data(), values.size());
  const std::size_t count = config_.ensembles.empty() ? 0 : config_.ensemble_instances;
  std::vector<double> mean{nan}, spread{nan}, percentile{nan}, finite{nan};  // of the model
  for (std::size_t e = 0; e < config_.ensembles.size(); ++e) {
    const EnsembleComparison c =
        compare_with_ensemble(values[0], std::span(values).subspan(1 + e * count, count));
    mean.push_back(c.mean);
    spread.push_back(c.spread);
    percentile.push_back(c.percentile);
    finite.push_back(c.count);
  }
  const auto write_all = [&](const char* suffix, const std::vector<double>& numbers) {
    file_.write_at(file_.place(name + suffix, sizeof(double)), 0, numbers.data(), numbers.size());
  };
  write_all("_mean", mean);
  write_all("_spread", spread);
  write_all("_percentile", percentile);
  write_all("_count", finite);
}

void DiagnoseFile::write_statistics() {
  for (const DiagnosisField& field : diagnosis_fields())
    if (field.dimensions.empty()) write_comparison(field.name);
}

}  // namespace traversable
