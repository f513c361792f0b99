#include "sim/spins/message_observables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/at.h"
#include "sym/quoted.h"

namespace traversable {
namespace {

using Eigen::Index;

/// `value`'s bits at the places.
Index spread(Index value, std::span<const int> places) {
  Index bits = 0;
  for (std::size_t j = 0; j < places.size(); ++j) bits |= (value >> j & 1) << places[j];
  return bits;
}

/// Columns: the basis' two states.
Eigen::Matrix2cd basis_states(char basis) {
  const double r = std::numbers::sqrt2 / 2;
  const std::complex<double> i(0.0, 1.0);
  Eigen::Matrix2cd states;
  switch (basis) {
    case 'Z':
      return Eigen::Matrix2cd::Identity();
    case 'X':
      states << r, r, r, -r;
      return states;
    case 'Y':
      states << r, r, i * r, -i * r;
      return states;
    default:
      throw std::invalid_argument(
          fmt::format("basis = {}: expected X, Y or Z", in_quotes(std::string(1, basis))));
  }
}

double information_of_outcomes(const Eigen::Matrix2d& measured) {
  const Eigen::Matrix2d p = measured.cwiseMax(0);  // rounding
  double nats = 0;
  for (Index r = 0; r < 2; ++r)
    for (Index a = 0; a < 2; ++a)
      if (p(r, a) > 0) nats += p(r, a) * std::log(p(r, a) / (p.row(r).sum() * p.col(a).sum()));
  return nats;
}

}  // namespace

int message_size_of(const Eigen::MatrixXcd& rho) {
  for (int k = 1; k <= 3; ++k)
    if (rho.rows() == Index{1} << 2 * k && rho.cols() == rho.rows()) return k;
  throw std::invalid_argument(fmt::format(
      "rho: shape ({}, {}), expected (4, 4), (16, 16) or (64, 64)", rho.rows(), rho.cols()));
}

Eigen::MatrixXcd reduced_state(const Eigen::MatrixXcd& rho, std::span<const int> kept) {
  const int qubits = 2 * message_size_of(rho);
  std::vector<int> traced;
  for (int k = 0; k < qubits; ++k)
    if (std::find(kept.begin(), kept.end(), k) == kept.end()) traced.push_back(k);
  const Index size = Index{1} << kept.size(), rest = Index{1} << traced.size();
  Eigen::MatrixXcd result = Eigen::MatrixXcd::Zero(size, size);
  for (Index row = 0; row < size; ++row)
    for (Index column = 0; column < size; ++column)
      for (Index k = 0; k < rest; ++k)
        result(row, column) +=
            rho(spread(row, kept) | spread(k, traced), spread(column, kept) | spread(k, traced));
  return result;
}

Eigen::Matrix4cd pair_state(const Eigen::MatrixXcd& rho, int reference, int read_out) {
  const int k = message_size_of(rho);
  return reduced_state(rho, std::array<int, 2>{read_out, k + reference});
}

double message_information(const Eigen::MatrixXcd& rho, EntropyUnit unit) {
  const int k = message_size_of(rho);
  std::vector<int> read_outs(at(k)), references(at(k));
  std::iota(read_outs.begin(), read_outs.end(), 0);
  std::iota(references.begin(), references.end(), k);
  return von_neumann_entropy(reduced_state(rho, references), unit) +
         von_neumann_entropy(reduced_state(rho, read_outs), unit) - von_neumann_entropy(rho, unit);
}

double message_fidelity(const Eigen::MatrixXcd& rho) {
  const Index values = Index{1} << message_size_of(rho);
  std::complex<double> sum = 0;
  for (Index p = 0; p < values; ++p)
    for (Index q = 0; q < values; ++q) sum += rho(values * p + p, values * q + q);
  return sum.real() / static_cast<double>(values);
}

double measured_information(const Eigen::Matrix4cd& pair, char basis, EntropyUnit unit) {
  const Eigen::Matrix2cd states = basis_states(basis);
  Eigen::Matrix2d outcomes;
  for (Index r = 0; r < 2; ++r)
    for (Index a = 0; a < 2; ++a) {
      Eigen::Vector4cd both;
      for (Index p = 0; p < 2; ++p) both.segment<2>(2 * p) = states(p, r) * states.col(a);
      outcomes(r, a) = both.dot(pair * both).real();
    }
  const double nats = information_of_outcomes(outcomes);
  return unit == EntropyUnit::nats ? nats : nats / std::numbers::ln2;
}

}  // namespace traversable
