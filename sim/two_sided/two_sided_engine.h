// The exact engine for the two-sided teleportation protocol.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <complex>
#include <cstddef>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/precision.h"
#include "sim/two_sided/eigensystem.h"
#include "sim/two_sided/parity_basis.h"
#include "sim/two_sided/second_message.h"
#include "sym/hamiltonian.h"
#include "sym/protocol.h"

namespace traversable {

/// Scratch memory of one evaluation; keep one a thread and hand it to every call.
template <class Space>
struct TeleportWorkspaceIn {
  using Matrix = typename Space::Matrix;
  Blocks<Space> forward;         // u(t0)
  Blocks<Space> thermal;         // u(-t0) (D rho)^{1/2}
  std::array<Matrix, 2> insert;  // A_p
  Matrix shock;  // S_p; later four blocks: G_p of both sectors, C and what is made of it
  std::array<Matrix, 2> bra;  // T_p^dagger
  Blocks<Space> phases;       // V
  Matrix weighted;            // W V, both sectors
};

/// The teleportation protocol (Jafferis et al., Nature 612, 51 (2022); Gao and Jafferis,
/// arXiv:1911.07416) for one Hamiltonian, without approximation; formulas in two_sided.h. Built
/// once (diagonalises h), asked many times; const calls are safe from several threads with a
/// workspace each, on a device from one.
template <class Space>
class TwoSidedEngineIn {
 public:
  using Real = typename Space::Real;
  using Matrix = typename Space::Matrix;
  using Workspace = TeleportWorkspaceIn<Space>;

  /// Throws std::invalid_argument where the probe is not two distinct Majoranas of the Hamiltonian, a coupled fermion is not
  /// one of them or, on a device, where the engine does not fit, with the largest N that does; Interrupted.
  explicit TwoSidedEngineIn(const Hamiltonian& hamiltonian, const Protocol& protocol = {},
                            const std::stop_token& stop = {}, Space space = {});

  /// As above with the levels and eigenvectors of this Hamiltonian at hand.
  TwoSidedEngineIn(const Hamiltonian& hamiltonian, const Protocol& protocol,
                   const SectorSpectrum& spectrum, const std::stop_token& stop = {},
                   Space space = {});

  /// rho_PT for every (mu, t1), mu-major: element [m * t1.size() + t] is the 4 x 4 density matrix
  /// of the reference P and the read-out T, row and column 2 p + a. Trace 1, Hermitian. Throws
  /// std::invalid_argument for beta < 0, any argument not finite or a time whose phases have no
  /// digits left (evolution_length.h), Interrupted when asked to stop.
  std::vector<Eigen::Matrix4cd> teleport(double beta, double t0, std::span<const double> mu,
                                         std::span<const double> t1, Workspace& workspace,
                                         const std::stop_token& stop = {}) const;

  /// rho_PT with a second message on its way through the same wormhole (second_message.h); at equal times
  /// on the left the second goes in first. Throws as teleport, and for the second message's own values.
  std::vector<Eigen::Matrix4cd> teleport_beside(const SecondMessage& second, double beta, double t0,
                                                std::span<const double> mu,
                                                std::span<const double> t1, Workspace& workspace,
                                                const std::stop_token& stop = {}) const;

  /// All 2^ceil(N/2) levels of h, ascending. For odd N the spectator Majorana doubles each level.
  std::vector<double> spectrum() const;

  /// <TFD| H_L |TFD> = Tr(rho h) = <TFD| H_R |TFD>.
  double energy(double beta) const;

  /// <TFD| V |TFD>; of fermions -1/(2q) at beta = 0, of bits -1.
  double coupling_expectation(double beta) const;

  const Hamiltonian& hamiltonian() const { return hamiltonian_; }
  ProbeMode probe() const { return probe_; }
  const CouplingTerms& coupling() const { return coupling_; }

 private:
  using View = MatrixView<Real>;
  using Traces = std::vector<std::complex<double>>;

  TwoSidedEngineIn(const Hamiltonian& hamiltonian, const Protocol& protocol,
                   Eigensystem<Space> system, const std::stop_token& stop, Space space);

  /// Of a D x D matrix.
  View block_of(const Matrix& m, std::size_t row, std::size_t column) const {
    return m.view().block(static_cast<Size>(row) * half_, static_cast<Size>(column) * half_, half_,
                          half_);
  }
  double ground() const { return std::min(system_.levels[0][0], system_.levels[1][0]); }
  Eigen::VectorXd amplitudes(double beta, std::size_t sector) const;
  std::vector<Eigen::Matrix4cd> check_and_start(double beta, double t0, std::span<const double> mu,
                                                std::span<const double> t1, Workspace& w) const;
  void prepare(double beta, double t0, Workspace& w) const;
  void insert(const Blocks<Space>& state, int grade, std::optional<double> beta,
              Workspace& w) const;
  Blocks<Space> earlier(const SecondSwapIn<Space>& swap, int p, int part, const Workspace& w) const;
  void conjugate_by_parity(Workspace& w) const;
  void shock_and_rotate(int p, double mu, Workspace& w) const;
  struct Occupation {
    std::array<double, 2> norm{};
    std::array<Traces, 2> trace;  // over t1
  };
  Occupation occupation(Workspace& w) const;
  std::array<Traces, 2> coherences(Workspace& w) const;
  void add_traces(const std::array<View, 2>& weights, bool lower, int grade, Workspace& w,
                  Traces& trace) const;
  void add_read_out(std::span<const double> mu, double weight, double sign,
                    std::span<Eigen::Matrix4cd> rho, Workspace& w,
                    const std::stop_token& stop) const;

  Space space_;
  Hamiltonian hamiltonian_;
  double one_norm_;
  ProbeMode probe_;
  CouplingTerms coupling_;  // V
  ParityBasis basis_;
  Size half_;
  Eigensystem<Space> system_;       // E and U
  MonomialIn<Space> both_, a_, b_;  // gamma_a gamma_b, gamma_a, gamma_b
  Blocks<Space> occupation_;        // U^dagger i gamma_a gamma_b U
  Blocks<Space> lowering_;          // U^dagger chi U
};

/// In the memory of this machine, in double.
using TwoSidedEngine = TwoSidedEngineIn<HostMatrices<double>>;
using TeleportWorkspace = TeleportWorkspaceIn<HostMatrices<double>>;

/// What one (t0; all mu; all t1) evaluation for N Majoranas a side takes, found by going through it (plan_matrices.h).
struct TwoSidedPlan {
  double construction = 0;     // bytes at the peak of the engine's construction
  double engine = 0;           // bytes of an engine
  double workspace = 0;        // bytes of one evaluation at its peak
  double diagonalization = 0;  // real operations, without what symmetry saves
  double evaluation = 0;       // real operations

  double peak() const { return std::max(construction, engine + workspace); }
};
TwoSidedPlan two_sided_plan(int num_majoranas, std::size_t num_mu, std::size_t num_t1,
                            Precision precision = Precision::double_precision,
                            Place place = Place::host);

/// The largest even N that fits into so many bytes; 0 where none does.
int largest_two_sided(double bytes, std::size_t num_t1, Precision precision,
                      Place place = Place::host);

/// Throws std::invalid_argument where N Majoranas a side do not fit on the device, with the largest N that does.
void require_two_sided_memory(cuda::Backend& backend, int num_majoranas, std::size_t num_t1,
                              Precision precision);

}  // namespace traversable
