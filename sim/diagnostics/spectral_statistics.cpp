#include "sim/diagnostics/spectral_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/arguments.h"
#include "sim/diagnostics/exact_copy.h"

namespace traversable {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double largest_level(const SectorSpectrum& spectrum) {
  double largest = 0;
  for (const auto& levels : spectrum.levels)
    largest = std::max(largest, levels.cwiseAbs().maxCoeff());
  return largest;
}

std::vector<double> ratios(std::span<const double> levels) {
  std::vector<double> result;
  for (std::size_t i = 2; i < levels.size(); ++i) {
    const double first = levels[i - 1] - levels[i - 2], second = levels[i] - levels[i - 1];
    result.push_back(std::min(first, second) / std::max(first, second));
  }
  return result;
}

/// Ratios of the levels of a random matrix: mean, standard deviation, and the correlation of
/// neighbouring ratios, which share a gap. Those further apart are uncorrelated to 0.01.
struct RatioClass {
  double mean, deviation, correlation;
};
/// Independent levels, GOE, GUE, GSE. Means of Atas et al.; the others by simulation: matrices of
/// 200 levels, their middle half (tests/python/test_statistics_coverage.py).
constexpr std::array<RatioClass, 4> ratio_classes{{{poisson_gap_ratio, 0.2796, 0.153},
                                                   {0.5307, 0.2539, 0.240},
                                                   {0.5996, 0.2311, 0.270},
                                                   {0.6744, 0.2000, 0.286}}};

/// Between the classes on either side of this mean; beyond the ends, the last one.
RatioClass class_of_mean(double mean) {
  RatioClass below = ratio_classes.front();
  for (const RatioClass& above : ratio_classes) {
    if (mean <= above.mean) {
      const double w = mean <= below.mean ? 0 : (mean - below.mean) / (above.mean - below.mean);
      return {mean, std::lerp(below.deviation, above.deviation, w),
              std::lerp(below.correlation, above.correlation, w)};
    }
    below = above;
  }
  return below;
}

/// Mean over runs of neighbouring ratios, and its error: see GapRatio.
GapRatio statistics(std::span<const std::vector<double>> runs) {
  /// As if so many more ratios had been seen whose variance is that of their class.
  constexpr double prior = 30;
  double count = 0, neighbours = 0, sum = 0, square = 0;
  for (const auto& run : runs) {
    count += static_cast<double>(run.size());
    neighbours += run.empty() ? 0 : static_cast<double>(run.size() - 1);
    for (const double r : run) sum += r;
  }
  GapRatio result{nan, nan, static_cast<int>(count)};
  if (count == 0) return result;
  result.mean = sum / count;
  if (count < 2) return result;
  for (const auto& run : runs)
    for (const double r : run) square += (r - result.mean) * (r - result.mean);
  const RatioClass typical = class_of_mean(result.mean);
  // Var(mean) = variance inflation / count, and E square = variance (count - inflation).
  const double inflation = 1 + 2 * typical.correlation * neighbours / count;
  const double seen = square / (count - inflation);
  const double variance =
      ((count - 1) * seen + prior * typical.deviation * typical.deviation) / (count - 1 + prior);
  result.error = std::sqrt(variance * inflation / count);
  return result;
}

/// The levels whose ratios are not mirrored by others: all, or where E -> -E maps the levels to
/// themselves the lower half and the one above. (With a level at zero the ratio about it is one by
/// the mirror alone, and left out.)
std::span<const double> unmirrored(std::span<const double> levels, double tolerance) {
  const std::size_t count = levels.size();
  for (std::size_t i = 0; i < count; ++i)
    if (std::abs(levels[i] + levels[count - 1 - i]) > tolerance) return levels;
  return levels.first(count / 2 + 1);
}

}  // namespace

std::array<DistinctLevels, 2> distinct_levels(const SectorSpectrum& spectrum) {
  const double tolerance = spectrum.resolution();
  std::array<DistinctLevels, 2> result;
  for (std::size_t s = 0; s < 2; ++s) {
    double last = nan;
    for (const double level : spectrum.levels[s]) {
      if (result[s].energy.empty() || level - last > tolerance) {
        result[s].energy.push_back(level);
        result[s].degeneracy.push_back(0);
      }
      ++result[s].degeneracy.back();
      last = level;
    }
  }
  return result;
}

GapRatio gap_ratio(std::span<const double> levels) { return statistics({{ratios(levels)}}); }

GapRatio gap_ratio(const SectorSpectrum& spectrum) {
  const std::array<DistinctLevels, 2> levels = distinct_levels(spectrum);
  const std::vector<double>&first = levels[0].energy, &second = levels[1].energy;
  const double tolerance = 1e3 * spectrum.resolution();
  const bool same = std::ranges::equal(
      first, second, [&](double a, double b) { return std::abs(a - b) <= tolerance; });
  const bool mirrored =
      std::equal(first.begin(), first.end(), second.rbegin(), second.rend(),
                 [&](double a, double b) { return std::abs(a + b) <= tolerance; });
  std::vector<std::vector<double>> runs{ratios(unmirrored(first, tolerance))};
  if (!same && !mirrored) runs.push_back(ratios(unmirrored(second, tolerance)));
  return statistics(runs);
}

std::optional<RandomMatrixClass> random_matrix_class(const Hamiltonian& hamiltonian) {
  const bool free =
      std::ranges::all_of(hamiltonian.terms(), [](const Term& term) { return term.size() == 2; });
  if (free) return std::nullopt;
  switch (symmetry_class(hamiltonian).form()) {
    case SectorForm::real:
      return RandomMatrixClass{"GOE", 0.5307};
    case SectorForm::kramers:
      return RandomMatrixClass{"GSE", 0.6744};
    case SectorForm::general:
      break;
  }
  return RandomMatrixClass{"GUE", 0.5996};
}

std::vector<std::complex<double>> partition_ratio(const SectorSpectrum& spectrum, double beta,
                                                  std::span<const double> times) {
  check_inverse_temperature(beta);
  check_times(times, largest_level(spectrum));
  std::vector<std::complex<double>> result;
  double normalization = 0;
  for (const auto& levels : spectrum.levels)
    normalization += (-beta * (levels.array() - spectrum.ground())).exp().sum();
  for (const double t : times) {
    Complex sum = 0;
    for (const auto& levels : spectrum.levels)
      for (const double level : levels)
        sum += std::exp(-beta * (level - spectrum.ground())) * std::polar(1.0, -level * t);
    result.push_back(sum / normalization);
  }
  return result;
}

}  // namespace traversable
