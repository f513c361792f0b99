#include "circuits/noise_model.h"

#include <gtest/gtest.h>

#include "circuits/noise_model_toml.h"
#include "circuits/resources.h"
#include "sim/noise/transfer_matrix.h"

namespace traversable {
namespace {

TEST(NoiseModel, PresetsAreThereAndValid) {
  for (const NoisePreset& preset : noise_presets()) {
    const NoiseModel model = noise_preset(preset.name);
    EXPECT_EQ(model.name, preset.name);
    EXPECT_FALSE(model.description.empty());
    EXPECT_EQ(model.origin.empty(), components(model).empty()) << preset.name;
  }
  EXPECT_TRUE(components(noise_preset("none")).empty());
  EXPECT_EQ(components(noise_preset("sycamore")),
            (std::vector<std::string>{"one_qubit", "two_qubit", "idle", "read_out"}));
  const NoiseModel uniform = noise_preset("uniform_depolarizing(0.003)");
  EXPECT_EQ(uniform.two_qubit.channels[0].parameters[0], 0.003);
  EXPECT_THROW(noise_preset("sicamore"), std::invalid_argument);
  EXPECT_THROW(noise_preset("uniform_depolarizing(1.5)"), std::invalid_argument);
  EXPECT_THROW(noise_preset("uniform_depolarizing(x)"), std::invalid_argument);
  EXPECT_THROW(noise_preset("uniform_depolarizing()"), std::invalid_argument);
}

TEST(NoiseModel, EveryFigureHasItsOriginWhereverTheModelGoes) {
  for (const std::string name : {"sycamore", "rainbow", "ionq_like"}) {
    const NoiseModel model = noise_preset(name);
    for (const char* place : {"\none_qubit: ", "\none_qubit.channels: ", "\ntwo_qubit: ",
                              "\ntwo_qubit.channels: ", "\nidle: ", "\nread_out: "})
      EXPECT_NE(model.origin.find(place), std::string::npos) << name << place;
    EXPECT_EQ(noise_model_from_toml(to_toml(model), "again").origin, model.origin);
  }
}

TEST(NoiseModel, FiguresOfAModel) {
  const NoiseModel model = noise_preset("sycamore");
  const ProcessorFigures figures = figures_of(model);
  EXPECT_NEAR(figures.one_qubit_error, model.one_qubit.channels[0].parameters[0], 1e-15);
  EXPECT_NEAR(figures.two_qubit_error, model.two_qubit.channels[0].parameters[0], 1e-15);
  EXPECT_DOUBLE_EQ(figures.read_out_error,
                   (model.read_out.zero_as_one + model.read_out.one_as_zero) / 2);
  EXPECT_EQ(figures.one_qubit_time, model.one_qubit.duration);
  EXPECT_EQ(figures.two_qubit_time, model.two_qubit.duration);
  EXPECT_EQ(figures.read_out_time, model.read_out_duration);
  EXPECT_EQ(figures.t1, model.idle.t1);
  EXPECT_EQ(figures.t2, model.idle.t2);

  // X, then X or Z: the errors that are left are those that do not undo each other.
  NoiseModel twice;
  twice.one_qubit.channels = {pauli_channel({0.1, 0, 0}), pauli_channel({0.2, 0, 0.3})};
  EXPECT_NEAR(figures_of(twice).one_qubit_error, 1 - (0.9 * 0.5 + 0.1 * 0.2), 1e-15);
  EXPECT_EQ(figures_of({}).two_qubit_error, 0);
}

constexpr const char* everything = R"(
name = 'mine'
virtual_gates = ['rz']
[one_qubit]
duration = 25
origin = 'nowhere'
[[one_qubit.channels]]
kind = 'pauli'
probabilities = { X = 1e-3, Z = 2e-3 }
[[one_qubit.channels]]
kind = 'over_rotation'
angle = 0.01
pauli = 'Y'
[two_qubit]
[[two_qubit.channels]]
kind = 'depolarizing'
probability = 0.01
[[two_qubit.channels]]
kind = 'amplitude_damping'
gamma = 0.1
[[two_qubit.channels]]
kind = 'depolarizing'
probability = 0.02
qubits = 1
[gates.iswap]
duration = 40
[[gates.iswap.channels]]
kind = 'pauli'
probabilities = { ZZ = 1e-3, IX = 2e-3 }
[[gates.h.channels]]
kind = 'kraus'
matrices = [[[[1, 0], [0, 0]], [[0, 0], [0.8, 0]]], [[[0, 0], [0, 0.6]], [[0, 0], [0, 0]]]]
[idle]
t1 = 100
t2 = 150.5
[[idle.channels]]
kind = 'phase_damping'
lambda = 0.01
[[idle.channels]]
kind = 'thermal_relaxation'
t1 = 10
t2 = inf
duration = 1
[read_out]
zero_as_one = 0.1
one_as_zero = 0.2
[qubits.3]
t1 = 50
t2 = 60
one_as_zero = 0.3
)";

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(NoiseModel, ReadsAndWritesEveryKindOfFigure) {
  const NoiseModel model =
      noise_model_from_toml(with(everything, "t2 = inf", "t2 = 20"), "mine.toml");
  EXPECT_EQ(model.one_qubit.channels[0].parameters, (std::vector<double>{0.997, 1e-3, 2e-3, 0}));
  EXPECT_EQ(model.two_qubit.channels[0].num_qubits, 2);
  EXPECT_EQ(model.two_qubit.channels[2].num_qubits, 1);
  EXPECT_EQ(model.gates.at(Gate::iswap).duration, 40);
  // IX is X on the gate's second qubit: base-4 number 4.
  EXPECT_EQ(model.gates.at(Gate::iswap).channels[0].parameters[4], 2e-3);
  EXPECT_EQ(model.gates.at(Gate::h).channels[0].kraus[1](0, 1), std::complex<double>(0, 0.6));
  EXPECT_EQ(read_out_error(model, 3).one_as_zero, 0.3);
  EXPECT_EQ(read_out_error(model, 3).zero_as_one, 0.1);
  EXPECT_EQ(read_out_error(model, 2).one_as_zero, 0.2);
  EXPECT_EQ(idle_noise(model, 3).t2, 60);
  EXPECT_EQ(idle_noise(model, 3).channels.size(), 2u);

  const std::string text = to_toml(model);
  const NoiseModel again = noise_model_from_toml(text, "again.toml");
  EXPECT_EQ(to_toml(again), text);
  EXPECT_EQ(transfer_matrix(again.gates.at(Gate::h).channels[0]),
            transfer_matrix(model.gates.at(Gate::h).channels[0]));
}

TEST(NoiseModel, EveryTextComesBack) {
  std::vector<std::string> texts{"",      "plain",  "'",    "''",   "'''",    "tr'''ip\n", "\"\"\"",
                                 "\n",    "\nlead", "\r\n", "\\",   "\\n",    "ends\\",    "#",
                                 "é ψ 𝄞", "a = 1",  "[x]",  " \t ", "\u2028", "\ufeff",    "\x7f"};
  for (char c = 0; c < 127; ++c) texts.push_back({'a', c, 'b', c});
  for (const std::string& text : texts) {
    NoiseModel model = noise_preset("sycamore");
    model.name = model.description = model.origin = text;
    const NoiseModel again = noise_model_from_toml(to_toml(model), "again.toml");
    EXPECT_EQ(again.name, text);
    EXPECT_EQ(again.description, text);
    EXPECT_EQ(again.origin, text);
  }
}

// Where a whole number stands no other number may; where a number stands nothing that converts.
TEST(NoiseModel, NumbersAreNotConverted) {
  const std::string channel = "[[one_qubit.channels]]\nkind = 'depolarizing'\nprobability = 0.1\n";
  for (const char* qubits : {"1.5", "1.0", "true", "'1'", "[1]", "0", "3", "-1", "99999999999"})
    EXPECT_THROW(noise_model_from_toml(channel + "qubits = " + qubits, "n.toml"),
                 std::invalid_argument)
        << qubits;
  EXPECT_NO_THROW(noise_model_from_toml(channel + "qubits = 1", "n.toml"));
  // Every number of the example in turn becomes something else.
  const std::string good = with(everything, "t2 = inf", "t2 = 20");
  std::size_t numbers = 0;
  for (std::size_t at = good.find("= "); at != std::string::npos; at = good.find("= ", at + 1)) {
    if (good[at + 2] < '0' || good[at + 2] > '9') continue;
    const std::size_t end = good.find_first_of(", }\n", at + 2);
    for (const char* other : {"true", "'1'", "nan", "1979-05-27", "[1]"}) {
      std::string text = good;
      text.replace(at + 2, end - at - 2, other);
      EXPECT_THROW(noise_model_from_toml(text, "n.toml"), std::invalid_argument) << text;
    }
    ++numbers;
  }
  EXPECT_GT(numbers, 10u);
}

TEST(NoiseModel, OneQubitIsNotGivenTwice) {
  EXPECT_THROW(
      noise_model_from_toml("[qubits.3]\nt1 = 5\nt2 = 5\n[qubits.03]\nt1 = 6\nt2 = 5", "n.toml"),
      std::invalid_argument);
}

TEST(NoiseModel, MessagesNameFileLineAndKey) {
  const auto message = [](const std::string& toml) -> std::string {
    try {
      noise_model_from_toml(toml, "bad.toml");
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "accepted";
  };
  const auto expect = [&](const std::string& toml, const std::string& start) {
    EXPECT_EQ(message(toml).substr(0, start.size()), start) << message(toml);
  };
  expect("name = ", "bad.toml, line 1");
  expect("nam = 'x'", "bad.toml, line 1, nam: unknown key");
  expect("name = 1", "bad.toml, line 1, name: expected a text");
  expect("\n[one_qubit]\nduration = 'x'",
         "bad.toml, line 3, one_qubit.duration: expected a number");
  expect("[one_qubit]\nduration = -1", "bad.toml: duration -1 of one_qubit");
  // Those of a circuit would add up to infinity.
  expect("[one_qubit]\nduration = 1e308", "bad.toml: duration 1e+308 of one_qubit");
  // A file that was cut to nothing is no processor without noise.
  expect("", "bad.toml: no noise in it");
  expect("# nothing", "bad.toml: no noise in it");
  expect("[[one_qubit.channels]]\nkind = 'noise'",
         "bad.toml, line 2, one_qubit.channels.kind: channel 'noise'");
  expect("[[one_qubit.channels]]\nkind = 'depolarizing'\nprobability = 1.5",
         "bad.toml, line 3, one_qubit.channels.probability: probability 1.5");
  expect("[[one_qubit.channels]]\nkind = 'depolarizing'\nprobability = nan",
         "bad.toml, line 3, one_qubit.channels.probability: expected a number");
  expect("[[one_qubit.channels]]\nkind = 'depolarizing'",
         "bad.toml, line 1, one_qubit.channels.probability: missing");
  expect("[[one_qubit.channels]]\nkind = 'depolarizing'\nprobability = 0.1\ngamma = 1",
         "bad.toml, line 4, one_qubit.channels.gamma: unknown key");
  expect("[[one_qubit.channels]]\nkind = 'depolarizing'\nprobability = 0.1\nqubits = 2",
         "bad.toml: one_qubit: depolarizing(0.1) acts on 2 qubits");
  expect("[[two_qubit.channels]]\nkind = 'pauli'\nprobabilities = { XX = 0.6, YY = 0.6 }",
         "bad.toml, line 3, two_qubit.channels.probabilities: probabilities that sum to 1.2");
  expect("[[two_qubit.channels]]\nkind = 'pauli'\nprobabilities = { XX = 0.1, Y = 0.1 }",
         "bad.toml, line 3");
  expect(
      "[[one_qubit.channels]]\nkind = 'kraus'\nmatrices = [[[[0.5, 0], [0, 0]], [[0, 0], [1, 0]]]]",
      "bad.toml, line 3, one_qubit.channels.matrices: Kraus matrices with |sum");
  expect("[[one_qubit.channels]]\nkind = 'kraus'\nmatrices = [[1, 0], [0, 1]]",
         "bad.toml, line 3, one_qubit.channels.matrices: expected matrices");
  expect("[idle]\nt1 = 10\nt2 = 30", "bad.toml: idle: T2 30 with T1 10: expected T2 <= 2 T1");
  expect("[idle]\nt1 = 10", "bad.toml: idle: T2 inf with T1 10");
  expect("[read_out]\nzero_as_one = -0.1", "bad.toml: read_out: zero_as_one = -0.1");
  expect("virtual_gates = ['cz']", "bad.toml: virtual gate cz");
  expect("virtual_gates = ['up']", "bad.toml, line 1, virtual_gates");
  expect("[gates.measure]\nduration = 1", "bad.toml");
  expect("[gates.up]\nduration = 1", "bad.toml, line 1, gates.up");
  expect("[qubits.a]\nt1 = 1", "bad.toml, line 1, qubits.a: expected the number of a qubit");
  expect("[qubits.99]\nt1 = 1\nt2 = 1", "bad.toml: qubit 99");
}

TEST(NoiseModel, ScalesAllRatesOrThoseOfOneComponent) {
  const NoiseModel model = noise_preset("sycamore");
  const NoiseModel more = scaled(model, 1.5);
  EXPECT_DOUBLE_EQ(more.one_qubit.channels[0].parameters[0],
                   1.5 * model.one_qubit.channels[0].parameters[0]);
  EXPECT_DOUBLE_EQ(more.two_qubit.channels[0].parameters[0],
                   1.5 * model.two_qubit.channels[0].parameters[0]);
  EXPECT_DOUBLE_EQ(more.idle.t1, model.idle.t1 / 1.5);
  EXPECT_DOUBLE_EQ(more.read_out.one_as_zero, 1.5 * model.read_out.one_as_zero);
  EXPECT_EQ(more.two_qubit.duration, model.two_qubit.duration);
  const NoiseModel without = scaled(model, "idle", 0);
  EXPECT_EQ(components(without), (std::vector<std::string>{"one_qubit", "two_qubit", "read_out"}));
  EXPECT_EQ(scaled(model, 0).read_out.one_as_zero, 0);
  EXPECT_THROW(scaled(model, -1), std::invalid_argument);
  EXPECT_THROW(scaled(noise_preset("none"), -1), std::invalid_argument);
  EXPECT_THROW(scaled(model, NAN), std::invalid_argument);
  EXPECT_THROW(scaled(model, 30), std::invalid_argument);  // read-out error beyond one
  EXPECT_THROW(scaled(model, "cz", 1), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
