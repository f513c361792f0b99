// The exact engine for the two-sided teleportation protocol.
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/two_sided/parity_basis.h"
#include "sim/two_sided/second_message.h"
#include "sim/two_sided/sector_spectrum.h"
#include "sym/hamiltonian.h"
#include "sym/probe_mode.h"

namespace traversable {

/// Scratch memory of one evaluation; keep one a thread and hand it to every call.
struct TeleportWorkspace {
  GradedMatrix forward;                    // u(t0)
  GradedMatrix thermal;                    // u(-t0) (D rho)^{1/2}
  std::array<Eigen::MatrixXcd, 2> insert;  // A_p
  Eigen::MatrixXcd shock;                  // S_p
  std::array<Eigen::MatrixXcd, 2> bra;     // T_p
  std::array<Eigen::MatrixXcd, 2> phases;  // V, a block a sector
  Eigen::MatrixXcd gram;                   // a block of G, for even operators turned into W
  Eigen::MatrixXcd odd;                    // a block of W of odd operators
  Eigen::MatrixXcd weighted;               // W V
};

/// The teleportation protocol (Jafferis et al., Nature 612, 51 (2022); Gao and Jafferis,
/// arXiv:1911.07416) for one Hamiltonian, without approximation; formulas in two_sided.h. Built
/// once (diagonalises h), asked many times; const calls are safe from several threads with a
/// workspace each.
class TwoSidedEngine {
 public:
  /// Throws std::invalid_argument where the probe is not two distinct Majoranas of the Hamiltonian;
  /// Interrupted.
  explicit TwoSidedEngine(const Hamiltonian& hamiltonian, ProbeMode probe = {0, 1},
                          const std::stop_token& stop = {});

  /// As above with the levels and eigenvectors of this Hamiltonian at hand.
  TwoSidedEngine(const Hamiltonian& hamiltonian, ProbeMode probe, SectorSpectrum spectrum,
                 const std::stop_token& stop = {});

  /// rho_PT for every (mu, t1), mu-major: element [m * t1.size() + t] is the 4 x 4 density matrix
  /// of the reference P and the read-out T, row and column 2 p + a. Trace 1, Hermitian. Throws
  /// std::invalid_argument for beta < 0, any argument not finite or a time whose phases have no
  /// digits left (evolution_length.h), Interrupted when asked to stop.
  std::vector<Eigen::Matrix4cd> teleport(double beta, double t0, std::span<const double> mu,
                                         std::span<const double> t1, TeleportWorkspace& workspace,
                                         const std::stop_token& stop = {}) const;

  /// rho_PT with a second message on its way through the same wormhole (second_message.h); at equal times
  /// on the left the second goes in first. Throws as teleport, and for the second message's own values.
  std::vector<Eigen::Matrix4cd> teleport_beside(const SecondMessage& second, double beta, double t0,
                                                std::span<const double> mu,
                                                std::span<const double> t1,
                                                TeleportWorkspace& workspace,
                                                const std::stop_token& stop = {}) const;

  /// All 2^ceil(N/2) levels of h, ascending. For odd N the spectator Majorana doubles each level.
  std::vector<double> spectrum() const;

  /// <TFD| H_L |TFD> = Tr(rho h) = <TFD| H_R |TFD>.
  double energy(double beta) const;

  /// <TFD| V |TFD>, V = (1/(qN)) sum_j i psi_L^j psi_R^j; -1/(2q) at beta = 0.
  double coupling_expectation(double beta) const;

  const Hamiltonian& hamiltonian() const { return hamiltonian_; }
  ProbeMode probe() const { return probe_; }

 private:
  Eigen::VectorXd amplitudes(double beta, int sector) const;
  std::vector<Eigen::Matrix4cd> check_and_start(double beta, double t0, std::span<const double> mu,
                                                std::span<const double> t1,
                                                TeleportWorkspace& w) const;
  void prepare(double beta, double t0, TeleportWorkspace& w) const;
  void insert(const GradedMatrix& state, TeleportWorkspace& w) const;
  GradedMatrix earlier(const SecondSwap& swap, int p, int part, const TeleportWorkspace& w) const;
  void shock_and_rotate(int p, double mu, TeleportWorkspace& w) const;
  struct Occupation {
    double norm;
    Eigen::VectorXcd trace;  // over t1
  };
  Occupation occupation(int p, TeleportWorkspace& w) const;
  std::array<Eigen::VectorXcd, 2> coherences(TeleportWorkspace& w) const;
  void add_read_out(std::span<const double> mu, double weight, double sign,
                    std::span<Eigen::Matrix4cd> rho, TeleportWorkspace& w,
                    const std::stop_token& stop) const;

  Hamiltonian hamiltonian_;
  double one_norm_;
  ProbeMode probe_;
  ParityBasis basis_;
  SectorSpectrum spectrum_;  // E and U
  GradedMatrix occupation_;  // U^dagger i gamma_a gamma_b U
  GradedMatrix lowering_;    // U^dagger chi U
};

/// Bytes of an engine for N Majoranas at the peak of its construction, and of a workspace for
/// num_t1 read-out times.
struct TwoSidedMemory {
  double engine = 0;
  double workspace = 0;
};
TwoSidedMemory two_sided_memory(int num_majoranas, std::size_t num_t1);

/// Real operations of one diagonalisation and of one (t0; all mu; all t1) evaluation, for run-time
/// estimates.
struct TwoSidedCost {
  double diagonalization = 0;
  double evaluation = 0;
};
TwoSidedCost two_sided_cost(int num_majoranas, std::size_t num_mu, std::size_t num_t1);

}  // namespace traversable
