#include "experiments/noise_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "circuits/noise_model_toml.h"
#include "experiments/runs/number_list.h"
#include "experiments/text_file.h"
#include "sim/interrupted.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr long long largest = std::numeric_limits<long long>::max();
constexpr long long most_shots = 1'000'000'000'000;
/// Scales from which noise is extrapolated to none: it can be amplified, not lowered.
constexpr double least_extrapolated_scale = 1;

constexpr std::array<std::pair<ExtrapolationKind, std::string_view>, 4> extrapolations{{
    {ExtrapolationKind::none, "none"},
    {ExtrapolationKind::linear, "linear"},
    {ExtrapolationKind::quadratic, "quadratic"},
    {ExtrapolationKind::exponential, "exponential"},
}};

ExtrapolationKind extrapolation_by_name(const std::string& text) {
  for (const auto& [kind, name] : extrapolations)
    if (name == text) return kind;
  throw std::invalid_argument(
      fmt::format("{}: expected none, linear, quadratic or exponential", in_quotes(text)));
}

std::string_view name_of(ExtrapolationKind kind) {
  return extrapolations[static_cast<std::size_t>(kind)].second;
}

std::string_view name_of(Reconstruction reconstruction) {
  return reconstruction == Reconstruction::projected ? "projected" : "maximum_likelihood";
}

auto integer(long long least, long long most) {
  return [=](const std::string& text) { return parse_integer(text, least, most); };
}

double positive(const std::string& text) {
  const double value = parse_number(text);
  if (value <= 0) throw std::invalid_argument(fmt::format("{}: expected a number above 0", value));
  return value;
}

std::vector<double> parse_scales(const std::string& text) {
  const std::vector<double> scales = parse_numbers(text);
  for (const double scale : scales)
    if (scale < 0) throw std::invalid_argument(fmt::format("{}: expected scales >= 0", scale));
  return scales;
}

std::vector<std::uint64_t> parse_shots(const std::string& text) {
  std::vector<std::uint64_t> shots;
  for (const double value : parse_numbers(text)) {
    if (value != std::floor(value) || value < 1 || value > most_shots)
      throw std::invalid_argument(
          fmt::format("{}: expected whole numbers of shots from 1 to {}", value, most_shots));
    shots.push_back(static_cast<std::uint64_t>(value));
  }
  return shots;
}

void take_method(Settings& settings, NoiseRunOptions& run) {
  run.common_random_numbers = settings.take_flag("common_random_numbers");
  run.method = settings.take("method", noise_method_by_name).value_or(NoiseMethod::density_matrix);
  if (run.method == NoiseMethod::density_matrix) {
    settings.refuse({"trajectories", "target_error"}, "only with method trajectories");
    if (run.common_random_numbers)
      throw std::invalid_argument("--common-random-numbers: only with method trajectories");
    return;
  }
  run.trajectories.count = static_cast<std::size_t>(
      settings.take("trajectories", integer(static_cast<long long>(trajectory_groups), largest))
          .value_or(1000));
  run.trajectories.target_error = settings.take("target_error", positive).value_or(0);
}

/// The scales that extrapolation uses, at most one point a degree of freedom too few.
void check_extrapolation(const NoiseConfig& config) {
  const std::size_t needed = config.extrapolation == ExtrapolationKind::quadratic ? 3 : 2;
  const auto usable = std::count_if(config.scales.begin(), config.scales.end(),
                                    [](double scale) { return scale >= least_extrapolated_scale; });
  if (static_cast<std::size_t>(usable) < needed)
    throw std::invalid_argument(
        fmt::format("{}: needs {} or more noise scales from {} on, there are {}",
                    name_of(config.extrapolation), needed, least_extrapolated_scale, usable));
}

void take_shots(Settings& settings, NoiseConfig& config) {
  config.shots = settings.take("shots", parse_shots).value_or(std::vector<std::uint64_t>{});
  if (config.shots.empty()) {
    settings.refuse(
        {"reconstruction", "mitigate", "resamples", "extrapolation", "threshold", "max_scale"},
        "only with shots");
    return;
  }
  settings.take("reconstruction", [&](const std::string& name) {
    config.reconstruction = reconstruction_by_name(name);
    if (config.reconstruction == Reconstruction::linear)
      throw std::invalid_argument("'linear': expected projected or maximum_likelihood");
    return 0;
  });
  if (settings.contains("mitigate")) config.mitigate = settings.take_flag("mitigate");
  config.resamples =
      static_cast<int>(settings.take("resamples", integer(2, 1'000'000)).value_or(100));
  settings.take("extrapolation", [&](const std::string& text) {
    config.extrapolation = extrapolation_by_name(text);
    if (config.extrapolation != ExtrapolationKind::none) check_extrapolation(config);
    return 0;
  });
  config.threshold = settings.take("threshold", positive);
  if (!config.threshold) return settings.refuse({"max_scale"}, "only with threshold");
  if (config.mu.size() != 2 || config.mu[0] * config.mu[1] >= 0)
    throw std::invalid_argument("--threshold: needs two couplings mu of opposite sign");
  if (config.run.method != NoiseMethod::density_matrix)
    throw std::invalid_argument("--threshold: needs method density_matrix");
  config.max_scale = settings.take("max_scale", positive).value_or(config.max_scale);
}

std::string list(const std::vector<double>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> NoiseConfig::sign_pairs() const {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  if (run.method != NoiseMethod::trajectories) return pairs;
  for (std::size_t m = 0; m < mu.size(); ++m)
    for (std::size_t n = 0; n < mu.size(); ++n)
      if (mu[m] < 0 && mu[n] == -mu[m]) pairs.emplace_back(m, n);
  return pairs;
}

NoisyWormholeOptions noisy_wormhole_options(const NoiseConfig& config) {
  return {.preparation = config.wormhole.preparation,
          .protocol = config.wormhole.options,
          .connectivity = config.compile.connectivity,
          .compile = config.compile.options};
}

int num_qubits(const NoiseConfig& config) {
  const int n = make_hamiltonian(config.wormhole.model, 0).num_majoranas();
  return num_qubits(encoding_by_name(config.wormhole.encoding, n), noisy_wormhole_options(config));
}

void check_instance(const NoiseConfig& config, const Hamiltonian& hamiltonian) {
  std::vector<std::pair<double, double>> times;
  for (std::size_t k = 0; k < config.times.size(); ++k) times.push_back(config.times[k]);
  check_noisy_wormhole(hamiltonian, config.wormhole.beta,
                       encoding_by_name(config.wormhole.encoding, hamiltonian.num_majoranas()),
                       noisy_wormhole_options(config), config.mu, times);
}

NoiseModel read_noise(const std::string& name_or_file) {
  const bool is_file =
      name_or_file.ends_with(".toml") || name_or_file.find('/') != std::string::npos;
  if (!is_file) {
    try {
      return noise_preset(name_or_file);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}, or a .toml file", error.what()));
    }
  }
  return noise_model_from_toml(read_text_file(name_or_file), name_or_file);
}

std::vector<KeyOption> noise_options() {
  std::vector<KeyOption> options = wormhole_options();
  for (KeyOption& option : options) {
    if (option.key == "mu") option.help = "coupling strengths, such as -12,12";
    if (option.key == "t") option.help = "times of injection and read-out, t0 = t1";
    if (option.key == "t0") option.help = "times of injection (at -t0)";
    if (option.key == "t1") option.help = "times of read-out";
  }
  for (KeyOption option : compile_options()) {
    if (option.key == "compile") option.help += " (cz)";
    options.push_back(std::move(option));
  }
  const std::vector<KeyOption> own{
      {"noise", "", "sycamore, ionq_like, uniform_depolarizing(p), none, or a .toml file", false,
       FileRole::read},
      {"scales", "", "factors on every rate of the noise (0,0.5,1,1.5,2)"},
      {"units", "", "bits or nats (bits)"},
      {"method", "", "density_matrix or trajectories (density_matrix)"},
      {"device", "", "cpu, cuda (all), cuda:K or auto (cpu)"},
      {"trajectories", "", "most trajectories a point (1000)"},
      {"target_error", "", "of the state's elements: fewer trajectories where it is reached"},
      {"common_random_numbers", "", "the same trajectories for both signs of a mu", true},
      {"budget", "", "also with each kind of noise alone and left out, at scale 1", true},
      {"shots", "", "a setting of the nine; a list for several experiments"},
      {"reconstruction", "", "of the state: projected or maximum_likelihood (projected)"},
      {"mitigate", "", "undo the read-out errors: true or false (true)"},
      {"resamples", "", "experiments drawn anew from each of eight states, for errors (100)"},
      {"shot_seed", "", "of shots, resamples and trajectories (0)"},
      {"extrapolation", "", "to no noise from scales >= 1: linear, quadratic, exponential (none)"},
      {"threshold", "", "find the scale where the asymmetry is so many standard errors"},
      {"max_scale", "", "where the search for the threshold ends (8)"}};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

NoiseConfig take_noise_config(Settings& settings) {
  NoiseConfig config;
  config.mu = settings.require("mu", "coupling strengths, such as -12,12", parse_numbers);
  config.times = take_times(settings);
  config.wormhole = take_wormhole_frame(settings);
  if (!settings.contains("compile")) settings.set("compile", {"cz", "default"});
  config.compile = *take_compile(settings);
  try {
    num_qubits(config);
  } catch (const std::invalid_argument& error) {  // a grid that is too small
    throw std::invalid_argument(fmt::format("--connectivity: {}", error.what()));
  }
  check_instance(config, make_hamiltonian(config.wormhole.model, 0));
  config.noise =
      settings.require("noise", "a preset or a .toml file", [&](const std::string& name) {
        config.model = read_noise(name);
        return name;
      });
  config.scales =
      settings.take("scales", parse_scales).value_or(std::vector<double>{0, 0.5, 1, 1.5, 2});
  for (const double scale : config.scales) scaled(config.model, scale);
  config.run.unit = settings.take("units", entropy_unit_by_name).value_or(EntropyUnit::bits);
  take_method(settings, config.run);
  if (config.run.common_random_numbers && config.sign_pairs().empty())
    throw std::invalid_argument("--common-random-numbers: needs both signs of one |mu|");
  config.device = settings.take("device", device_by_name).value_or(Device{});
  config.shot_seed =
      static_cast<std::uint64_t>(settings.take("shot_seed", integer(0, largest)).value_or(0));
  config.run.trajectories.seed = config.shot_seed;
  config.budget = settings.take_flag("budget");
  if (config.budget && config.run.method != NoiseMethod::density_matrix)
    throw std::invalid_argument("--budget: needs method density_matrix");
  if (config.budget && components(config.model).empty())
    throw std::invalid_argument(
        fmt::format("--budget: the noise {} has no parts", in_quotes(config.noise)));
  take_shots(settings, config);
  if (config.threshold) scaled(config.model, config.max_scale);
  check_noise(config.model, config.scales, num_qubits(config), config.run.method,
              !config.shots.empty() && config.mitigate);
  return config;
}

std::string to_toml(const NoiseConfig& config) {
  std::string toml = frame_to_toml(config.wormhole) + to_toml(config.compile);
  toml += fmt::format("mu = {}\n", list(config.mu));
  toml += to_toml(config.times);
  toml += fmt::format("noise = {}\nscales = {}\nunits = '{}'\nmethod = '{}'\n",
                      toml_string(config.noise), list(config.scales),
                      config.run.unit == EntropyUnit::bits ? "bits" : "nats",
                      name_of(config.run.method));
  if (config.run.method == NoiseMethod::trajectories) {
    toml += fmt::format("trajectories = {}\n", config.run.trajectories.count);
    if (config.run.trajectories.target_error > 0)
      toml += fmt::format("target_error = {}\n", config.run.trajectories.target_error);
    if (config.run.common_random_numbers) toml += "common_random_numbers = true\n";
  }
  if (config.device.has_backend()) toml += fmt::format("device = '{}'\n", name_of(config.device));
  toml += fmt::format("budget = {}\nshot_seed = {}\n", config.budget, config.shot_seed);
  if (config.shots.empty()) return toml;
  toml += fmt::format(
      "shots = [{}]\nreconstruction = '{}'\nmitigate = {}\nresamples = {}\nextrapolation = '{}'\n",
      fmt::join(config.shots, ", "), name_of(config.reconstruction), config.mitigate,
      config.resamples, name_of(config.extrapolation));
  if (config.threshold)
    toml += fmt::format("threshold = {}\nmax_scale = {}\n", *config.threshold, config.max_scale);
  return toml;
}

}  // namespace traversable
