// Thermal quantities of one copy by quantum typicality: traces as averages over random states, for
// sizes where two copies do not fit.
//
// For Haar-random |r> on D = 2^ceil(N/2) dimensions, Tr(A) = D E <r|A|r>, with a relative spread of
// about 1/sqrt(D) a state (Hams and De Raedt, Phys. Rev. E 62, 4365 (2000); Sugiura and Shimizu,
// Phys. Rev. Lett. 111, 010401, arXiv:1302.3138). A thermal average is the ratio of two such traces;
// its bias is removed and its error found by the jackknife over n states (ratio_estimate.h). The
// error has n - 1 degrees of freedom: intervals take Student's t, 12.7 errors for 95 % with two
// states, 2.13 with 16.
//
// Random states are keyed by the Hamiltonian (fingerprint.h), the quantity with its fermions, and beta:
// estimates of one seed for other instances or at other beta are independent, and errors of their means
// go in quadrature. What one call returns, all its times and mu, comes from the same states and is
// correlated.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/evolution/evolution.h"
#include "sym/fingerprint.h"
#include "sym/hamiltonian.h"
#include "sym/random.h"

namespace traversable {

/// A complex number with standard errors of its parts, of as many degrees of freedom as there are
/// random states but one.
struct Estimate {
  std::complex<double> mean;
  double real_error = 0;
  double imaginary_error = 0;
};

/// Their error is a thousandth of that of one.
inline constexpr std::size_t max_random_states = 1'000'000;

struct TypicalityOptions {
  /// Random states, 2 to max_random_states.
  std::size_t num_states = 16;
  std::uint64_t seed = 0;
  EvolutionOptions evolution{.tolerance = 1e-8};
};

/// One copy of N Majoranas on ceil(N/2) qubits, Jordan-Wigner.
class OneCopy {
 public:
  /// Throws std::invalid_argument for N > 60, fewer than two states, bad evolution options (krylov or
  /// chebyshev), or where the vectors do not fit in memory.
  OneCopy(const Hamiltonian& hamiltonian, const TypicalityOptions& options);

  /// Tr(rho H), rho = exp(-beta H) / Z.
  Estimate energy(double beta, const std::stop_token& stop = {});

  /// Tr(rho psi_j(t) psi_j) for every j of `majoranas` and t of `times`, j-major.
  std::vector<Estimate> two_point(double beta, std::span<const int> majoranas,
                                  std::span<const double> times, const std::stop_token& stop = {});

  /// Tr(rho psi_i(t) psi_j psi_i(t) psi_j) or, regularized, Tr(y psi_i(t) y psi_j y psi_i(t) y psi_j)
  /// with y = rho^(1/4) (Maldacena, Shenker and Stanford, arXiv:1503.01409), for every t.
  std::vector<Estimate> otoc(double beta, int i, int j, std::span<const double> times,
                             bool regularized, const std::stop_token& stop = {});

  /// The signal through the wormhole, the response of the right copy to a kick on the left
  /// (Gao and Jafferis, arXiv:1911.07416; Maldacena, Stanford and Yang, arXiv:1704.05333):
  ///
  ///   < { e^{-i mu V} psi_R^j(t1) e^{i mu V}, psi_L^j(-t0) } >_TFD = 2 Re C
  ///
  /// for every (mu, t1), mu-major, without the second copy. In operator form (two_sided.h) the
  /// coupling sums over insertions of Majorana strings, theta = mu / (2 q N),
  ///
  ///   e^{i mu V}: A -> sum_S cos(theta)^{N-|S|} (i sin theta)^{|S|} (+-1)^{|S|} Gamma_S A Gamma_S^+,
  ///   C = -i sum_{S,S'} (i tan theta)^{|S|+|S'|} cos(theta)^{2N}
  ///         Tr(Gamma_S' rho^(1/2) Gamma_S'^+ Gamma_S psi_j(-t0) rho^(1/2) Gamma_S^+ psi_j(-t1)).
  ///
  /// A state draws one S' and one S in every stratum of sizes 0, 1, 2, 3 and more (Poisson-like with
  /// mean |mu| / 2q), so the average is exact, and so is its sum over sizes. The spread grows like
  /// e^{|mu|/q}: meant for |mu| up to about 4 q.
  std::vector<Estimate> left_right_response(double beta, int j, double t0,
                                            std::span<const double> mu, std::span<const double> t1,
                                            const std::stop_token& stop = {});

  int num_qubits() const { return num_qubits_; }

 private:
  using State = StateVector<double>;
  State random(std::uint64_t seed, std::size_t s) const;
  /// Of the random states and insertions of one quantity at one beta.
  template <class... Parameters>
  std::uint64_t seed_of(const Parameters&... quantity) const {
    return seed_for(options_.seed, 0, {Stream::states, fingerprint_, quantity...});
  }
  double cool(State& psi, double tau, const std::stop_token& stop);
  /// psi <- e^{iHt} gamma_j e^{-iHt} psi.
  void apply_evolved(State& psi, int j, double t, const std::stop_token& stop);
  void check_majorana(int j) const;

  Hamiltonian hamiltonian_;
  std::uint64_t fingerprint_;
  TypicalityOptions options_;
  int num_qubits_;
  Evolution<double> evolution_;
};

/// Bytes that OneCopy takes at its peak with `kept` states a random state: the Majoranas of two_point,
/// the read-out times of left_right_response.
double one_copy_memory(int num_qubits, std::size_t kept);

}  // namespace traversable
