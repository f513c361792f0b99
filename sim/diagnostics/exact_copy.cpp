#include "sim/diagnostics/exact_copy.h"

#include <cmath>

#include "sim/arguments.h"
#include "sim/diagnostics/size_distribution.h"
#include "sim/evolution_length.h"

namespace traversable {

ExactCopy::ExactCopy(const Hamiltonian& hamiltonian, const std::stop_token& stop)
    : hamiltonian_(hamiltonian),
      one_norm_(traversable::one_norm(hamiltonian)),
      basis_(hamiltonian.num_majoranas()),
      spectrum_(diagonalize(hamiltonian, stop)) {}

std::array<Eigen::VectorXcd, 2> ExactCopy::exponential(Complex z, double scale) const {
  std::array<Eigen::VectorXcd, 2> result;
  for (std::size_t s = 0; s < 2; ++s)
    result[s] =
        scale * (z * (spectrum_.levels[s].array() - spectrum_.ground()).cast<Complex>()).exp();
  return result;
}

double ExactCopy::partition(double beta) const {
  double sum = 0;
  for (const auto& levels : spectrum_.levels)
    sum += (-beta * (levels.array() - spectrum_.ground())).exp().sum();
  return sum;
}

std::array<Eigen::VectorXd, 2> ExactCopy::thermal(double beta, double power) const {
  check_inverse_temperature(beta);
  const double scale = std::pow(partition(beta), -power);
  std::array<Eigen::VectorXd, 2> result;
  for (std::size_t s = 0; s < 2; ++s)
    result[s] = scale * (-beta * power * (spectrum_.levels[s].array() - spectrum_.ground())).exp();
  return result;
}

GradedMatrix ExactCopy::majorana(int j) const { return in_eigenbasis({{j}}); }

GradedMatrix ExactCopy::in_eigenbasis(std::span<const int> majoranas) const {
  check_majoranas(majoranas, hamiltonian_.num_majoranas());
  return traversable::in_eigenbasis(majorana_product(basis_, majoranas), spectrum_.vectors);
}

double ExactCopy::thermal_size(double beta, const Coupling& counted) const {
  check_inverse_temperature(beta);
  const double scale = std::sqrt(static_cast<double>(basis_.dimension()) / partition(beta));
  GradedMatrix root;
  Eigen::MatrixXcd scratch;
  function_of_h(spectrum_.vectors, exponential(-0.5 * beta, scale), root, scratch);
  return mean_size(size_distribution(root, hamiltonian_.num_majoranas(), counted));
}

double exact_copy_memory(int num_majoranas) {
  const double dimension = static_cast<double>(ParityBasis(num_majoranas).dimension());
  // U, and beside it either LAPACK's work space or exp(-iht), rho^(1/2) exp(iht), an operator and
  // its images: half a matrix each.
  return 3.5 * dimension * dimension * sizeof(Complex);
}

}  // namespace traversable
