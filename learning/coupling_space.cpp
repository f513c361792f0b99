#include "learning/coupling_space.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <stdexcept>

#include "sim/parallel.h"
#include "sym/encoding.h"
#include "sym/operator_sum.h"

namespace traversable {
namespace {

double sign_of(std::uint64_t state, std::uint64_t z) {
  return std::popcount(state & z) % 2 == 0 ? 1.0 : -1.0;
}

}  // namespace

CouplingSpace::CouplingSpace(const Hamiltonian& terms)
    : num_majoranas_(terms.num_majoranas()),
      degree_(terms.degree()),
      symmetry_(symmetry_class(terms)) {
  // The left copy's strings of unit couplings, in the order of the terms.
  std::vector<Term> unit = terms.terms();
  for (Term& term : unit) term.coupling = 1.0;
  const MajoranaSum left = left_hamiltonian(Hamiltonian(num_majoranas_, unit));
  for (std::size_t k = 0; k < unit.size(); ++k) {
    PauliString string;
    for (const int j : unit[k].indices()) string = product(string, jordan_wigner(j));
    strings_.push_back(
        {unit[k].majoranas, string.x, string.z, left[k].coefficient * power_of_i(string.phase)});
  }
}

bool CouplingSpace::commute(std::size_t k, std::size_t l) const {
  return std::popcount(majoranas(k) & majoranas(l)) % 2 == 0;
}

Eigen::VectorXd CouplingSpace::couplings_of(const Hamiltonian& hamiltonian) const {
  if (hamiltonian.num_majoranas() != num_majoranas_)
    throw std::invalid_argument(fmt::format("a model of {} Majoranas: expected {}",
                                            hamiltonian.num_majoranas(), num_majoranas_));
  Eigen::VectorXd couplings = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size()));
  for (const Term& term : hamiltonian.terms()) {
    std::size_t k = 0;
    while (k < size() && majoranas(k) != term.majoranas) ++k;
    if (k == size())
      throw std::invalid_argument(fmt::format("the term on Majoranas {} is not among those learned",
                                              fmt::join(term.indices(), ", ")));
    couplings[static_cast<Eigen::Index>(k)] = term.coupling;
  }
  return couplings;
}

Hamiltonian CouplingSpace::hamiltonian(const Eigen::VectorXd& couplings) const {
  std::vector<Term> terms;
  for (std::size_t k = 0; k < size(); ++k)
    if (couplings[k] != 0) terms.push_back({couplings[k], majoranas(k)});
  return Hamiltonian(num_majoranas_, std::move(terms));
}

double CouplingSpace::one_norm(const Eigen::VectorXd& couplings) const {
  double sum = 0;
  for (std::size_t k = 0; k < size(); ++k)
    sum += std::abs(couplings[static_cast<Eigen::Index>(k)]) * std::abs(strings_[k].coefficient);
  return sum;
}

GradedMatrix CouplingSpace::matrix(const Eigen::VectorXd& couplings) const {
  const Eigen::Index half = ParityBasis(num_majoranas_).sector_dimension();
  GradedMatrix h;
  for (auto& block : h.block) block = Eigen::MatrixXcd::Zero(half, half);
  for (std::size_t k = 0; k < size(); ++k) {
    if (couplings[k] == 0) continue;
    const String& p = strings_[k];
    const Complex value = couplings[k] * p.coefficient;
    const auto shift = static_cast<Eigen::Index>(p.x >> 1);
    for (int s = 0; s < 2; ++s)
      for (Eigen::Index column = 0; column < half; ++column)
        h.block[static_cast<std::size_t>(s)](column ^ shift, column) +=
            value * sign_of(ParityBasis::state(s, column), p.z);
  }
  return h;
}

Eigen::VectorXd CouplingSpace::derivatives(const GradedMatrix& g) const {
  const Eigen::Index half = g.block[0].rows();
  Eigen::VectorXd result(static_cast<Eigen::Index>(size()));
  for_each_index(size(), worth_threads(result.size() * half), [&](std::size_t k) {
    const String& p = strings_[k];
    const auto shift = static_cast<Eigen::Index>(p.x >> 1);
    Complex sum = 0.0;
    for (int s = 0; s < 2; ++s) {
      const auto& block = g.block[static_cast<std::size_t>(s)];
      for (Eigen::Index column = 0; column < half; ++column)
        sum += sign_of(ParityBasis::state(s, column), p.z) * block(column, column ^ shift);
    }
    result[static_cast<Eigen::Index>(k)] = (p.coefficient * sum).real();
  });
  return result;
}

void check_couplings(const CouplingSpace& space, const Eigen::VectorXd& couplings) {
  if (couplings.size() != static_cast<Eigen::Index>(space.size()))
    throw std::invalid_argument(
        fmt::format("{} couplings: expected {}", couplings.size(), space.size()));
  for (const double coupling : couplings)
    if (!std::isfinite(coupling))
      throw std::invalid_argument(fmt::format("coupling {}: expected a finite number", coupling));
}

}  // namespace traversable
