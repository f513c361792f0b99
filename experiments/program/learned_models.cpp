#include "experiments/program/learned_models.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <stdexcept>

#include "experiments/files/text_file.h"
#include "experiments/runs/learn.h"
#include "learning/learning_report.h"
#include "sym/decimal.h"
#include "sym/hamiltonian_json.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

struct Outputs {
  std::string hamiltonian;  // a JSON file; with "_<instance>" before the ending of several
  bool report = false;
};

std::string path_for(const std::string& path, const LearnConfig& config, std::size_t instance) {
  if (!config.has_instance_axis()) return path;
  const std::filesystem::path p(path);
  return (p.parent_path() / fmt::format("{}_{}{}", p.stem().string(),
                                        config.model.first_instance + instance,
                                        p.extension().string()))
      .string();
}

void check_paths(const LearnConfig& config, const Outputs& outputs, const RunOptions& options) {
  if (outputs.hamiltonian.empty()) return;
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance) {
    const std::string path = path_for(outputs.hamiltonian, config, instance);
    if (is_same_file(path, options.output))
      throw std::invalid_argument(
          fmt::format("--hamiltonian: {}: is the result file too", excerpt(path)));
    check_output_path(path, options.overwrite || options.resume, "--overwrite replaces it");
  }
}

/// To a path that was good when the run began: what goes wrong now is no error of the input.
void write_checked(const std::string& path, const std::string& text, const RunOptions& options) {
  try {
    write_text_file(path, text, options.overwrite || options.resume);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(error.what());
  }
}

/// Whole before any of it is printed: a read may fail.
std::string line_of(const LearnConfig& config, const Sink& results, std::size_t instance,
                    const LearnedModel& model) {
  const std::vector<double>& mu = config.task.points.mu;
  const std::vector<double> rms =
      results.read("mutual_information_rms", model.point * mu.size(), mu.size());
  std::string line;
  if (config.has_instance_axis())
    line += fmt::format("instance {}: ", config.model.first_instance + instance);
  line += fmt::format("{} terms", model.hamiltonian.terms().size());
  for (std::size_t m = 0; m < mu.size(); ++m)
    line += fmt::format(", rms({:+g}) {}", mu[m], decimal(rms[m], 4));
  if (!sign_pairs(mu).empty())
    line += fmt::format(", peak asymmetry {} of {}",
                        decimal(results.read("peak_asymmetry", model.point, 1)[0], 4),
                        decimal(results.read("target_peak_asymmetry", instance, 1)[0], 4));
  return line + " bits\n";
}

void use(const LearnConfig& config, const Outputs& outputs, const Sink& results,
         const RunOptions& options, const std::stop_token& stop) {
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance) {
    const std::optional<LearnedModel> model = learned_model(config, results, instance);
    if (!model) continue;
    fmt::print("{}", line_of(config, results, instance, *model));
    if (outputs.report)
      fmt::print("\n{}\n", to_text(report_on(model->hamiltonian, task_of(config, instance), stop)));
    if (!outputs.hamiltonian.empty())
      write_checked(path_for(outputs.hamiltonian, config, instance), to_json(model->hamiltonian),
                    options);
  }
}

}  // namespace

Companion learned_models() {
  const auto outputs = std::make_shared<Outputs>();
  const auto config = std::make_shared<LearnConfig>();
  return {
      .keys = {{"hamiltonian", "", "also write the best model as JSON", form::file_written, "none",
                "Output"},
               {"report", "", "also print what the best model does where it was not trained",
                form::flag, "false", "Output"}},
      .take =
          [=](Settings& settings, RunOptions&) {
            *outputs = {settings.take_text("hamiltonian").value_or(""),
                        settings.take_flag("report")};
            Settings of_run = settings;
            *config = learn_options().take(of_run);
          },
      .before = [=](const RunOptions& options) { check_paths(*config, *outputs, options); },
      .use = [=](const Sink& results, const RunOptions& options,
                 const std::stop_token& stop) { use(*config, *outputs, results, options, stop); }};
}

}  // namespace traversable
