// Eigenvectors in pairs v, T v, where T h = h T and T^2 = -1.
#pragma once

#include <Eigen/Core>
#include <stop_token>

#include "sim/two_sided/symmetry_class.h"

namespace traversable {

/// Turns the eigenvectors of a sector within its degenerate levels, so that columns 2k and 2k + 1
/// are v and T v to the bit and their levels one number. The columns stay orthonormal to rounding
/// however close the levels of different pairs are. Throws Interrupted.
void make_kramers_pairs(Eigen::VectorXd& levels, Eigen::MatrixXcd& vectors, const SectorReversal& t,
                        const std::stop_token& stop = {});

/// Column 2k + 1 = T (column 2k), for every k.
void set_partners(Eigen::MatrixXcd& vectors, const SectorReversal& t);

}  // namespace traversable
