#include "experiments/teleport_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "experiments/hdf5.h"
#include "experiments/result_layout.h"
#include "experiments/runs/time_choice.h"
#include "sim/statistics.h"
#include "sim/teleport/teleport_sweep.h"

namespace traversable {
namespace {

constexpr std::array<FileObservable, 5> observables{{
    {"mutual_information", "mutual information I_PT of reference and read-out", "",
     mutual_information},
    {"renyi2_mutual_information", "Renyi-2 mutual information of reference and read-out", "",
     renyi2_mutual_information},
    {"negativity", "entanglement negativity of reference and read-out", "1",
     [](const Eigen::Matrix4cd& rho, EntropyUnit) { return negativity(rho); }},
    {"average_fidelity", "mean fidelity of the teleported state, no correction on the read-out",
     "1", [](const Eigen::Matrix4cd& rho, EntropyUnit) { return average_fidelity(rho); }},
    {"fully_entangled_fraction",
     "entanglement fidelity after the best fixed unitary on the read-out", "1",
     [](const Eigen::Matrix4cd& rho, EntropyUnit) { return fully_entangled_fraction(rho); }},
}};

constexpr const char* mean = "mutual_information_mean";
constexpr const char* standard_error = "mutual_information_stderr";

TimeChoice times_of(const TeleportGrid& grid) { return {grid.axes, grid.t0, grid.t1}; }

std::vector<Axis> axes_of(const TeleportConfig& config) {
  std::vector<Axis> axes{
      {"beta", "inverse temperature", "1/energy", config.grid.beta},
      {"mu", "strength of the coupling, negative energy below 0", "1", config.grid.mu}};
  for (auto& axis : times_of(config.grid).result_axes()) axes.push_back(std::move(axis));
  if (config.model.is_ensemble) axes.push_back(instance_axis(config.model));
  return axes;
}

AxisNames time_names(const TeleportGrid& grid) {
  return grid.axes == TimeAxes::diagonal ? AxisNames{"t"} : AxisNames{"t0", "t1"};
}

ResultLayout layout_of(const TeleportConfig& config) {
  ResultLayout layout(axes_of(config));
  const AxisNames instance = config.model.is_ensemble ? AxisNames{"instance"} : AxisNames{};
  const AxisNames times = time_names(config.grid);
  const AxisNames values = AxisNames{"beta", "mu"} + times;
  const std::string unit = unit_name(config.units);
  for (const FileObservable& o : observables)
    layout.add_numbers(o.name, o.long_name, *o.units == '\0' ? unit : o.units, instance + values);
  layout.add_pair_states("rho_pt", "density matrix of reference and read-out", instance + values);
  if (config.model.is_ensemble) {
    layout.add_statistic(mean, "mean of I_PT over disorder", unit, values);
    layout.add_statistic(standard_error, "standard error of the mean of I_PT over disorder", unit,
                         values);
  }
  const AxisNames thermal = instance + AxisNames{"beta"};
  layout.add_numbers("energy", "<TFD|H_L|TFD>", "energy", thermal);
  layout.add_numbers("coupling_expectation", "<TFD|V|TFD>", "1", thermal);
  const AxisNames point = instance + AxisNames{"beta", times.front()};
  layout.add_completed("1 where every mu and read-out time is computed", point);
  if (!config.method.exact) {
    layout.add_numbers("error_estimate", "estimated error of the protocol's state in norm", "1",
                       point);
    layout.add_counts("operator_applications", "products of a Hamiltonian with a state", point);
    layout.add_counts("pauli_rotations", "Pauli rotations of the evolution", point);
  }
  return layout;
}

}  // namespace

ResultPlan result_plan(const TeleportConfig& config, const std::string& command_line) {
  return {.layout = layout_of(config),
          .hamiltonians = config.model,
          .provenance = {.experiment = "teleport",
                         .command_line = command_line,
                         .configuration = to_toml(config),
                         .seed = config.model.seed},
          .check = [&config](const Hamiltonian& hamiltonian) {
            check_evolution(hamiltonian, config.grid, config.method);
          }};
}

TeleportFile::TeleportFile(ResultFile& file, const TeleportConfig& config)
    : config_(config), file_(file) {
  for (const FileObservable& o : observables)
    observables_.push_back(file_.place(o.name, sizeof(double)));
  rho_ = file_.place("rho_pt", sizeof(Eigen::Matrix4cd));
  energy_ = file_.place("energy", sizeof(double));
  coupling_ = file_.place("coupling_expectation", sizeof(double));
  if (config_.method.exact) return;
  error_ = file_.place("error_estimate", sizeof(double));
  applications_ = file_.place("operator_applications", sizeof(long long));
  rotations_ = file_.place("pauli_rotations", sizeof(long long));
}

std::size_t TeleportFile::point_index(const SweepPoint& point) const {
  return (point.instance * config_.grid.beta.size() + point.beta) * config_.grid.t0.size() +
         point.t0;
}

std::size_t TeleportFile::first_value(const SweepPoint& point, std::size_t mu) const {
  const TeleportGrid& grid = config_.grid;
  const std::size_t curve = (point.instance * grid.beta.size() + point.beta) * grid.mu.size() + mu;
  return (curve * grid.t0.size() + point.t0) * grid.num_t1();
}

void TeleportFile::write(const SweepPointResult& result) {
  const std::size_t times = config_.grid.num_t1();
  for (std::size_t m = 0; m < config_.grid.mu.size(); ++m) {
    const std::span<const Eigen::Matrix4cd> rho(result.rho.data() + m * times, times);
    const std::size_t index = first_value(result.point, m);
    std::vector<double> values(times);
    for (std::size_t o = 0; o < observables.size(); ++o) {
      std::transform(rho.begin(), rho.end(), values.begin(),
                     [&](const auto& r) { return observables[o].value(r, config_.units); });
      file_.write_at(observables_[o], index, values.data(), times);
    }
    std::vector<Eigen::Matrix4cd> row_major;
    for (const auto& r : rho) row_major.push_back(r.transpose());
    file_.write_at(rho_, index, row_major.data(), times);
  }
  const std::size_t point = point_index(result.point);
  if (!config_.method.exact) write_report(point, result.report);
  file_.set_done(point);
}

void TeleportFile::write_report(std::size_t point, const EvolutionReport& report) {
  const auto applications = static_cast<long long>(report.applications);
  const auto rotations = static_cast<long long>(report.rotations);
  file_.write_at(error_, point, &report.error, 1);
  file_.write_at(applications_, point, &applications, 1);
  file_.write_at(rotations_, point, &rotations, 1);
}

void TeleportFile::write(const ThermalResult& result) {
  // Points that are done have these numbers in their checksums, from another machine perhaps.
  for (std::size_t t0 = 0; t0 < config_.grid.t0.size(); ++t0)
    if (is_done({result.instance, result.beta, t0})) return;
  const std::size_t index = result.instance * config_.grid.beta.size() + result.beta;
  file_.write_at(energy_, index, &result.energy, 1);
  file_.write_at(coupling_, index, &result.coupling, 1);
}

void TeleportFile::write_statistics() {
  if (!config_.model.is_ensemble) return;
  const TeleportGrid& grid = config_.grid;
  const std::size_t size = grid.beta.size() * grid.mu.size() * grid.t0.size() * grid.num_t1();
  std::vector<Moments> moments(size);
  std::vector<double> values(size);
  for (std::size_t i = 0; i < config_.model.num_instances; ++i) {
    file_.read_at(observables_[0], i * size, values.data(), size);
    for (std::size_t k = 0; k < size; ++k) moments[k].add(values[k]);
  }
  const auto write = [&](const auto& name, double (Moments::*number)() const) {
    std::ranges::transform(moments, values.begin(), number);
    file_.write_at(file_.place(name, sizeof(double)), 0, values.data(), size);
  };
  write(mean, &Moments::mean);
  write(standard_error, &Moments::standard_error);
}

}  // namespace traversable
