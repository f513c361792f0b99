#include "sim/teleport/state_vector_teleport.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"
#include "sim/cuda/device_space.h"
#include "sim/memory.h"
#include "sim/state_vector/infinite_temperature.h"

namespace traversable {
namespace {

std::uint64_t bit(int j) { return std::uint64_t{1} << j; }

/// 1/2 + sign (i/2) gamma_a gamma_b of one copy: chi^+ chi for sign = 1, chi chi^+ for sign = -1.
MajoranaSum occupation(const ProbeMode& probe, bool left, double sign) {
  const std::uint64_t both = bit(probe[0]) | bit(probe[1]);
  const double order = probe[0] < probe[1] ? 1.0 : -1.0;
  const MajoranaString string = left ? MajoranaString{both, 0} : MajoranaString{0, both};
  return {{0.5, {}}, {0.5 * sign * order * imaginary, string}};
}

/// (gamma_a + sign i gamma_b) / 2 of one copy: chi for sign = 1, chi^+ for sign = -1.
MajoranaSum ladder(const ProbeMode& probe, bool left, double sign) {
  const auto one = [&](int j) {
    return left ? MajoranaString{bit(j), 0} : MajoranaString{0, bit(j)};
  };
  return {{0.5, one(probe[0])}, {0.5 * sign * imaginary, one(probe[1])}};
}

/// K_pc; p and c different means an even operator.
MajoranaSum insertion(const ProbeMode& probe, int p, int c) {
  if (p == c) return occupation(probe, true, p == 0 ? -1.0 : 1.0);
  return ladder(probe, true, p == 0 ? 1.0 : -1.0);
}

void check_finite(const char* name, std::span<const double> values) {
  if (values.empty()) throw std::invalid_argument(fmt::format("{} = []: expected a value", name));
  for (const double value : values)
    if (!std::isfinite(value))
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, value));
}

int sector_qubits(const TeleportMethod& method) {
  return ParitySectors(method.encoding).num_qubits();
}

/// How many states of a sector an engine holds at its peak: TFD, r, two branches before and after the
/// coupling and one copy while a step is tried, and the scratch vectors of the evolution.
int num_vectors(const TeleportMethod& method) {
  constexpr int own = 7;
  constexpr int krylov = krylov_dimension + 1;  // also what a product formula's TFD comes from
  constexpr int trials = 5;  // of product formulas: steps to compare, branches to start again from
  switch (method.evolution.method) {
    case EvolutionMethod::chebyshev:
      return own + 3;
    case EvolutionMethod::krylov:
      return own + krylov;
    default:
      return own + krylov + trials;
  }
}

/// Known to Chebyshev beforehand: H_L and H_R have the spectrum of one copy in every sector.
SpectralBounds one_copy_bounds(const Hamiltonian& hamiltonian) {
  const int n = hamiltonian.num_majoranas();
  return spectral_bounds(
      HostSpace<double>{},
      PauliOperator<double>((n + 1) / 2, encode(left_hamiltonian(hamiltonian), split_encoding(n))));
}

template <class Real>
void require_memory_in(const HostSpace<Real>&, const TeleportMethod& method) {
  require_memory(state_vector_teleport_memory(method),
                 fmt::format("teleportation on {} qubits", method.encoding.num_qubits));
}

template <class Real>
void require_memory_in(const cuda::DeviceSpace<Real>& space, const TeleportMethod& method) {
  require_state_vector_memory(*space.backend, method);
}

}  // namespace

std::vector<PauliRotation> shockwave(std::span<const PauliTerm> coupling, double mu) {
  std::vector<PauliRotation> rotations;
  for (const PauliTerm& term : coupling) {
    // The restriction to a sector may have left a sign in the phase of the string.
    const double sign = (coefficient(term.string) * term.coefficient).real();
    PauliString letters = term.string;
    letters.phase = std::popcount(letters.x & letters.z) % 4;
    rotations.push_back({letters, -mu * sign});
  }
  return rotations;
}

template <class Space>
StateVectorTeleportIn<Space>::StateVectorTeleportIn(const Space& space,
                                                    const Hamiltonian& hamiltonian,
                                                    const Protocol& protocol,
                                                    const TeleportMethod& method)
    : space_(space),
      hamiltonian_(hamiltonian),
      protocol_((check_protocol(protocol, hamiltonian.num_majoranas()),
                 validate(method, hamiltonian.num_majoranas()), require_memory_in(space, method),
                 protocol)),
      method_(method),
      parity_(method.encoding),
      thermal_(space.load(StateVector<typename Space::Real>(1))) {
  if (method.exact) throw std::invalid_argument("method exact: expected one of state vectors");
  thermal_sector_ =
      parity_.sector_of(infinite_temperature_state<typename Space::Real>(method.encoding));
  EvolutionOptions options = method.evolution;
  if (options.method == EvolutionMethod::chebyshev)
    options.spectral_bounds = one_copy_bounds(hamiltonian);
  const auto workspace = std::make_shared<EvolutionWorkspace<Space>>();
  for (int s = 0; s < parity_.num_sectors(); ++s)
    sectors_.push_back(make_sector(s, options, workspace));
}

template <class Space>
auto StateVectorTeleportIn<Space>::make_sector(
    int s, const EvolutionOptions& options,
    std::shared_ptr<EvolutionWorkspace<Space>> workspace) const -> Sector {
  const int n = parity_.num_qubits();
  const auto on_sector = [&](const MajoranaSum& sum) {
    return parity_.restrict(encode(sum, method_.encoding), s);
  };
  const auto evolution = [&](const MajoranaSum& sum) {
    return EvolutionIn<Space>(space_, n, on_sector(sum), options, workspace);
  };
  const auto op = [&](const MajoranaSum& sum) { return space_.op(n, on_sector(sum)); };
  return {evolution(left_hamiltonian(hamiltonian_)), evolution(right_hamiltonian(hamiltonian_)),
          op(coupling_operator(protocol_.coupling, hamiltonian_.num_majoranas(),
                               hamiltonian_.degree())),
          op(occupation(protocol_.probe, false, 1.0)), op(ladder(protocol_.probe, false, 1.0))};
}

template <class Space>
auto StateVectorTeleportIn<Space>::sector_of_branch(int p, int c) -> Sector& {
  return sectors_[at(parity_.image(thermal_sector_, p != c))];
}

template <class Space>
auto StateVectorTeleportIn<Space>::infinite_temperature() const -> State {
  return space_.load(parity_.restrict(
      infinite_temperature_state<typename Space::Real>(method_.encoding), thermal_sector_));
}

template <class Space>
auto StateVectorTeleportIn<Space>::thermofield_double(double beta, const std::stop_token& stop)
    -> const State& {
  check_inverse_temperature(beta);
  if (beta == beta_) return thermal_;
  beta_ = -1;  // nothing valid where the evolution throws
  thermal_ = infinite_temperature();
  // exp(-beta (H_L + H_R) / 4)|I> = exp(-beta H_L / 2)|I>, as (H_L - H_R)|I> = 0.
  thermal_report_ = thermal_sector().left.cool(thermal_, beta / 2, stop);
  beta_ = beta;
  return thermal_;
}

template <class Space>
double StateVectorTeleportIn<Space>::energy(double beta, const std::stop_token& stop) {
  const State& tfd = thermofield_double(beta, stop);
  return thermal_sector().left.hamiltonian().expectation(tfd).real();
}

template <class Space>
double StateVectorTeleportIn<Space>::coupling_expectation(double beta,
                                                          const std::stop_token& stop) {
  const State& tfd = thermofield_double(beta, stop);
  return thermal_sector().coupling.expectation(tfd).real();
}

template <class Space>
auto StateVectorTeleportIn<Space>::insert(const State& r, int p, int c) const -> State {
  const Operator k =
      space_.op(parity_.num_qubits(),
                parity_.restrict(encode(insertion(protocol_.probe, p, c), method_.encoding),
                                 thermal_sector_));
  State branch = like(r);
  k.apply(r, branch);
  return branch;
}

template <class Space>
auto StateVectorTeleportIn<Space>::evolve(Pair& pair, int c, double t, bool left, double share,
                                          EvolutionReport& work, const std::stop_token& stop)
    -> Errors {
  Errors errors{};
  for (const int p : {0, 1}) {
    if (squared_norm(pair[at(p)]) == 0) continue;
    Sector& sector = sector_of_branch(p, c);
    const EvolutionReport report =
        (left ? sector.left : sector.right).evolve(pair[at(p)], t, stop, share);
    errors[at(p)] = report.error;
    work += report;
  }
  return errors;
}

template <class Space>
void StateVectorTeleportIn<Space>::add_reduced(const Pair& pair, int c, Eigen::Matrix4cd& rho) {
  for (const int p : {0, 1}) {
    const double occupied = sector_of_branch(p, c).occupation.expectation(pair[at(p)]).real();
    rho(2 * p + 1, 2 * p + 1) += 0.5 * occupied;
    rho(2 * p, 2 * p) += 0.5 * (squared_norm(pair[at(p)]) - occupied);
  }
  // <S_1c| |a'><a| |S_0c> for (a, a') = (1, 0) with eta and (0, 1) with eta^+.
  const auto lowered = [&](int p) {
    return sector_of_branch(p, c).lowering.matrix_element(pair[at(1 - p)], pair[at(p)]);
  };
  rho(1, 2) += 0.5 * lowered(0);
  rho(0, 3) += 0.5 * std::conj(lowered(1));
  rho(2, 1) = std::conj(rho(1, 2));
  rho(3, 0) = std::conj(rho(0, 3));
}

template <class Space>
auto StateVectorTeleportIn<Space>::teleport(double beta, double t0, std::span<const double> mu,
                                            std::span<const double> t1, const std::stop_token& stop)
    -> Result {
  check_finite("t0", {&t0, 1});
  check_finite("mu", mu);
  check_finite("t1", t1);
  Result result{{mu.size() * t1.size(), Eigen::Matrix4cd::Zero()}, {}};
  EvolutionReport& work = result.report;
  State r = thermofield_double(beta, stop);
  work = thermal_report_;
  work += thermal_sector().left.evolve(r, -t0, stop);
  const double before = work.error;
  std::vector<double> squared_errors(mu.size());  // of sum_pc |p>|c>|B_pc> / sqrt 2
  for (const int c : {0, 1}) {
    Pair inserted{insert(r, 0, c), insert(r, 1, c)};
    const Errors forward = evolve(inserted, c, t0, true, 1.0, work, stop);
    for (std::size_t m = 0; m < mu.size(); ++m) {
      Pair shocked = inserted;
      for (const int p : {0, 1})
        space_
            .rotations(parity_.num_qubits(),
                       shockwave(sector_of_branch(p, c).coupling.terms(), mu[m]))
            .apply(shocked[at(p)]);
      const Errors after =
          read_out(std::move(shocked), c, t1, result.rho.data() + m * t1.size(), work, stop);
      for (const int p : {0, 1})
        squared_errors[m] += 0.5 * std::pow(forward[at(p)] + after[at(p)], 2);
    }
  }
  work.error = before + std::sqrt(*std::max_element(squared_errors.begin(), squared_errors.end()));
  return result;
}

template <class Space>
auto StateVectorTeleportIn<Space>::read_out(Pair pair, int c, std::span<const double> t1,
                                            Eigen::Matrix4cd* rho, EvolutionReport& work,
                                            const std::stop_token& stop) -> Errors {
  std::vector<std::size_t> order(t1.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return t1[a] < t1[b]; });
  // From one read-out time to the next; but a product formula for t1 must not depend on the others.
  const bool restart = method_.evolution.method == EvolutionMethod::trotter && t1.size() > 1;
  const double whole = std::abs(t1[order.front()]) + t1[order.back()] - t1[order.front()];
  std::optional<Pair> start;
  if (restart) start = pair;
  Errors sum{}, worst{};
  double time = 0;
  for (const std::size_t k : order) {
    if (restart) {
      pair = *start;
      time = 0;
      sum = {};
    }
    const double step = t1[k] - time;
    if (step != 0) {
      const Errors errors =
          evolve(pair, c, step, false, restart ? 1.0 : std::abs(step) / whole, work, stop);
      for (const int p : {0, 1}) worst[at(p)] = std::max(worst[at(p)], sum[at(p)] += errors[at(p)]);
    }
    time = t1[k];
    add_reduced(pair, c, rho[k]);
  }
  return worst;
}

template class StateVectorTeleportIn<HostSpace<float>>;
template class StateVectorTeleportIn<HostSpace<double>>;
template class StateVectorTeleportIn<cuda::DeviceSpace<float>>;
template class StateVectorTeleportIn<cuda::DeviceSpace<double>>;

double state_vector_teleport_memory(const TeleportMethod& method) {
  const std::size_t amplitude = bytes_per_amplitude(method.precision);
  const double sector = state_vector_memory(sector_qubits(method), amplitude);
  if (method.device.has_backend()) return num_vectors(method) * sector;
  // Before anything else |I> is prepared on all qubits, from one state to the next.
  const double preparation = 2 * state_vector_memory(method.encoding.num_qubits, amplitude);
  return std::max(num_vectors(method) * sector, preparation + 2 * sector);
}

void require_state_vector_memory(cuda::Backend& backend, const TeleportMethod& method) {
  const double needed = state_vector_teleport_memory(method);
  const double available = backend.available_memory();
  if (needed <= available) return;
  const double too_many = std::ceil(std::log2(needed / available));
  throw std::invalid_argument(
      fmt::format("teleportation on {0} qubits needs {1} on the device, {2} are available; the "
                  "largest that fits has {3} qubits",
                  method.encoding.num_qubits, format_bytes(needed), format_bytes(available),
                  method.encoding.num_qubits - static_cast<int>(too_many)));
}

StateVectorCost state_vector_teleport_cost(const Hamiltonian& hamiltonian,
                                           const TeleportMethod& method, double beta, double t0,
                                           std::size_t num_mu, std::span<const double> t1) {
  const ParitySectors parity(method.encoding);
  const PauliSum terms = parity.restrict(encode(left_hamiltonian(hamiltonian), method.encoding), 0);
  double squares = 0, one_norm = 0;
  std::vector<std::uint64_t> masks;
  for (const PauliTerm& term : terms) {
    squares += std::norm(term.coefficient);
    one_norm += std::abs(term.coefficient);
    masks.push_back(term.string.x);
  }
  std::sort(masks.begin(), masks.end());
  const auto passes = static_cast<double>(std::unique(masks.begin(), masks.end()) - masks.begin());
  // The spectrum of a dense model ends at about three times its width.
  const double radius = std::min(one_norm, 3 * std::sqrt(squares));
  double longest = 0, sum_t1 = 0;
  for (const double t : t1) {
    longest = std::max(longest, std::abs(t));
    sum_t1 += std::abs(t);
  }
  const EvolutionOptions& o = method.evolution;
  const auto products = [&](double t) {
    switch (o.method) {
      case EvolutionMethod::chebyshev:
        return 1.1 * radius * t + 30;
      case EvolutionMethod::trotter: {
        const double step = o.trotter_step > 0 ? o.trotter_step : 0.1 / radius;
        return (o.trotter_order == 4 ? 10.0 : o.trotter_order) * std::ceil(t / step);
      }
      default:
        return krylov_dimension * std::ceil(radius * t / 8);
    }
  };
  const double branches = 4.0;
  const double reads = o.method == EvolutionMethod::trotter
                           ? products(sum_t1)
                           : products(longest) + 10.0 * static_cast<double>(t1.size());
  StateVectorCost cost;
  cost.applications = products(beta / 2) + products(std::abs(t0)) * (1 + branches) +
                      static_cast<double>(num_mu) * branches * reads;
  cost.amplitude_passes = cost.applications * passes * std::ldexp(1.0, parity.num_qubits());
  return cost;
}

}  // namespace traversable
