#include "sim/spins/coupling_action.h"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cmath>

#include "sim/at.h"

namespace traversable {
namespace {

std::uint64_t bits_of(Size i) { return static_cast<std::uint64_t>(i); }

double parity_sign(std::uint64_t bits) { return std::popcount(bits) % 2 == 0 ? 1.0 : -1.0; }

bool is_of_z(const CouplingTerm& term) { return term.string.x == 0; }
bool is_of_one_site(const CouplingTerm& term) {
  return std::popcount(term.string.x | term.string.z) <= 1;
}

/// One site's rotation: (A_00, A_11) -> same (A_00, A_11) + swapped (A_11, A_00), and (A_01, A_10) alike.
struct SiteRotation {
  Complex equal_same, equal_swapped, unequal_same, unequal_swapped;

  bool leaves_unequal() const { return unequal_same == 1.0 && unequal_swapped == 0.0; }
};

void mix(Complex& a, Complex& b, Complex same, Complex swapped) {
  const double ar = a.real(), ai = a.imag(), br = b.real(), bi = b.imag();
  a = {same.real() * ar - same.imag() * ai + swapped.real() * br - swapped.imag() * bi,
       same.real() * ai + same.imag() * ar + swapped.real() * bi + swapped.imag() * br};
  b = {same.real() * br - same.imag() * bi + swapped.real() * ar - swapped.imag() * ai,
       same.real() * bi + same.imag() * br + swapped.real() * ai + swapped.imag() * ar};
}

/// The two columns that differ in the site's bit, rows first .. first + count - 1.
void rotate_columns(Complex* low, Complex* high, Size bit, Size count, const SiteRotation& r) {
  for (Size begin = 0; begin < count; begin += 2 * bit)
    for (Size row = begin; row < begin + bit; ++row) {
      mix(low[row], high[row + bit], r.equal_same, r.equal_swapped);
      if (!r.leaves_unequal()) mix(low[row + bit], high[row], r.unequal_same, r.unequal_swapped);
    }
}

Complex* column_of(const MatrixView<double>& a, Size row, Size column) {
  return reinterpret_cast<Complex*>(&a(row, column));
}

/// Sites whose rotations are done together in a tile that stays in cache.
constexpr int tile_sites = 5;

/// The lowest sites of every tile of 2^sites x 2^sites.
void rotate_tiles(const MatrixView<double>& a, const std::vector<SiteRotation>& rotations) {
  const int sites = std::min(tile_sites, static_cast<int>(rotations.size()));
  const Size side = Size{1} << sites;
  for_each_index(a.columns / side, worth_threads(a.size()), [&](Size block) {
    for (Size first = 0; first < a.rows; first += side)
      for (int k = 0; k < sites; ++k) {
        const Size bit = Size{1} << k;
        for (Size c = 0; c < side; ++c)
          if ((c & bit) == 0)
            rotate_columns(column_of(a, first, block * side + c),
                           column_of(a, first, block * side + c + bit), bit, side,
                           rotations[at(k)]);
      }
  });
}

/// One site, all columns.
void rotate_site(const MatrixView<double>& a, int site, const SiteRotation& rotation) {
  const Size bit = Size{1} << site;
  for_each_index(a.columns / 2, worth_threads(a.size()), [&](Size k) {
    const Size column = (k & ~(bit - 1)) * 2 + (k & (bit - 1));
    rotate_columns(column_of(a, 0, column), column_of(a, 0, column + bit), bit, a.rows, rotation);
  });
}

/// P A P against A: one term of V, theta = mu w / W.
void rotate_by_string(const MatrixView<double>& a, const PauliString& p, double theta) {
  const Complex cosine = std::cos(theta), sine(0.0, std::sin(theta));
  const auto x = static_cast<Size>(p.x);
  for_each_index(a.columns, worth_threads(a.size()), [&](Size c) {
    if ((c ^ x) < c) return;  // with its partner
    Complex* here = column_of(a, 0, c);
    Complex* there = column_of(a, 0, c ^ x);
    for (Size r = 0; r < a.rows; ++r) {
      const Complex swapped = parity_sign(bits_of(r ^ c) & p.z) * sine;
      if (x == 0)
        here[r] *= cosine + swapped;
      else
        mix(here[r], there[r ^ x], cosine, swapped);
    }
  });
}

}  // namespace

CouplingAction::CouplingAction(const SpinCoupling& coupling) : coupling_(coupling) {
  const auto& terms = coupling.terms();
  const double total = coupling.total_weight();
  if (std::ranges::all_of(terms, is_of_z)) {
    diagonal_.resize(std::size_t{1} << coupling.num_qubits());
    for (std::size_t difference = 0; difference < diagonal_.size(); ++difference)
      for (const CouplingTerm& term : terms)
        diagonal_[difference] += term.weight / total * parity_sign(difference & term.string.z);
  } else if (std::ranges::all_of(terms, is_of_one_site)) {
    sites_.resize(at(coupling.num_qubits()));
    for (const CouplingTerm& term : terms) {
      const double v = term.weight / total;
      const std::uint64_t letters = term.string.x | term.string.z;
      SiteValues& site = sites_[letters == 0 ? 0 : at(std::countr_zero(letters))];
      site.i += v;
      site.x += term.string.z == 0 ? v : -v;
      site.y += (term.string.x == 0) == (term.string.z == 0) ? v : -v;
      site.z += term.string.x == 0 ? v : -v;
    }
  }
}

void CouplingAction::apply(const MatrixView<double>& a, double mu) const {
  if (!diagonal_.empty())
    apply_phases(a, mu);
  else if (!sites_.empty())
    apply_sites(a, mu);
  else
    apply_terms(a, mu);
}

void CouplingAction::apply_phases(const MatrixView<double>& a, double mu) const {
  std::vector<Complex> phase(diagonal_.size());
  for (std::size_t k = 0; k < phase.size(); ++k) phase[k] = std::polar(1.0, mu * diagonal_[k]);
  for_each_index(a.columns, worth_threads(a.size()), [&](Size c) {
    Complex* column = column_of(a, 0, c);
    for (Size r = 0; r < a.rows; ++r) {
      const Complex f = phase[static_cast<std::size_t>(r ^ c)], z = column[r];
      column[r] = {f.real() * z.real() - f.imag() * z.imag(),
                   f.real() * z.imag() + f.imag() * z.real()};
    }
  });
}

void CouplingAction::apply_sites(const MatrixView<double>& a, double mu) const {
  std::vector<SiteRotation> rotations;
  Complex common = 1.0;
  const auto phase = [mu](double value) { return std::polar(1.0, mu * value); };
  for (const SiteValues& v : sites_) {
    // What X and Y share is taken out of every site and put into the last, so that the others leave half of A alone.
    const Complex shared = phase(v.x);
    common *= shared;
    const Complex i = phase(v.i - v.x), y = phase(v.y - v.x), z = phase(v.z - v.x);
    rotations.push_back({0.5 * (i + z), 0.5 * (i - z), 0.5 * (1.0 + y), 0.5 * (1.0 - y)});
  }
  SiteRotation& last = rotations.back();
  for (Complex* factor :
       {&last.equal_same, &last.equal_swapped, &last.unequal_same, &last.unequal_swapped})
    *factor *= common;
  rotate_tiles(a, rotations);
  for (int site = tile_sites; site < static_cast<int>(rotations.size()); ++site)
    rotate_site(a, site, rotations[at(site)]);
}

void CouplingAction::apply_terms(const MatrixView<double>& a, double mu) const {
  for (const CouplingTerm& term : coupling_.terms())
    rotate_by_string(a, term.string, mu * term.weight / coupling_.total_weight());
}

double CouplingAction::expectation(const MatrixView<double>& a) const {
  const auto m = as_eigen(a);
  Eigen::VectorXd of_column(a.columns);
  for_each_index(a.columns, worth_threads(a.size()), [&](Size c) {
    double sum = 0;
    for (const CouplingTerm& term : coupling_.terms()) {
      const auto x = static_cast<Size>(term.string.x);
      double own = 0;
      for (Size r = 0; r < a.rows; ++r)
        own += parity_sign(bits_of(r ^ c) & term.string.z) *
               (std::conj(m(r, c)) * m(r ^ x, c ^ x)).real();
      sum += term.weight * own;
    }
    of_column[c] = sum;
  });
  return of_column.sum() / (coupling_.total_weight() * static_cast<double>(a.columns));
}

}  // namespace traversable
