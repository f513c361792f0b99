// What the levels alone say: degeneracies, gap ratios, spectral form factor.
#pragma once

#include <Eigen/Core>
#include <complex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/two_sided/sector_spectrum.h"
#include "sym/hamiltonian.h"

namespace traversable {

/// Distinct levels of a sector with their multiplicities. Levels closer than 1e-9 of the width of
/// the whole spectrum count as one (neighbours chain).
struct DistinctLevels {
  std::vector<double> energy;
  std::vector<int> degeneracy;
};

/// Of each parity sector.
std::array<DistinctLevels, 2> distinct_levels(const SectorSpectrum& spectrum);

/// Mean of min(s_n, s_n+1) / max(s_n, s_n+1) over adjacent gaps of distinct levels (Oganesyan and
/// Huse, cond-mat/0610854; Atas et al., arXiv:1212.5611), and its standard error: the scatter of
/// this mean over draws of a chaotic or an integrable model,
///
///   error^2 = v (1 + 2 c m / n) / n,
///
/// n ratios of which m pairs are neighbours and share a gap. c, their correlation (0.15 of
/// independent levels, 0.24, 0.27, 0.29 of GOE, GUE, GSE), and v0, a variance, are those of the
/// random matrices of this mean; v is the variance of the n ratios, averaged with v0 as if v0 had
/// been seen in 30 more. NaN with fewer than three levels (the error: four).
struct GapRatio {
  double mean = 0;
  double error = 0;
  /// Ratios that it is the mean of.
  int count = 0;
};
/// Of levels as they are: mirrored ones are not looked for.
GapRatio gap_ratio(std::span<const double> levels);

/// Over both sectors of a copy, each ratio once: of one sector where both have the same levels (N
/// mod 8 = 2, 6 and odd N of SYK_4) or E -> -E maps one to the other (all q = 2 mod 4, N mod 4 = 2),
/// and of one half of a sector that E -> -E maps to itself (all q = 2 mod 4, N mod 4 = 0
/// or odd).
GapRatio gap_ratio(const SectorSpectrum& spectrum);

/// The ensemble of random matrices that a chaotic H of this N and these q belongs to, and its mean
/// gap ratio (Atas et al., table I).
struct RandomMatrixClass {
  std::string name;  // "GOE", "GUE", "GSE"
  double gap_ratio = 0;
};
inline constexpr double poisson_gap_ratio = 0.38629;  // 2 ln 2 - 1

/// All q = 0 mod 4: by N mod 8 (symmetry_class.h; Fu and Sachdev, arXiv:1603.05246). Other q from 6 up, or q mixed with the
/// former: GUE within a sector (Kanazawa and Wettig, arXiv:1706.03044). Nothing where every term
/// has q = 2: free fermions.
std::optional<RandomMatrixClass> random_matrix_class(const Hamiltonian& hamiltonian);

/// Z(beta + i t) / Z(beta) at every t, Z(z) = Tr e^{-z h}. The spectral form factor of an instance
/// is its squared modulus, of an ensemble the mean of |Z(beta + i t)|^2 over the squared mean of
/// Z(beta) (Cotler et al., arXiv:1611.04650).
std::vector<std::complex<double>> partition_ratio(const SectorSpectrum& spectrum, double beta,
                                                  std::span<const double> times);

}  // namespace traversable
