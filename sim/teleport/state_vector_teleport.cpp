#include "sim/teleport/state_vector_teleport.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "sim/memory.h"
#include "sim/state_vector/infinite_temperature.h"

namespace traversable {
namespace {

using Complex = std::complex<double>;
constexpr Complex imaginary{0.0, 1.0};

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

std::size_t at(int p, int c) { return static_cast<std::size_t>(2 * p + c); }

void check_finite(const char* name, std::span<const double> values) {
  for (const double value : values)
    if (!std::isfinite(value))
      throw std::invalid_argument(fmt::format("{} = {}: expected a finite number", name, value));
}

int sector_qubits(const TeleportMethod& method) {
  return ParitySectors(method.encoding).num_qubits();
}

/// How many states of a sector an engine holds at its peak: |I>, TFD, r, eight branches and one
/// copy while a step is tried, and the scratch vectors of the evolution.
int num_vectors(const TeleportMethod& method) {
  constexpr int own = 12;
  if (method.evolution.method == EvolutionMethod::chebyshev) return own + 3;
  return own + krylov_dimension + 1;
}

}  // namespace

RotationBatch<double> shockwave(int num_qubits, std::span<const PauliTerm> coupling, double mu) {
  std::vector<PauliRotation> rotations;
  for (const PauliTerm& term : coupling) {
    // The restriction to a sector may have left a sign in the phase of the string.
    const double sign = (coefficient(term.string) * term.coefficient).real();
    PauliString letters = term.string;
    letters.phase = std::popcount(letters.x & letters.z) % 4;
    rotations.push_back({letters, -mu * sign});
  }
  return RotationBatch<double>(num_qubits, rotations);
}

StateVectorTeleport::StateVectorTeleport(const Hamiltonian& hamiltonian, ProbeMode probe,
                                         const TeleportMethod& method)
    : hamiltonian_(hamiltonian),
      probe_((check_probe(probe, hamiltonian.num_majoranas()),
              validate(method, hamiltonian.num_majoranas()),
              require_memory(state_vector_teleport_memory(method),
                             fmt::format("teleportation on {} qubits", method.encoding.num_qubits)),
              probe)),
      method_(method),
      parity_(method.encoding),
      infinite_temperature_(1),
      thermal_sector_(0),
      thermal_(1) {
  if (method.exact) throw std::invalid_argument("method exact: expected one of state vectors");
  const State whole = infinite_temperature_state<double>(method.encoding);
  thermal_sector_ = parity_.sector_of(whole);
  infinite_temperature_ = parity_.restrict(whole, thermal_sector_);
  const auto workspace = std::make_shared<EvolutionWorkspace<double>>();
  for (int s = 0; s < parity_.num_sectors(); ++s) sectors_.push_back(make_sector(s, workspace));
}

auto StateVectorTeleport::make_sector(int s,
                                      std::shared_ptr<EvolutionWorkspace<double>> workspace) const
    -> Sector {
  const int n = parity_.num_qubits();
  const auto on_sector = [&](const MajoranaSum& sum) {
    return parity_.restrict(encode(sum, method_.encoding), s);
  };
  const auto evolution = [&](const MajoranaSum& sum) {
    return Evolution<double>(n, on_sector(sum), method_.evolution, workspace);
  };
  const auto op = [&](const MajoranaSum& sum) { return PauliOperator<double>(n, on_sector(sum)); };
  return {evolution(left_hamiltonian(hamiltonian_)), evolution(right_hamiltonian(hamiltonian_)),
          op(size_coupling(hamiltonian_.num_majoranas(), hamiltonian_.degree())),
          op(occupation(probe_, false, 1.0)), op(ladder(probe_, false, 1.0))};
}

int StateVectorTeleport::sector_of_branch(int p, int c) const {
  return parity_.image(thermal_sector_, p != c);
}

const StateVector<double>& StateVectorTeleport::thermofield_double(double beta,
                                                                   const std::stop_token& stop) {
  if (!(beta >= 0) || !std::isfinite(beta))
    throw std::invalid_argument(fmt::format("beta = {}: expected a finite number >= 0", beta));
  if (beta == beta_) return thermal_;
  beta_ = -1;  // nothing valid where the evolution throws
  thermal_ = infinite_temperature_;
  // exp(-beta (H_L + H_R) / 4)|I> = exp(-beta H_L / 2)|I>, as (H_L - H_R)|I> = 0.
  thermal_report_ =
      sectors_[static_cast<std::size_t>(thermal_sector_)].left.cool(thermal_, beta / 2, stop);
  beta_ = beta;
  return thermal_;
}

double StateVectorTeleport::energy(double beta, const std::stop_token& stop) {
  const State& tfd = thermofield_double(beta, stop);
  return sectors_[static_cast<std::size_t>(thermal_sector_)]
      .left.hamiltonian()
      .expectation(tfd)
      .real();
}

double StateVectorTeleport::coupling_expectation(double beta, const std::stop_token& stop) {
  const State& tfd = thermofield_double(beta, stop);
  return sectors_[static_cast<std::size_t>(thermal_sector_)].coupling.expectation(tfd).real();
}

auto StateVectorTeleport::insert(const State& r) const -> Branches {
  Branches branches;
  for (const int p : {0, 1})
    for (const int c : {0, 1}) {
      const PauliOperator<double> k(
          parity_.num_qubits(),
          parity_.restrict(encode(insertion(probe_, p, c), method_.encoding), thermal_sector_));
      branches.emplace_back(parity_.num_qubits());
      k.apply(r, branches.back());
    }
  return branches;
}

EvolutionReport StateVectorTeleport::evolve(Branches& branches, double t, bool left, double share,
                                            const std::stop_token& stop) {
  EvolutionReport sum;
  double squared_error = 0;  // of sum_pc |p>|c>|B_pc> / sqrt 2
  for (const int p : {0, 1})
    for (const int c : {0, 1}) {
      State& branch = branches[at(p, c)];
      if (squared_norm(branch) == 0) continue;
      Sector& sector = sectors_[static_cast<std::size_t>(sector_of_branch(p, c))];
      const EvolutionReport report =
          (left ? sector.left : sector.right).evolve(branch, t, stop, share);
      squared_error += report.error * report.error / 2;
      sum += report;
    }
  sum.error = std::sqrt(squared_error);
  return sum;
}

Eigen::Matrix4cd StateVectorTeleport::reduce(const Branches& branches) const {
  Eigen::Matrix4cd rho = Eigen::Matrix4cd::Zero();
  for (const int p : {0, 1})
    for (const int c : {0, 1}) {
      const State& branch = branches[at(p, c)];
      const Sector& sector = sectors_[static_cast<std::size_t>(sector_of_branch(p, c))];
      const double occupied = sector.occupation.expectation(branch).real();
      rho(2 * p + 1, 2 * p + 1) += 0.5 * occupied;
      rho(2 * p, 2 * p) += 0.5 * (squared_norm(branch) - occupied);
    }
  for (const int c : {0, 1}) {
    // <S_1c| |a'><a| |S_0c> for (a, a') = (1, 0) with eta and (0, 1) with eta^+.
    const State& zero = branches[at(0, c)];
    const State& one = branches[at(1, c)];
    const auto lowering = [&](int p) -> const PauliOperator<double>& {
      return sectors_[static_cast<std::size_t>(sector_of_branch(p, c))].lowering;
    };
    rho(1, 2) += 0.5 * lowering(0).matrix_element(one, zero);
    rho(0, 3) += 0.5 * std::conj(lowering(1).matrix_element(zero, one));
  }
  rho(2, 1) = std::conj(rho(1, 2));
  rho(3, 0) = std::conj(rho(0, 3));
  return rho;
}

auto StateVectorTeleport::teleport(double beta, double t0, std::span<const double> mu,
                                   std::span<const double> t1, const std::stop_token& stop)
    -> Result {
  check_finite("t0", {&t0, 1});
  check_finite("mu", mu);
  check_finite("t1", t1);
  Result result{std::vector<Eigen::Matrix4cd>(mu.size() * t1.size()), {}};
  State r = thermofield_double(beta, stop);
  EvolutionReport before = thermal_report_;
  before += sectors_[static_cast<std::size_t>(thermal_sector_)].left.evolve(r, -t0, stop);
  Branches inserted = insert(r);
  before += evolve(inserted, t0, true, 1.0, stop);
  result.report = before;
  for (std::size_t m = 0; m < mu.size(); ++m) {
    const EvolutionReport after =
        read_out(inserted, mu[m], t1, stop, result.rho.data() + m * t1.size());
    const double error = std::max(result.report.error, before.error + after.error);
    result.report += after;
    result.report.error = error;
  }
  return result;
}

EvolutionReport StateVectorTeleport::read_out(const Branches& inserted, double mu,
                                              std::span<const double> t1,
                                              const std::stop_token& stop, Eigen::Matrix4cd* rho) {
  Branches shocked = inserted;
  for (const int p : {0, 1})
    for (const int c : {0, 1}) {
      const auto& coupling = sectors_[static_cast<std::size_t>(sector_of_branch(p, c))].coupling;
      shockwave(parity_.num_qubits(), coupling.terms(), mu).apply(shocked[at(p, c)]);
    }
  std::vector<std::size_t> order(t1.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return t1[a] < t1[b]; });
  // From one read-out time to the next; but a product formula for t1 must not depend on the others.
  const bool restart = method_.evolution.method == EvolutionMethod::trotter;
  const double whole = std::abs(t1[order.front()]) + t1[order.back()] - t1[order.front()];
  EvolutionReport sum;
  double worst = 0;
  Branches now = shocked;
  double time = 0;
  for (const std::size_t k : order) {
    if (restart) {
      now = shocked;
      time = 0;
      sum.error = 0;
    }
    const double step = t1[k] - time;
    if (step != 0) sum += evolve(now, step, false, restart ? 1.0 : std::abs(step) / whole, stop);
    worst = std::max(worst, sum.error);
    time = t1[k];
    rho[k] = reduce(now);
  }
  sum.error = worst;
  return sum;
}

double state_vector_teleport_memory(const TeleportMethod& method) {
  return num_vectors(method) * state_vector_memory(sector_qubits(method), sizeof(Complex)) +
         state_vector_memory(method.encoding.num_qubits, sizeof(Complex));  // |I> before its split
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
