#include "sim/evolution/krylov.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <stdexcept>

#include "sim/complex.h"
#include "sim/cuda/device_space.h"

namespace traversable {
namespace {

/// V_m exp(z (T - shift)) e_1 in the basis of the space; z = -i t or -tau.
template <class Space>
Eigen::VectorXcd coefficients(const Lanczos<Space>& space, Complex z, double shift) {
  const Eigen::VectorXcd phases =
      (z * (space.ritz_values().array() - shift).template cast<Complex>()).exp();
  return space.ritz_vectors().template cast<Complex>() *
         (phases.array() * space.ritz_vectors().row(0).transpose().array().template cast<Complex>())
             .matrix();
}

/// beta_m int_0^tau |e_m^T exp(direction (T - shift) s) e_1| ds by Simpson's rule, fine enough for
/// the fastest phase of T.
template <class Space>
double defect(const Lanczos<Space>& space, Complex direction, double shift, double tau) {
  if (space.residual() == 0) return 0;
  const Eigen::VectorXd& levels = space.ritz_values();
  const Eigen::Index m = levels.size();
  const Eigen::ArrayXd weights =
      space.ritz_vectors().row(0).array() * space.ritz_vectors().row(m - 1).array();
  const double range = std::abs(levels[m - 1] - levels[0]) + std::abs(levels[0] - shift);
  const int panels = 8 + static_cast<int>(std::min(tau * range, 1e5));
  const auto value = [&](double s) {
    return std::abs(((direction * s) * (levels.array() - shift).cast<Complex>())
                        .exp()
                        .cwiseProduct(weights.cast<Complex>())
                        .sum());
  };
  double sum = 0;
  const double h = tau / panels;
  for (int k = 0; k < panels; ++k)
    sum += h / 6 * (value(k * h) + 4 * value((k + 0.5) * h) + value((k + 1) * h));
  return space.residual() * sum;
}

/// The levels of T are known to some units of the largest one: so much the phases are off after a
/// step, which is long where the space is closed.
template <class Space>
double phase_rounding(const Lanczos<Space>& space, double step) {
  return 4 * std::numeric_limits<typename Space::Real>::epsilon() * step *
         space.ritz_values().cwiseAbs().maxCoeff();
}

/// The longest step up to `remaining` whose defect is at most `rate` times the step.
template <class Space>
double longest_step(const Lanczos<Space>& space, Complex direction, double shift, double remaining,
                    double rate) {
  double step = remaining;
  const double m = space.dimension();
  for (int trial = 0; trial < 60; ++trial) {
    const double error = defect(space, direction, shift, step);
    if (error <= rate * step) return step;
    // The defect grows like step^m.
    step *= std::clamp(0.9 * std::pow(rate * step / error, 1.0 / m), 0.2, 0.95);
  }
  throw std::invalid_argument(fmt::format(
      "tolerance: an error of {:.1e} a unit of time is below what rounding allows here", rate));
}

template <class Space>
EvolutionReport cool_once(const typename Space::Operator& hamiltonian, Lanczos<Space>& lanczos,
                          typename Space::State& psi, double tau, double tolerance,
                          const std::stop_token& stop) {
  EvolutionReport report;
  report.log_norm = std::log(normalize(psi));
  for (double done = 0; done < tau;) {
    lanczos.run(hamiltonian, psi, krylov_dimension, Lanczos<Space>::Basis::keep, stop);
    const Eigen::Index last = lanczos.ritz_values().size() - 1;
    const double bottom =
        lanczos.ritz_values()[0] - lanczos.residual() * std::abs(lanczos.ritz_vectors()(last, 0));
    const double step = longest_step(lanczos, -1.0, bottom, tau - done, tolerance / tau);
    lanczos.combine(coefficients(lanczos, -step, bottom), psi);
    const double left = normalize(psi);
    report.error = (report.error + defect(lanczos, -1.0, bottom, step)) / left;
    report.rounding = (report.rounding + rounding_error<typename Space::Real>(
                                             static_cast<std::size_t>(lanczos.dimension()))) /
                      left;
    report.log_norm += std::log(left) - step * bottom;
    ++report.steps;
    report.applications += static_cast<std::size_t>(lanczos.dimension());
    if (step == tau - done) break;
    done += step;
  }
  return report;
}

}  // namespace

template <class Space>
EvolutionReport krylov_evolve(const typename Space::Operator& hamiltonian, Lanczos<Space>& lanczos,
                              typename Space::State& psi, double t, double tolerance,
                              const std::stop_token& stop) {
  EvolutionReport report;
  const double total = std::abs(t);
  const Complex direction(0, t < 0 ? 1 : -1);
  for (double done = 0; done < total;) {
    lanczos.run(hamiltonian, psi, krylov_dimension, Lanczos<Space>::Basis::keep, stop);
    const double step = longest_step(lanczos, direction, 0, total - done, tolerance / total);
    lanczos.combine(lanczos.start_norm() * coefficients(lanczos, direction * step, 0), psi);
    report += {
        defect(lanczos, direction, 0, step), 1, static_cast<std::size_t>(lanczos.dimension()), 0, 0,
        phase_rounding(lanczos, step)};
    if (step == total - done) break;
    done += step;
  }
  return report;
}

template <class Space>
EvolutionReport krylov_cool(const typename Space::Operator& hamiltonian, Lanczos<Space>& lanczos,
                            typename Space::State& psi, double tau, double tolerance,
                            const std::stop_token& stop) {
  const typename Space::State start = psi;
  EvolutionReport work;
  // Errors are relative to a result whose norm is not known beforehand.
  for (double asked = tolerance; true;) {
    const EvolutionReport report = cool_once(hamiltonian, lanczos, psi, tau, asked, stop);
    work += report;
    work.error = report.error;
    work.rounding = report.rounding;
    work.log_norm = report.log_norm;
    if (report.error <= tolerance) return work;
    asked *= 0.5 * tolerance / report.error;
    psi = start;
  }
}

#define TRAVERSABLE_INSTANTIATE(Space)                                                           \
  template EvolutionReport krylov_evolve(const Space::Operator&, Lanczos<Space>&, Space::State&, \
                                         double, double, const std::stop_token&);                \
  template EvolutionReport krylov_cool(const Space::Operator&, Lanczos<Space>&, Space::State&,   \
                                       double, double, const std::stop_token&);
TRAVERSABLE_INSTANTIATE(HostSpace<float>)
TRAVERSABLE_INSTANTIATE(HostSpace<double>)
TRAVERSABLE_INSTANTIATE(cuda::DeviceSpace<float>)
TRAVERSABLE_INSTANTIATE(cuda::DeviceSpace<double>)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
