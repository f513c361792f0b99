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
  const double largest = *std::max_element(log_weights_.begin(), log_weights_.end());
  std::vector<double> weights(states);
  double total = 0;
  for (std::size_t s = 0; s < states; ++s)
    total += weights[s] = std::exp(log_weights_[s] - largest);
  std::vector<Estimate> result(values_.front().size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    std::complex<double> sum = 0;
    for (std::size_t s = 0; s < states; ++s) sum += weights[s] * values_[s][k];
    const std::complex<double> mean = sum / total;
    double real = 0, imaginary = 0;  // of the leave-one-out ratios about the ratio
    for (std::size_t s = 0; s < states; ++s) {
      const auto left_out = (sum - weights[s] * values_[s][k]) / (total - weights[s]) - mean;
      real += left_out.real() * left_out.real();
      imaginary += left_out.imag() * left_out.imag();
    }
    const double factor = static_cast<double>(states - 1) / static_cast<double>(states);
    result[k] = {mean, std::sqrt(factor * real), std::sqrt(factor * imaginary)};
  }
  return result;
}

}  // namespace traversable
