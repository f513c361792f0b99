// The exact engine for the two-sided teleportation protocol of qubits.
#pragma once

#include <Eigen/Core>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/spins/spin_spectrum.h"
#include "sym/spins/message.h"
#include "sym/spins/spin_coupling.h"

namespace traversable {

/// The protocol for one Hamiltonian and one choice of message sites, without approximation; formulas in spins.h. Built
/// once, asked many times; const calls are safe from several threads.
class SpinEngine {
 public:
  /// Throws std::invalid_argument for a message that does not fit (message.h) or more than memory holds, std::runtime_error where
  /// LAPACK does not converge, Interrupted.
  SpinEngine(const SpinHamiltonian& hamiltonian, const Message& message,
             const std::stop_token& stop = {});

  /// As above with the levels and eigenvectors at hand.
  SpinEngine(std::shared_ptr<const SpinSpectrum> spectrum, const Message& message,
             const std::stop_token& stop = {});

  /// rho of references and read-outs for every (mu, t1), mu-major: element [m * t1.size() + t] is 4^k x 4^k, row and column
  /// 2^k p + a (message.h), trace 1, Hermitian. Throws std::invalid_argument for beta < 0, anything not finite, a
  /// time whose phases have no digits left (sim/evolution_length.h) or a coupling of another number of qubits, Interrupted.
  std::vector<Eigen::MatrixXcd> teleport(const SpinCoupling& coupling, double beta, double t0,
                                         std::span<const double> mu, std::span<const double> t1,
                                         const std::stop_token& stop = {}) const;

  /// <TFD| H_L |TFD> = Tr(rho H).
  double energy(double beta) const;

  /// <TFD| V |TFD>; 1 at beta = 0.
  double coupling_expectation(const SpinCoupling& coupling, double beta) const;

  const SpinSpectrum& spectrum() const { return *spectrum_; }
  const Message& message() const { return message_; }

 private:
  Size values() const { return Size{1} << message_.size(); }
  const HostMatrix<double>& right_operator(Size a, Size b) const;
  std::vector<HostMatrix<double>> start(double beta, double t0) const;
  HostMatrix<double> rotated(const HostMatrix<double>& branch, const SpinCoupling& coupling,
                             double mu) const;
  void add_read_out(Size p, Size q, const MatrixView<double>& gram,
                    const MatrixView<double>& phases, std::span<Eigen::MatrixXcd> rho) const;

  std::shared_ptr<const SpinSpectrum> spectrum_;
  Message message_;
  std::vector<HostMatrix<double>> right_;  // U^+ |b><a| U on the right sites, a <= b
};

/// Bytes of an engine for n qubits a side and a message of k, and of one evaluation at its peak.
double spin_engine_memory(int num_qubits, int message_size, std::size_t num_t1);

/// What both engines refuse. Throws as teleport.
void check_spin_protocol(int num_qubits, const Message& message, const SpinCoupling& coupling,
                         std::span<const double> mu);

}  // namespace traversable
