#include "sim/typicality/string_strata.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "sym/encoding.h"
#include "sym/random.h"

namespace traversable {
namespace {

constexpr int last_single_size = 3;

}  // namespace

StringStrata::StringStrata(int num_majoranas, double theta, std::uint64_t seed,
                           std::uint64_t instance)
    : num_majoranas_(num_majoranas),
      seed_(seed),
      instance_(instance),
      sign_(std::sin(theta) * std::cos(theta) < 0 ? -1 : 1) {
  const double n = num_majoranas;
  for (int k = 0; k <= num_majoranas; ++k) {
    const double log_count = std::lgamma(n + 1) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1);
    // cos(theta)^N taken as positive: theta is small, |theta| < pi / 2.
    sizes_.push_back(std::exp(log_count) * std::pow(std::abs(std::sin(theta)), k) *
                     std::pow(std::abs(std::cos(theta)), num_majoranas - k));
  }
  for (int k = 0; k <= std::min(last_single_size, num_majoranas); ++k)
    weights_.push_back(sizes_[static_cast<std::size_t>(k)]);
  const auto tail = sizes_.begin() + std::min(last_single_size + 1, num_majoranas + 1);
  if (tail != sizes_.end()) weights_.push_back(std::accumulate(tail, sizes_.end(), 0.0));
  while (weights_.size() > 1 && weights_.back() == 0) weights_.pop_back();
}

std::pair<std::complex<double>, PauliString> StringStrata::draw(int stratum, int draw) const {
  const RandomStream random(seed_, instance_, Stream::insertions);
  std::uint64_t index =
      (static_cast<std::uint64_t>(draw) << 32) + (static_cast<std::uint64_t>(stratum) << 16);
  int size = stratum;
  if (stratum > last_single_size) {
    double left = random.uniform(index++) * weights_.back();
    while (size < num_majoranas_ && left > sizes_[static_cast<std::size_t>(size)])
      left -= sizes_[static_cast<std::size_t>(size++)];
  }
  std::vector<int> members(static_cast<std::size_t>(num_majoranas_));
  std::iota(members.begin(), members.end(), 0);
  for (int k = 0; k < size; ++k) {  // the first steps of a shuffle
    const auto left = static_cast<std::uint64_t>(num_majoranas_ - k);
    const auto pick = static_cast<std::size_t>(k) + random.bits(index++) % left;
    std::swap(members[static_cast<std::size_t>(k)], members[pick]);
  }
  std::sort(members.begin(), members.begin() + size);
  PauliString string;
  for (int k = 0; k < size; ++k)
    string = product(string, jordan_wigner(members[static_cast<std::size_t>(k)]));
  const double sign = size % 2 == 1 ? sign_ : 1.0;
  return {
      sign * weights_[static_cast<std::size_t>(stratum)] * power_of_i(static_cast<int>(size % 4)),
      string};
}

}  // namespace traversable
