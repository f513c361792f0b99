#include "circuits/noise_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "circuits/noise_model_toml.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

constexpr std::string_view uniform_name = "uniform_depolarizing(";

/// ns, eleven days: those of all operations of a circuit still add up.
constexpr double longest_duration = 1e15;

void check_duration(const std::string& name, double duration) {
  if (!(duration >= 0 && duration <= longest_duration))
    throw std::invalid_argument(fmt::format("duration {} of {}: expected a time in ns, 0 to {:.0e}",
                                            duration, name, longest_duration));
}

void check_channels(const std::string& name, const std::vector<Channel>& channels, int most) {
  for (const Channel& channel : channels)
    if (channel.num_qubits > most)
      throw std::invalid_argument(fmt::format("{}: {} acts on {} qubits, expected {}", name,
                                              to_text(channel), channel.num_qubits,
                                              most == 1 ? "a channel of one" : "one or two"));
}

void check_gate_noise(const std::string& name, const GateNoise& noise, int num_qubits) {
  check_duration(name, noise.duration);
  check_channels(name, noise.channels, num_qubits);
}

void check_idle(const std::string& name, const IdleNoise& idle) {
  try {
    thermal_relaxation(idle.t1, idle.t2, 0);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", name, error.what()));
  }
  check_channels(name, idle.channels, 1);
}

void check_read_out(const std::string& name, const ReadOutError& error) {
  for (const auto& [key, value] :
       {std::pair("zero_as_one", error.zero_as_one), {"one_as_zero", error.one_as_zero}})
    if (!(value >= 0 && value <= 1))
      throw std::invalid_argument(
          fmt::format("{}: {} = {}, expected a probability between 0 and 1", name, key, value));
}

void check_scale(double scale) {
  if (!(scale >= 0) || !std::isfinite(scale))
    throw std::invalid_argument(
        fmt::format("noise scale {}: expected a finite number, not negative", scale));
}

void scale_channels(std::vector<Channel>& channels, double scale) {
  for (Channel& channel : channels) channel = scaled(channel, scale);
}

void scale_idle(IdleNoise& idle, double scale) {
  idle.t1 /= scale;
  idle.t2 /= scale;
  scale_channels(idle.channels, scale);
}

void scale_read_out(ReadOutError& error, double scale) {
  error.zero_as_one *= scale;
  error.one_as_zero *= scale;
  check_read_out("read-out", error);
}

bool is_idle_noisy(const IdleNoise& idle) {
  return std::isfinite(idle.t1) || std::isfinite(idle.t2) || !idle.channels.empty();
}

bool is_read_out_noisy(const ReadOutError& error) {
  return error.zero_as_one != 0 || error.one_as_zero != 0;
}

template <class Test>
bool any_qubit(const NoiseModel& model, const Test& test) {
  return std::any_of(model.qubits.begin(), model.qubits.end(),
                     [&](const auto& entry) { return test(entry.second); });
}

}  // namespace

void validate(const NoiseModel& model) {
  check_gate_noise("one_qubit", model.one_qubit, 1);
  check_gate_noise("two_qubit", model.two_qubit, 2);
  for (const auto& [gate, noise] : model.gates) {
    const std::string name(info(gate).name);
    if (gate == Gate::measure || info(gate).num_qubits < 1 || info(gate).num_qubits > 2)
      throw std::invalid_argument(
          fmt::format("noise of {}: expected a gate on one or two qubits", name));
    check_gate_noise(name, noise, info(gate).num_qubits);
  }
  for (const Gate gate : model.virtual_gates)
    if (info(gate).num_qubits != 1 || gate == Gate::measure)
      throw std::invalid_argument(
          fmt::format("virtual gate {}: expected a gate on one qubit", info(gate).name));
  check_idle("idle", model.idle);
  check_read_out("read_out", model.read_out);
  check_duration("read_out", model.read_out_duration);
  for (const auto& [qubit, noise] : model.qubits) {
    if (qubit < 0 || qubit >= max_circuit_qubits)
      throw std::invalid_argument(
          fmt::format("qubit {}: expected 0..{}", qubit, max_circuit_qubits - 1));
    const std::string name = fmt::format("qubit {}", qubit);
    check_idle(name, noise.idle);
    check_read_out(name, noise.read_out);
  }
}

NoiseModel uniform_depolarizing(double probability) {
  NoiseModel model;
  model.name = fmt::format("{}{})", uniform_name, probability);
  model.description = "a depolarizing channel after every gate, on the qubits it acts on";
  model.one_qubit.channels = {depolarizing(probability, 1)};
  model.two_qubit.channels = {depolarizing(probability, 2)};
  return model;
}

std::vector<std::string> noise_preset_names() {
  std::vector<std::string> names;
  for (const NoisePreset& preset : noise_presets()) names.push_back(preset.name);
  names.emplace_back("uniform_depolarizing(p)");
  return names;
}

NoiseModel noise_preset(const std::string& name) {
  for (const NoisePreset& preset : noise_presets())
    if (preset.name == name) return noise_model_from_toml(preset.toml, preset.name + ".toml");
  if (name.starts_with(uniform_name) && name.ends_with(')')) {
    double probability = 0;
    const char* const last = name.data() + name.size() - 1;
    const auto [end, error] = std::from_chars(name.data() + uniform_name.size(), last, probability);
    if (error == std::errc() && end == last) return uniform_depolarizing(probability);
  }
  throw std::invalid_argument(fmt::format("noise {}: expected one of {}", in_quotes(name),
                                          fmt::join(noise_preset_names(), ", ")));
}

NoiseModel scaled(const NoiseModel& model, double scale) {
  check_scale(scale);
  NoiseModel result = model;
  try {
    for (const std::string& component : components(model))
      result = scaled(result, component, scale);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("noise scale {}: {}", scale, error.what()));
  }
  return result;
}

std::vector<std::string> components(const NoiseModel& model) {
  std::vector<std::string> names;
  if (!model.one_qubit.channels.empty()) names.emplace_back("one_qubit");
  if (!model.two_qubit.channels.empty()) names.emplace_back("two_qubit");
  for (const auto& [gate, noise] : model.gates)
    if (!noise.channels.empty()) names.emplace_back(info(gate).name);
  if (is_idle_noisy(model.idle) ||
      any_qubit(model, [](const QubitNoise& q) { return is_idle_noisy(q.idle); }))
    names.emplace_back("idle");
  if (is_read_out_noisy(model.read_out) ||
      any_qubit(model, [](const QubitNoise& q) { return is_read_out_noisy(q.read_out); }))
    names.emplace_back("read_out");
  return names;
}

NoiseModel scaled(const NoiseModel& model, const std::string& component, double scale) {
  const auto all = components(model);
  if (std::find(all.begin(), all.end(), component) == all.end())
    throw std::invalid_argument(fmt::format("noise component {}: the model {} has {}",
                                            in_quotes(component), model.name,
                                            fmt::join(all, ", ")));
  check_scale(scale);
  NoiseModel result = model;
  if (component == "one_qubit") {
    scale_channels(result.one_qubit.channels, scale);
  } else if (component == "two_qubit") {
    scale_channels(result.two_qubit.channels, scale);
  } else if (component == "idle") {
    scale_idle(result.idle, scale);
    for (auto& [qubit, noise] : result.qubits) scale_idle(noise.idle, scale);
  } else if (component == "read_out") {
    scale_read_out(result.read_out, scale);
    for (auto& [qubit, noise] : result.qubits) scale_read_out(noise.read_out, scale);
  } else {
    scale_channels(result.gates.at(gate_by_name(component)).channels, scale);
  }
  return result;
}

const GateNoise* noise_after(const NoiseModel& model, const Operation& operation) {
  if (model.virtual_gates.contains(operation.gate)) return nullptr;
  if (const auto own = model.gates.find(operation.gate); own != model.gates.end())
    return &own->second;
  return operation.qubits.size() == 1 ? &model.one_qubit : &model.two_qubit;
}

const IdleNoise& idle_noise(const NoiseModel& model, int qubit) {
  const auto own = model.qubits.find(qubit);
  return own == model.qubits.end() ? model.idle : own->second.idle;
}

const ReadOutError& read_out_error(const NoiseModel& model, int qubit) {
  const auto own = model.qubits.find(qubit);
  return own == model.qubits.end() ? model.read_out : own->second.read_out;
}

}  // namespace traversable
