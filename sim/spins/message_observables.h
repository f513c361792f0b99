// What is read off the state of k references and k read-outs: 4^k x 4^k, row and column 2^k p + a (sym/spins/message.h).
#pragma once

#include <Eigen/Core>
#include <span>
#include <string_view>

#include "sim/observables/observables.h"

namespace traversable {

/// k of a 4^k x 4^k matrix, 1 to 3. Throws std::invalid_argument for another shape.
int message_size_of(const Eigen::MatrixXcd& rho);

/// The state of some of the 2k qubits, bit j of its rows the qubit kept[j]: read-out j is qubit j, reference j qubit k + j.
Eigen::MatrixXcd reduced_state(const Eigen::MatrixXcd& rho, std::span<const int> kept);

/// Reference i with read-out j, row and column 2 p + a as in observables.h.
Eigen::Matrix4cd pair_state(const Eigen::MatrixXcd& rho, int reference, int read_out);

/// S(P) + S(T) - S(PT) of all references P with all read-outs T; 2k bits where all of the message arrives.
double message_information(const Eigen::MatrixXcd& rho, EntropyUnit unit = EntropyUnit::bits);

/// <Phi| rho |Phi>, |Phi> = 2^{-k/2} sum_p |p p>: the entanglement fidelity of the channel from the message to the read-outs, without a
/// decoder. With the best unitary on each read-out it is at most fully_entangled_fraction of its pair for k = 1.
double message_fidelity(const Eigen::MatrixXcd& rho);

/// The mutual information of outcomes where reference and read-out of a pair are both measured in the basis X, Y or Z: at most
/// 1 bit, and a lower bound on what is classically there, which other bases may show better. More than 1 bit in all of a pair is
/// quantum. Throws std::invalid_argument for another letter.
double measured_information(const Eigen::Matrix4cd& pair, char basis,
                            EntropyUnit unit = EntropyUnit::bits);

}  // namespace traversable
