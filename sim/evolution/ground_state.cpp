#include "sim/evolution/ground_state.h"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "sim/evolution/lanczos.h"

namespace traversable {

namespace {

/// The start, which is the first basis vector, projected on the lowest level within `width`: rounding
/// brings in partners of a degenerate level that the start has nothing of, and any mixture of them
/// would have the same energy.
Eigen::VectorXcd nearest_to_start(const Eigen::VectorXd& values, const Eigen::MatrixXd& vectors,
                                  double width) {
  Eigen::VectorXd state = Eigen::VectorXd::Zero(vectors.rows());
  for (Eigen::Index k = 0; k < values.size() && values[k] <= values[0] + width; ++k)
    state += vectors(0, k) * vectors.col(k);
  if (state.norm() == 0) state = vectors.col(0);
  return state.normalized().cast<std::complex<double>>();
}

}  // namespace

template <class Real>
GroundState<Real> ground_state(const PauliOperator<Real>& hamiltonian, StateVector<Real> start,
                               double tolerance, const std::stop_token& stop) {
  constexpr int dimension = 40;
  constexpr int restarts = 500;
  const double least = sizeof(Real) == sizeof(double) ? 1e-12 : 1e-4;
  if (!(tolerance >= least && tolerance < 1))
    throw std::invalid_argument(
        fmt::format("tolerance = {}: expected at least {} and less than 1", tolerance, least));
  if (!hamiltonian.is_hermitian())
    throw std::invalid_argument("Hamiltonian: not Hermitian, expected real coefficients");
  GroundState<Real> result{0, std::move(start), 0, 0};
  Lanczos<HostSpace<Real>> lanczos;
  for (int restart = 0; restart < restarts; ++restart) {
    lanczos.run(hamiltonian, result.state, dimension,
                Lanczos<HostSpace<Real>>::Basis::orthogonalize, stop);
    const Eigen::VectorXcd best = nearest_to_start(lanczos.ritz_values(), lanczos.ritz_vectors(),
                                                   0.1 * tolerance * hamiltonian.one_norm());
    lanczos.combine(best, result.state);
    result.energy = lanczos.ritz_values()[0];
    result.residual = lanczos.residual() * std::abs(best[best.size() - 1]);
    result.applications += static_cast<std::size_t>(lanczos.dimension());
    if (result.residual <= tolerance * hamiltonian.one_norm()) {
      normalize(result.state);
      return result;
    }
  }
  throw std::runtime_error(fmt::format("ground state: residual {:.1e} after {} Lanczos restarts",
                                       result.residual, restarts));
}

template GroundState<float> ground_state(const PauliOperator<float>&, StateVector<float>, double,
                                         const std::stop_token&);
template GroundState<double> ground_state(const PauliOperator<double>&, StateVector<double>, double,
                                          const std::stop_token&);

}  // namespace traversable
