#include "sim/two_sided/second_message.h"

#include <vector>

#include "sim/arguments.h"
#include "sim/at.h"
#include "sim/complex.h"

namespace traversable {

template <class Space>
SecondSwapIn<Space>::SecondSwapIn(const Space& space, const Eigensystem<Space>& system,
                                  int num_majoranas, const SecondMessage& message)
    : space_(space), side_(message.side) {
  using Real = typename Space::Real;
  check_probe(message.probe, num_majoranas);
  check_finite("t", {&message.t, 1});
  const ParityBasis basis(num_majoranas);
  const MonomialIn<Space> both = monomial(space, basis, message.probe);
  const MonomialIn<Space> a = monomial(space, basis, {{message.probe[0]}});
  const MonomialIn<Space> b = monomial(space, basis, {{message.probe[1]}});
  const bool left = side_ == Side::left;
  const double t = left ? message.t : -message.t;
  const Size half = basis.sector_dimension();
  Blocks<Space> forward, backward;
  const typename Space::Matrix first = space.make(half, half), second = space.make(half, half);
  for (std::size_t s = 0; s < 2; ++s) {
    const auto phases = [&](double time) -> Eigen::VectorXcd {
      return (-imaginary * time * system.levels[s].template cast<Complex>()).array().exp();
    };
    forward[s] = space.make(half, half);
    backward[s] = space.make(half, half);
    function_of_h(space, system, s, phases(t), first.view(), forward[s].view());
    function_of_h(space, system, s, phases(-t), first.view(), backward[s].view());
  }
  for (int p = 0; p < 2; ++p) {
    const Real s = p == 0 ? Real(0.5) : Real(-0.5);
    for (std::size_t c = 0; c < 2; ++c) {
      // K'_p0 u(-t) and K_p1 u(-t), the latter times i on the right.
      const auto x = backward[c].view(), k = first.view(), moved = second.view();
      const auto finish = [&](int part) {
        auto& result = matrices_[at(2 * p + part)][c];
        result = space.make(half, half);
        space.multiply({Form::plain, forward[c ^ at(part)].view(), Form::plain, k, result.view()});
      };
      apply_monomial(space, both, {0, left ? -s : s}, c, x, k);
      space.run(Combine<Real>{{Real(0.5), 0}, x, false, {1, 0}, k, k}, half, half);
      finish(0);
      apply_monomial(space, a,
                     left ? cuda::Complex<Real>{Real(0.5), 0} : cuda::Complex<Real>{0, Real(0.5)},
                     c, x, k);
      apply_monomial(space, b, left ? cuda::Complex<Real>{0, s} : cuda::Complex<Real>{-s, 0}, c, x,
                     moved);
      space.run(Combine<Real>{{1, 0}, k, false, {1, 0}, moved, k}, half, half);
      finish(1);
    }
  }
}

template <class Space>
Blocks<Space> SecondSwapIn<Space>::apply_first(int p, int part, int grade,
                                               const Blocks<Space>& state) const {
  const Blocks<Space>& k = matrix(p, part);
  Blocks<Space> result;
  for (std::size_t c = 0; c < 2; ++c) {
    result[c] = space_.make(state[c].rows(), state[c].columns());
    space_.multiply(
        {Form::plain, k[c ^ at(grade)].view(), Form::plain, state[c].view(), result[c].view()});
  }
  return result;
}

template <class Space>
void SecondSwapIn<Space>::apply(int p, int part, const typename Space::Matrix& state,
                                typename Space::Matrix& result) const {
  using Real = typename Space::Real;
  const Blocks<Space>& k = matrix(p, part);
  const Size half = state.rows() / 2, full = state.rows();
  reshape(space_, result, full, full);
  const MatrixView<Real> x = state.view(), out = result.view();
  for (int s = 0; s < 2; ++s) {
    const int to = s ^ part;
    if (side_ == Side::left)
      space_.multiply({Form::plain, k[at(s)].view(), Form::plain, x.block(s * half, 0, half, full),
                       out.block(to * half, 0, half, full)});
    else
      space_.multiply({Form::plain, x.block(0, to * half, full, half), Form::plain, k[at(s)].view(),
                       out.block(0, s * half, full, half)});
  }
  if (side_ == Side::right && part == 1)
    for (int s = 0; s < 2; ++s) {
      // The state's odd blocks, (row, column) sectors (1 - c, c), end at column c ^ 1: even ones.
      const MatrixView<Real> even = out.block(s * half, s * half, half, half);
      space_.run(Combine<Real>{{-1, 0}, even, false, {0, 0}, {}, even}, half, half);
    }
}

template class SecondSwapIn<HostMatrices<float>>;
template class SecondSwapIn<HostMatrices<double>>;
template class SecondSwapIn<DeviceMatrices<float>>;
template class SecondSwapIn<DeviceMatrices<double>>;
template class SecondSwapIn<PlanMatrices<float>>;
template class SecondSwapIn<PlanMatrices<double>>;

}  // namespace traversable
