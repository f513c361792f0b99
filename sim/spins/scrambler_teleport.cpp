#include "sim/spins/scrambler_teleport.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "sim/complex.h"
#include "sim/interrupted.h"
#include "sim/memory.h"
#include "sim/spins/coupling_action.h"
#include "sim/spins/insertion.h"
#include "sim/spins/scrambler_unitary.h"
#include "sim/spins/spin_engine.h"

namespace traversable {
namespace {

/// All inserted values' branches after the coupling.
std::vector<HostMatrix<double>> shocked_branches(const std::vector<HostMatrix<double>>& branches,
                                                 const CouplingAction& action, double mu) {
  std::vector<HostMatrix<double>> result;
  for (const HostMatrix<double>& branch : branches) {
    const Size dimension = branch.columns();
    result.emplace_back(branch.rows(), dimension);
    as_eigen(result.back().view()) = as_eigen(branch.view());
    for (Size first = 0; first < branch.rows(); first += dimension)
      action.apply(result.back().view().block(first, 0, dimension, dimension), mu);
  }
  return result;
}

/// Tr(U^+ G U |a><b|) over the right sites for all (a, b), x = G U: sums over columns of U with the bits b and of x with the bits a.
Eigen::MatrixXcd right_block(const MatrixView<double>& u, const MatrixView<double>& x,
                             const std::vector<int>& sites) {
  const Size values = Size{1} << sites.size();
  const auto left = as_eigen(u), right = as_eigen(x);
  std::vector<std::vector<Size>> columns;
  for (Size a = 0; a < values; ++a) columns.push_back(rows_with(sites, a, u.rows));
  Eigen::MatrixXcd block(values, values);
  for (Size a = 0; a < values; ++a)
    for (Size b = 0; b < values; ++b) {
      const auto& of_a = columns[static_cast<std::size_t>(a)];
      const auto& of_b = columns[static_cast<std::size_t>(b)];
      Complex sum = 0;
      for (std::size_t k = 0; k < of_a.size(); ++k)
        sum += left.col(of_b[k]).dot(right.col(of_a[k]));
      block(a, b) = sum;
    }
  return block;
}

/// The states at every s1 for one s0 and mu.
void add_states(const std::vector<HostMatrix<double>>& shocked,
                std::span<const HostMatrix<double>> evolved, const std::vector<int>& sites,
                std::span<Eigen::MatrixXcd> rho, const std::stop_token& stop) {
  const HostMatrices<double> space;
  const Size dimension = shocked[0].columns(), values = static_cast<Size>(shocked.size());
  const HostMatrix<double> gram = space.make(dimension, dimension),
                           x = space.make(dimension, dimension);
  const double scale = 1.0 / static_cast<double>(values * dimension);
  for (Size p = 0; p < values; ++p)
    for (Size q = p; q < values; ++q) {
      throw_if_stopped(stop);
      space.multiply({Form::adjoint, shocked[static_cast<std::size_t>(q)].view(), Form::plain,
                      shocked[static_cast<std::size_t>(p)].view(), gram.view()});
      for (std::size_t j = 0; j < evolved.size(); ++j) {
        throw_if_stopped(stop);
        space.multiply({Form::plain, gram.view(), Form::plain, evolved[j].view(), x.view()});
        const Eigen::MatrixXcd block = scale * right_block(evolved[j].view(), x.view(), sites);
        rho[j].block(p * values, q * values, values, values) = block;
        rho[j].block(q * values, p * values, values, values) = block.adjoint();
      }
    }
}

}  // namespace

TwoSidedState bell_pairs(int num_qubits) {
  check_dense(num_qubits, 1);
  const Size size = Size{1} << num_qubits;
  TwoSidedState state{HostMatrix<double>(size, size)};
  as_eigen(state.matrix.view()).setIdentity();
  return state;
}

TwoSidedState thermofield_double_of(const SpinHamiltonian& hamiltonian, double beta,
                                    const std::stop_token& stop) {
  return {thermofield_operator(diagonalize(hamiltonian, stop), beta)};
}

std::vector<Eigen::MatrixXcd> scrambled_teleport(
    const Message& message, const SpinCoupling& coupling, const TwoSidedState& state,
    std::span<const HostMatrix<double>> before, std::span<const double> mu,
    std::span<const HostMatrix<double>> after, const std::stop_token& stop) {
  const int n = coupling.num_qubits();
  check_spin_protocol(n, message, coupling, mu);
  const Size dimension = Size{1} << n;
  if (state.matrix.rows() != dimension)
    throw std::invalid_argument(
        fmt::format("state: {} levels a side, expected {}", state.matrix.rows(), dimension));
  require_memory(
      spin_engine_memory(n, message.size(), 0),
      fmt::format("the protocol for {} qubits a side and a message of {}", n, message.size()));
  const HostMatrices<double> space;
  const CouplingAction action(coupling);
  const Size size = Size{1} << 2 * message.size();
  std::vector<Eigen::MatrixXcd> rho(before.size() * mu.size() * after.size(),
                                    Eigen::MatrixXcd::Zero(size, size));
  HostMatrix<double> r = space.make(dimension, dimension);
  for (std::size_t i = 0; i < before.size(); ++i) {
    throw_if_stopped(stop);
    space.multiply({Form::adjoint, before[i].view(), Form::plain, state.matrix.view(), r.view()});
    const auto branches = inserted(before[i].view(), r.view(), message.left);
    for (std::size_t m = 0; m < mu.size(); ++m)
      add_states(shocked_branches(branches, action, mu[m]), after, message.right,
                 std::span(rho).subspan((i * mu.size() + m) * after.size(), after.size()), stop);
  }
  return rho;
}

std::vector<Eigen::MatrixXcd> scrambled_teleport(
    const Scrambler& scrambler, const Message& message, const SpinCoupling& coupling,
    const TwoSidedState& state, std::span<const int> s0, std::span<const double> mu,
    std::span<const int> s1, const std::stop_token& stop) {
  check_spin_protocol(scrambler.num_qubits(), message, coupling, mu);
  return scrambled_teleport(message, coupling, state, unitaries(scrambler, s0, stop), mu,
                            unitaries(scrambler, s1, stop), stop);
}

}  // namespace traversable
