#include "circuits/gate.h"

#include <fmt/format.h>

#include <cmath>
#include <complex>
#include <stdexcept>

#include "circuits/gate_table.h"
#include "sym/quoted.h"

namespace traversable {

const GateInfo& info(Gate gate) { return gate_table()[static_cast<std::size_t>(gate)]; }

Gate gate_by_name(std::string_view name) {
  for (const GateInfo& row : gate_table())
    if (row.name == name) return row.gate;
  throw std::invalid_argument(
      fmt::format("{}: expected the name of a gate, such as cz", in_quotes(name)));
}

std::vector<Angle> negated(const std::vector<Angle>& angles) {
  std::vector<Angle> result;
  for (const Angle& angle : angles) result.push_back(-angle);
  return result;
}

Eigen::MatrixXcd matrix_of(Gate gate, const double* angles) {
  if (!info(gate).matrix)
    throw std::invalid_argument(fmt::format("{} has no matrix of its own", info(gate).name));
  return info(gate).matrix(angles);
}

double unitarity_error(const Eigen::MatrixXcd& matrix) {
  return (matrix.adjoint() * matrix - Eigen::MatrixXcd::Identity(matrix.cols(), matrix.cols()))
      .cwiseAbs()
      .maxCoeff();
}

double phase_distance(const Eigen::MatrixXcd& a, const Eigen::MatrixXcd& b) {
  const std::complex<double> phase = std::polar(1.0, std::arg((b.adjoint() * a).trace()));
  return (a - phase * b).cwiseAbs().maxCoeff();
}

}  // namespace traversable
