// The teleportation protocol by evolution of state vectors.
//
// Branch form: |B_pc> = K_pc ..., p = value inserted, c = value removed, with K_00 = chi chi^+,
// K_01 = chi, K_10 = chi^+, K_11 = chi^+ chi, chi = (psi_a + i psi_b) / sqrt 2 on the left:
//
//   1. |r> = exp(+i H_L t0) |TFD>                2. |B_pc> = exp(-i H_L t0) K_pc |r>
//   3. |S_pc> = exp(i mu V) |B_pc>               4. |S_pc> <- exp(-i H_R t1) |S_pc>, t1 after t1
//   5. rho[(p,a),(p',a')] = 1/2 sum_c <S_p'c| (|a'><a|)_R |S_pc>, where (|0><0|, |1><1|, |0><1|,
//      |1><0|)_R = (eta eta^+, eta^+ eta, eta, eta^+), eta = chi on the right
//
// so the registers P, Q and T take no qubits, each branch lies in one sector of total parity, and c = 0
// and c = 1 are computed one after the other.
#pragma once

#include <Eigen/Core>
#include <array>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/state_vector/parity_sectors.h"
#include "sim/teleport/teleport_method.h"
#include "sym/hamiltonian.h"
#include "sym/protocol.h"

namespace traversable {

/// exp(i mu V) as rotations: the terms of V commute.
std::vector<PauliRotation> shockwave(std::span<const PauliTerm> coupling, double mu);

/// On the states of a Space: HostSpace or cuda::DeviceSpace.
template <class Space>
class StateVectorTeleportIn {
 public:
  using State = typename Space::State;

  /// Throws std::invalid_argument for a bad probe, coupling or method (not exact), or where the vectors do not
  /// fit in memory.
  StateVectorTeleportIn(const Space& space, const Hamiltonian& hamiltonian,
                        const Protocol& protocol, const TeleportMethod& method);
  /// On this machine.
  StateVectorTeleportIn(const Hamiltonian& hamiltonian, const Protocol& protocol,
                        const TeleportMethod& method)
      : StateVectorTeleportIn(Space{}, hamiltonian, protocol, method) {}

  /// rho_PT for every (mu, t1), mu-major, as TwoSidedEngine::teleport, with the error estimate of
  /// the protocol's state (the largest over mu and t1) and the work. Throws std::invalid_argument
  /// for beta < 0, any argument not finite or a tolerance that cannot be reached; Interrupted.
  struct Result {
    std::vector<Eigen::Matrix4cd> rho;
    EvolutionReport report;
  };
  Result teleport(double beta, double t0, std::span<const double> mu, std::span<const double> t1,
                  const std::stop_token& stop = {});

  /// <TFD|H_L|TFD> and <TFD|V|TFD>.
  double energy(double beta, const std::stop_token& stop = {});
  double coupling_expectation(double beta, const std::stop_token& stop = {});

  /// The thermofield double in its parity sector; computed once a temperature.
  const State& thermofield_double(double beta, const std::stop_token& stop = {});

 private:
  using Operator = typename Space::Operator;
  /// The branches p = 0 and p = 1 of one c.
  using Pair = std::array<State, 2>;
  using Errors = std::array<double, 2>;
  struct Sector {
    EvolutionIn<Space> left, right;
    Operator coupling, occupation;  // V; eta^+ eta
    Operator lowering;              // eta, to the other sector
  };
  Sector make_sector(int s, const EvolutionOptions& options,
                     std::shared_ptr<EvolutionWorkspace<Space>> workspace) const;
  State infinite_temperature() const;
  Sector& thermal_sector() { return sectors_[static_cast<std::size_t>(thermal_sector_)]; }
  Sector& sector_of_branch(int p, int c);
  State insert(const State& r, int p, int c) const;
  /// Adds the work to `work`, returns the errors; `share` of the tolerance is for this evolution.
  Errors evolve(Pair& pair, int c, double t, bool left, double share, EvolutionReport& work,
                const std::stop_token& stop);
  /// Adds to rho, an element a read-out time; returns the largest errors.
  Errors read_out(Pair pair, int c, std::span<const double> t1, Eigen::Matrix4cd* rho,
                  EvolutionReport& work, const std::stop_token& stop);
  void add_reduced(const Pair& pair, int c, Eigen::Matrix4cd& rho);

  Space space_;
  Hamiltonian hamiltonian_;
  Protocol protocol_;
  TeleportMethod method_;
  ParitySectors parity_;
  int thermal_sector_ = 0;
  std::vector<Sector> sectors_;
  double beta_ = -1;
  State thermal_;
  EvolutionReport thermal_report_;
};

using StateVectorTeleport = StateVectorTeleportIn<HostSpace<double>>;

/// Bytes of an engine and its scratch vectors at the peak, where the states are.
double state_vector_teleport_memory(const TeleportMethod& method);

/// Throws std::invalid_argument where that does not fit on the device, with the most qubits that do.
void require_state_vector_memory(cuda::Backend& backend, const TeleportMethod& method);

/// Estimates for one Hamiltonian of one (t0; all mu; all t1) evaluation: products H psi, and the
/// amplitudes times passes that they take.
struct StateVectorCost {
  double applications = 0;
  double amplitude_passes = 0;
};
StateVectorCost state_vector_teleport_cost(const Hamiltonian& hamiltonian,
                                           const TeleportMethod& method, double beta, double t0,
                                           std::size_t num_mu, std::span<const double> t1);

}  // namespace traversable
