#include "experiments/runs/spins.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <variant>

#include "experiments/runs/machine_speed.h"
#include "experiments/runs/option_group.h"
#include "experiments/runs/shared_options.h"
#include "sim/coupling_axis.h"
#include "sim/evolution_length.h"
#include "sim/spins/scrambler_unitary.h"
#include "sim/spins/spins.h"

namespace traversable {
namespace {

using Config = SpinsConfig;

// ---- options

/// A parameter that some models have.
template <class T>
Option<Config> parameter(KeyOption key, T SpinModel::*member, Kind<T> kind) {
  const std::string name = key.key;
  return option<Config>(
      std::move(key), in(&Config::model, member), std::move(kind),
      {.decides = [name](const Config& config) { return has_parameter(config.model, name); },
       .only = only_with(name)});
}

bool draws_model(const Config& config) { return is_drawn(config.model); }
constexpr const char* only_drawn = "only with models that are drawn";

std::vector<Option<Config>> model_rows() {
  const auto model = [](auto member) { return in(&Config::model, member); };
  return {option<Config>(
              {"model",
               "-m",
               fmt::format("Hamiltonian or circuit: {}", fmt::join(spin_model_words(), ", ")),
               {.word = "TEXT", .words = spin_model_words()}},
              model(&SpinModel::name),
              choice<std::string>(form::one_of(spin_model_words()), spin_model_by_name,
                                  [](const std::string& name) { return name; }),
              {.required = "one of the models",
               .then =
                   [](Config& config) {
                     if (config.model.name == "kicked_ising") config.model.J = std::numbers::pi / 4;
                     if (config.model.name == "transverse_ising") config.model.g = 1;
                   }}),
          option<Config>({"sites", "-n", "qubits a side"}, model(&SpinModel::num_qubits),
                         integer<int>(2, most_dense_qubits)),
          parameter(
              {"J", "", "unit of energy; an angle of kicked_ising", {}, "1, pi/4 of kicked_ising"},
              &SpinModel::J, number()),
          parameter({"g", "", "transverse field", {}, "-1.05, 1 of transverse_ising"},
                    &SpinModel::g, number()),
          parameter({"h", "", "longitudinal field"}, &SpinModel::h, number()),
          parameter({"delta", "", "anisotropy"}, &SpinModel::delta, number()),
          parameter({"b", "", "angle of the kick", {}, "pi/4"}, &SpinModel::b, number()),
          parameter({"dt", "", "length of a step"}, &SpinModel::dt, number(bound::positive)),
          parameter({"q", "", "operators in a term"}, &SpinModel::q, integer<int>(1, 64)),
          parameter({"boundary", "", "of the chain"}, &SpinModel::boundary,
                    choice<Boundary>(form::one_of({"open", "periodic"}), boundary_by_name)),
          option<Config>({"seed", "", "of the draw"}, model(&SpinModel::seed),
                         integer<std::uint64_t>(0, std::numeric_limits<long long>::max()),
                         {.decides = draws_model, .only = only_drawn}),
          option<Config>({"first_instance", "", "of the draw"}, model(&SpinModel::first_instance),
                         integer<std::uint64_t>(0, 1'000'000'000),
                         {.decides = draws_model, .only = only_drawn}),
          option<Config>(
              {"instances", "", "how many; adds an axis", {}, "one, without an axis"},
              model(&SpinModel::num_instances), integer<std::size_t>(1, 1'000'000),
              {.decides = [](const Config& c) { return draws_model(c) && c.model.is_ensemble; },
               .then =
                   [](Config& config) {
                     if (!draws_model(config)) throw std::invalid_argument(only_drawn);
                     config.model.is_ensemble = true;
                   }})};
}

Option<Config> times_row() {
  return {time_options(),
          [](Settings& settings, Config& config) { config.times = take_times(settings); },
          [](const Config& config) { return to_toml(config.times); }};
}

/// Numbers of which several may be alike, as an axis' may not.
Kind<std::vector<double>> weight_list() {
  return {[](const std::string& text) {
            std::vector<double> weights;
            for (std::size_t begin = 0; begin <= text.size();) {
              const std::size_t end = std::min(text.find(',', begin), text.size());
              weights.push_back(parse_number(std::string_view(text).substr(begin, end - begin)));
              check_allowed(bound::not_negative, weights.back());
              begin = end + 1;
            }
            return weights;
          },
          [](const std::vector<double>& weights) {
            return weights.empty() ? "" : numbers().write(weights);
          },
          form::numbers};
}

std::vector<Option<Config>> protocol_rows() {
  const Kind<std::vector<std::uint64_t>> sites = integers(0, most_dense_qubits - 1);
  return {option<Config>({"beta", "", "inverse temperatures; 0 of circuits"}, in(&Config::beta),
                         numbers(bound::not_negative), {.required = "inverse temperatures >= 0"}),
          option<Config>({"mu", "", "coupling strengths, such as -4,4"}, in(&Config::mu), numbers(),
                         {.required = "coupling strengths, such as -4,4"}),
          times_row(),
          option<Config>({"left", "", "sites of the message on the left, one to three"},
                         in(&Config::left), sites,
                         {.then = [](Config& config) { config.right = config.left; }}),
          option<Config>({"right", "", "sites where it is read out on the right", {}, "left"},
                         in(&Config::right), sites),
          option<Config>({"coupling", "", "of ZZ, or of the Pauli size"}, in(&Config::coupling),
                         choice<std::string>(
                             form::one_of({"zz", "size"}),
                             [](const std::string& name) {
                               if (name != "zz" && name != "size")
                                 throw std::invalid_argument("expected zz or size");
                               return name;
                             },
                             [](const std::string& name) { return name; })),
          option<Config>({"couple", "", "coupled sites", {}, "all"}, in(&Config::coupled), sites),
          option<Config>({"weights", "", "of the coupled sites", {}, "1 each"},
                         in(&Config::weights), weight_list())};
}

// ---- what is computed

std::vector<int> as_sites(const std::vector<std::uint64_t>& given) {
  return {given.begin(), given.end()};
}

Message message_of(const Config& config) { return {as_sites(config.left), as_sites(config.right)}; }

SpinCoupling coupling_of(const Config& config) {
  const int n = config.model.num_qubits;
  std::vector<int> sites = as_sites(config.coupled);
  if (sites.empty()) {
    sites.resize(static_cast<std::size_t>(n));
    std::iota(sites.begin(), sites.end(), 0);
  }
  for (const int site : sites)
    if (site >= n)
      throw Refusal("couple", fmt::format("{}: expected sites from 0 to {}", site, n - 1));
  return config.coupling == "zz" ? zz_coupling(n, sites, config.weights)
                                 : size_coupling_of_sites(n, sites, config.weights);
}

int steps_of(double t) {
  if (t != std::floor(t) || t < 0 || t > 1e5)
    throw std::invalid_argument(
        fmt::format("t = {}: expected whole numbers of steps from 0 to 100000", t));
  return static_cast<int>(t);
}

/// Of t, t0 and t1.
std::vector<double> all_times(const Config& config) {
  std::vector<double> times = config.times.t0;
  times.insert(times.end(), config.times.t1.begin(), config.times.t1.end());
  return times;
}

int longest_steps(const Config& config) {
  int most = 1;
  for (const double t : all_times(config)) most = std::max(most, steps_of(t));
  return most;
}

void check(const Config& config) {
  check_message(message_of(config), config.model.num_qubits);
  coupling_of(config);
  if (!is_scrambler(config.model)) {
    check_lengths("t", all_times(config), spin_hamiltonian_of(config.model, 0).one_norm());
    return;
  }
  check_scrambler_size(size_of(scrambler_of(config.model, 0, 1).steps()[0]), longest_steps(config));
  for (const double beta : config.beta)
    if (beta != 0) throw Refusal("beta", fmt::format("{}: expected 0 of a circuit", beta));
}

std::vector<double> read_out_times(const Config& config, double t0) {
  return config.times.axes == TimeAxes::diagonal ? std::vector<double>{t0} : config.times.t1;
}

/// One instance's dynamics, built once.
class SpinDynamics {
 public:
  SpinDynamics(const Config& config, std::size_t instance, const std::stop_token& stop)
      : config_(config), coupling_(coupling_of(config)) {
    if (!is_scrambler(config.model)) {
      engine_.emplace(spin_hamiltonian_of(config.model, instance), message_of(config), stop);
      return;
    }
    scrambler_ = scrambler_of(config.model, instance, longest_steps(config));
    before_.emplace(*scrambler_);
    std::vector<int> steps;
    for (const double t : config.times.t1) steps.push_back(steps_of(t));
    after_ = unitaries(*scrambler_, steps, stop);
  }
  SpinDynamics(const SpinDynamics&) = delete;  // before_ refers to scrambler_

  /// rho for every (mu, t1).
  std::vector<Eigen::MatrixXcd> states(double beta, double t0, const std::stop_token& stop) {
    if (engine_)
      return engine_->teleport(coupling_, beta, t0, config_.mu, read_out_times(config_, t0), stop);
    const std::span before(&before_->at(steps_of(t0), stop), 1);
    const bool diagonal = config_.times.axes == TimeAxes::diagonal;
    return scrambled_teleport(message_of(config_), coupling_, bell_pairs(config_.model.num_qubits),
                              before, config_.mu, diagonal ? before : std::span(after_), stop);
  }

  double energy(double beta) const { return engine_ ? engine_->energy(beta) : 0; }
  double coupling_expectation(double beta) const {
    return engine_ ? engine_->coupling_expectation(coupling_, beta) : 1;
  }

 private:
  const Config& config_;
  SpinCoupling coupling_;
  std::optional<SpinEngine> engine_;
  std::optional<Scrambler> scrambler_;
  std::optional<ScramblerUnitary> before_;  // U_s0, and U_s1 where they are the same
  std::vector<HostMatrix<double>> after_;
};

// ---- axes and fields

AxisNames instance_names(const Config& config) {
  return config.model.is_ensemble ? AxisNames{"instance"} : AxisNames{};
}

std::vector<Axis> time_axes(const Config& config) {
  std::vector<Axis> axes = config.times.result_axes();
  for (Axis& axis : axes)
    if (is_scrambler(config.model)) axis.units = "step";
  return axes;
}

std::vector<Axis> axes_of(const Config& config) {
  std::vector<Axis> axes{{"beta", "inverse temperature", "1/energy", config.beta},
                         {"mu", coupling_long_name, no_unit, config.mu}};
  for (Axis& axis : time_axes(config)) axes.push_back(std::move(axis));
  if (config.model.is_ensemble) {
    std::vector<long long> instances(config.model.num_instances);
    std::iota(instances.begin(), instances.end(),
              static_cast<long long>(config.model.first_instance));
    axes.push_back({"instance", "disorder instance", "1", std::move(instances)});
  }
  const std::size_t k = config.left.size(), size = std::size_t{1} << 2 * k;
  axes.push_back(counted_axis("reference", "qubit of the reference", k));
  axes.push_back(counted_axis("read_out", "qubit of the read-out", k));
  axes.push_back({"basis", "measured on both", "", std::vector<std::string>{"X", "Y", "Z"}});
  for (const char* name : {"row", "column"})
    axes.push_back(
        counted_axis(name, "2^k p + a, p of the references and a of the read-outs", size));
  return axes;
}

/// In the order in which values_of gives their numbers.
std::vector<Field> fields_of(const Config& config) {
  const AxisNames states = instance_names(config) + AxisNames{"beta", "mu"} + config.times.names();
  const AxisNames pair{"reference", "read_out"};
  const AxisNames thermal = instance_names(config) + AxisNames{"beta"};
  const std::string unit(name_of(config.units));
  return {
      {"mutual_information", "mutual information of all references and read-outs", unit, states},
      {"entanglement_fidelity", "fidelity with Bell pairs of references and read-outs", "1",
       states},
      {"pair_information", "mutual information of a reference and a read-out", unit, states + pair},
      {"pair_best_fidelity", "fidelity of a pair with a Bell pair, best unitary on the read-out",
       "1", states + pair},
      {"measured_information", "mutual information of a pair's outcomes in one basis", unit,
       states + pair + AxisNames{"basis"}},
      {"rho_pt", "density matrix of references and read-outs", "1",
       states + AxisNames{"row", "column"}, Field::Element::complex},
      {"energy", "<TFD|H_L|TFD>, 0 of a circuit", "energy", thermal},
      {"coupling_expectation", "<TFD|V|TFD>", "1", thermal}};
}

std::vector<std::vector<double>> values_of(const Config& config,
                                           const std::vector<Eigen::MatrixXcd>& states,
                                           double energy, double coupling) {
  std::vector<std::vector<double>> values(8);
  const int k = static_cast<int>(config.left.size());
  for (const Eigen::MatrixXcd& rho : states) {
    values[0].push_back(message_information(rho, config.units));
    values[1].push_back(message_fidelity(rho));
    for (int i = 0; i < k; ++i)
      for (int j = 0; j < k; ++j) {
        const Eigen::Matrix4cd pair = pair_state(rho, i, j);
        values[2].push_back(mutual_information(pair, config.units));
        values[3].push_back(fully_entangled_fraction(pair));
        for (const char basis : {'X', 'Y', 'Z'})
          values[4].push_back(measured_information(pair, basis, config.units));
      }
    for (Eigen::Index row = 0; row < rho.rows(); ++row)
      for (Eigen::Index column = 0; column < rho.cols(); ++column) {
        values[5].push_back(rho(row, column).real());
        values[5].push_back(rho(row, column).imag());
      }
  }
  values[6].push_back(energy);
  values[7].push_back(coupling);
  return values;
}

// ---- what it takes

std::size_t num_points(const Config& config) {
  return config.model.num_instances * config.beta.size() * config.times.t0.size();
}

Facts size_of(const Config& config) {
  const std::size_t states =
      config.model.num_instances * config.beta.size() * config.mu.size() * config.times.size();
  return {{"points",
           fmt::format("{} (instance, beta, t0), {} values of rho_PT", num_points(config), states),
           {{"points", whole(num_points(config))}, {"states", whole(states)}}}};
}

/// Real operations of all steps of a circuit, to the longest time and back again for every temperature; a step that is an
/// exponential of H takes about as many as 4 products.
double operations_of_steps(const Config& config) {
  if (!is_scrambler(config.model)) return 0;
  const double d = std::exp2(config.model.num_qubits);
  const Scrambler one = scrambler_of(config.model, 0, 1);
  double step = 0;
  for (const ScramblerGate& gate : one.steps()[0])
    step += std::holds_alternative<ExponentialGate>(gate) ? 4 * 8 * d * d * d : 32 * d * d;
  const double steps = static_cast<double>(longest_steps(config));
  const double walks =
      static_cast<double>(config.beta.size()) + (config.times.axes == TimeAxes::diagonal ? 0 : 1);
  return static_cast<double>(config.model.num_instances) * walks * steps * step;
}

/// Real operations of the products of D x D matrices (sim/spins/spins.h).
double operations_of(const Config& config) {
  const double d = std::exp2(config.model.num_qubits), product = 8 * d * d * d;
  const double values = std::exp2(static_cast<double>(config.left.size()));
  const double once = values + 2, of_mu = values * values + values * values * values / 2;
  const auto t1 = static_cast<double>(read_out_times(config, 0).size());
  const double read_out =
      std::pow(values, 4) / 2 * (is_scrambler(config.model) ? t1 / (values * values) : t1 / d);
  const double instances = static_cast<double>(config.model.num_instances) * 4;
  return operations_of_steps(config) +
         product *
             (instances + static_cast<double>(num_points(config)) *
                              (once + static_cast<double>(config.mu.size()) * (of_mu + read_out)));
}

Facts cost_of(const Config& config) {
  const double operations = operations_of(config);
  const std::size_t dimension = std::size_t{1} << config.model.num_qubits;
  return {{"matrices", fmt::format("{0} x {0}", dimension), {{"dimension", whole(dimension)}}},
          {"operations", fmt::format("{:.2g}", operations), {{"operations", operations}}},
          time_fact(operations / measured_speed(static_cast<Eigen::Index>(
                                     std::min<std::size_t>(dimension, 512))))};
}

double memory_of(const Config& config) {
  const double engine =
      spin_engine_memory(config.model.num_qubits, static_cast<int>(config.left.size()),
                         read_out_times(config, 0).size());
  if (!is_scrambler(config.model)) return engine;
  const double unitaries = static_cast<double>(read_out_times(config, 0).size()) + 1;
  return engine + unitaries * sizeof(Complex) * std::exp2(2 * config.model.num_qubits);
}

void compute(const Config& config, Sink& sink, const std::stop_token& stop) {
  const std::size_t times = config.times.t0.size(), each = config.beta.size() * times;
  for (std::size_t instance = 0; instance < config.model.num_instances; ++instance) {
    std::optional<SpinDynamics> dynamics;
    for (std::size_t k = 0; k < each; ++k) {
      const std::size_t point = instance * each + k;
      if (sink.is_done(point)) continue;
      if (!dynamics) dynamics.emplace(config, instance, stop);
      const double beta = config.beta[k / times], t0 = config.times.t0[k % times];
      sink.write(point, values_of(config, dynamics->states(beta, t0, stop), dynamics->energy(beta),
                                  dynamics->coupling_expectation(beta)));
    }
  }
}

}  // namespace

const Options<SpinsConfig>& spins_options() {
  static const Options<Config> options(
      grouped<Config>({{"Model", model_rows()},
                       {"Protocol", protocol_rows()},
                       {"Output", {units_option<Config>(in(&Config::units))}}}),
      check);
  return options;
}

Plan plan_of(const SpinsConfig& given) {
  const auto config = std::make_shared<const Config>(given);
  return {.experiment = "spins",
          .configuration = spins_options().to_toml(*config),
          .seed = is_drawn(config->model) ? std::optional(config->model.seed) : std::nullopt,
          .axes = axes_of(*config),
          .fields = fields_of(*config),
          .point = instance_names(*config) + AxisNames{"beta", config->times.names().front()},
          .completed = "1 where every mu and read-out time is computed",
          .hamiltonians = HamiltonianList::none(),
          .memory = memory_of(*config),
          .needs = fmt::format("a run with {} qubits a side", config->model.num_qubits),
          .size = [config] { return size_of(*config); },
          .cost = [config] { return cost_of(*config); },
          .compute =
              [config](Sink& sink, const std::stop_token& stop) {
                compute(*config, sink, stop);
                return true;
              }};
}

}  // namespace traversable
