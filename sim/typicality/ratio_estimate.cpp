#include "sim/typicality/ratio_estimate.h"

#include <algorithm>
#include <cmath>

namespace traversable {

void RatioEstimate::add(double log_weight, std::vector<std::complex<double>> values) {
  log_weights_.push_back(log_weight);
  values_.push_back(std::move(values));
}

std::vector<Estimate> RatioEstimate::result() const {
  const std::size_t states = values_.size();
  const double n = static_cast<double>(states);
  const double largest = *std::max_element(log_weights_.begin(), log_weights_.end());
  std::vector<double> weights(states);
  double total = 0;
  for (std::size_t s = 0; s < states; ++s)
    total += weights[s] = std::exp(log_weights_[s] - largest);
  std::vector<Estimate> result(values_.front().size());
  std::vector<std::complex<double>> left_out(states);  // the ratio without state s
  for (std::size_t k = 0; k < result.size(); ++k) {
    std::complex<double> sum = 0, mean_left_out = 0;
    for (std::size_t s = 0; s < states; ++s) sum += weights[s] * values_[s][k];
    for (std::size_t s = 0; s < states; ++s) {
      left_out[s] = (sum - weights[s] * values_[s][k]) / (total - weights[s]);
      mean_left_out += left_out[s] / n;
    }
    double real = 0, imaginary = 0;
    for (const auto& ratio : left_out) {
      real += std::pow(ratio.real() - mean_left_out.real(), 2);
      imaginary += std::pow(ratio.imag() - mean_left_out.imag(), 2);
    }
    const std::complex<double> ratio = sum / total;
    result[k] = {ratio + (n - 1) * (ratio - mean_left_out), std::sqrt((n - 1) / n * real),
                 std::sqrt((n - 1) / n * imaginary)};
  }
  return result;
}

}  // namespace traversable
