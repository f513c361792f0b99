#include "sim/two_sided/one_sided_operators.h"

#include <cmath>
#include <vector>

#include "sim/at.h"
#include "sim/parallel.h"
#include "sym/encoding.h"
#include "sym/operator_sum.h"

namespace traversable {
namespace {

PauliString pauli_product(std::span<const int> majoranas) {
  PauliString result;
  for (const int j : majoranas) result = product(result, jordan_wigner(j));
  return result;
}

double sign_of(std::uint64_t state, const PauliString& p) {
  return std::popcount(state & p.z) % 2 == 0 ? 1.0 : -1.0;
}

}  // namespace

GradedMatrix dense_hamiltonian(const Hamiltonian& hamiltonian) {
  const ParityBasis basis(hamiltonian.num_majoranas());
  const Eigen::Index half = basis.sector_dimension();
  struct Entry {
    PauliString string;
    Complex coefficient;
  };
  std::vector<Entry> terms;
  for (const MajoranaTerm& term : left_hamiltonian(hamiltonian)) {
    const PauliString p = pauli_product(Term{1.0, term.string.left}.indices());
    terms.push_back({p, term.coefficient * power_of_i(p.phase)});
  }
  GradedMatrix h;
  for (auto& block : h.block) block.resize(half, half);
  // Column by column: what is added to stays in cache.
  const auto operations = static_cast<Eigen::Index>(terms.size()) * half;
  for_each_index(2 * half, worth_threads(operations), [&](Eigen::Index n) {
    const int s = n < half ? 0 : 1;
    const Eigen::Index column = n - s * half;
    const std::uint64_t state = ParityBasis::state(s, column);
    auto out = h.block[static_cast<std::size_t>(s)].col(column);
    out.setZero();
    for (const auto& [p, coefficient] : terms)
      out[column ^ static_cast<Eigen::Index>(p.x >> 1)] += coefficient * sign_of(state, p);
  });
  return h;
}

MonomialOperator majorana_product(const ParityBasis& basis, std::span<const int> majoranas) {
  const PauliString p = pauli_product(majoranas);
  const Eigen::Index half = basis.sector_dimension();
  const auto shift = static_cast<Eigen::Index>(p.x >> 1);
  MonomialOperator result;
  result.grade = static_cast<int>(majoranas.size() % 2);
  for (int s = 0; s < 2; ++s) {
    auto& source = result.source[static_cast<std::size_t>(s)];
    auto& factor = result.factor[static_cast<std::size_t>(s)];
    source.resize(half);
    factor.resize(half);
    for (Eigen::Index i = 0; i < half; ++i) {
      source[i] = i ^ shift;
      const std::uint64_t from = ParityBasis::state(s ^ result.grade, source[i]);
      factor[i] = power_of_i(p.phase) * sign_of(from, p);
    }
  }
  return result;
}

Eigen::MatrixXcd multiply(const MonomialOperator& p, int sector, const Eigen::MatrixXcd& m) {
  const std::size_t row_sector = at(sector ^ p.grade);
  Eigen::MatrixXcd result(m.rows(), m.cols());
  for_each_index(m.cols(), worth_threads(m.size()), [&](Eigen::Index n) {
    for (Eigen::Index i = 0; i < m.rows(); ++i)
      result(i, n) = p.factor[row_sector][i] * m(p.source[row_sector][i], n);
  });
  return result;
}

GradedMatrix multiply(const MonomialOperator& p, const GradedMatrix& m) {
  GradedMatrix result;
  result.grade = p.grade ^ m.grade;
  for (int c = 0; c < 2; ++c) result.block[at(c)] = multiply(p, c ^ m.grade, m.block[at(c)]);
  return result;
}

}  // namespace traversable
