#include "learning/coupling_penalties.h"

#include <cmath>

namespace traversable {

PenaltyValue noncommutativity(const CouplingSpace& space, const Eigen::VectorXd& couplings) {
  const Eigen::Index n = couplings.size();
  const Eigen::VectorXd squares = couplings.cwiseAbs2();
  const double total = squares.sum();
  PenaltyValue result{0, Eigen::VectorXd::Zero(n)};
  if (total == 0) return result;
  // partners_k = sum of J_l^2 over the terms that anticommute with k.
  Eigen::VectorXd partners = Eigen::VectorXd::Zero(n);
  for (Eigen::Index k = 0; k < n; ++k)
    for (Eigen::Index l = 0; l < n; ++l)
      if (couplings[l] != 0 &&
          !space.commute(static_cast<std::size_t>(k), static_cast<std::size_t>(l)))
        partners[k] += squares[l];
  result.value = squares.dot(partners) / (total * total);
  result.gradient = 4.0 * couplings.array() * (partners.array() / total - result.value) / total;
  return result;
}

PenaltyValue effective_coupling_squared(const CouplingSpace& space,
                                        const Eigen::VectorXd& couplings) {
  const int n = space.num_majoranas(), q = space.degree();
  // (q-1)! C(N,q) / N^{q-1}, by logarithms of factorials.
  const double log_scale = std::lgamma(q) + std::lgamma(n + 1) - std::lgamma(q + 1) -
                           std::lgamma(n - q + 1) - (q - 1) * std::log(n);
  const double scale = std::exp(-log_scale);
  return {scale * couplings.squaredNorm(), 2.0 * scale * couplings};
}

}  // namespace traversable
