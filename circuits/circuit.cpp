#include "circuits/circuit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <stdexcept>

#include "circuits/circuit_size.h"
#include "sim/arguments.h"
#include "sim/linear_algebra/spectral_decomposition.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

[[noreturn]] void refuse(const Operation& operation, const std::string& what) {
  throw std::invalid_argument(fmt::format("{}: {}", excerpt(to_text(operation)), what));
}

void check_qubits(const Operation& operation, int num_qubits) {
  const int expected = info(operation.gate).num_qubits;
  const int given = static_cast<int>(operation.qubits.size());
  if (expected != 0 && given != expected)
    refuse(operation, fmt::format("{} qubits, expected {}", given, expected));
  if (given == 0 && operation.gate != Gate::barrier) refuse(operation, "no qubits");
  std::uint64_t seen = 0;
  for (const int qubit : operation.qubits) {
    if (qubit < 0 || qubit >= num_qubits)
      refuse(operation,
             fmt::format("qubit {} is not there, expected 0 to {}", qubit, num_qubits - 1));
    const std::uint64_t bit = std::uint64_t{1} << qubit;
    if ((seen & bit) != 0) refuse(operation, fmt::format("qubit {} is given twice", qubit));
    seen |= bit;
  }
}

void check_angles(const Operation& operation) {
  const int expected = info(operation.gate).num_angles;
  if (static_cast<int>(operation.angles.size()) != expected)
    refuse(operation, fmt::format("{} angles, expected {}", operation.angles.size(), expected));
  for (const Angle& angle : operation.angles)
    if (!std::isfinite(angle.offset) || !std::isfinite(angle.factor))
      refuse(operation, "expected angles that are finite");
}

constexpr double unitarity_tolerance = 1e-10;

void check_matrix(const Operation& operation) {
  const auto qubits = static_cast<int>(operation.qubits.size());
  if (qubits > max_unitary_qubits)
    refuse(operation, fmt::format("{} qubits, expected at most {}", qubits, max_unitary_qubits));
  const Eigen::Index dimension = Eigen::Index{1} << qubits;
  const Eigen::MatrixXcd& m = operation.matrix;
  if (m.rows() != dimension || m.cols() != dimension)
    refuse(operation, fmt::format("matrix of shape ({}, {}), expected ({}, {})", m.rows(), m.cols(),
                                  dimension, dimension));
  if (!m.allFinite()) refuse(operation, "matrix with elements that are not finite");
  const double error = unitarity_error(m);
  if (error > unitarity_tolerance)
    refuse(operation,
           fmt::format("matrix is not unitary, |U^+ U - 1| = {:.2g}, expected {} at most", error,
                       unitarity_tolerance));
}

void check_pauli(const Operation& operation) {
  const std::uint64_t all = operation.qubits.size() == 64
                                ? ~std::uint64_t{0}
                                : (std::uint64_t{1} << operation.qubits.size()) - 1;
  if ((operation.pauli.x | operation.pauli.z) != all)
    refuse(operation, "expected a letter X, Y or Z for every qubit");
  if (coefficient(operation.pauli) != std::complex<double>(1, 0))
    refuse(operation, "expected a Pauli string with coefficient 1");
}

std::uint64_t mask_of(std::span<const int> qubits) {
  std::uint64_t mask = 0;
  for (const int qubit : qubits) mask |= std::uint64_t{1} << qubit;
  return mask;
}

Operation adjoint(Operation operation) {
  const GateInfo& about = info(operation.gate);
  if (!about.inverse) refuse(operation, "a measurement has no inverse");
  try {
    operation.angles = about.inverse_angles(operation.angles);
  } catch (const std::invalid_argument& error) {  // two parameters in one angle
    refuse(operation, fmt::format("has no inverse of its kind, {}", error.what()));
  }
  operation.gate = *about.inverse;
  operation.matrix.adjointInPlace();
  return operation;
}

/// exp(-i angle P) as a matrix on the string's own qubits.
Eigen::MatrixXcd rotation_matrix(const PauliString& pauli, std::size_t num_qubits, double angle) {
  const Eigen::Index dimension = Eigen::Index{1} << num_qubits;
  Eigen::MatrixXcd m = std::cos(angle) * Eigen::MatrixXcd::Identity(dimension, dimension);
  const std::complex<double> phases[4]{{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  for (Eigen::Index row = 0; row < dimension; ++row) {
    const auto column = static_cast<std::uint64_t>(row) ^ pauli.x;
    const double sign = std::popcount(column & pauli.z) % 2 == 0 ? 1 : -1;
    m(row, static_cast<Eigen::Index>(column)) -=
        std::complex<double>(0, std::sin(angle)) * phases[pauli.phase] * sign;
  }
  return m;
}

}  // namespace

bool Operation::operator==(const Operation& other) const {
  return gate == other.gate && qubits == other.qubits && angles == other.angles &&
         pauli == other.pauli && bit == other.bit && matrix.rows() == other.matrix.rows() &&
         matrix.cols() == other.matrix.cols() && matrix == other.matrix;
}

Circuit::Circuit(int num_qubits)
    : num_qubits_(num_qubits), operations_(std::make_shared<std::vector<Operation>>()) {
  if (num_qubits < 1 || num_qubits > max_circuit_qubits)
    throw std::invalid_argument(
        fmt::format("a circuit of {} qubits: expected 1 to {}", num_qubits, max_circuit_qubits));
}

bool Circuit::operator==(const Circuit& other) const {
  return num_qubits_ == other.num_qubits_ &&
         (operations_ == other.operations_ || *operations_ == *other.operations_);
}

std::vector<Operation>& Circuit::own_operations() {
  if (operations_.use_count() > 1)
    operations_ = std::make_shared<std::vector<Operation>>(*operations_);
  return *operations_;
}

void Circuit::append(Operation operation) {
  if (operations_->size() >= max_circuit_operations)
    refuse(operation,
           fmt::format("one more than {}, the most that a circuit takes", max_circuit_operations));
  check_qubits(operation, num_qubits_);
  check_angles(operation);
  if (operation.gate == Gate::unitary) check_matrix(operation);
  if (operation.gate == Gate::pauli_rotation) check_pauli(operation);
  if (operation.gate == Gate::measure) {
    if (operation.bit < 0 || operation.bit >= max_circuit_qubits)
      refuse(operation, fmt::format("classical bit {}, expected 0 to {}", operation.bit,
                                    max_circuit_qubits - 1));
    for (const Operation& other : *operations_)
      if (other.gate == Gate::measure && other.bit == operation.bit)
        refuse(operation, fmt::format("classical bit {} is used twice", operation.bit));
  }
  own_operations().push_back(std::move(operation));
}

void Circuit::append(Gate gate, std::vector<int> qubits, std::vector<Angle> angles) {
  append(Operation{gate, std::move(qubits), std::move(angles), {}, {}, -1});
}

void Circuit::append_rotation(const PauliString& pauli, const Angle& angle) {
  if (!is_hermitian(pauli))
    throw std::invalid_argument(
        fmt::format("rotation about {}: expected a Hermitian Pauli string", to_text(pauli)));
  if (traversable::num_qubits(pauli) > num_qubits_)
    throw std::invalid_argument(
        fmt::format("rotation about {}: expected at most {} qubits", to_text(pauli), num_qubits_));
  Operation operation{Gate::pauli_rotation, {}, {angle}, {}, {}, -1};
  for (int qubit = 0; qubit < num_qubits_; ++qubit) {
    const std::uint64_t x = pauli.x >> qubit & 1;
    const std::uint64_t z = pauli.z >> qubit & 1;
    if ((x | z) == 0) continue;
    const auto k = operation.qubits.size();
    operation.pauli.x |= x << k;
    operation.pauli.z |= z << k;
    operation.qubits.push_back(qubit);
  }
  if (operation.qubits.empty()) return;
  operation.pauli.phase = std::popcount(operation.pauli.x & operation.pauli.z) % 4;
  if (coefficient(pauli).real() < 0) operation.angles[0] = -angle;
  append(std::move(operation));
}

void Circuit::append_unitary(Eigen::MatrixXcd matrix, std::vector<int> qubits, double tolerance) {
  check_tolerance(tolerance);
  if (tolerance > unitarity_tolerance && matrix.rows() == matrix.cols() && matrix.allFinite()) {
    const double error = unitarity_error(matrix);
    if (error > unitarity_tolerance && error <= tolerance)
      matrix *= inverse_square_root(matrix.adjoint() * matrix);
  }
  append(Operation{Gate::unitary, std::move(qubits), {}, {}, std::move(matrix), -1});
}

void Circuit::measure(int qubit, int bit) {
  append(Operation{Gate::measure, {qubit}, {}, {}, {}, bit});
}

void Circuit::append(const Circuit& circuit, std::span<const int> qubits) {
  if (!qubits.empty() && static_cast<int>(qubits.size()) != circuit.num_qubits())
    throw std::invalid_argument(
        fmt::format("{} qubits for a circuit of {}", qubits.size(), circuit.num_qubits()));
  const Circuit appended = circuit;  // which may be this one
  for (Operation operation : appended.operations()) {
    if (operation.gate == Gate::barrier && operation.qubits.empty())
      for (int k = 0; k < circuit.num_qubits(); ++k) operation.qubits.push_back(k);
    if (!qubits.empty())
      for (int& qubit : operation.qubits) qubit = qubits[static_cast<std::size_t>(qubit)];
    append(std::move(operation));
  }
}

int Circuit::num_bits() const {
  int bits = 0;
  for (const Operation& operation : *operations_) bits = std::max(bits, operation.bit + 1);
  return bits;
}

PauliString full_pauli(const Operation& operation) {
  PauliString full;
  for (std::size_t k = 0; k < operation.qubits.size(); ++k) {
    full.x |= (operation.pauli.x >> k & 1) << operation.qubits[k];
    full.z |= (operation.pauli.z >> k & 1) << operation.qubits[k];
  }
  full.phase = operation.pauli.phase;
  return full;
}

Eigen::MatrixXcd matrix_of(const Operation& operation) {
  std::vector<double> angles;
  for (const Angle& angle : operation.angles) angles.push_back(angle.value());
  if (operation.gate == Gate::unitary) return operation.matrix;
  if (operation.gate != Gate::pauli_rotation) return matrix_of(operation.gate, angles.data());
  if (operation.qubits.size() > 12)
    refuse(operation, "the matrix is too large, expected at most 12 qubits");
  return rotation_matrix(operation.pauli, operation.qubits.size(), angles[0]);
}

bool is_unitary_gate(const Operation& operation) {
  return operation.gate != Gate::measure && operation.gate != Gate::barrier;
}

std::vector<std::vector<std::size_t>> moments(const Circuit& circuit) {
  std::vector<std::vector<std::size_t>> result;
  std::vector<std::size_t> free(static_cast<std::size_t>(circuit.num_qubits()), 0);
  for (std::size_t k = 0; k < circuit.operations().size(); ++k) {
    const Operation& operation = circuit.operations()[k];
    std::uint64_t mask = mask_of(operation.qubits);
    if (operation.gate == Gate::barrier && mask == 0) mask = ~std::uint64_t{0};
    std::size_t at = 0;
    for (std::size_t qubit = 0; qubit < free.size(); ++qubit)
      if ((mask >> qubit & 1) != 0) at = std::max(at, free[qubit]);
    const bool is_barrier = operation.gate == Gate::barrier;
    for (std::size_t qubit = 0; qubit < free.size(); ++qubit)
      if ((mask >> qubit & 1) != 0) free[qubit] = is_barrier ? at : at + 1;
    if (is_barrier) continue;
    if (result.size() <= at) result.resize(at + 1);
    result[at].push_back(k);
  }
  return result;
}

std::set<std::string> parameters_of(const Circuit& circuit) {
  std::set<std::string> names;
  for (const Operation& operation : circuit.operations())
    for (const Angle& angle : operation.angles)
      if (!angle.is_number()) names.insert(angle.name);
  return names;
}

Circuit assign_parameters(const Circuit& circuit, const Parameters& parameters) {
  const std::set<std::string> names = parameters_of(circuit);
  for (const auto& [name, value] : parameters) {
    if (!names.contains(name))
      throw std::invalid_argument(
          fmt::format("parameter {}: not one of the circuit's, expected {}", in_quotes(name),
                      names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
    if (!std::isfinite(value))
      throw std::invalid_argument(
          fmt::format("parameter {} = {}: expected a finite number", in_quotes(name), value));
  }
  Circuit bound(circuit.num_qubits());
  for (Operation operation : circuit.operations()) {
    for (Angle& angle : operation.angles) angle = assign_parameters(angle, parameters);
    bound.append(std::move(operation));
  }
  return bound;
}

Circuit adjoint(const Circuit& circuit) {
  Circuit inverse(circuit.num_qubits());
  const auto& operations = circuit.operations();
  for (auto it = operations.rbegin(); it != operations.rend(); ++it) inverse.append(adjoint(*it));
  return inverse;
}

std::string to_text(const Operation& operation) {
  std::string text(info(operation.gate).name);
  if (!operation.angles.empty()) {
    std::vector<std::string> angles;
    for (const Angle& angle : operation.angles) angles.push_back(to_text(angle));
    text += fmt::format("({})", fmt::join(angles, ", "));
  }
  if (operation.gate == Gate::pauli_rotation) text += " " + to_text(operation.pauli);
  for (const int qubit : operation.qubits) text += fmt::format(" q{}", qubit);
  if (operation.gate == Gate::measure) text += fmt::format(" -> c{}", operation.bit);
  return text;
}

}  // namespace traversable
