#include "sim/spins/scrambler_unitary.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "sim/complex.h"
#include "sim/evolution_length.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/spins/spin_spectrum.h"

namespace traversable {
namespace {

HostMatrix<double> identity_matrix(Size size) {
  HostMatrix<double> m(size, size);
  as_eigen(m.view()).setIdentity();
  return m;
}

/// Column c of m P is <c^x|P|c> times column c^x of m.
void multiply_gate(const PauliRotationGate& gate, HostMatrix<double>& m, const std::stop_token&) {
  auto a = as_eigen(m.view());
  const double cosine = std::cos(gate.angle), sine = std::sin(gate.angle);
  const auto element = [&](Size c) {
    const int sign = 2 * (std::popcount(static_cast<std::uint64_t>(c) & gate.string.z) % 2);
    return -imaginary * sine * power_of_i(gate.string.phase + sign);
  };
  const auto x = static_cast<Size>(gate.string.x);
  for_each_index(m.columns(), worth_threads(m.view().size()), [&](Size c) {
    const Size other = c ^ x;
    if (other < c) return;  // with its partner
    if (x == 0) {
      a.col(c) *= cosine + element(c);
      return;
    }
    const Complex here = element(c), there = element(other);
    for (Size r = 0; r < a.rows(); ++r) {
      const Complex u = a(r, c), v = a(r, other);
      a(r, c) = cosine * u + here * v;
      a(r, other) = cosine * v + there * u;
    }
  });
}

/// Bits of `value` put at the gate's sites.
Size at_sites(const std::vector<int>& sites, Size value) {
  Size bits = 0;
  for (std::size_t j = 0; j < sites.size(); ++j) bits |= (value >> j & 1) << sites[j];
  return bits;
}

void multiply_gate(const SiteGate& gate, HostMatrix<double>& m, const std::stop_token&) {
  auto a = as_eigen(m.view());
  const Size size = Size{1} << gate.sites.size(), mask = at_sites(gate.sites, size - 1);
  Eigen::MatrixXcd g(size, size);
  for (Size row = 0; row < size; ++row)
    for (Size column = 0; column < size; ++column)
      g(row, column) = gate.matrix[static_cast<std::size_t>(row * size + column)];
  for_each_index(m.columns(), worth_threads(m.view().size()), [&](Size c) {
    if ((c & mask) != 0) return;
    Eigen::MatrixXcd group(a.rows(), size);
    for (Size k = 0; k < size; ++k) group.col(k) = a.col(c | at_sites(gate.sites, k));
    const Eigen::MatrixXcd moved = group.lazyProduct(g);
    for (Size k = 0; k < size; ++k) a.col(c | at_sites(gate.sites, k)) = moved.col(k);
  });
}

void multiply_gate(const ExponentialGate& gate, HostMatrix<double>& m,
                   const std::stop_token& stop) {
  check_length("duration", gate.duration, gate.hamiltonian.one_norm());
  const HostMatrices<double> space;
  const SpinSpectrum spectrum = diagonalize(gate.hamiltonian, stop);
  HostMatrix<double> u = space.make(m.columns(), m.columns());
  HostMatrix<double> result = space.make(m.rows(), m.columns());
  // With the phase of the ground level, so that U is that of H itself.
  const Complex phase = std::exp(-imaginary * gate.duration * spectrum.levels[0]);
  function_of_hamiltonian(spectrum, phase * exponential(spectrum, -imaginary * gate.duration),
                          u.view());
  space.multiply({Form::plain, m.view(), Form::plain, u.view(), result.view()});
  m = std::move(result);
}

void check_unitaries(const Scrambler& scrambler, std::size_t count) {
  constexpr std::size_t beside = 5;  // U, a step, its spectrum
  check_dense(scrambler.num_qubits(), static_cast<double>(count + beside));
}

HostMatrix<double> copy_of_matrix(const HostMatrix<double>& m) {
  HostMatrix<double> copy(m.rows(), m.columns());
  as_eigen(copy.view()) = as_eigen(m.view());
  return copy;
}

}  // namespace

void apply_on_right(const ScramblerGate& gate, HostMatrix<double>& m, const std::stop_token& stop) {
  std::visit([&](const auto& one) { multiply_gate(one, m, stop); }, gate);
}

ScramblerUnitary::ScramblerUnitary(const Scrambler& scrambler) : scrambler_(scrambler) {
  check_unitaries(scrambler, 0);
  u_ = identity_matrix(Size{1} << scrambler.num_qubits());
}

const HostMatrix<double>& ScramblerUnitary::at(int s, const std::stop_token& stop) {
  if (s < 0 || s > scrambler_.num_steps())
    throw std::invalid_argument(
        fmt::format("step {}: expected 0 to {}", s, scrambler_.num_steps()));
  if (s < s_) {
    as_eigen(u_.view()).setIdentity();
    s_ = 0;
  }
  for (; s_ < s; ++s_) {
    const ScramblerStep& step = scrambler_.steps()[static_cast<std::size_t>(s_)];
    // g = (last gate) ... (first gate).
    HostMatrix<double> next = copy_of_matrix(u_);
    for (auto gate = step.rbegin(); gate != step.rend(); ++gate) {
      throw_if_stopped(stop);
      apply_on_right(*gate, next, stop);
    }
    u_ = std::move(next);
  }
  return u_;
}

std::vector<HostMatrix<double>> unitaries(const Scrambler& scrambler, std::span<const int> steps,
                                          const std::stop_token& stop) {
  check_unitaries(scrambler, steps.size());
  std::vector<std::size_t> order(steps.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t k) { return steps[k]; });
  ScramblerUnitary unitary(scrambler);
  std::vector<HostMatrix<double>> result(steps.size());
  for (const std::size_t k : order) result[k] = copy_of_matrix(unitary.at(steps[k], stop));
  return result;
}

double distance(const HostMatrix<double>& u, const HostMatrix<double>& w) {
  return (as_eigen(u.view()) - as_eigen(w.view())).norm() /
         std::sqrt(static_cast<double>(u.rows()));
}

double step_error(const Scrambler& drive, const Scrambler& halved, const std::stop_token& stop) {
  const auto whole = [&](const Scrambler& one) {
    return std::move(unitaries(one, std::vector<int>{one.num_steps()}, stop)[0]);
  };
  return 4.0 / 3.0 * distance(whole(drive), whole(halved));
}

}  // namespace traversable
