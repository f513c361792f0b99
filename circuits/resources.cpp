#include "circuits/resources.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "sim/noise/transfer_matrix.h"

namespace traversable {
namespace {

/// How many two-qubit gates a gate on `qubits` > 1 counts as.
int equivalents(std::size_t qubits) { return qubits == 2 ? 1 : 2 * (static_cast<int>(qubits) - 1); }

double time_of(const Operation& operation, const ProcessorFigures& f) {
  if (operation.gate == Gate::measure) return f.read_out_time;
  const std::size_t qubits = operation.qubits.size();
  return qubits == 1 ? f.one_qubit_time : equivalents(qubits) * f.two_qubit_time;
}

double fidelity_of(const Operation& operation, const ProcessorFigures& f) {
  if (operation.gate == Gate::measure) return 1 - f.read_out_error;
  const std::size_t qubits = operation.qubits.size();
  return qubits == 1 ? 1 - f.one_qubit_error : std::pow(1 - f.two_qubit_error, equivalents(qubits));
}

/// 1 - Tr R / 4^k of the channels one after the other.
double pauli_error(const std::vector<Channel>& channels) {
  if (channels.empty()) return 0;
  Eigen::MatrixXd whole = transfer_matrix(channels[0]);
  for (std::size_t k = 1; k < channels.size(); ++k) whole = transfer_matrix(channels[k]) * whole;
  return std::max(0.0, 1 - whole.trace() / static_cast<double>(whole.rows()));
}

double waiting_fidelity(double time, const ProcessorFigures& f) {
  return 0.5 + std::exp(-time / f.t1) / 6 + std::exp(-time / f.t2) / 3;
}

void count(const Operation& operation, Resources& r) {
  ++r.gates[std::string(info(operation.gate).name)];
  if (operation.gate == Gate::measure)
    ++r.measurements;
  else if (operation.qubits.size() == 1)
    ++r.one_qubit_gates;
  else if (operation.qubits.size() == 2)
    ++r.two_qubit_gates;
  else
    ++r.larger_gates;
}

int two_qubit_depth(const Circuit& circuit) {
  Circuit entangling(circuit.num_qubits());
  for (const Operation& operation : circuit.operations())
    if (operation.gate == Gate::barrier ||
        (is_unitary_gate(operation) && operation.qubits.size() > 1))
      entangling.append(operation);
  return static_cast<int>(moments(entangling).size());
}

/// Moments in which each qubit is first and last busy.
struct Span {
  std::vector<std::size_t> first, last;
};

Span busy_span(const Circuit& circuit, const std::vector<std::vector<std::size_t>>& schedule) {
  const auto n = static_cast<std::size_t>(circuit.num_qubits());
  Span span{std::vector<std::size_t>(n, schedule.size()), std::vector<std::size_t>(n, 0)};
  for (std::size_t m = 0; m < schedule.size(); ++m)
    for (const std::size_t k : schedule[m])
      for (const int qubit : circuit.operations()[k].qubits) {
        const auto q = static_cast<std::size_t>(qubit);
        span.first[q] = std::min(span.first[q], m);
        span.last[q] = m;
      }
  return span;
}

}  // namespace

void validate(const ProcessorFigures& f) {
  const auto refuse = [](const char* name, double value, const char* expected) {
    throw std::invalid_argument(fmt::format("{} = {}: expected {}", name, value, expected));
  };
  for (const auto& [name, value] : {std::pair("one_qubit_error", f.one_qubit_error),
                                    {"two_qubit_error", f.two_qubit_error},
                                    {"read_out_error", f.read_out_error}})
    if (!(value >= 0 && value <= 1)) refuse(name, value, "a probability");
  for (const auto& [name, value] : {std::pair("one_qubit_time", f.one_qubit_time),
                                    {"two_qubit_time", f.two_qubit_time},
                                    {"read_out_time", f.read_out_time}})
    if (!(value >= 0 && std::isfinite(value))) refuse(name, value, "a time in ns, 0 or more");
  for (const auto& [name, value] : {std::pair("t1", f.t1), {"t2", f.t2}})
    if (!(value > 0)) refuse(name, value, "a time in ns above 0");
  if (f.t2 > 2 * f.t1) refuse("t2", f.t2, "at most 2 t1");
}

ProcessorFigures figures_of(const NoiseModel& model) {
  return {.one_qubit_error = pauli_error(model.one_qubit.channels),
          .two_qubit_error = pauli_error(model.two_qubit.channels),
          .read_out_error = (model.read_out.zero_as_one + model.read_out.one_as_zero) / 2,
          .one_qubit_time = model.one_qubit.duration,
          .two_qubit_time = model.two_qubit.duration,
          .read_out_time = model.read_out_duration,
          .t1 = model.idle.t1,
          .t2 = model.idle.t2};
}

Resources resources_of(const Circuit& circuit, const ProcessorFigures& figures) {
  validate(figures);
  Resources r{.num_qubits = circuit.num_qubits()};
  for (const Operation& operation : circuit.operations()) {
    if (operation.gate == Gate::barrier) continue;
    count(operation, r);
    r.fidelity *= fidelity_of(operation, figures);
  }
  const auto schedule = moments(circuit);
  const Span span = busy_span(circuit, schedule);
  for (std::size_t m = 0; m < schedule.size(); ++m) {
    double time = 0;
    std::uint64_t busy = 0;
    for (const std::size_t k : schedule[m]) {
      const Operation& operation = circuit.operations()[k];
      time = std::max(time, time_of(operation, figures));
      for (const int qubit : operation.qubits) busy |= std::uint64_t{1} << qubit;
    }
    r.duration += time;
    for (std::size_t q = 0; q < span.first.size(); ++q)
      if ((busy >> q & 1) == 0 && span.first[q] < m && m < span.last[q])
        r.fidelity *= waiting_fidelity(time, figures);
  }
  r.depth = static_cast<int>(schedule.size());
  r.two_qubit_depth = two_qubit_depth(circuit);
  return r;
}

std::string to_text(const Resources& r) {
  std::string text = fmt::format("qubits            {}\n", r.num_qubits);
  text += fmt::format("two-qubit gates   {}\n", r.two_qubit_gates);
  text += fmt::format("one-qubit gates   {}\n", r.one_qubit_gates);
  if (r.larger_gates > 0) text += fmt::format("larger gates      {}\n", r.larger_gates);
  text += fmt::format("measurements      {}\n", r.measurements);
  text += fmt::format("depth             {} ({} of two-qubit gates)\n", r.depth, r.two_qubit_depth);
  for (const auto& [name, number] : r.gates) text += fmt::format("  {:<15} {}\n", name, number);
  text += fmt::format("duration          {:.3g} us\n", r.duration / 1000);
  text += fmt::format("fidelity          {:.3g} (estimate)\n", r.fidelity);
  return text;
}

}  // namespace traversable
