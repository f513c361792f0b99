// What may be asked of a noise run.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include "circuits/noise_model_toml.h"
#include "experiments/files/text_file.h"
#include "experiments/runs/noise.h"
#include "experiments/runs/option_group.h"
#include "experiments/runs/shared_options.h"
#include "sim/cuda/device_choice.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using Config = NoiseConfig;

constexpr long long most_shots = 1'000'000'000'000'000;  // of sample_counts
/// Scales from which noise is extrapolated to none: it can be amplified, not lowered.
constexpr double least_extrapolated_scale = 1;

constexpr std::array<std::pair<ExtrapolationKind, std::string_view>, 4> extrapolations{{
    {ExtrapolationKind::none, "none"},
    {ExtrapolationKind::linear, "linear"},
    {ExtrapolationKind::quadratic, "quadratic"},
    {ExtrapolationKind::exponential, "exponential"},
}};

std::string_view name_of(ExtrapolationKind kind) {
  return extrapolations[static_cast<std::size_t>(kind)].second;
}

std::vector<std::string> extrapolation_names() {
  std::vector<std::string> names;
  for (const auto& [kind, name] : extrapolations) names.emplace_back(name);
  return names;
}

ExtrapolationKind extrapolation_by_name(const std::string& text) {
  for (const auto& [kind, name] : extrapolations)
    if (name == text) return kind;
  throw std::invalid_argument(in_quotes(text) +
                              ": expected none, linear, quadratic or exponential");
}

Reconstruction state_reconstruction_by_name(const std::string& name) {
  const Reconstruction reconstruction = reconstruction_by_name(name);
  if (reconstruction == Reconstruction::linear)
    throw std::invalid_argument("'linear': expected projected or maximum_likelihood");
  return reconstruction;
}

// ---- where options hang on each other

bool has_shots(const Config& config) { return !config.shots.empty(); }
bool has_threshold(const Config& config) { return config.threshold.has_value(); }
bool uses_trajectories(const Config& config) { return config.uses_trajectories(); }

void check_scales(Config& config) {
  for (const double scale : config.scales) scaled(config.model, scale);
}

void check_common_random_numbers(Config& config) {
  if (config.run.common_random_numbers && config.sign_pairs().empty())
    throw std::invalid_argument("needs both signs of one |mu|");
}

void check_density_matrix(const Config& config) {
  if (config.uses_trajectories()) throw std::invalid_argument("needs method density_matrix");
}

void check_budget(Config& config) {
  if (!config.budget) return;
  check_density_matrix(config);
  if (components(config.model).empty())
    throw std::invalid_argument(fmt::format("the noise {} has no parts", in_quotes(config.noise)));
}

/// The scales that extrapolation uses, at most one point a degree of freedom too few.
void check_extrapolation(Config& config) {
  if (config.extrapolation == ExtrapolationKind::none) return;
  const std::size_t needed = config.extrapolation == ExtrapolationKind::quadratic ? 3 : 2;
  const auto usable = std::count_if(config.scales.begin(), config.scales.end(),
                                    [](double scale) { return scale >= least_extrapolated_scale; });
  if (static_cast<std::size_t>(usable) < needed)
    throw std::invalid_argument(
        fmt::format("{}: needs {} or more noise scales from {} on, there are {}",
                    name_of(config.extrapolation), needed, least_extrapolated_scale, usable));
}

void check_threshold(Config& config) {
  if (config.mu.size() != 2 || config.mu[0] * config.mu[1] >= 0)
    throw std::invalid_argument("needs two couplings mu of opposite sign");
  check_density_matrix(config);
}

void check_max_scale(Config& config) { scaled(config.model, config.max_scale); }

void check(Config& config) {
  try {
    num_qubits(config);
  } catch (const std::invalid_argument& error) {  // a grid that is too small
    throw Refusal("connectivity", error.what());
  }
  check_instance(config, make_hamiltonian(config.wormhole.model, 0));
  config.run.trajectories.seed = config.shot_seed;
  config.device =
      device_for(config.device,
                 config.run.method == NoiseMethod::density_matrix ? Workload::density_matrices
                                                                  : Workload::trajectories,
                 num_qubits(config));
  check_noise(config.model, config.scales, num_qubits(config), config.run.method,
              has_shots(config) && config.mitigate);
}

// ---- the table

const Options<WormholeChoice>& frame_options() {
  static const Options<WormholeChoice> options = wormhole_options(
      model_options(),
      option<WormholeChoice>({"beta", "", "inverse temperatures: 4, or 1,2,4, or start:stop:count"},
                             in(&WormholeChoice::beta), one_or_more_numbers(bound::not_negative),
                             {.required = "inverse temperatures >= 0"}));
  return options;
}

Option<Config> model_and_frame() {
  Option<Config> option = part<Config>(in(&Config::wormhole), frame_options());
  option.take = [take = std::move(option.take)](Settings& settings, Config& config) {
    take(settings, config);
    config.has_beta_axis = config.has_beta_axis || config.wormhole.beta.size() > 1;
  };
  return option;
}

/// Always asked for.
Option<Config> compiler() {
  Option<Config> option = part<Config>(in(&Config::compile), compile_options());
  option.keys.front().otherwise = name_of(CompileOptions{}.entangler);
  return option;
}

Option<Config> times_option() {
  return {time_options(),
          [](Settings& settings, Config& config) { config.times = take_times(settings); },
          [](const Config& config) { return to_toml(config.times); }};
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const NoisePreset& preset : noise_presets()) names.push_back(preset.name);
  return names;
}

/// Read where it is not there already.
Option<Config> noise_option() {
  return {
      {{"noise", "", "a noise model",
        form::one_of(preset_names(), "uniform_depolarizing(p)|FILE", FileRole::read), "required"}},
      [](Settings& settings, Config& config) {
        if (!config.noise.empty()) return;
        config.noise =
            settings.require("noise", "a preset or a .toml file", [&](const std::string& name) {
              config.model = read_noise(name);
              return name;
            });
      },
      [](const Config& config) { return fmt::format("noise = {}\n", toml_string(config.noise)); }};
}

std::vector<Option<Config>> method_options() {
  const auto trajectories = [](auto member) {
    return [=](auto& config) -> auto& { return config.run.trajectories.*member; };
  };
  constexpr const char* only = "only with method trajectories";
  return {
      option<Config>({"method", "", "how noisy states are computed"},
                     in(&Config::run, &NoiseRunOptions::method),
                     choice<NoiseMethod>(form::one_of({"density_matrix", "trajectories"}),
                                         noise_method_by_name)),
      option<Config>({"trajectories", "", "most trajectories a point"},
                     trajectories(&TrajectoryOptions::count),
                     integer<std::size_t>(trajectory_groups, max_trajectories),
                     {.decides = uses_trajectories, .only = only}),
      option<Config>(
          {"target_error", "", "of the state's elements: fewer trajectories where it is reached"},
          trajectories(&TrajectoryOptions::target_error), number_if_set(bound::not_negative),
          {.decides = uses_trajectories, .only = only}),
      option<Config>(
          {"common_random_numbers", "", "the same trajectories for both signs of a mu"},
          in(&Config::run, &NoiseRunOptions::common_random_numbers), flag(),
          {.decides = uses_trajectories, .only = only, .then = check_common_random_numbers})};
}

Option<Config> budget_option() {
  return option<Config>(
      {"budget", "", "also with each kind of noise alone and left out, at scale 1"},
      in(&Config::budget), flag(FlagText::always), {.then = check_budget});
}

Option<Config> shot_seed_option() {
  return option<Config>({"shot_seed", "", "of shots, resamples and trajectories"},
                        in(&Config::shot_seed),
                        integer<std::uint64_t>(0, std::numeric_limits<long long>::max()));
}

std::vector<Option<Config>> shot_options() {
  constexpr const char* only = "only with shots";
  return {
      option<Config>(
          {"shots", "", "a setting of the nine; a list for several experiments", {}, "no shots"},
          in(&Config::shots), integers(1, most_shots)),
      option<Config>({"reconstruction", "", "of the state"}, in(&Config::reconstruction),
                     choice<Reconstruction>(form::one_of({"projected", "maximum_likelihood"}),
                                            state_reconstruction_by_name),
                     {.decides = has_shots, .only = only}),
      option<Config>({"mitigate", "", "undo the read-out errors", form::one_of({"true", "false"})},
                     in(&Config::mitigate), flag(FlagText::always),
                     {.decides = has_shots, .only = only}),
      option<Config>(
          {"resamples", "", "experiments drawn anew from each of eight states, for errors"},
          in(&Config::resamples), integer<int>(2, 1'000'000), {.decides = has_shots, .only = only}),
      option<Config>(
          {"extrapolation", "", "to no noise, from scales >= 1"}, in(&Config::extrapolation),
          choice<ExtrapolationKind>(form::one_of(extrapolation_names()), extrapolation_by_name,
                                    [](ExtrapolationKind kind) { return name_of(kind); }),
          {.decides = has_shots, .only = only, .then = check_extrapolation}),
      option<Config>(
          {"threshold", "", "find the scale where the asymmetry is so many standard errors"},
          in(&Config::threshold), number_or_none(bound::positive),
          {.decides = has_shots, .only = only, .then = check_threshold}),
      option<Config>({"max_scale", "", "where the search for the threshold ends"},
                     in(&Config::max_scale), number(bound::positive),
                     {.decides = has_threshold,
                      .only = "only with threshold",
                      .otherwise = check_max_scale,
                      .then = check_max_scale})};
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> NoiseConfig::sign_pairs() const {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  if (!uses_trajectories()) return pairs;
  for (std::size_t m = 0; m < mu.size(); ++m)
    for (std::size_t n = 0; n < mu.size(); ++n)
      if (mu[m] < 0 && mu[n] == -mu[m]) pairs.emplace_back(m, n);
  return pairs;
}

NoisyWormholeOptions noisy_wormhole_options(const NoiseConfig& config) {
  return {.preparation = config.wormhole.preparation,
          .wormhole = config.wormhole.options,
          .connectivity = config.compile.connectivity,
          .compile = config.compile.options};
}

int num_qubits(const NoiseConfig& config) {
  const Encoding encoding =
      parse_encoding(config.wormhole.encoding, config.wormhole.model.num_majoranas);
  return num_qubits(encoding, noisy_wormhole_options(config));
}

void check_instance(const NoiseConfig& config, const Hamiltonian& hamiltonian) {
  std::vector<std::pair<double, double>> times;
  for (std::size_t k = 0; k < config.times.size(); ++k) times.push_back(config.times[k]);
  for (const double beta : config.wormhole.beta)
    check_noisy_wormhole(hamiltonian, beta, config.wormhole.encoding_of(hamiltonian),
                         noisy_wormhole_options(config), config.mu, times);
}

NoiseModel read_noise(const std::string& name_or_file) {
  const bool is_file =
      name_or_file.ends_with(".toml") || name_or_file.find('/') != std::string::npos;
  if (!is_file) {
    try {
      return noise_preset(name_or_file);
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(fmt::format("{}, or a .toml file", error.what()) +
                                  did_you_mean(name_or_file, preset_names()));
    }
  }
  return noise_model_from_toml(read_text_file(name_or_file), name_or_file);
}

const Options<NoiseConfig>& noise_options() {
  static const Options<Config> options(
      grouped<Config>(
          {{"Circuit", {model_and_frame()}},
           {"Compiler", {compiler()}},
           {"Protocol",
            {option<Config>({"mu", "", "coupling strengths, such as -12,12"}, in(&Config::mu),
                            numbers(), {.required = "coupling strengths, such as -12,12"}),
             times_option()}},
           {"Noise",
            {noise_option(), option<Config>({"scales", "", "factors on every rate of the noise"},
                                            in(&Config::scales), numbers(bound::not_negative),
                                            {.otherwise = check_scales, .then = check_scales})}},
           {"Output", {units_option<Config>(in(&Config::run, &NoiseRunOptions::unit))}},
           {"Method", method_options()},
           {"Machine", {device_option<Config>(in(&Config::device))}},
           {"Noise", {budget_option()}},
           {"Shots", {shot_seed_option()}},
           {"Shots", shot_options()}}),
      check);
  return options;
}

}  // namespace traversable
