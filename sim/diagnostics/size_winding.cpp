#include "sim/diagnostics/size_winding.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace traversable {
namespace {

using Eigen::Index;

constexpr double negligible = 1e-9;

/// sum_n n^power Q(n) e^{-i b n}.
Complex moment(const Eigen::VectorXcd& q, double b, int power) {
  Complex sum = 0;
  for (Index n = 0; n < q.size(); ++n)
    sum += std::pow(static_cast<double>(n), power) * q[n] *
           std::polar(1.0, -b * static_cast<double>(n));
  return sum;
}

/// b is told apart up to pi where all sizes are even or all odd, else up to 2 pi: half of that.
double half_range(const Eigen::VectorXcd& q, double total) {
  std::array<bool, 2> has{};
  for (Index n = 0; n < q.size(); ++n)
    if (std::abs(q[n]) > negligible * total) has[static_cast<std::size_t>(n % 2)] = true;
  return has[0] && has[1] ? std::numbers::pi : std::numbers::pi / 2;
}

/// The b in (-half, half] of the largest |F(b)|, F(b) = sum Q e^{-ibn}: a grid finer than its wiggles, then Newton's
/// steps on d|F|^2/db = 2 Im(conj(F) F_1) that do not leave the grid's cell.
double best_slope(const Eigen::VectorXcd& q, double half) {
  const int points = (half > 2 ? 32 : 16) * static_cast<int>(q.size());  // 16 a size for every pi
  const double step = 2 * half / points;
  double best = 0, largest = -1;
  for (int k = 0; k < points; ++k) {
    const double b = -half + (k + 1) * step;
    const double value = std::norm(moment(q, b, 0));
    // Rounding alone must not choose between equal values: the least |b| wins.
    if (value > largest * (1 + 1e-12) ||
        (value > largest * (1 - 1e-12) && std::abs(b) < std::abs(best))) {
      largest = value;
      best = b;
    }
  }
  const double start = best;
  for (int iteration = 0; iteration < 50; ++iteration) {
    const Complex f = moment(q, best, 0), first = moment(q, best, 1), second = moment(q, best, 2);
    const double slope = 2 * (std::conj(f) * first).imag();
    const double curvature = 2 * (std::norm(first) - (std::conj(f) * second).real());
    if (!(curvature < 0)) break;
    const double next = best - slope / curvature;
    if (std::abs(next - start) > step) break;
    const bool done = std::abs(next - best) < 1e-15;
    best = next;
    if (done) break;
  }
  return best;
}

}  // namespace

SizeWinding size_winding(const SizeDistribution& distribution) {
  const Eigen::VectorXcd& q = distribution.q;
  const double total_p = distribution.p.sum(), total_q = q.cwiseAbs().sum();
  if (!std::isfinite(total_p) || !std::isfinite(total_q) || !(total_p > 0))
    throw std::invalid_argument("size distribution: expected finite values and a positive sum");
  SizeWinding result{.perfectness = total_q / total_p};
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (total_q <= negligible * total_p) {
    result.linearity = result.slope = result.intercept = result.slope_error = result.residual = nan;
    return result;
  }
  const double half = half_range(q, total_q);
  result.slope = best_slope(q, half);
  const Complex sum = moment(q, result.slope, 0);
  result.linearity = std::abs(sum) / total_q;
  result.intercept = std::arg(sum);
  double square = 0, mean = 0, second = 0;
  int sizes = 0;
  for (Index n = 0; n < q.size(); ++n) {
    const double weight = std::abs(q[n]) / total_q, size = static_cast<double>(n);
    if (weight <= negligible) continue;
    ++sizes;
    const double residual = std::arg(q[n] * std::polar(1.0, -result.slope * size) * std::conj(sum));
    square += weight * residual * residual;
    mean += weight * size;
    second += weight * size * size;
  }
  result.residual = std::sqrt(square);
  const double variance = second - mean * mean;
  const bool either_sign = half - std::abs(result.slope) < negligible;
  result.slope_error =
      sizes < 3 || either_sign ? nan : std::sqrt(square / ((sizes - 2) * variance));
  return result;
}

}  // namespace traversable
