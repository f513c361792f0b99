#include "sim/evolution/lanczos.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>

#include "sim/cuda/device_space.h"
#include "sim/interrupted.h"
#include "sim/linear_algebra/spectral_decomposition.h"

namespace traversable {

template <class Space>
void Lanczos<Space>::run(const Operator& hamiltonian, const State& start, int dimension,
                         Basis basis, const std::stop_token& stop) {
  check_state(start, "state");
  const auto most =
      static_cast<std::size_t>(std::min<double>(dimension, std::ldexp(1.0, start.num_qubits())));
  const std::size_t slots = basis == Basis::forget ? 3 : most + 1;
  if (!basis_.empty() && basis_.front().num_qubits() != start.num_qubits()) basis_.clear();
  while (basis_.size() < slots) basis_.push_back(like(start));
  const auto v = [&](std::size_t j) -> State& { return basis_[j % slots]; };
  alpha_.clear();
  beta_.clear();
  v(0) = start;
  start_norm_ = norm(start);
  scale(v(0), 1.0 / start_norm_);
  double size = 0;  // of T, to tell a closed space from a small coupling
  for (std::size_t j = 0; j < most; ++j) {
    throw_if_stopped(stop);
    State& next = v(j + 1);
    hamiltonian.apply(v(j), next);
    if (j > 0) add(next, -beta_[j - 1], v(j - 1));
    alpha_.push_back(inner_product(v(j), next).real());
    add(next, -alpha_[j], v(j));
    if (basis == Basis::orthogonalize)
      for (std::size_t k = 0; k <= j; ++k) add(next, -inner_product(v(k), next), v(k));
    residual_ = norm(next);
    size = std::max({size, std::abs(alpha_[j]), residual_});
    if (residual_ <= 10 * std::numeric_limits<typename Space::Real>::epsilon() * size) {
      residual_ = 0;
      break;
    }
    if (j + 1 == most) break;
    scale(next, 1.0 / residual_);
    beta_.push_back(residual_);
  }
  const auto m = static_cast<Eigen::Index>(alpha_.size());
  auto [values, vectors] =
      tridiagonal_decomposition(Eigen::Map<const Eigen::VectorXd>(alpha_.data(), m),
                                Eigen::Map<const Eigen::VectorXd>(beta_.data(), m - 1));
  values_ = std::move(values);
  vectors_ = std::move(vectors);
}

template <class Space>
void Lanczos<Space>::combine(const Eigen::VectorXcd& coefficients, State& state) const {
  const auto count = static_cast<std::size_t>(coefficients.size());
  combine_states(std::span<const State>(basis_).first(count), {coefficients.data(), count}, state);
}

template class Lanczos<HostSpace<float>>;
template class Lanczos<HostSpace<double>>;
template class Lanczos<cuda::DeviceSpace<float>>;
template class Lanczos<cuda::DeviceSpace<double>>;

}  // namespace traversable
