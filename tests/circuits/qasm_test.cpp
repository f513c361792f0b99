#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "circuits/draw.h"
#include "circuits/qasm_reader.h"
#include "circuits/qasm_writer.h"
#include "circuits/run_circuit.h"
#include "circuits/shannon_decomposition.h"
#include "tests/circuits/random_circuit.h"
#include "tests/mutations.h"

namespace traversable {
namespace {

std::string error_of(const std::string& text) {
  try {
    from_qasm2(text);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no error";
}

std::string with_header(const std::string& text) {
  return "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[3];\ncreg c[2];\n" + text;
}

TEST(Qasm2, RoundTripKeepsTheUnitary) {
  std::mt19937_64 random(1);
  for (int trial = 0; trial < 20; ++trial) {
    Circuit circuit = random_circuit::circuit(4, 30, random);
    circuit.append_unitary(random_circuit::unitary(8, random), {3, 0, 1});
    const Circuit again = from_qasm2(to_qasm(circuit, QasmVersion::two));
    EXPECT_LT(phase_distance(unitary_of(again), unitary_of(circuit)), 1e-10);
  }
}

TEST(Qasm2, NativeGatesMeasurementsAndBarriersComeBack) {
  Circuit circuit(3);
  for (const Gate gate :
       {Gate::x, Gate::y, Gate::z, Gate::h, Gate::s, Gate::s_dagger, Gate::t, Gate::t_dagger})
    circuit.append(gate, {1});
  circuit.append(Gate::u3, {0}, {0.1, 0.2, 0.3});
  for (const Gate gate : {Gate::cz, Gate::cnot, Gate::iswap, Gate::sqrt_iswap, Gate::fswap})
    circuit.append(gate, {2, 0});
  circuit.append(Gate::fsim, {0, 1}, {0.3, 1.0 / 3});
  circuit.append(Gate::cphase, {0, 1}, {-0.7});
  circuit.append(Gate::barrier, {0, 2});
  circuit.measure(2, 1);
  circuit.measure(0, 0);
  EXPECT_EQ(from_qasm2(to_qasm(circuit, QasmVersion::two)), circuit);
}

TEST(Qasm2, RegistersBroadcastExpressionsAndNestedGates) {
  const Circuit circuit = from_qasm2(
      "// a comment\nOPENQASM 2.0; include \"qelib1.inc\"; qreg a[2]; qreg b[2]; creg c[2];\n"
      "gate pair(t) x,y { cx x,y; rz(-t^2/2 + sin(pi/2)) y; }\n"
      "gate outer(t) x,y { pair(2*t) y,x; barrier x; h x; }\n"
      "h a; cx a,b; outer(1.5e-1) a[0],b[1]; cx a[0],b; measure a -> c;");
  EXPECT_EQ(circuit.num_qubits(), 4);
  Circuit expected(4);
  expected.append(Gate::h, {0});
  expected.append(Gate::h, {1});
  expected.append(Gate::cnot, {0, 2});
  expected.append(Gate::cnot, {1, 3});
  expected.append(Gate::cnot, {3, 0});
  expected.append(Gate::rz, {0}, {-0.3 * 0.3 / 2 + 1});
  expected.append(Gate::h, {0});
  expected.append(Gate::cnot, {0, 2});
  expected.append(Gate::cnot, {0, 3});
  expected.measure(0, 0);
  expected.measure(1, 1);
  ASSERT_EQ(circuit.operations().size(), expected.operations().size());
  EXPECT_NEAR(circuit.operations()[5].angles[0].value(), 0.955, 1e-15);
  EXPECT_LT((measured_state(circuit) - measured_state(expected)).norm(), 1e-14);
}

TEST(Qasm2, ControlledGates) {
  const Circuit circuit =
      from_qasm2(with_header("ccx q[0],q[1],q[2]; cy q[2],q[0]; crz(0.3) q[0],q[1];"));
  const Eigen::MatrixXcd u = unitary_of(from_qasm2(with_header("ccx q[0],q[1],q[2];")));
  EXPECT_NEAR(std::abs(u(7, 3)), 1, 1e-15);
  EXPECT_NEAR(std::abs(u(3, 7)), 1, 1e-15);
  EXPECT_NEAR(std::abs(u(5, 5)), 1, 1e-15);
  EXPECT_EQ(circuit.operations().size(), 3u);
}

TEST(Qasm2, ErrorsNameTheLine) {
  EXPECT_EQ(error_of("qreg q[2];"), "line 1: expected 'OPENQASM 2.0;' first");
  EXPECT_EQ(error_of("OPENQASM 3.0;"), "line 1: OpenQASM 3.0: expected version 2.0");
  EXPECT_EQ(error_of("// 3\nOPENQASM 3.0;\nbit[2] c;\nc[0] = measure q[0];"),
            "line 2: OpenQASM 3.0: expected version 2.0");
  EXPECT_EQ(error_of("OPENQASM 2.0;"), "line 1: no qreg, expected one at least");
  EXPECT_EQ(error_of(with_header("h q[3];")), "line 5: q[3]: expected an index from 0 to 2");
  EXPECT_EQ(error_of(with_header("\nfoo q[0];")), "line 6: gate 'foo' is not defined");
  EXPECT_EQ(error_of(with_header("rx q[0];")), "line 5: rx: 0 angles, expected 1");
  EXPECT_EQ(error_of(with_header("cx q[0];")), "line 5: cx: 1 qubits, expected 2");
  EXPECT_EQ(error_of(with_header("cx q[0],q[0];")), "line 5: cnot q0 q0: qubit 0 is given twice");
  EXPECT_EQ(error_of(with_header("rx(1/0) q[0];")),
            "line 5: rx(inf) q0: expected angles that are finite");
  EXPECT_EQ(error_of(with_header("rx(theta) q[0];")), "line 5: 'theta' is not declared");
  EXPECT_EQ(error_of(with_header("rx(0.1 q[0];")), "line 5: expected ')', found 'q'");
  EXPECT_EQ(error_of(with_header("h q[0]; reset q[0];")),
            "line 5: 'reset' after a gate is not supported, expected gates and measurements");
  EXPECT_EQ(error_of(with_header("if (c==1) x q[0];")),
            "line 5: 'if' is not supported, expected gates and measurements");
  EXPECT_EQ(error_of(with_header("measure q -> c;")), "line 5: measure of 3 qubits into 2 bits");
  EXPECT_EQ(error_of(with_header("gate g a { h b; }")), "line 5: 'b' is not a qubit of this gate");
  EXPECT_EQ(error_of(with_header("gate g a { h a;")), "line 5: a gate definition without its '}'");
  EXPECT_EQ(error_of(with_header("h q[0]")), "line 5: expected ';', found the end of the text");
  EXPECT_EQ(error_of(with_header("h q[0]; $")), "line 5: unexpected character '$'");
  EXPECT_EQ(error_of("OPENQASM 2.0;\nqreg q[99999];"),
            "line 2: q[99999]: expected a size from 1 to 65536");
  EXPECT_EQ(error_of("OPENQASM 2.0;\ninclude \"other.inc\";"),
            "line 2: include \"other.inc\": expected \"qelib1.inc\"");
}

TEST(Qasm2, RelativePhaseToffolisAreThoseUpToPhases) {
  const auto matrix = [](const std::string& line) {
    return unitary_of(from_qasm2("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[4];\n" + line));
  };
  // |rccx| = |ccx|, with the phases of qelib1.inc: -1 on |101>, and i, -i where it flips.
  const Eigen::MatrixXcd three = matrix("rccx q[0],q[1],q[2];").topLeftCorner(8, 8);
  const Eigen::MatrixXcd toffoli = matrix("ccx q[0],q[1],q[2];").topLeftCorner(8, 8);
  EXPECT_LT((three.cwiseAbs() - toffoli.cwiseAbs()).norm(), 1e-14);
  EXPECT_LT(std::abs(three(5, 5) / three(0, 0) + 1.0), 1e-14);
  EXPECT_LT(std::abs(three(7, 3) / three(0, 0) - std::complex<double>(0, 1)), 1e-14);
  EXPECT_LT(std::abs(three(3, 7) / three(0, 0) + std::complex<double>(0, 1)), 1e-14);
  const Eigen::MatrixXcd four = matrix("rc3x q[0],q[1],q[2],q[3];");
  EXPECT_LT((four.cwiseAbs() - matrix("c3x q[0],q[1],q[2],q[3];").cwiseAbs()).norm(), 1e-14);
  const Eigen::MatrixXcd root = matrix("c3sqrtx q[0],q[1],q[2],q[3];");
  EXPECT_LT((root * root - matrix("c3x q[0],q[1],q[2],q[3];")).norm(), 1e-14);
  // A text may define the name itself.
  const Circuit own =
      from_qasm2("OPENQASM 2.0;\ngate rccx a { U(0,0,1) a; }\nqreg q[1];\nrccx q[0];");
  EXPECT_EQ(own.operations().size(), 1u);
}

TEST(Qasm2, IdleQubitsOfAProcessorAreLeftOut) {
  const Circuit circuit = from_qasm2(
      "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[127];\nqreg r[200];\ncreg c[9];\n"
      "h q[61];\nbarrier q;\nbarrier;\nbarrier r;\ncx q[61],r[3];\nmeasure r[3] -> c[7];\n");
  EXPECT_EQ(circuit.num_qubits(), 2);
  ASSERT_EQ(circuit.operations().size(), 6u);
  EXPECT_EQ(circuit.operations()[1].qubits, std::vector<int>{0});
  EXPECT_TRUE(circuit.operations()[2].qubits.empty());
  EXPECT_EQ(circuit.operations()[3].qubits, std::vector<int>{1});
  EXPECT_EQ(circuit.operations()[4].qubits, (std::vector<int>{0, 1}));
  EXPECT_EQ(measured_qubits(circuit), std::vector<int>{1});
  EXPECT_EQ(error_of("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[100];\nh q;"),
            "line 4: 100 qubits, 100 of them used: expected 1 to 64");
  EXPECT_EQ(error_of("OPENQASM 2.0;\nqreg q[40000];\nqreg r[40000];"),
            "line 3: registers of more than 65536 places");
}

TEST(Qasm2, DefinitionsAreCheckedWhereTheyAreUsed) {
  const std::string g = "gate g(a) x,y { crz(1/a) x,y; cu(ln(a),0,0,sqrt(a)) x,y; }\n";
  EXPECT_EQ(from_qasm2(with_header(g + "g(2) q[0],q[1];")).operations().size(), 2u);
  EXPECT_EQ(from_qasm2(with_header(g + "h q[0];")).operations().size(), 1u);
  EXPECT_EQ(error_of(with_header(g + "g(0) q[0],q[1];")),
            "line 6: expected angles that are finite");
  EXPECT_EQ(from_qasm2(with_header("opaque magic(a) x,y;\nh q[0];;")).operations().size(), 1u);
  EXPECT_EQ(error_of(with_header("opaque magic(a) x,y;\nmagic(1) q[0],q[1];")),
            "line 6: gate 'magic' is opaque");
  EXPECT_EQ(from_qasm2(with_header("reset q;\nbarrier;\nreset q[0]; h q[0];")).operations().size(),
            2u);
}

TEST(Qasm3, NamesOfTheLanguageAreNotParameters) {
  for (const std::string name : {"t", "pi", "q", "c", "cx", "gate", "in", "fsim"}) {
    Circuit circuit(2);
    circuit.append(Gate::rx, {0}, {Angle(name)});
    circuit.append(Gate::fsim, {0, 1}, {Angle(name + "_"), 0.5});
    const std::string text = to_qasm(circuit, QasmVersion::three);
    EXPECT_NE(text.find("input float[64] " + name + "__;"), std::string::npos) << text;
    EXPECT_NE(text.find("input float[64] " + name + "_;"), std::string::npos) << text;
    EXPECT_NE(text.find("rx(1*" + name + "__+0) q[0];"), std::string::npos) << text;
  }
}

TEST(Qasm2, DefinitionsThatExplodeAreRefused) {
  std::string text =
      with_header("gate g0 a { h a; h a; h a; h a; h a; h a; h a; h a; h a; h a; }\n");
  for (int k = 1; k < 9; ++k) {
    text += "gate g" + std::to_string(k) + " a {";
    for (int i = 0; i < 10; ++i) text += " g" + std::to_string(k - 1) + " a;";
    text += " }\n";
  }
  EXPECT_NE(error_of(text).find("more than 2000000 operations"), std::string::npos);
}

TEST(Qasm2, DeepNestingIsRefused) {
  std::string text = with_header("gate g0 a { h a; }\n");
  for (int k = 1; k < 1000; ++k)
    text += "gate g" + std::to_string(k) + " a { g" + std::to_string(k - 1) + " a; }\n";
  EXPECT_NE(error_of(text).find("gates defined by gates more than 500 deep"), std::string::npos);
  const std::string open(100'000, '('), minus(100'000, '-');
  EXPECT_NE(error_of(with_header("rx(" + open)).find("nested too deeply"), std::string::npos);
  EXPECT_NE(error_of(with_header("rx(" + minus + "1) q[0];")).find("nested too deeply"),
            std::string::npos);
}

TEST(Qasm2, MutatedTextsAreReadOrRefused) {
  std::mt19937_64 random(5);
  Circuit circuit = random_circuit::circuit(3, 12, random);
  const std::string text = to_qasm(circuit, QasmVersion::two);
  int read = 0;
  for (int k = 0; k < 3000; ++k) {
    const std::string mutated = testing_support::mutate(text, static_cast<unsigned>(k));
    try {
      from_qasm2(mutated);
      ++read;
    } catch (const std::invalid_argument&) {
    }
  }
  EXPECT_GT(read, 0);
}

TEST(Qasm3, ParametersAreInputs) {
  Circuit circuit(2);
  circuit.append(Gate::rx, {0}, {Angle("theta", 2, 0.5)});
  circuit.append(Gate::rzz, {0, 1}, {Angle("theta")});
  circuit.measure(1, 0);
  const std::string text = to_qasm(circuit, QasmVersion::three);
  EXPECT_EQ(
      text,
      "OPENQASM 3.0;\ninclude \"stdgates.inc\";\ninput float[64] theta;\nqubit[2] q;\nbit[1] c;\n"
      "rx(2*theta+0.5) q[0];\ncx q[0],q[1];\nrz(1*theta+0) q[1];\ncx q[0],q[1];\nc[0] = measure "
      "q[1];\n");
  EXPECT_THROW(to_qasm(circuit, QasmVersion::two), std::invalid_argument);
  Circuit bad(1);
  bad.append(Gate::rx, {0}, {Angle("my angle")});
  EXPECT_THROW(to_qasm(bad, QasmVersion::three), std::invalid_argument);
}

TEST(ShannonDecomposition, LargeUnitaries) {
  std::mt19937_64 random(6);
  for (int n = 3; n <= 5; ++n) {
    Circuit circuit(5);
    circuit.append_unitary(random_circuit::unitary(1 << n, random),
                           random_circuit::some_qubits(5, n, random));
    const Circuit split = split_large_unitaries(circuit);
    EXPECT_LT(phase_distance(unitary_of(split), unitary_of(circuit)), 1e-11);
    for (const Operation& operation : split.operations())
      EXPECT_TRUE(operation.gate == Gate::pauli_rotation || operation.qubits.size() <= 2);
  }
  // Degenerate: a permutation.
  Eigen::MatrixXcd toffoli = Eigen::MatrixXcd::Identity(8, 8);
  toffoli.row(3).swap(toffoli.row(7));
  Circuit circuit(3);
  circuit.append_unitary(toffoli, {0, 1, 2});
  EXPECT_LT(phase_distance(unitary_of(split_large_unitaries(circuit)), toffoli), 1e-12);
}

TEST(Draw, AsAPersonReadsIt) {
  Circuit circuit(3);
  circuit.append(Gate::h, {0});
  circuit.append(Gate::cnot, {0, 2});
  circuit.append(Gate::rz, {1}, {0.5});
  circuit.append(Gate::cz, {1, 2});
  circuit.append_rotation(pauli_from_text("XIY"), 0.25);
  circuit.measure(0, 0);
  EXPECT_EQ(draw(circuit),
            "q0: ────H────●───X(0.25)─M→c0─\n"
            "             │      │\n"
            "q1: ─Rz(0.5)─┼─●────┼─────────\n"
            "             │ │    │\n"
            "q2: ─────────⊕─●────Y─────────\n");
}

TEST(Draw, LinesBreakAndLabels) {
  Circuit circuit(2);
  for (int k = 0; k < 30; ++k) circuit.append(Gate::cz, {0, 1});
  const std::string text = draw(circuit, 40, {"P", "Q"});
  EXPECT_TRUE(text.starts_with("P: ─●─●─"));
  EXPECT_NE(text.find("\n\nP: ─"), std::string::npos);
  EXPECT_THROW(draw(circuit, 0, {"P"}), std::invalid_argument);
}

}  // namespace
}  // namespace traversable
