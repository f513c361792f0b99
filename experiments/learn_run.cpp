#include "experiments/learn_run.h"

#include <fmt/format.h>
#include <omp.h>
#include <spdlog/spdlog.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>

#include "experiments/learn_file.h"
#include "experiments/result_run.h"
#include "experiments/text_file.h"
#include "learning/learning_report.h"
#include "sim/memory.h"
#include "sym/hamiltonian_json.h"
#include "sym/quoted.h"
#include "sym/random.h"

namespace traversable {
namespace {

/// Matrices of D x D that a group's way forward and back holds: see teleport_gradient.h.
double memory_of(const LearnConfig& config, const CouplingSpace& space) {
  constexpr double fixed = 16, a_mu = 7;
  const double dimension = static_cast<double>(ParityBasis(space.num_majoranas()).dimension());
  const double matrix = sizeof(Complex) * dimension * dimension;
  const double workspaces = dimension <= 256 ? omp_get_max_threads() : 1;
  return workspaces * matrix * (fixed + a_mu * static_cast<double>(config.mu.size()));
}

/// A chain's place among targets and starts.
struct Place {
  std::size_t instance;
  std::size_t start;
};

/// Chains with rungs missing, from the last rung that is there.
void add_chains(const LearnConfig& config, const LearnFile& file, const CouplingSpace& space,
                const std::vector<LearningObjective>& objectives, std::vector<LadderChain>& chains,
                std::vector<Place>& places) {
  const std::size_t rungs = config.plan.schedule.size();
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance)
    for (std::size_t start = 0; start < config.num_starts; ++start) {
      std::size_t done = 0;
      while (done < rungs && file.is_done(instance, start, done)) ++done;
      if (done == rungs) continue;
      chains.push_back(
          {.objective = &objectives[instance],
           .space = &space,
           .start = done == 0 ? start_of(config, space, instance, start)
                              : file.couplings(instance, start, done - 1),
           .seed = seed_for(config.seed, instance * config.num_starts + start, Stream::gates),
           .first_stage = done});
      places.push_back({instance, start});
    }
}

LearnedModel learned_model(const LearningObjective& objective, const CouplingSpace& space,
                           const Fit& fit) {
  const CurveTarget& target = objective.curves.front();
  LearnedModel model{.couplings = fit.couplings,
                     .loss = fit.parts,
                     .num_evaluations = static_cast<int>(fit.history.size()),
                     .history = fit.history,
                     .curves = {},
                     .information = information_curves(space, fit.couplings, target.points, {},
                                                       objective.device.get())};
  model.curves = curve_fit(target, model.information);
  return model;
}

/// The best model of at most config.terms terms.
struct Best {
  Eigen::VectorXd couplings;
  std::size_t start = 0;
  double loss = std::numeric_limits<double>::infinity();
};

std::optional<Best> best_of(const LearnConfig& config, const LearnFile& file,
                            std::size_t instance) {
  std::optional<Best> best;
  for (std::size_t start = 0; start < config.num_starts; ++start)
    for (std::size_t rung = 0; rung < config.plan.schedule.size(); ++rung) {
      if (config.plan.schedule[rung] > config.terms || !file.is_done(instance, start, rung))
        continue;
      const double loss = file.loss(instance, start, rung);
      if (!best || loss < best->loss)
        best = Best{file.couplings(instance, start, rung), start, loss};
    }
  return best;
}

std::string path_for(const std::string& path, const LearnConfig& config, std::size_t instance) {
  if (!config.has_instance_axis()) return path;
  const std::filesystem::path p(path);
  return (p.parent_path() / fmt::format("{}_{}{}", p.stem().string(),
                                        config.target.first_instance + instance,
                                        p.extension().string()))
      .string();
}

/// To a path that was good when the run began: what goes wrong now is no error of the input.
void write_checked(const std::string& path, const std::string& text, const RunOptions& options) {
  try {
    write_text_file(path, text, options.overwrite || options.resume);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(error.what());
  }
}

void print_best(const LearnConfig& config, const LearnOutputs& outputs, const RunOptions& options,
                const LearnFile& file, const CouplingSpace& space,
                const std::vector<LearningObjective>& objectives, const std::stop_token& stop) {
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance) {
    const std::optional<Best> best = best_of(config, file, instance);
    if (!best) continue;
    const Hamiltonian hamiltonian = space.hamiltonian(best->couplings);
    const CurveTarget& target = objectives[instance].curves.front();
    const CurveFit fit =
        curve_fit(target, information_curves(space, best->couplings, target.points, stop,
                                             objectives[instance].device.get()));
    if (config.has_instance_axis())
      fmt::print("instance {}: ", config.target.first_instance + instance);
    fmt::print("{} terms", hamiltonian.terms().size());
    for (std::size_t m = 0; m < config.mu.size(); ++m)
      fmt::print(", rms({:+g}) {:.4f}", config.mu[m], fit.rms[m]);
    if (!sign_pairs(config.mu).empty())
      fmt::print(", peak asymmetry {:.4f} of {:.4f}", fit.peak_asymmetry,
                 fit.peak_asymmetry_target);
    fmt::print(" bits\n");
    if (outputs.report)
      fmt::print("\n{}\n", to_text(report_on(hamiltonian, task_of(config, instance), stop)));
    if (!outputs.hamiltonian.empty())
      write_checked(path_for(outputs.hamiltonian, config, instance), to_json(hamiltonian), options);
  }
}

void check_hamiltonian_paths(const LearnConfig& config, const LearnOutputs& outputs,
                             const RunOptions& options) {
  if (outputs.hamiltonian.empty()) return;
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance) {
    const std::string path = path_for(outputs.hamiltonian, config, instance);
    if (is_same_file(path, options.output))
      throw std::invalid_argument(
          fmt::format("--hamiltonian: {}: is the result file too", excerpt(path)));
    check_output_path(path, options.overwrite || options.resume, "--overwrite replaces it");
  }
}

/// False where a chain ended early.
bool compute(const LearnConfig& config, const CouplingSpace& space,
             const std::vector<LearningObjective>& objectives, ResultFile& result,
             Progress& progress, const std::stop_token& stop) {
  LearnFile file(result, config);
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance) {
    const CurveTarget& target = objectives[instance].curves.front();
    file.write_target(instance, target,
                      curve_fit(target, target.information).peak_asymmetry_target);
  }
  std::vector<LadderChain> chains;
  std::vector<Place> places;
  add_chains(config, file, space, objectives, chains, places);
  const auto on_rung = [&](std::size_t chain, std::size_t rung, const Fit& fit) {
    const auto [instance, start] = places[chain];
    const LearnedModel model = learned_model(objectives[instance], space, fit);
    file.write(instance, start, rung, model);
    progress.advance(
        fmt::format("target {} start {}: {} terms, loss {:.2e}, rms {:.4f} bits, asymmetry {:.3f}",
                    instance, start, fit.num_terms(), fit.loss(), model.curves.largest_rms(),
                    model.curves.peak_asymmetry));
  };
  const std::vector<std::string> messages = climb(chains, config.plan, on_rung, stop);
  bool whole = true;
  for (std::size_t k = 0; k < messages.size(); ++k)
    if (!messages[k].empty()) {
      whole = false;
      spdlog::warn("target {} start {} ended early: {}; its models so far are kept",
                   places[k].instance, places[k].start, messages[k]);
    }
  return whole;
}

ResultRun result_run(const LearnConfig& config, const CouplingSpace& space,
                     const std::vector<LearningObjective>& objectives,
                     const std::string& command_line, const std::stop_token& stop) {
  return {.plan = result_plan(config, command_line),
          .memory = memory_of(config, space),
          .needs = fmt::format("learning with {} Majoranas a side", space.num_majoranas()),
          .unit = "rungs",
          .compute = [&, stop](ResultFile& file, Progress& progress) {
            return compute(config, space, objectives, file, progress, stop);
          }};
}

}  // namespace

std::string describe_run(const LearnConfig& config) {
  const CouplingSpace space = coupling_space(config);
  return to_toml(config) +
         fmt::format("# couplings     {}\n# chains        {} of {} rungs\n", space.size(),
                     config.num_targets() * config.num_starts, config.plan.schedule.size()) +
         describe_resources(result_run(config, space, {}, "", {}));
}

void run_learn(const LearnConfig& config, const LearnOutputs& outputs, const RunOptions& options,
               const std::string& command_line, const std::stop_token& stop) {
  const CouplingSpace space = coupling_space(config);
  require_memory(memory_of(config, space),
                 fmt::format("learning with {} Majoranas a side", space.num_majoranas()));
  check_hamiltonian_paths(config, outputs, options);
  std::shared_ptr<cuda::StreamPool> device;
  if (config.device.has_backend()) device = std::make_shared<cuda::StreamPool>(config.device);
  std::vector<LearningObjective> objectives;
  for (std::size_t instance = 0; instance < config.num_targets(); ++instance)
    objectives.push_back(make_objective(task_of(config, instance, device), space, stop));
  ResultFile file =
      run_into_file(options, result_run(config, space, objectives, command_line, stop), stop);
  print_best(config, outputs, options, LearnFile(file, config), space, objectives, stop);
}

}  // namespace traversable
