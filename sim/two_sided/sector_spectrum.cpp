#include "sim/two_sided/sector_spectrum.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/at.h"
#include "sim/complex.h"
#include "sim/linear_algebra/block_product.h"
#include "sim/linear_algebra/hermitian_eigen.h"
#include "sim/parallel.h"
#include "sim/two_sided/kramers_pairs.h"
#include "sim/two_sided/real_basis.h"

namespace traversable {
namespace {

/// body(s, token) for the first `count` sectors, side by side where they are large.
template <class Body>
void for_sectors(std::size_t count, const GradedMatrix& h, const std::stop_token& stop,
                 const Body& body) {
  const bool threaded = worth_threads(h.block[0].size());
  parallel_for(count, threaded ? std::min(2, omp_get_max_threads()) : 1, stop, body);
}

/// One block of h becomes its eigenvectors; the result is its levels.
Eigen::VectorXd diagonalize_sector(SectorForm form, const SectorReversal& t, Eigen::MatrixXcd& h,
                                   const std::stop_token& stop) {
  if (form == SectorForm::real) {
    Eigen::MatrixXd real = in_real_basis(h, t);
    h.resize(0, 0);
    Eigen::VectorXd levels = diagonalize_symmetric(real, stop);
    h = from_real_basis(real, t);
    return levels;
  }
  Eigen::VectorXd levels = diagonalize_hermitian(h, stop);
  if (form == SectorForm::kramers) make_kramers_pairs(levels, h, t, stop);
  return levels;
}

/// Sector 1 of a spectrum whose sector 0 is known.
void complete(SectorSpectrum& spectrum, const SymmetryClass& symmetry) {
  const bool reversed = symmetry.relation() == SectorRelation::time_reversal;
  const int n = symmetry.num_majoranas;
  auto& [known, other] = spectrum.vectors.block;
  other = multiply(reversed ? time_reversal(n) : spectator(n), 0, known);
  if (reversed) other = other.conjugate();  // P is real
  spectrum.levels[1] = spectrum.levels[0];
}

}  // namespace

SectorSpectrum diagonalize(const Hamiltonian& hamiltonian, const std::stop_token& stop) {
  return diagonalize(dense_hamiltonian(hamiltonian), symmetry_class(hamiltonian), stop);
}

SectorSpectrum diagonalize(GradedMatrix h, const SymmetryClass& symmetry,
                           const std::stop_token& stop) {
  const SectorForm form = symmetry.form();
  const bool related = symmetry.relation() != SectorRelation::none;
  SectorSpectrum spectrum{{}, std::move(h)};
  if (related) spectrum.vectors.block[1].resize(0, 0);
  const MonomialOperator p =
      form == SectorForm::general ? MonomialOperator{} : time_reversal(symmetry.num_majoranas);
  for_sectors(
      related ? 1 : 2, spectrum.vectors, stop, [&](std::size_t s, const std::stop_token& token) {
        spectrum.levels[s] =
            diagonalize_sector(form, {p.source[s], p.factor[s]}, spectrum.vectors.block[s], token);
      });
  if (related) complete(spectrum, symmetry);
  return spectrum;
}

SectorSpectrum diagonalize(GradedMatrix h, const std::stop_token& stop) {
  SectorSpectrum spectrum{{}, std::move(h)};
  for_sectors(2, spectrum.vectors, stop, [&](std::size_t s, const std::stop_token& token) {
    spectrum.levels[s] = diagonalize_hermitian(spectrum.vectors.block[s], token);
  });
  return spectrum;
}

double diagonalization_memory(int num_majoranas) {
  const auto half = static_cast<double>(ParityBasis(num_majoranas).sector_dimension());
  return 6 * half * half * sizeof(Complex);
}

std::vector<double> levels_of(const std::array<Eigen::VectorXd, 2>& levels) {
  std::vector<double> all(levels[0].begin(), levels[0].end());
  all.insert(all.end(), levels[1].begin(), levels[1].end());
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<double> levels_of(const Hamiltonian& hamiltonian, const std::stop_token& stop) {
  return levels_of(diagonalize(hamiltonian, stop).levels);
}

GradedMatrix in_eigenbasis(const MonomialOperator& p, const GradedMatrix& vectors) {
  GradedMatrix moved, result;
  result.grade = p.grade;
  std::vector<BlockProduct> products;
  // The two blocks of an odd p are each other's adjoint, to a phase.
  for (int c = 0; c < 2 - p.grade; ++c) {
    moved.block[at(c)] = multiply(p, c, vectors.block[at(c)]);
    result.block[at(c)].resizeLike(moved.block[at(c)]);
    products.push_back({ProductForm::adjoint_left, vectors.block[at(c ^ p.grade)],
                        moved.block[at(c)], result.block[at(c)]});
  }
  multiply(products);
  if (p.grade == 1) result.block[1] = square_of(p) * result.block[0].adjoint();
  return result;
}

void function_of_h(const GradedMatrix& vectors, const std::array<Eigen::VectorXcd, 2>& factor,
                   GradedMatrix& result, Eigen::MatrixXcd& scratch) {
  result.grade = 0;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::MatrixXcd& u = vectors.block[s];
    scratch.resize(u.rows(), u.cols());
    result.block[s].resize(u.rows(), u.cols());
    for_each_index(u.cols(), worth_threads(u.size()),
                   [&](Eigen::Index n) { scratch.col(n) = factor[s][n] * u.col(n); });
    const BlockProduct product{ProductForm::adjoint_right, scratch, u, result.block[s]};
    multiply({&product, 1});
  }
}

}  // namespace traversable
