// The unitaries of scramblers as dense matrices.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "sim/space/host_matrices.h"
#include "sym/spins/scrambler.h"

namespace traversable {

/// m -> m g for one gate.
void apply_on_right(const ScramblerGate& gate, HostMatrix<double>& m,
                    const std::stop_token& stop = {});

/// U_s = g_1 ... g_s (scrambler.h) for every s of `steps`, in their order; s = 0 is the identity. Throws std::invalid_argument for s
/// outside 0 .. num_steps, too many qubits or more than memory holds, Interrupted.
std::vector<HostMatrix<double>> unitaries(const Scrambler& scrambler, std::span<const int> steps,
                                          const std::stop_token& stop = {});

/// U_s one after the other: from a step to a later one it goes on, to an earlier one it begins anew.
class ScramblerUnitary {
 public:
  /// `scrambler` must outlive it. Throws std::invalid_argument for too many qubits or more than memory holds.
  explicit ScramblerUnitary(const Scrambler& scrambler);

  /// Throws std::invalid_argument for s outside 0 .. num_steps, Interrupted.
  const HostMatrix<double>& at(int s, const std::stop_token& stop = {});

 private:
  const Scrambler& scrambler_;
  int s_ = 0;
  HostMatrix<double> u_;
};

/// |U - W|_F / sqrt(D): 0 where equal, 2^(1/2) for unrelated unitaries.
double distance(const HostMatrix<double>& u, const HostMatrix<double>& w);

/// The error of a drive of equal steps (sampled_drive), estimated with the same drive in steps of half the length: the rule is of second
/// order, so U(dt) - U = 4/3 (U(dt) - U(dt/2)) up to dt^3. In the norm of `distance`. Throws as unitaries.
double step_error(const Scrambler& drive, const Scrambler& halved,
                  const std::stop_token& stop = {});

}  // namespace traversable
