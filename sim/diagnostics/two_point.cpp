#include "sim/diagnostics/two_point.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "sim/arguments.h"
#include "sim/interrupted.h"
#include "sim/parallel.h"

namespace traversable {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Two energies of opposite parity and their weight 1/2 (p_m + p_n) |gamma_mn|^2 in Re G.
struct Line {
  double frequency;
  double weight;
};

/// The lines of 1/2 sum_mn p_m |gamma_mn|^2 cos((E_m - E_n) t), |gamma|^2 given from sector 0 into
/// 1.
std::vector<Line> spectral_lines(const ExactCopy& copy, const std::array<Eigen::VectorXd, 2>& p,
                                 const MatrixXd& squares) {
  std::vector<Line> lines;
  lines.reserve(static_cast<std::size_t>(squares.size()));
  for (Index n = 0; n < squares.cols(); ++n)
    for (Index m = 0; m < squares.rows(); ++m)
      lines.push_back({std::abs(copy.spectrum().levels[1][m] - copy.spectrum().levels[0][n]),
                       0.5 * (p[1][m] + p[0][n]) * squares(m, n)});
  return lines;
}

LateTimes sum_over_lines(std::vector<Line> lines, double tolerance) {
  std::sort(lines.begin(), lines.end(),
            [](const Line& a, const Line& b) { return a.frequency < b.frequency; });
  constexpr double equal_times = 0.5;  // G(0)
  LateTimes result;
  for (std::size_t i = 0; i < lines.size();) {
    double weight = 0;
    const std::size_t first = i;
    // Neighbours chain: a group ends at a gap above the tolerance.
    for (; i < lines.size() &&
           (i == first || lines[i].frequency - lines[i - 1].frequency <= tolerance);
         ++i)
      weight += lines[i].weight;
    if (lines[first].frequency <= tolerance)
      result.mean = weight / equal_times;
    else
      result.fluctuation += 0.5 * weight * weight;
  }
  result.fluctuation = std::sqrt(result.fluctuation) / equal_times;
  return result;
}

}  // namespace

Eigen::MatrixXcd two_point_functions(const ExactCopy& copy, double beta,
                                     std::span<const int> fermions, std::span<const double> times,
                                     const std::stop_token& stop) {
  check_inverse_temperature(beta);
  check_times(times, copy.one_norm());
  check_majoranas(fermions, copy.hamiltonian().num_majoranas());
  const std::array<Eigen::VectorXd, 2> p = copy.thermal(beta);
  const auto num_times = static_cast<Index>(times.size());
  // Phases e^{i E t}, real and imaginary parts apart: products with the real |gamma|^2.
  std::array<MatrixXd, 2> cosine, sine;
  for (std::size_t s = 0; s < 2; ++s) {
    const Eigen::VectorXd& levels = copy.spectrum().levels[s];
    const Eigen::Map<const Eigen::RowVectorXd> t(times.data(), num_times);
    const Eigen::ArrayXXd angle = levels * t;
    cosine[s] = angle.cos();
    sine[s] = angle.sin();
  }
  Eigen::MatrixXcd result(static_cast<Index>(fermions.size()), num_times);
  for (std::size_t j = 0; j < fermions.size(); ++j) {
    throw_if_stopped(stop);
    const GradedMatrix gamma = copy.majorana(fermions[j]);
    Eigen::RowVectorXd real = Eigen::RowVectorXd::Zero(num_times), imag = real;
    for (std::size_t c = 0; c < 2; ++c) {
      const MatrixXd squares = gamma.block[c].cwiseAbs2();
      const MatrixXd cos_sum = squares.transpose() * (p[1 - c].asDiagonal() * cosine[1 - c]);
      const MatrixXd sin_sum = squares.transpose() * (p[1 - c].asDiagonal() * sine[1 - c]);
      real += cosine[c].cwiseProduct(cos_sum).colwise().sum() +
              sine[c].cwiseProduct(sin_sum).colwise().sum();
      imag += cosine[c].cwiseProduct(sin_sum).colwise().sum() -
              sine[c].cwiseProduct(cos_sum).colwise().sum();
    }
    for (Index t = 0; t < num_times; ++t)
      result(static_cast<Index>(j), t) = 0.5 * Complex(real[t], imag[t]);
  }
  return result;
}

std::vector<LateTimes> late_times(const ExactCopy& copy, double beta, std::span<const int> fermions,
                                  const std::stop_token& stop) {
  check_majoranas(fermions, copy.hamiltonian().num_majoranas());
  const std::array<Eigen::VectorXd, 2> p = copy.thermal(beta);
  const double tolerance = copy.spectrum().resolution();
  std::vector<LateTimes> result;
  const Index half = copy.basis().sector_dimension();
  MatrixXd mean = MatrixXd::Zero(half, half);
  for (const int j : fermions) {
    throw_if_stopped(stop);
    const MatrixXd squares = copy.majorana(j).block[0].cwiseAbs2();
    result.push_back(sum_over_lines(spectral_lines(copy, p, squares), tolerance));
    mean += squares / static_cast<double>(fermions.size());
  }
  result.push_back(sum_over_lines(spectral_lines(copy, p, mean), tolerance));
  return result;
}

Relaxation relaxation(std::span<const double> times, std::span<const double> values) {
  if (times.size() != values.size() || times.empty())
    throw std::invalid_argument("relaxation: expected a value for every time");
  const double start = values[0];
  if (!(start > 0)) throw std::invalid_argument("relaxation: expected a curve that starts above 0");
  const double threshold = std::exp(-1.0) * start;
  Relaxation result{.decay_time = std::numeric_limits<double>::quiet_NaN()};
  for (std::size_t i = 1; i < values.size(); ++i)
    if (std::abs(values[i]) <= threshold) {
      const double before = std::abs(values[i - 1]), after = std::abs(values[i]);
      result.decay_time =
          times[i - 1] + (times[i] - times[i - 1]) * (before - threshold) / (before - after);
      break;
    }
  const std::size_t dip =
      static_cast<std::size_t>(std::min_element(values.begin(), values.end()) - values.begin());
  result.dip = values[dip] / start;
  result.dip_time = times[dip];
  for (std::size_t i = dip + 1; i < values.size(); ++i)
    result.recurrence = std::max(result.recurrence, values[i] / start);
  return result;
}

}  // namespace traversable
