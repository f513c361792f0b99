// The swap of the message into the left copy.
#pragma once

#include <vector>

#include "sim/space/host_matrices.h"

namespace traversable {

/// Rows of D whose bits at the sites are those of `value` (bit j at sites[j]), ascending.
std::vector<Size> rows_with(const std::vector<int>& sites, Size value, Size dimension);

/// A_p = u K_p r for every p of 0 .. 2^k - 1, K_pc = |p><c| on the k sites: the D x D matrices of all c below each other, 2^k D x D.
std::vector<HostMatrix<double>> inserted(const MatrixView<double>& u, const MatrixView<double>& r,
                                         const std::vector<int>& sites);

}  // namespace traversable
