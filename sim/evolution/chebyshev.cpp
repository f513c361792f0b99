#include "sim/evolution/chebyshev.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "sim/complex.h"
#include "sim/cuda/device_space.h"
#include "sim/evolution/lanczos.h"
#include "sim/interrupted.h"

namespace traversable {
namespace {

/// f_{k-1} = (2k/x) f_k + sign f_{k+1} downward from far above, where the wanted solution grows.
std::vector<double> backward_recursion(double x, std::size_t count, double sign) {
  std::vector<double> f(count, 0.0);
  if (x < 1e-30) {  // where the recursion would leave the range of a double
    f[0] = 1;
    return f;
  }
  const std::size_t top = std::max(count, static_cast<std::size_t>(x)) + 30 +
                          static_cast<std::size_t>(10 * std::cbrt(x));
  double above = 0;
  double here = 1e-300;
  double normalization = 0;  // J_0 + 2 sum J_2k = 1 ; e^-x (I_0 + 2 sum I_k) = 1
  for (std::size_t k = top; k-- > 0;) {
    const double below = 2 * static_cast<double>(k + 1) / x * here + sign * above;
    above = here;
    here = below;
    if (sign > 0 || k % 2 == 0) normalization += (k == 0 ? 1 : 2) * here;
    if (k < count) f[k] = here;
    if (std::abs(here) > 1e250) {
      const double down = 1e-250;
      above *= down, here *= down, normalization *= down;
      for (std::size_t j = k; j < count; ++j) f[j] *= down;
    }
  }
  for (double& value : f) value /= normalization;
  return f;
}

/// How many coefficients (2 - delta) |f_k| are needed for the rest to stay below the tolerance, and
/// that rest.
std::pair<std::size_t, double> series_length(const std::vector<double>& f, double tolerance) {
  double rest = 0;
  std::size_t length = f.size();
  while (length > 1 && rest + 2 * std::abs(f[length - 1]) <= tolerance)
    rest += 2 * std::abs(f[--length]);
  return {length, rest};
}

std::size_t enough_terms(double x) {
  return static_cast<std::size_t>(x + 12 * std::cbrt(x + 1) + 60);
}

}  // namespace

std::vector<double> bessel_j(double x, std::size_t count) {
  return backward_recursion(x, count, -1);
}

std::vector<double> scaled_bessel_i(double x, std::size_t count) {
  return backward_recursion(x, count, 1);
}

template <class Space>
SpectralBounds spectral_bounds(const Space& space, const typename Space::Operator& hamiltonian,
                               const std::stop_token& stop) {
  using Real = typename Space::Real;
  constexpr int steps = 40;
  const double most = hamiltonian.one_norm();
  Lanczos<Space> lanczos;
  lanczos.run(hamiltonian, space.load(random_state<Real>(hamiltonian.num_qubits(), 0, 0)), steps,
              Lanczos<Space>::Basis::forget, stop);
  // A closed space of a random vector holds every level; what is left is rounding.
  const double margin = lanczos.residual() + 100 * std::numeric_limits<Real>::epsilon() * most;
  const auto& levels = lanczos.ritz_values();
  return {std::max(levels.minCoeff() - margin, -most * (1 + 1e-6)),
          std::min(levels.maxCoeff() + margin, most * (1 + 1e-6))};
}

template <class Space>
const SpectralBounds& ChebyshevEvolution<Space>::bounds(const std::stop_token& stop) {
  if (!bounds_) bounds_ = spectral_bounds(space_, hamiltonian_, stop);
  return *bounds_;
}

template <class Space>
EvolutionReport ChebyshevEvolution<Space>::evolve(State& psi, double t, double tolerance,
                                                  Vectors& vectors, const std::stop_token& stop) {
  check_state(psi, "state");
  const auto [low, high] = bounds(stop);
  const double radius = (high - low) / 2;
  const double x = radius * std::abs(t);
  const std::vector<double> f = bessel_j(x, enough_terms(x));
  const auto [length, rest] = series_length(f, tolerance);
  std::vector<Complex> coefficients(length);
  const Complex phase = std::polar(1.0, -t * (low + high) / 2);
  const Complex turn(0, t < 0 ? 1 : -1);
  Complex power = phase;
  for (std::size_t k = 0; k < length; ++k, power *= turn)
    coefficients[k] = (k == 0 ? 1.0 : 2.0) * f[k] * power;
  const double before = norm(psi);
  sum_series(coefficients, psi, vectors, stop);
  const double allowed = 2 * tolerance + 100 * static_cast<double>(length) *
                                             std::numeric_limits<typename Space::Real>::epsilon();
  if (!(std::abs(norm(psi) / before - 1) <= allowed))
    throw std::runtime_error("Chebyshev: the norm changed, the spectrum exceeds its bounds");
  return {rest, 1, length - 1, 0, 0};
}

template <class Space>
EvolutionReport ChebyshevEvolution<Space>::cool(State& psi, double tau, double tolerance,
                                                Vectors& vectors, const std::stop_token& stop) {
  const auto [low, high] = bounds(stop);
  // Over a long tau little would be left of the state beside the rounding of the series.
  constexpr double longest = 16;
  const double x = (high - low) / 2 * tau;
  const auto steps = static_cast<std::size_t>(std::max(1.0, std::ceil(x / longest)));
  const double part = x / static_cast<double>(steps);
  const State start = psi;
  EvolutionReport work;
  // The tolerance is relative to a result whose norm is not known beforehand.
  for (double asked = tolerance / static_cast<double>(steps); true;) {
    work.log_norm = std::log(normalize(psi)) - tau * low;
    work.error = work.rounding = 0;
    for (std::size_t step = 0; step < steps; ++step) {
      const std::size_t before = work.applications;
      const double rest = cool_step(part, asked, psi, vectors, work, stop);
      const double left = normalize(psi);
      work.error = (work.error + rest) / left;
      work.rounding =
          (work.rounding + rounding_error<typename Space::Real>(work.applications - before)) / left;
      work.log_norm += std::log(left);
    }
    if (work.error <= tolerance) return work;
    if (asked < std::numeric_limits<double>::min() / tolerance)
      throw std::invalid_argument("tolerance: below what rounding allows here");
    asked *= 0.5 * tolerance / work.error;
    psi = start;
  }
}

template <class Space>
double ChebyshevEvolution<Space>::cool_step(double x, double tolerance, State& psi,
                                            Vectors& vectors, EvolutionReport& work,
                                            const std::stop_token& stop) {
  const std::vector<double> f = scaled_bessel_i(x, enough_terms(x));
  const auto [length, rest] = series_length(f, tolerance);
  std::vector<Complex> coefficients(length);
  for (std::size_t k = 0; k < length; ++k)
    coefficients[k] = (k == 0 ? 1.0 : 2.0) * (k % 2 == 0 ? f[k] : -f[k]);
  sum_series(coefficients, psi, vectors, stop);
  work += {0, 1, length - 1, 0, 0};
  return rest;
}

template <class Space>
void ChebyshevEvolution<Space>::sum_series(const std::vector<Complex>& coefficients, State& psi,
                                           Vectors& vectors, const std::stop_token& stop) {
  if (!vectors.empty() && vectors.front().num_qubits() != psi.num_qubits()) vectors.clear();
  while (vectors.size() < 3) vectors.push_back(like(psi));
  const double center = (bounds_->low + bounds_->high) / 2;
  const double radius =
      std::max((bounds_->high - bounds_->low) / 2, std::numeric_limits<double>::min());
  // before = T_{k-1} psi, here = T_k psi, next = T_{k+1} psi.
  State *before = &vectors[0], *here = &vectors[1], *next = &vectors[2];
  *here = psi;
  scale(psi, coefficients[0]);
  for (std::size_t k = 1; k < coefficients.size(); ++k) {
    throw_if_stopped(stop);
    const double factor = k == 1 ? 1 : 2;
    hamiltonian_.apply(*here, *next);
    add(*next, -center, *here);
    scale(*next, factor / radius);
    if (k > 1) add(*next, -1.0, *before);
    add(psi, coefficients[k], *next);
    std::swap(before, here);
    std::swap(here, next);
  }
}

#define TRAVERSABLE_INSTANTIATE(Space)                                          \
  template SpectralBounds spectral_bounds(const Space&, const Space::Operator&, \
                                          const std::stop_token&);              \
  template class ChebyshevEvolution<Space>;
TRAVERSABLE_INSTANTIATE(HostSpace<float>)
TRAVERSABLE_INSTANTIATE(HostSpace<double>)
TRAVERSABLE_INSTANTIATE(cuda::DeviceSpace<float>)
TRAVERSABLE_INSTANTIATE(cuda::DeviceSpace<double>)
#undef TRAVERSABLE_INSTANTIATE

}  // namespace traversable
