#include "experiments/runs/teleport.h"

#include <fmt/format.h>
#include <omp.h>

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "experiments/runs/machine_speed.h"
#include "experiments/runs/time_choice.h"
#include "sim/coupling_axis.h"
#include "sim/memory.h"
#include "sim/statistics.h"
#include "sim/teleport/state_vector_teleport.h"
#include "sim/two_sided/two_sided_engine.h"
#include "sym/models.h"

namespace traversable {
namespace {

using Config = TeleportConfig;

/// A number read off rho_PT, with its name; the unit of entropies where `units` is empty.
struct PairObservable {
  const char* name;
  const char* long_name;
  const char* units;
  double (*value)(const Eigen::Matrix4cd& rho, EntropyUnit unit);
};

constexpr std::array<PairObservable, 5> observables{{
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

// ---- axes and fields

TimeChoice times_of(const TeleportGrid& grid) { return {grid.axes, grid.t0, grid.t1}; }

AxisNames instance_of(const Config& config) {
  return config.model.is_ensemble ? AxisNames{"instance"} : AxisNames{};
}

AxisNames point_of(const Config& config) {
  return instance_of(config) + AxisNames{"beta", times_of(config.grid).names().front()};
}

std::vector<Axis> axes_of(const Config& config) {
  std::vector<Axis> axes{{"beta", "inverse temperature", "1/energy", config.grid.beta},
                         {"mu", coupling_long_name, no_unit, config.grid.mu}};
  for (Axis& axis : times_of(config.grid).result_axes()) axes.push_back(std::move(axis));
  if (config.model.is_ensemble) axes.push_back(instance_axis(config.model));
  for (const char* name : {"row", "column"}) axes.push_back(pair_state_axis(name));
  return axes;
}

/// With the number in place of q where it is that of every instance.
std::string formula_of_v(const Config& config) {
  const ModelChoice& model = config.model;
  std::optional<int> q =
      model.given.empty() ? make_hamiltonian(model, 0).degree() : model.given.front().degree();
  for (const Hamiltonian& one : model.given)
    if (one.degree() != q) q.reset();
  return formula_of(config.grid.protocol.coupling, model.num_majoranas, q);
}

/// In the order in which values_of gives their numbers.
std::vector<Field> fields_of(const Config& config) {
  using enum Field::Element;
  const AxisNames of_curves = AxisNames{"beta", "mu"} + times_of(config.grid).names();
  const AxisNames of_states = instance_of(config) + of_curves;
  const AxisNames thermal = instance_of(config) + AxisNames{"beta"};
  const std::string unit(name_of(config.units));
  std::vector<Field> fields;
  for (const PairObservable& o : observables)
    fields.push_back({o.name, o.long_name, *o.units == '\0' ? unit : o.units, of_states});
  fields.push_back({"rho_pt", "density matrix of reference and read-out", "1",
                    of_states + AxisNames{"row", "column"}, complex});
  fields.push_back({"energy", "<TFD|H_L|TFD>", "energy", thermal});
  fields.push_back(
      {"coupling_expectation", "<TFD|V|TFD>, V = " + formula_of_v(config), "1", thermal});
  if (!config.method.exact) {
    fields.push_back({"error_estimate", "estimated error of the protocol's state in norm", "1",
                      point_of(config)});
    fields.push_back({"operator_applications", "products of a Hamiltonian with a state", "1",
                      point_of(config), count});
    fields.push_back(
        {"pauli_rotations", "Pauli rotations of the evolution", "1", point_of(config), count});
  }
  if (!config.model.is_ensemble) return fields;
  fields.push_back(
      {mean, "mean of I_PT over disorder", unit, of_curves, number, Field::Part::statistics});
  fields.push_back({standard_error, "standard error of the mean of I_PT over disorder", unit,
                    of_curves, number, Field::Part::statistics});
  return fields;
}

// ---- what it takes

std::size_t num_points(const Config& config) {
  return config.model.num_instances * config.grid.beta.size() * config.grid.t0.size();
}

Facts size_of(const Config& config) {
  const std::size_t states =
      config.model.num_instances * static_cast<std::size_t>(config.grid.num_states());
  return {{"points",
           fmt::format("{} (instance, beta, t0), {} values of rho_PT", num_points(config), states),
           {{"points", whole(num_points(config))}, {"states", whole(states)}}}};
}

double memory_of(const Config& config) {
  return plan_sweep(config.model.num_majoranas, config.model.num_instances, config.grid,
                    config.method, omp_get_max_threads(), available_memory())
      .memory;
}

Facts device_cost(const Config& config) {
  const TeleportMethod& method = config.method;
  const double memory = method.exact
                            ? two_sided_plan(config.model.num_majoranas, config.grid.mu.size(),
                                             config.grid.num_t1(), method.precision, Place::device)
                                  .peak()
                            : state_vector_teleport_memory(method);
  return {
      {"device",
       fmt::format("{}, {} there for an instance", name_of(method.device), format_bytes(memory)),
       {{"device", name_of(method.device)}, {"device_memory_bytes", memory}}}};
}

/// The largest difference of rho_PT between the precisions, measured: of this model where it is small, else of a dense one.
Facts precision_of_result(const Config& config) {
  if (config.method.precision == Precision::double_precision) return {};
  constexpr int enough = 14;
  const bool small = config.model.num_majoranas <= enough;
  const Hamiltonian hamiltonian =
      small ? make_hamiltonian(config.model, 0) : dense_syk(enough, 4, 1.0, {0, 0});
  const Protocol protocol = small ? config.grid.protocol : Protocol();
  const TwoSidedEngineIn<HostMatrices<float>> narrow(hamiltonian, protocol);
  const TwoSidedEngine wide(hamiltonian, protocol);
  TeleportWorkspaceIn<HostMatrices<float>> narrow_workspace;
  TeleportWorkspace workspace;
  const double t0 = config.grid.t0.back();
  const std::vector<double> t1 = read_out_times(config.grid, t0);
  double error = 0;
  for (const double beta : config.grid.beta) {
    const auto found = narrow.teleport(beta, t0, config.grid.mu, t1, narrow_workspace);
    const auto expected = wide.teleport(beta, t0, config.grid.mu, t1, workspace);
    for (std::size_t i = 0; i < found.size(); ++i)
      error = std::max(error, (found[i] - expected[i]).cwiseAbs().maxCoeff());
  }
  return {{"precision",
           fmt::format(
               "single, rho_PT of {} differs by {:.1e} from double",
               small ? "the first instance" : fmt::format("a dense model of {} Majoranas", enough),
               error),
           {{"single_precision_error", error}}}};
}

Facts exact_cost(const Config& config) {
  const TwoSidedPlan cost = two_sided_plan(config.model.num_majoranas, config.grid.mu.size(),
                                           config.grid.num_t1(), config.method.precision);
  const double operations = static_cast<double>(config.model.num_instances) * cost.diagonalization +
                            static_cast<double>(num_points(config)) * cost.evaluation;
  const std::size_t dimension = std::size_t{1} << ((config.model.num_majoranas + 1) / 2);
  Facts facts{{"matrices", fmt::format("{0} x {0}", dimension), {{"dimension", whole(dimension)}}},
              {"operations", fmt::format("{:.2g}", operations), {{"operations", operations}}},
              time_fact(operations / measured_speed(512, config.method.precision))};
  const Facts precision = precision_of_result(config);
  facts.insert(facts.end(), precision.begin(), precision.end());
  return facts;
}

/// Amplitudes times passes a second of a product H psi, measured for some milliseconds.
double measured_pass_speed() {
  constexpr int qubits = 12;
  const PauliOperator<double> op(
      qubits,
      encode(left_hamiltonian(dense_syk(2 * qubits, 4, 1.0, {0, 0})), split_encoding(2 * qubits)));
  const StateVector<double> x(qubits);
  StateVector<double> y(qubits);
  std::chrono::duration<double> fastest = std::chrono::hours(1);
  for (int repetition = 0; repetition < 5; ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    op.apply(x, y);
    fastest =
        std::min<std::chrono::duration<double>>(fastest, std::chrono::steady_clock::now() - start);
  }
  return static_cast<double>(op.num_passes() * x.size()) / fastest.count();
}

Facts state_vector_cost(const Config& config) {
  const Hamiltonian hamiltonian = make_hamiltonian(config.model, 0);
  StateVectorCost total;
  for (const double beta : config.grid.beta)
    for (const double t0 : config.grid.t0) {
      const StateVectorCost cost =
          state_vector_teleport_cost(hamiltonian, config.method, beta, t0, config.grid.mu.size(),
                                     read_out_times(config.grid, t0));
      total.applications += cost.applications;
      total.amplitude_passes += cost.amplitude_passes;
    }
  const auto instances = static_cast<double>(config.model.num_instances);
  const int qubits = config.method.encoding.num_qubits,
            sector = ParitySectors(config.method.encoding).num_qubits();
  return {{"qubits",
           fmt::format("{}, parity sectors of {}", qubits, sector),
           {{"qubits", qubits}, {"sector_qubits", sector}}},
          {"products",
           fmt::format("about {:.2g} of H and a state", instances * total.applications),
           {{"products", instances * total.applications}}},
          time_fact(instances * total.amplitude_passes / measured_pass_speed())};
}

Facts cost_of(const Config& config) {
  return config.method.device.has_backend() ? device_cost(config)
         : config.method.exact              ? exact_cost(config)
                                            : state_vector_cost(config);
}

// ---- computation

std::vector<std::vector<double>> values_of(const Config& config, const SweepPointResult& result,
                                           const ThermalResult& thermal) {
  std::vector<std::vector<double>> values;
  for (const PairObservable& o : observables) {
    std::vector<double>& numbers = values.emplace_back();
    for (const auto& rho : result.rho) numbers.push_back(o.value(rho, config.units));
  }
  std::vector<double>& elements = values.emplace_back();
  for (const auto& rho : result.rho) append_row_major(rho, elements);
  values.push_back({thermal.energy});
  values.push_back({thermal.coupling});
  if (config.method.exact) return values;
  values.push_back({result.report.error});
  values.push_back({static_cast<double>(result.report.applications)});
  values.push_back({static_cast<double>(result.report.rotations)});
  return values;
}

void write_statistics(const Config& config, Sink& sink) {
  if (!config.model.is_ensemble) return;
  const auto size = static_cast<std::size_t>(config.grid.num_states());
  std::vector<Moments> moments(size);
  for (std::size_t i = 0; i < config.model.num_instances; ++i) {
    const std::vector<double> values = sink.read(observables[0].name, i * size, size);
    for (std::size_t k = 0; k < size; ++k) moments[k].add(values[k]);
  }
  const auto write = [&](const char* name, double (Moments::*number)() const) {
    std::vector<double> values(size);
    std::ranges::transform(moments, values.begin(), number);
    sink.write_statistic(name, values);
  };
  write(mean, &Moments::mean);
  write(standard_error, &Moments::standard_error);
}

void compute(const Config& config, const HamiltonianList& hamiltonians, Sink& sink,
             const std::stop_token& stop) {
  const TeleportGrid& grid = config.grid;
  const auto index = [&](const SweepPoint& p) {
    return (p.instance * grid.beta.size() + p.beta) * grid.t0.size() + p.t0;
  };
  // Of temperatures with points to come, and how many.
  std::map<std::pair<std::size_t, std::size_t>, std::pair<ThermalResult, std::size_t>> thermal;
  const SweepHooks hooks{
      .is_done = [&](const SweepPoint& point) { return sink.is_done(index(point)); },
      .on_point =
          [&](const SweepPointResult& result) {
            const SweepPoint& p = result.point;
            const auto found = thermal.find({p.instance, p.beta});
            auto& [numbers, open] = found->second;
            sink.write(index(p), values_of(config, result, numbers));
            if (--open == 0) thermal.erase(found);
          },
      .on_thermal =
          [&](const ThermalResult& result) {
            std::size_t open = 0;
            for (std::size_t t0 = 0; t0 < grid.t0.size(); ++t0)
              if (!sink.is_done(index({result.instance, result.beta, t0}))) ++open;
            if (open > 0) thermal[{result.instance, result.beta}] = {result, open};
          }};
  teleport_sweep(hamiltonians.make, hamiltonians.num_majoranas, hamiltonians.count, grid,
                 config.method, hooks, stop);
  write_statistics(config, sink);
}

}  // namespace

Plan plan_of(const TeleportConfig& given) {
  const auto config = std::make_shared<const TeleportConfig>(given);
  const HamiltonianList hamiltonians(config->model);
  return {.experiment = "teleport",
          .configuration = teleport_options().to_toml(*config),
          .seed = config->model.name.empty() ? std::nullopt : std::optional(config->model.seed),
          .axes = axes_of(*config),
          .fields = fields_of(*config),
          .point = point_of(*config),
          .completed = "1 where every mu and read-out time is computed",
          .hamiltonians = hamiltonians,
          .check =
              [config](const Hamiltonian& hamiltonian) {
                check_evolution(hamiltonian, config->grid, config->method);
              },
          .require =
              [config] {
                require_device_memory(config->method, config->model.num_majoranas,
                                      config->grid.num_t1());
              },
          .memory = memory_of(*config),
          .needs = fmt::format("a run with {} Majoranas a side", hamiltonians.num_majoranas),
          .size = [config] { return size_of(*config); },
          .cost = [config] { return cost_of(*config); },
          .compute =
              [config, hamiltonians](Sink& sink, const std::stop_token& stop) {
                compute(*config, hamiltonians, sink, stop);
                return true;
              }};
}

}  // namespace traversable
