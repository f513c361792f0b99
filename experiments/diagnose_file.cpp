#include "experiments/diagnose_file.h"

#include <limits>
#include <map>
#include <span>

#include "experiments/hdf5.h"
#include "experiments/result_layout.h"
#include "sim/diagnostics/ensemble_comparison.h"

namespace traversable {
namespace {

constexpr const char* experiment = "diagnose";
const AxisNames over_samples{"sample"};
const AxisNames over_ensembles{"ensemble"};

std::vector<ResultAxis> axes_of(const DiagnoseConfig& config) {
  std::vector<double> samples;
  for (std::size_t i = 0; i < config.num_samples(); ++i) samples.push_back(static_cast<double>(i));
  std::vector<ResultAxis> axes{
      {"sample", "0 the model, then instances of the ensembles", "1", samples, true}};
  for (const DiagnosisAxis& axis : diagnosis_axes(config.model.num_majoranas, config.plan))
    axes.push_back({axis.name, axis.long_name, axis.units, axis.values, axis.is_index});
  return axes;
}

void lay_out(const std::string& path, const DiagnoseConfig& config,
             const std::string& command_line) {
  const hdf5::Handle file = hdf5::create_file(path);
  const ResultLayout layout(file, axes_of(config));
  std::vector<std::string> names{"model"};
  for (const ReferenceEnsemble& ensemble : config.ensembles) names.push_back(ensemble.name);
  layout.add_text_axis("ensemble", "what the model is compared with", names);
  std::vector<long long> ensemble, instance;
  for (std::size_t i = 0; i < config.num_samples(); ++i) {
    ensemble.push_back(static_cast<long long>(config.ensemble_of(i)));
    instance.push_back(i == 0 ? 0 : static_cast<long long>((i - 1) % config.ensemble_instances));
  }
  layout.add_constants("sample_ensemble", "place of its ensemble, 0 the model", over_samples,
                       ensemble);
  layout.add_constants("sample_instance", "instance of its ensemble", over_samples, instance);
  for (const DiagnosisField& field : diagnosis_fields()) {
    const AxisNames axes = over_samples + field.dimensions;
    if (field.is_complex)
      layout.add_complex_numbers(field.name, field.long_name, field.units, axes);
    else
      layout.add_numbers(field.name, field.long_name, field.units, axes);
    if (!field.dimensions.empty()) continue;
    layout.add_numbers(field.name + "_mean", "mean over the ensemble: " + field.long_name,
                       field.units, over_ensembles);
    layout.add_numbers(field.name + "_spread",
                       "standard deviation over the ensemble: " + field.long_name, field.units,
                       over_ensembles);
    layout.add_numbers(field.name + "_percentile",
                       "instances of the ensemble below the model: " + field.long_name, "percent",
                       over_ensembles);
  }
  layout.add_flags("completed", "1 where the sample is computed", over_samples);
  layout.add_hamiltonians(config.samples());
  write_provenance(file, {.experiment = experiment,
                          .command_line = command_line,
                          .configuration = to_toml(config),
                          .seed = config.ensemble_seed});
}

std::size_t bytes_of(const DiagnosisField& field) {
  return field.is_complex ? 2 * sizeof(double) : sizeof(double);
}

}  // namespace

void DiagnoseFile::create(const std::string& path, const DiagnoseConfig& config,
                          const std::string& command_line) {
  ResultFile::create(path,
                     [&](const std::string& partial) { lay_out(partial, config, command_line); });
}

DiagnoseFile::DiagnoseFile(std::string path, const DiagnoseConfig& config)
    : config_(config), file_(std::move(path), experiment, to_toml(config), config.samples()) {
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
  std::vector<double> values(config_.num_samples());
  file_.read_at(file_.place(name, sizeof(double)), 0, values.data(), values.size());
  const std::size_t count = config_.ensembles.empty() ? 0 : config_.ensemble_instances;
  for (std::size_t e = 0; e < config_.ensembles.size(); ++e) {
    const EnsembleComparison c =
        compare_with_ensemble(values[0], std::span(values).subspan(1 + e * count, count));
    const auto write_number = [&](const char* suffix, double value) {
      file_.write_at(file_.place(name + suffix, sizeof(double)), 1 + e, &value, 1);
    };
    write_number("_mean", c.mean);
    write_number("_spread", c.spread);
    write_number("_percentile", c.percentile);
  }
}

void DiagnoseFile::finish() {
  for (const DiagnosisField& field : diagnosis_fields())
    if (field.dimensions.empty()) write_comparison(field.name);
  file_.finish();
}

double diagnose_file_size(const DiagnoseConfig& config) {
  std::map<std::string, double> length;
  for (const DiagnosisAxis& axis : diagnosis_axes(config.model.num_majoranas, config.plan))
    length[axis.name] = static_cast<double>(axis.values.size());
  double bytes = 0;
  for (const DiagnosisField& field : diagnosis_fields()) {
    double own = static_cast<double>(bytes_of(field));
    for (const std::string& name : field.dimensions) own *= length.at(name);
    bytes += own;
  }
  return bytes * static_cast<double>(config.num_samples());
}

}  // namespace traversable
