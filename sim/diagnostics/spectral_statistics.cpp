#include "sim/diagnostics/spectral_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/arguments.h"
#include "sim/diagnostics/exact_copy.h"

namespace traversable {
namespace {

constexpr double degenerate = 1e-9;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double width_of(const SectorSpectrum& spectrum) {
  return std::max(spectrum.levels[0].maxCoeff(), spectrum.levels[1].maxCoeff()) - spectrum.ground();
}

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

GapRatio statistics(const std::vector<double>& values) {
  GapRatio result{nan, nan, static_cast<int>(values.size())};
  const double count = static_cast<double>(values.size());
  if (values.empty()) return result;
  double sum = 0, square = 0;
  for (const double r : values) sum += r;
  result.mean = sum / count;
  if (values.size() < 2) return result;
  for (const double r : values) square += (r - result.mean) * (r - result.mean);
  result.error = std::sqrt(square / (count - 1) / count);
  return result;
}

}  // namespace

std::array<DistinctLevels, 2> distinct_levels(const SectorSpectrum& spectrum) {
  const double tolerance = degenerate * width_of(spectrum);
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

GapRatio gap_ratio(std::span<const double> levels) { return statistics(ratios(levels)); }

GapRatio gap_ratio(const SectorSpectrum& spectrum) {
  const std::array<DistinctLevels, 2> levels = distinct_levels(spectrum);
  const double tolerance = 1e3 * degenerate * width_of(spectrum);
  const bool equal = std::equal(levels[0].energy.begin(), levels[0].energy.end(),
                                levels[1].energy.begin(), levels[1].energy.end(),
                                [&](double a, double b) { return std::abs(a - b) <= tolerance; });
  std::vector<double> all = ratios(levels[0].energy);
  if (!equal) {
    const std::vector<double> second = ratios(levels[1].energy);
    all.insert(all.end(), second.begin(), second.end());
  }
  return statistics(all);
}

std::optional<SymmetryClass> symmetry_class(const Hamiltonian& hamiltonian) {
  bool all_real = true, free = true;
  for (const Term& term : hamiltonian.terms()) {
    all_real = all_real && term.size() % 4 == 0;
    free = free && term.size() == 2;
  }
  if (free) return std::nullopt;
  const SymmetryClass goe{"GOE", 0.5307}, gue{"GUE", 0.5996}, gse{"GSE", 0.6744};
  if (!all_real) return gue;
  switch (hamiltonian.num_majoranas() % 8) {
    case 7:
    case 0:
    case 1:
      return goe;
    case 2:
    case 6:
      return gue;
    default:
      return gse;
  }
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
