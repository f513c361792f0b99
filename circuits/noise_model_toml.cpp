#include "circuits/noise_model_toml.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <stdexcept>

#include "circuits/toml_document.h"
#include "circuits/toml_string.h"
#include "sim/noise/transfer_matrix.h"
#include "sym/quoted.h"
#include "sym/suggestion.h"

namespace traversable {
namespace {

/// A number that is one, not what converts to one.
std::optional<double> number_in(const toml::node& node) {
  if (const auto* value = node.as_integer()) return static_cast<double>(value->get());
  const auto* value = node.as_floating_point();
  if (value == nullptr || std::isnan(value->get())) return std::nullopt;
  return value->get();
}

/// The known keys of one table, read one by one; every message starts with file, line and key.
class Table {
 public:
  Table(const toml::table& table, std::string file, std::string path)
      : table_(&table), file_(std::move(file)), path_(std::move(path)) {}

  /// Throws for a key that is not in `known`; 'origin' and 'description' always are.
  void expect_keys(std::vector<std::string_view> known) const {
    for (const auto& [key, node] : *table_)
      if (key.str() != "origin" && key.str() != "description" &&
          std::find(known.begin(), known.end(), key.str()) == known.end())
        refuse(node, key.str(),
               fmt::format("unknown key, expected {}{}", fmt::join(known, ", "),
                           did_you_mean(key.str(), {known.begin(), known.end()})));
  }

  bool contains(std::string_view key) const { return table_->contains(key); }

  double number(std::string_view key, double otherwise) const {
    return contains(key) ? number(key) : otherwise;
  }
  double number(std::string_view key) const {
    const auto value = number_in(required(key));
    if (!value) refuse(required(key), key, "expected a number");
    return *value;
  }
  int integer(std::string_view key, int least, int most, int otherwise) const {
    if (!contains(key)) return otherwise;
    const auto* value = required(key).as_integer();
    if (value == nullptr || value->get() < least || value->get() > most)
      refuse(required(key), key, fmt::format("expected a whole number from {} to {}", least, most));
    return static_cast<int>(value->get());
  }
  std::string text(std::string_view key, const std::string& otherwise) const {
    return contains(key) ? text(key) : otherwise;
  }
  std::string text(std::string_view key) const {
    const auto* value = required(key).as_string();
    if (value == nullptr) refuse(required(key), key, "expected a text");
    return value->get();
  }
  const toml::array& list(std::string_view key) const {
    const auto* value = required(key).as_array();
    if (value == nullptr) refuse(required(key), key, "expected a list");
    return *value;
  }
  Table table(std::string_view key) const {
    const auto* value = required(key).as_table();
    if (value == nullptr) refuse(required(key), key, "expected a table");
    return {*value, file_, joined(key)};
  }
  std::vector<Table> tables(std::string_view key) const {
    std::vector<Table> result;
    if (!contains(key)) return result;
    for (const auto& node : list(key)) {
      if (!node.is_table()) refuse(node, key, "expected a list of tables");
      result.emplace_back(*node.as_table(), file_, joined(key));
    }
    return result;
  }
  std::vector<std::string> keys() const {
    std::vector<std::string> result;
    for (const auto& [key, node] : *table_) result.emplace_back(key.str());
    return result;
  }

  /// f() with the place of `key` in front of the message of its std::invalid_argument, unless that
  /// names its place itself.
  template <class F>
  auto at(std::string_view key, const F& f) const {
    try {
      return f();
    } catch (const std::invalid_argument& error) {
      if (std::string_view(error.what()).starts_with(excerpt(file_) + ", line ")) throw;
      refuse(required(key), key, error.what());
    }
  }

  [[noreturn]] void refuse(const toml::node& node, std::string_view key,
                           const std::string& message) const {
    throw std::invalid_argument(fmt::format("{}, line {}, {}: {}", excerpt(file_),
                                            node.source().begin.line, excerpt(joined(key)),
                                            message));
  }

 private:
  const toml::node& required(std::string_view key) const {
    const toml::node* node = table_->get(key);
    if (node == nullptr)
      throw std::invalid_argument(fmt::format("{}, line {}, {}: missing", excerpt(file_),
                                              table_->source().begin.line, excerpt(joined(key))));
    return *node;
  }
  std::string joined(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
  }

  const toml::table* table_;
  std::string file_;
  std::string path_;
};

std::vector<double> pauli_probabilities(const Table& table) {
  std::vector<double> probabilities;
  std::size_t letters = 0;
  for (const std::string& name : table.keys()) {
    table.at(name, [&] {
      if (name.empty() || name.size() > 2 || name.find_first_not_of("IXYZ") != std::string::npos ||
          name.find_first_not_of('I') == std::string::npos ||
          (letters != 0 && name.size() != letters))
        throw std::invalid_argument("expected one or two letters I, X, Y, Z, as many for all");
    });
    letters = name.size();
    probabilities.resize((std::size_t{1} << 2 * letters) - 1);
    std::size_t index = 0;
    for (std::size_t q = 0; q < letters; ++q)
      index |= std::string_view("IXZY").find(name[q]) << 2 * q;
    probabilities[index - 1] = table.number(name);
  }
  return probabilities;
}

/// [[a, b], [c, d]] of [real, imaginary].
Eigen::MatrixXcd matrix_from(const Table& table, const toml::node& node) {
  const auto fail = [&](const toml::node& where) {
    table.refuse(where, "matrices",
                 "expected matrices as lists of rows of elements [real, imaginary]");
  };
  const auto* rows = node.as_array();
  if (rows == nullptr || rows->empty()) fail(node);
  const auto size = static_cast<Eigen::Index>(rows->size());
  Eigen::MatrixXcd matrix(size, size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const auto* row = (*rows)[static_cast<std::size_t>(i)].as_array();
    if (row == nullptr || static_cast<Eigen::Index>(row->size()) != size) fail(node);
    for (Eigen::Index j = 0; j < size; ++j) {
      const auto* pair = (*row)[static_cast<std::size_t>(j)].as_array();
      if (pair == nullptr || pair->size() != 2) fail(node);
      const auto real = number_in((*pair)[0]), imaginary = number_in((*pair)[1]);
      if (!real || !imaginary) fail(node);
      matrix(i, j) = {*real, *imaginary};
    }
  }
  return matrix;
}

Channel channel_from(const Table& table, int num_qubits) {
  const ChannelKind kind =
      table.at("kind", [&] { return channel_kind_by_name(table.text("kind")); });
  const auto only = [&](std::vector<std::string_view> keys) {
    keys.insert(keys.begin(), "kind");
    table.expect_keys(std::move(keys));
  };
  switch (kind) {
    case ChannelKind::depolarizing:
      only({"probability", "qubits"});
      return table.at("probability", [&] {
        return depolarizing(table.number("probability"), table.integer("qubits", 1, 2, num_qubits));
      });
    case ChannelKind::pauli:
      only({"probabilities"});
      return table.at("probabilities", [&] {
        return pauli_channel(pauli_probabilities(table.table("probabilities")));
      });
    case ChannelKind::amplitude_damping:
      only({"gamma"});
      return table.at("gamma", [&] { return amplitude_damping(table.number("gamma")); });
    case ChannelKind::phase_damping:
      only({"lambda"});
      return table.at("lambda", [&] { return phase_damping(table.number("lambda")); });
    case ChannelKind::thermal_relaxation:
      only({"t1", "t2", "duration"});
      return table.at("t1", [&] {
        return thermal_relaxation(table.number("t1"), table.number("t2"), table.number("duration"));
      });
    case ChannelKind::over_rotation:
      only({"angle", "pauli"});
      return table.at("angle",
                      [&] { return over_rotation(table.number("angle"), table.text("pauli")); });
    case ChannelKind::kraus:
      break;
  }
  only({"matrices"});
  std::vector<Eigen::MatrixXcd> kraus;
  for (const auto& node : table.list("matrices")) kraus.push_back(matrix_from(table, node));
  return table.at("matrices", [&] { return kraus_channel(std::move(kraus)); });
}

std::vector<Channel> channels_from(const Table& table, int num_qubits) {
  std::vector<Channel> channels;
  for (const Table& entry : table.tables("channels"))
    channels.push_back(channel_from(entry, num_qubits));
  return channels;
}

GateNoise gate_noise_from(const Table& table, int num_qubits) {
  table.expect_keys({"duration", "channels"});
  return {.duration = table.number("duration", 0), .channels = channels_from(table, num_qubits)};
}

ReadOutError read_out_from(const Table& table, const ReadOutError& otherwise) {
  return {.zero_as_one = table.number("zero_as_one", otherwise.zero_as_one),
          .one_as_zero = table.number("one_as_zero", otherwise.one_as_zero)};
}

IdleNoise idle_from(const Table& table, const IdleNoise& otherwise) {
  return {.t1 = table.number("t1", otherwise.t1),
          .t2 = table.number("t2", otherwise.t2),
          .channels = table.contains("channels") ? channels_from(table, 1) : otherwise.channels};
}

void read_qubits(const Table& table, NoiseModel& model) {
  for (const std::string& name : table.keys()) {
    const int qubit = table.at(name, [&] {
      int value = -1;
      const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value);
      if (error != std::errc() || end != name.data() + name.size())
        throw std::invalid_argument("expected the number of a qubit");
      if (model.qubits.contains(value)) throw std::invalid_argument("this qubit is there already");
      return value;
    });
    const Table figures = table.table(name);
    figures.expect_keys({"t1", "t2", "channels", "zero_as_one", "one_as_zero"});
    model.qubits[qubit] = {.idle = idle_from(figures, model.idle),
                           .read_out = read_out_from(figures, model.read_out)};
  }
}

std::string number_text(double value) {
  if (std::isinf(value)) return "inf";
  std::string text = fmt::format("{}", value + 0.0);  // -0 as 0
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string matrix_text(const Eigen::MatrixXcd& matrix) {
  std::vector<std::string> rows;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    std::vector<std::string> row;
    for (Eigen::Index j = 0; j < matrix.cols(); ++j)
      row.push_back(fmt::format("[{}, {}]", number_text(matrix(i, j).real()),
                                number_text(matrix(i, j).imag())));
    rows.push_back(fmt::format("[{}]", fmt::join(row, ", ")));
  }
  return fmt::format("[{}]", fmt::join(rows, ", "));
}

std::string probabilities_text(const Channel& channel) {
  std::vector<std::string> entries;
  for (std::size_t index = 1; index < channel.parameters.size(); ++index) {
    std::string letters;
    for (int q = 0; q < channel.num_qubits; ++q) letters += "IXZY"[index >> 2 * q & 3];
    entries.push_back(fmt::format("{} = {}", letters, number_text(channel.parameters[index])));
  }
  return fmt::format("{{ {} }}", fmt::join(entries, ", "));
}

std::string channel_text(const Channel& channel) {
  const auto parameter = [&](std::size_t k) { return number_text(channel.parameters[k]); };
  std::string text = fmt::format("kind = '{}'\n", name_of(channel.kind));
  switch (channel.kind) {
    case ChannelKind::depolarizing:
      return text +
             fmt::format("probability = {}\nqubits = {}\n", parameter(0), channel.num_qubits);
    case ChannelKind::pauli:
      return text + fmt::format("probabilities = {}\n", probabilities_text(channel));
    case ChannelKind::amplitude_damping:
      return text + fmt::format("gamma = {}\n", parameter(0));
    case ChannelKind::phase_damping:
      return text + fmt::format("lambda = {}\n", parameter(0));
    case ChannelKind::thermal_relaxation:
      return text + fmt::format("t1 = {}\nt2 = {}\nduration = {}\n", parameter(0), parameter(1),
                                parameter(2));
    case ChannelKind::over_rotation:
      return text + fmt::format("angle = {}\npauli = '{}'\n", parameter(0), channel.pauli);
    case ChannelKind::kraus:
      break;
  }
  std::vector<std::string> matrices;
  for (const auto& matrix : channel.kraus) matrices.push_back(matrix_text(matrix));
  return text + fmt::format("matrices = [{}]\n", fmt::join(matrices, ",\n  "));
}

std::string channels_text(const std::string& path, const std::vector<Channel>& channels) {
  std::string text;
  for (const Channel& channel : channels)
    text += fmt::format("\n[[{}.channels]]\n{}", path, channel_text(channel));
  return text;
}

std::string gate_noise_text(const std::string& path, const GateNoise& noise) {
  return fmt::format("\n[{}]\nduration = {}\n", path, number_text(noise.duration)) +
         channels_text(path, noise.channels);
}

std::string times_text(const IdleNoise& idle) {
  return fmt::format("t1 = {}\nt2 = {}\n", number_text(idle.t1), number_text(idle.t2));
}

std::string read_out_text(const ReadOutError& error) {
  return fmt::format("zero_as_one = {}\none_as_zero = {}\n", number_text(error.zero_as_one),
                     number_text(error.one_as_zero));
}

/// The origins of the tables inside, a line each behind the place of its table.
std::string origins_in(const toml::table& table, const std::string& path) {
  std::string text;
  const auto add = [&](const toml::table& inner, const std::string& place) {
    if (const auto origin = inner["origin"].value<std::string>(); origin && !origin->empty())
      text += fmt::format("\n{}: {}", place, *origin);
    text += origins_in(inner, place + '.');
  };
  for (const auto& [key, node] : table) {
    const std::string place = path + std::string(key.str());
    if (const auto* inner = node.as_table()) add(*inner, place);
    if (const auto* list = node.as_array())
      for (const auto& item : *list)
        if (const auto* inner = item.as_table()) add(*inner, place);
  }
  return text;
}

}  // namespace

NoiseModel noise_model_from_toml(std::string_view toml, const std::string& file) {
  const toml::table parsed = parse_toml(toml, file);
  const Table table(parsed, file, "");
  table.expect_keys(
      {"name", "virtual_gates", "one_qubit", "two_qubit", "gates", "idle", "read_out", "qubits"});
  if (table.keys().empty())
    throw std::invalid_argument(
        fmt::format("{}: no noise in it, expected a section such as [two_qubit]", excerpt(file)));
  NoiseModel model;
  model.name = table.text("name", file);
  model.description = table.text("description", "");
  model.origin = table.text("origin", "");
  const std::string inner = origins_in(parsed, "");
  model.origin += model.origin.empty() && !inner.empty() ? inner.substr(1) : inner;
  if (table.contains("one_qubit")) model.one_qubit = gate_noise_from(table.table("one_qubit"), 1);
  if (table.contains("two_qubit")) model.two_qubit = gate_noise_from(table.table("two_qubit"), 2);
  if (table.contains("gates")) {
    const Table gates = table.table("gates");
    for (const std::string& name : gates.keys()) {
      const Gate gate = gates.at(name, [&] { return gate_by_name(name); });
      model.gates[gate] = gate_noise_from(gates.table(name), info(gate).num_qubits);
    }
  }
  if (table.contains("virtual_gates"))
    for (const auto& node : table.list("virtual_gates")) {
      if (!node.is_string()) table.refuse(node, "virtual_gates", "expected names of gates");
      model.virtual_gates.insert(
          table.at("virtual_gates", [&] { return gate_by_name(node.as_string()->get()); }));
    }
  if (table.contains("idle")) {
    const Table idle = table.table("idle");
    idle.expect_keys({"t1", "t2", "channels"});
    model.idle = idle_from(idle, {});
  }
  if (table.contains("read_out")) {
    const Table read_out = table.table("read_out");
    read_out.expect_keys({"zero_as_one", "one_as_zero", "duration"});
    model.read_out = read_out_from(read_out, {});
    model.read_out_duration = read_out.number("duration", 0);
  }
  if (table.contains("qubits")) read_qubits(table.table("qubits"), model);
  try {
    validate(model);
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(fmt::format("{}: {}", excerpt(file), error.what()));
  }
  return model;
}

std::string to_toml(const NoiseModel& model) {
  std::string text =
      fmt::format("name = {}\ndescription = {}\norigin = {}\n", toml_string(model.name),
                  toml_string(model.description), toml_string(model.origin));
  std::vector<std::string> names;
  for (const Gate gate : model.virtual_gates) names.push_back(fmt::format("'{}'", info(gate).name));
  text += fmt::format("virtual_gates = [{}]\n", fmt::join(names, ", "));
  text += gate_noise_text("one_qubit", model.one_qubit);
  text += gate_noise_text("two_qubit", model.two_qubit);
  for (const auto& [gate, noise] : model.gates)
    text += gate_noise_text(fmt::format("gates.{}", info(gate).name), noise);
  text += "\n[idle]\n" + times_text(model.idle) + channels_text("idle", model.idle.channels);
  text += "\n[read_out]\n" + read_out_text(model.read_out) +
          fmt::format("duration = {}\n", number_text(model.read_out_duration));
  for (const auto& [qubit, noise] : model.qubits) {
    const std::string path = fmt::format("qubits.{}", qubit);
    text +=
        fmt::format("\n[{}]\n{}{}", path, times_text(noise.idle), read_out_text(noise.read_out)) +
        channels_text(path, noise.idle.channels);
  }
  return text;
}

}  // namespace traversable
