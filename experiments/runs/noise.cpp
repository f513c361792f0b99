#include "experiments/runs/noise.h"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <stdexcept>
#include <tuple>

#include "circuits/noise_model_toml.h"
#include "circuits/resources.h"
#include "experiments/runs/circuit_estimate.h"
#include "sim/coupling_axis.h"
#include "sim/memory.h"
#include "sim/parallel.h"
#include "sim/tomography/shot_statistics.h"
#include "sim/tomography/zero_noise_extrapolation.h"
#include "sym/fingerprint.h"

namespace traversable {
namespace {

using Config = NoiseConfig;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Everything at one instance, temperature and time, row-major over the axes in brackets.
struct NoisePoint {
  std::vector<double> mutual_information, read_out, standard_error;  // (mu, scale)
  std::vector<double> asymmetry, asymmetry_stderr;                   // (mu, scale)
  std::vector<double> rho;                                           // (mu, scale, row, column)
  std::vector<double> shots, shots_stderr, shots_low, shots_high;    // (mu, scale, shots)
  std::vector<double> extrapolated, extrapolated_stderr;             // (mu, shots)
  std::vector<double> threshold, threshold_low, threshold_high;      // (shots)
  std::vector<double> only, without;                                 // (mu, component)
  std::vector<double> two_qubit_gates, duration;                     // (mu)
};

// ---- axes and fields

AxisNames point_of(const Config& config) {
  AxisNames names;
  if (config.wormhole.model.is_ensemble) names.push_back("instance");
  if (config.has_beta_axis) names.push_back("beta");
  return names + config.times.names();
}

std::vector<Axis> axes_of(const Config& config) {
  std::vector<Axis> axes;
  if (config.has_beta_axis)
    axes.push_back({"beta", "inverse temperature", "1/energy", config.wormhole.beta});
  axes.push_back({"mu", coupling_long_name, no_unit, config.mu});
  for (Axis& axis : config.times.result_axes()) axes.push_back(std::move(axis));
  axes.push_back({"noise_scale", "factor on every rate of the noise", "1", config.scales});
  if (!config.shots.empty())
    axes.push_back({"shots", "shots in each of the nine settings", "1",
                    std::vector<long long>(config.shots.begin(), config.shots.end())});
  if (config.budget)
    axes.push_back({"component", "part of the noise model", "1", components(config.model)});
  if (config.wormhole.model.is_ensemble) axes.push_back(instance_axis(config.wormhole.model));
  for (const char* name : {"row", "column"}) axes.push_back(pair_state_axis(name));
  return axes;
}

/// A field of every point: (instance, beta, [mu,] times, and these axes).
struct PointField {
  const char* name;
  const char* long_name;
  const char* units;  // "" for that of entropies
  AxisNames inner;
  std::vector<double> NoisePoint::*values;
  bool (*is_there)(const Config&) = [](const Config&) { return true; };
  Field::Element element = Field::Element::number;
  bool of_both_signs = false;
};

bool is_sampled(const Config& config) { return config.uses_trajectories(); }
bool has_pairs(const Config& config) { return !config.sign_pairs().empty(); }
bool has_shots(const Config& config) { return !config.shots.empty(); }
bool is_extrapolated(const Config& config) {
  return config.extrapolation != ExtrapolationKind::none;
}
bool has_threshold(const Config& config) { return config.threshold.has_value(); }
bool has_budget(const Config& config) { return config.budget; }

const std::vector<PointField>& point_fields() {
  using P = NoisePoint;
  using enum Field::Element;
  const AxisNames runs{"noise_scale"}, measured{"noise_scale", "shots"}, shots{"shots"},
      parts{"component"};
  static const std::vector<PointField> fields{
      {"mutual_information", "mutual information I_PT before the read-out", "", runs,
       &P::mutual_information},
      {"mutual_information_read_out", "I_PT of infinitely many shots with read-out errors left in",
       "", runs, &P::read_out},
      {"mutual_information_stderr", "standard error of I_PT over trajectories", "", runs,
       &P::standard_error, is_sampled},
      {"asymmetry", "I_PT(-|mu|) - I_PT(+|mu|) before the read-out", "", runs, &P::asymmetry,
       has_pairs},
      {"asymmetry_stderr", "its standard error over trajectories", "", runs, &P::asymmetry_stderr,
       has_pairs},
      {"rho_pt", "density matrix of reference and read-out before the read-out", "1",
       runs + AxisNames{"row", "column"}, &P::rho, [](const Config&) { return true; }, complex},
      {"mutual_information_shots", "I_PT of one experiment, bias-corrected", "", measured,
       &P::shots, has_shots},
      {"mutual_information_shots_stderr", "its standard error", "", measured, &P::shots_stderr,
       has_shots},
      {"mutual_information_shots_low", "lower end of its 95 % interval", "", measured,
       &P::shots_low, has_shots},
      {"mutual_information_shots_high", "upper end of its 95 % interval", "", measured,
       &P::shots_high, has_shots},
      {"mutual_information_extrapolated", "I_PT extrapolated to no noise", "", shots,
       &P::extrapolated, is_extrapolated},
      {"mutual_information_extrapolated_stderr", "its standard error", "", shots,
       &P::extrapolated_stderr, is_extrapolated},
      {"threshold_scale",
       "noise scale at which half of the experiments see less than `threshold` standard errors of "
       "asymmetry",
       "1", shots, &P::threshold, has_threshold, number, true},
      {"threshold_low", "noise scale at which 16 % of them do", "1", shots, &P::threshold_low,
       has_threshold, number, true},
      {"threshold_high", "noise scale at which 84 % of them do", "1", shots, &P::threshold_high,
       has_threshold, number, true},
      {"mutual_information_only", "I_PT as read out with this part alone", "", parts, &P::only,
       has_budget},
      {"mutual_information_without", "I_PT as read out without this part", "", parts, &P::without,
       has_budget},
      {"two_qubit_gates",
       "gates on two qubits of the compiled circuit",
       "1",
       {},
       &P::two_qubit_gates,
       [](const Config&) { return true; },
       count},
      {"circuit_duration",
       "duration of the compiled circuit without read-out",
       "ns",
       {},
       &P::duration}};
  return fields;
}

std::vector<Field> fields_of(const Config& config) {
  AxisNames outer;
  if (config.wormhole.model.is_ensemble) outer.push_back("instance");
  if (config.has_beta_axis) outer.push_back("beta");
  const AxisNames of_circuits = outer + AxisNames{"mu"} + config.times.names();
  std::vector<Field> fields;
  for (const PointField& f : point_fields())
    if (f.is_there(config))
      fields.push_back({f.name, f.long_name,
                        std::string(*f.units == '\0' ? name_of(config.run.unit) : f.units),
                        (f.of_both_signs ? point_of(config) : of_circuits) + f.inner, f.element});
  return fields;
}

std::vector<std::vector<double>> values_of(const Config& config, const NoisePoint& point) {
  std::vector<std::vector<double>> values;
  for (const PointField& f : point_fields())
    if (f.is_there(config)) values.push_back(point.*f.values);
  return values;
}

// ---- what it takes

/// Runs that are computed together: of one time, at all couplings and scales.
double memory_of(const Config& config) {
  if (config.device.has_backend())
    return noise_memory(num_qubits(config), 1, config.run.method, 1, available_memory());
  return noise_memory(num_qubits(config), config.mu.size() * config.scales.size(),
                      config.run.method, omp_get_max_threads(), available_memory());
}

std::string memory_text(const Config& config) {
  const bool dense = config.run.method == NoiseMethod::density_matrix;
  return fmt::format("a {} of {} qubits", dense ? "density matrix" : "state vector",
                     num_qubits(config)) +
         (dense ? " (method trajectories takes less)" : "");
}

std::size_t num_preparations(const Config& config) {
  return config.wormhole.model.num_instances * config.wormhole.beta.size();
}

Facts size_of(const Config& config) {
  const std::size_t circuits = num_preparations(config) * config.mu.size() * config.times.size(),
                    runs = circuits * config.scales.size();
  return {{"circuits",
           fmt::format("{} of {} qubits, {} runs", circuits, num_qubits(config), runs),
           {{"circuits", whole(circuits)}, {"qubits", num_qubits(config)}, {"runs", whole(runs)}}}};
}

/// Of all circuits and runs. Trained preparations and the search for thresholds come on top.
Facts cost_of(const Config& config) {
  if (config.device.has_backend())
    return {{"device", name_of(config.device), {{"device", name_of(config.device)}}}};
  WormholeChoice choice = config.wormhole;
  choice.options.mu = config.mu[0];
  std::tie(choice.options.t0, choice.options.t1) = config.times[0];
  const SketchedCircuit sketch = sketch_circuit(choice);
  const CircuitTimes times = measure_circuit(sketch, noisy_wormhole_options(config), config.model,
                                             config.run, num_qubits(config));
  const std::size_t circuits = num_preparations(config) * config.mu.size() * config.times.size();
  std::size_t runs = config.scales.size();
  if (config.budget) runs += 2 * components(config.model).size();
  Fact time = time_fact(static_cast<double>(circuits) *
                        (times.compilation + static_cast<double>(runs) * times.run));
  if (sketch.is_trained) time.text += ", and the training of preparations";
  if (config.threshold) time.text += ", and the search for thresholds";
  return {trials_fact(sketch, config.compile.options), std::move(time)};
}

using Backends = std::vector<std::unique_ptr<cuda::Backend>>;

/// Of the devices that are asked for. What does not fit is refused here, before anything is written.
Backends backends_of(const Config& config) {
  if (!config.device.has_backend()) return {};
  auto backends = cuda::make_backends(config.device);
  const double needed = memory_of(config);
  for (const auto& backend : backends)
    if (needed > backend->available_memory())
      throw std::invalid_argument(fmt::format("{} needs {} on the device, {} are available",
                                              memory_text(config), format_bytes(needed),
                                              format_bytes(backend->available_memory())));
  return backends;
}

// ---- one point

TomographyOptions tomography_of(const Config& config, const NoisyPair& pair) {
  return {.reconstruction = config.reconstruction,
          .mitigate = config.mitigate,
          .errors = pair.read_out};
}

/// NaN where there is nothing to extrapolate: an exponential through a value below zero.
Extrapolation extrapolated(const Config& config, const std::vector<double>& values,
                           const std::vector<double>& errors) {
  std::vector<double> scales, y, sigma;
  for (std::size_t s = 0; s < config.scales.size(); ++s) {
    if (config.scales[s] < 1) continue;
    scales.push_back(config.scales[s]);
    y.push_back(values[s]);
    sigma.push_back(errors[s]);
  }
  const bool has_errors = std::all_of(sigma.begin(), sigma.end(), [](double e) { return e > 0; });
  const bool positive = std::all_of(y.begin(), y.end(), [](double v) { return v > 0; });
  if (!has_errors) return {nan, nan};
  switch (config.extrapolation) {
    case ExtrapolationKind::exponential:
      return positive ? extrapolate_exponential(scales, y, sigma) : Extrapolation{nan, nan};
    case ExtrapolationKind::quadratic:
      return extrapolate_to_zero(scales, y, sigma, 2);
    default:
      return extrapolate_to_zero(scales, y, sigma, 1);
  }
}

/// Experiments with shots on the runs of one circuit, and what they extrapolate to.
void add_shots(const Config& config, std::span<const NoisyResult> runs, const CircuitPoint& key,
               NoisePoint& point) {
  const std::size_t num_shots = config.shots.size();
  std::vector<std::vector<double>> values(num_shots), errors(num_shots);
  for (std::size_t s = 0; s < runs.size(); ++s)
    for (std::size_t k = 0; k < num_shots; ++k) {
      const NoisyPair& pair = runs[s].pair;
      const std::uint64_t number = experiment_number(key, config.scales[s], config.shots[k]);
      const auto estimate = estimate_mutual_information(
          sample_counts(outcome_probabilities(pair.rho, pair.read_out), config.shots[k],
                        config.shot_seed, number),
          tomography_of(config, pair), {.resamples = config.resamples, .unit = config.run.unit},
          config.shot_seed, number);
      point.shots.push_back(estimate.value);
      point.shots_stderr.push_back(estimate.standard_error);
      point.shots_low.push_back(estimate.low);
      point.shots_high.push_back(estimate.high);
      values[k].push_back(estimate.value);
      errors[k].push_back(estimate.standard_error);
    }
  if (!is_extrapolated(config)) return;
  for (std::size_t k = 0; k < num_shots; ++k) {
    const Extrapolation e = extrapolated(config, values[k], errors[k]);
    point.extrapolated.push_back(e.value);
    point.extrapolated_stderr.push_back(e.standard_error);
  }
}

/// One circuit at all scales.
void add_runs(const Config& config, const Circuit& circuit, std::span<const NoisyResult> runs,
              const CircuitPoint& key, NoisePoint& point, const std::stop_token& stop) {
  point.two_qubit_gates.push_back(resources_of(circuit, figures_of(config.model)).two_qubit_gates);
  point.duration.push_back(with_noise(circuit, config.model).duration);
  for (const NoisyResult& run : runs) {
    point.mutual_information.push_back(run.mutual_information);
    point.read_out.push_back(run.mutual_information_read_out);
    point.standard_error.push_back(run.standard_error);
    append_row_major(run.pair.rho, point.rho);
  }
  if (has_shots(config)) add_shots(config, runs, key, point);
  if (!config.budget) return;
  const auto unit = config.run.unit;
  for (const NoiseShare& share : noise_budget(circuit, config.model, stop, config.run.backend)) {
    point.only.push_back(mutual_information(as_read_out(share.only), unit));
    point.without.push_back(mutual_information(as_read_out(share.without), unit));
  }
}

/// Of trajectories with both signs, at either sign; NaN where the other is missing. `runs` are (mu, scale).
void add_asymmetries(const Config& config, std::span<const NoisyResult> runs, NoisePoint& point) {
  point.asymmetry.assign(runs.size(), nan);
  point.asymmetry_stderr.assign(runs.size(), nan);
  const std::size_t num_scales = config.scales.size();
  for (const auto& [negative, positive] : config.sign_pairs())
    for (std::size_t s = 0; s < num_scales; ++s) {
      const std::size_t below = negative * num_scales + s, above = positive * num_scales + s;
      const AsymmetryEstimate asymmetry =
          asymmetry_of(runs[below], runs[above], config.run.common_random_numbers);
      for (const std::size_t place : {below, above}) {
        point.asymmetry[place] = asymmetry.value;
        point.asymmetry_stderr[place] = asymmetry.standard_error;
      }
    }
}

void add_thresholds(const Config& config, std::span<const Circuit> circuits,
                    const CircuitPoint& key, NoisePoint& point, const std::stop_token& stop) {
  if (!config.threshold) return;
  const bool negative_first = config.mu[0] < 0;
  const SignPair pair{circuits[negative_first ? 0 : 1], circuits[negative_first ? 1 : 0]};
  for (const std::uint64_t shots : config.shots) {
    const NoiseThreshold threshold =
        find_noise_threshold(pair, config.model,
                             {.shots = {.shots = shots,
                                        .reconstruction = config.reconstruction,
                                        .mitigate = config.mitigate,
                                        .unit = config.run.unit,
                                        .seed = threshold_seed(config.shot_seed, key)},
                              .sigmas = *config.threshold,
                              .max_scale = config.max_scale},
                             stop, config.run.backend);
    point.threshold.push_back(threshold.scale);
    point.threshold_low.push_back(threshold.low);
    point.threshold_high.push_back(threshold.high);
  }
}

// ---- all points

/// The thermofield double of one instance and temperature, whose circuits are compiled.
struct Prepared {
  NoisyWormhole wormhole;
  CircuitPoint key;  // its mu and times are not set
};

Prepared prepare(const Config& config, std::size_t number, const std::stop_token& stop) {
  const std::size_t instance = number / config.wormhole.beta.size();
  const double beta = config.wormhole.beta[number % config.wormhole.beta.size()];
  const Hamiltonian hamiltonian = make_hamiltonian(config.wormhole.model, instance);
  return {NoisyWormhole(hamiltonian, beta, config.wormhole.encoding_of(hamiltonian),
                        noisy_wormhole_options(config), stop),
          {.hamiltonian = fingerprint(hamiltonian),
           .instance = config.wormhole.model.first_instance + instance,
           .beta = beta}};
}

/// Some times of one preparation; the runs of all of them go to a device together.
std::vector<NoisePoint> compute_times(const Config& config, const Prepared& prepared,
                                      std::span<const std::size_t> times,
                                      const std::stop_token& stop) {
  std::vector<Circuit> circuits;  // time-major
  std::vector<CircuitPoint> keys;
  for (const std::size_t time : times) {
    const auto [t0, t1] = config.times[time];
    for (const double mu : config.mu) {
      circuits.push_back(prepared.wormhole.circuit(mu, t0, t1, stop));
      CircuitPoint& key = keys.emplace_back(prepared.key);
      key.mu = mu;
      key.t0 = t0;
      key.t1 = t1;
    }
  }
  const auto runs = run_at_scales(circuits, keys, config.model, config.scales, config.run, stop);
  const std::size_t num_mu = config.mu.size(), num_scales = config.scales.size();
  std::vector<NoisePoint> points(times.size());
  for (std::size_t k = 0; k < times.size(); ++k) {
    const auto of_time = std::span(circuits).subspan(k * num_mu, num_mu);
    for (std::size_t m = 0; m < num_mu; ++m)
      add_runs(config, of_time[m],
               std::span(runs).subspan((k * num_mu + m) * num_scales, num_scales),
               keys[k * num_mu + m], points[k], stop);
    add_asymmetries(config, std::span(runs).subspan(k * num_mu * num_scales, num_mu * num_scales),
                    points[k]);
    add_thresholds(config, of_time, keys[k * num_mu], points[k], stop);
  }
  return points;
}

/// Times whose circuits are compiled before a device runs them all: enough to fill it, few enough to lose little where a
/// run is ended.
constexpr std::size_t times_together = 32;

/// Every open point. On devices preparations run side by side, one on each.
void compute(const Config& config, const Backends& backends, Sink& sink,
             const std::stop_token& stop) {
  const std::size_t tasks = num_preparations(config), times = config.times.size();
  const std::size_t together = backends.empty() ? 1 : times_together;
  std::mutex mutex;
  const auto open_times = [&](std::size_t task) {
    const std::lock_guard lock(mutex);
    std::vector<std::size_t> open;
    for (std::size_t time = 0; time < times; ++time)
      if (!sink.is_done(task * times + time)) open.push_back(time);
    return open;
  };
  const int workers = static_cast<int>(std::clamp<std::size_t>(backends.size(), 1, tasks));
  parallel_for(tasks, workers, [&](std::size_t task) {
    const std::vector<std::size_t> open = open_times(task);
    if (open.empty()) return;
    Config own = config;
    if (!backends.empty())
      own.run.backend =
          backends[static_cast<std::size_t>(omp_get_thread_num()) % backends.size()].get();
    const Prepared prepared = prepare(own, task, stop);
    for (std::span<const std::size_t> left = open; !left.empty();) {
      const auto part = left.first(std::min(together, left.size()));
      const auto points = compute_times(own, prepared, part, stop);
      const std::lock_guard lock(mutex);
      for (std::size_t k = 0; k < part.size(); ++k)
        sink.write(task * times + part[k], values_of(own, points[k]));
      left = left.subspan(part.size());
    }
  });
}

}  // namespace

Plan plan_of(const NoiseConfig& given) {
  const auto config = std::make_shared<const Config>(given);
  const auto backends = std::make_shared<Backends>();
  return {.experiment = "noise",
          .configuration = noise_options().to_toml(*config),
          .seed = config->shot_seed,
          .inputs = {{"noise_model", to_toml(config->model)}},
          .axes = axes_of(*config),
          .fields = fields_of(*config),
          .point = point_of(*config),
          .completed = "1 where everything at this time is computed",
          .hamiltonians = config->wormhole.model,
          .check = [config](const Hamiltonian& h) { check_instance(*config, h); },
          .require = [config, backends] { *backends = backends_of(*config); },
          .memory = config->device.has_backend() ? 0 : memory_of(*config),
          .needs = memory_text(*config),
          .size = [config] { return size_of(*config); },
          .cost = [config] { return cost_of(*config); },
          .compute =
              [config, backends](Sink& sink, const std::stop_token& stop) {
                compute(*config, *backends, sink, stop);
                return true;
              }};
}

}  // namespace traversable
