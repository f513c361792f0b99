#include "experiments/noise_file.h"

#include "circuits/noise_model_toml.h"

namespace traversable {
namespace {

std::vector<Axis> axes_of(const NoiseConfig& config) {
  std::vector<Axis> axes{
      {"mu", "strength of the coupling, negative energy below 0", "1", config.mu}};
  for (Axis& axis : config.times.result_axes()) axes.push_back(std::move(axis));
  axes.push_back({"noise_scale", "factor on every rate of the noise", "1", config.scales});
  if (!config.shots.empty())
    axes.push_back({"shots", "shots in each of the nine settings", "1",
                    std::vector<long long>(config.shots.begin(), config.shots.end())});
  if (config.budget)
    axes.push_back({"component", "part of the noise model", "1", components(config.model)});
  if (config.wormhole.model.is_ensemble) axes.push_back(instance_axis(config.wormhole.model));
  return axes;
}

ResultLayout layout_of(const NoiseConfig& config) {
  ResultLayout layout(axes_of(config));
  const AxisNames instance =
      config.wormhole.model.is_ensemble ? AxisNames{"instance"} : AxisNames{};
  const AxisNames times = config.times.names();
  const AxisNames circuits = instance + AxisNames{"mu"} + times;
  const AxisNames runs = circuits + AxisNames{"noise_scale"};
  const std::string unit = unit_name(config.run.unit);
  layout.add_numbers("mutual_information", "mutual information I_PT before the read-out", unit,
                     runs);
  layout.add_numbers("mutual_information_read_out",
                     "I_PT of infinitely many shots with read-out errors left in", unit, runs);
  if (config.run.method == NoiseMethod::trajectories)
    layout.add_numbers("mutual_information_stderr", "standard error of I_PT over trajectories",
                       unit, runs);
  if (!config.sign_pairs().empty()) {
    layout.add_numbers("asymmetry", "I_PT(-|mu|) - I_PT(+|mu|) before the read-out", unit, runs);
    layout.add_numbers("asymmetry_stderr", "its standard error over trajectories", unit, runs);
  }
  layout.add_pair_states("rho_pt", "density matrix of reference and read-out before the read-out",
                         runs);
  if (!config.shots.empty()) {
    const AxisNames measured = runs + AxisNames{"shots"};
    layout.add_numbers("mutual_information_shots", "I_PT of one experiment, bias-corrected", unit,
                       measured);
    layout.add_numbers("mutual_information_shots_stderr", "its standard error", unit, measured);
    layout.add_numbers("mutual_information_shots_low", "lower end of its 95 % interval", unit,
                       measured);
    layout.add_numbers("mutual_information_shots_high", "upper end of its 95 % interval", unit,
                       measured);
  }
  if (config.extrapolation != ExtrapolationKind::none) {
    const AxisNames extrapolated = circuits + AxisNames{"shots"};
    layout.add_numbers("mutual_information_extrapolated", "I_PT extrapolated to no noise", unit,
                       extrapolated);
    layout.add_numbers("mutual_information_extrapolated_stderr", "its standard error", unit,
                       extrapolated);
  }
  if (config.threshold) {
    const AxisNames thresholds = instance + times + AxisNames{"shots"};
    layout.add_numbers("threshold_scale",
                       "noise scale at which half of the experiments see less than `threshold` "
                       "standard errors of asymmetry",
                       "1", thresholds);
    layout.add_numbers("threshold_low", "noise scale at which 16 % of them do", "1", thresholds);
    layout.add_numbers("threshold_high", "noise scale at which 84 % of them do", "1", thresholds);
  }
  if (config.budget) {
    const AxisNames shares = circuits + AxisNames{"component"};
    layout.add_numbers("mutual_information_only", "I_PT as read out with this part alone", unit,
                       shares);
    layout.add_numbers("mutual_information_without", "I_PT as read out without this part", unit,
                       shares);
  }
  layout.add_counts("two_qubit_gates", "gates on two qubits of the compiled circuit", circuits);
  layout.add_numbers("circuit_duration", "duration of the compiled circuit without read-out", "ns",
                     circuits);
  layout.add_completed("1 where everything at this time is computed", instance + times);
  return layout;
}

}  // namespace

ResultPlan result_plan(const NoiseConfig& config, const std::string& command_line) {
  return {
      .layout = layout_of(config),
      .hamiltonians = config.wormhole.model,
      .provenance = {.experiment = "noise",
                     .command_line = command_line,
                     .configuration = to_toml(config),
                     .seed = config.shot_seed,
                     .inputs = {{"noise_model", to_toml(config.model)}}},
      .check = [&config](const Hamiltonian& hamiltonian) { check_instance(config, hamiltonian); }};
}

void NoiseFile::write_by_mu(const std::string& name, std::size_t instance, std::size_t time,
                            const std::vector<double>& values) {
  const std::size_t num_mu = config_.mu.size(), inner = values.size() / num_mu;
  const DatasetPlace place = file_.place(name, sizeof(double));
  for (std::size_t m = 0; m < num_mu; ++m)
    file_.write_at(place, ((instance * num_mu + m) * config_.times.size() + time) * inner,
                   values.data() + m * inner, inner);
}

void NoiseFile::write(std::size_t instance, std::size_t time, const NoisePointResult& result) {
  const auto by_mu = [&](const char* name, const std::vector<double>& values) {
    if (!values.empty()) write_by_mu(name, instance, time, values);
  };
  by_mu("mutual_information", result.mutual_information);
  by_mu("mutual_information_read_out", result.read_out);
  by_mu("mutual_information_stderr", result.standard_error);
  by_mu("asymmetry", result.asymmetry);
  by_mu("asymmetry_stderr", result.asymmetry_stderr);
  std::vector<double> elements;
  for (const Eigen::Matrix4cd& rho : result.rho)
    for (Eigen::Index row = 0; row < 4; ++row)
      for (Eigen::Index column = 0; column < 4; ++column) {
        elements.push_back(rho(row, column).real());
        elements.push_back(rho(row, column).imag());
      }
  by_mu("rho_pt", elements);
  by_mu("mutual_information_shots", result.shots);
  by_mu("mutual_information_shots_stderr", result.shots_stderr);
  by_mu("mutual_information_shots_low", result.shots_low);
  by_mu("mutual_information_shots_high", result.shots_high);
  by_mu("mutual_information_extrapolated", result.extrapolated);
  by_mu("mutual_information_extrapolated_stderr", result.extrapolated_stderr);
  by_mu("mutual_information_only", result.only);
  by_mu("mutual_information_without", result.without);
  by_mu("circuit_duration", result.duration);
  const std::size_t point = instance * config_.times.size() + time;
  const auto by_shots = [&](const char* name, const std::vector<double>& values) {
    if (!values.empty())
      file_.write_at(file_.place(name, sizeof(double)), point * values.size(), values.data(),
                     values.size());
  };
  by_shots("threshold_scale", result.threshold);
  by_shots("threshold_low", result.threshold_low);
  by_shots("threshold_high", result.threshold_high);
  const DatasetPlace gates = file_.place("two_qubit_gates", sizeof(long long));
  for (std::size_t m = 0; m < config_.mu.size(); ++m)
    file_.write_at(gates, (instance * config_.mu.size() + m) * config_.times.size() + time,
                   &result.two_qubit_gates[m], 1);
  file_.set_done(point);
}

}  // namespace traversable
