#include "sim/typicality/ratio_estimate.h"

#include <algorithm>
#include <cmath>

#include "sim/statistics.h"

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
  std::vector<double> real(states), imaginary(states);  // parts of the ratio without state s
  for (std::size_t k = 0; k < result.size(); ++k) {
    std::complex<double> sum = 0;
    for (std::size_t s = 0; s < states; ++s) sum += weights[s] * values_[s][k];
    for (std::size_t s = 0; s < states; ++s) {
      const auto left_out = (sum - weights[s] * values_[s][k]) / (total - weights[s]);
      real[s] = left_out.real();
      imaginary[s] = left_out.imag();
    }
    const std::complex<double> ratio = sum / total;
    result[k] = {{jackknife_value(ratio.real(), real), jackknife_value(ratio.imag(), imaginary)},
                 jackknife_error(real),
                 jackknife_error(imaginary)};
  }
  return result;
}

}  // namespace traversable
