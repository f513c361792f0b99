#include "sym/random.h"

#include <Random123/philox.h>

#include <Random123/uniform.hpp>
#include <cmath>
#include <numbers>

namespace traversable {
namespace {

r123::Philox4x64::ctr_type block(std::uint64_t seed, std::uint64_t instance, Stream stream,
                                 std::uint64_t index) {
  const r123::Philox4x64::key_type key{{seed, instance}};
  const r123::Philox4x64::ctr_type counter{{index, static_cast<std::uint64_t>(stream), 0, 0}};
  return r123::Philox4x64()(counter, key);
}

}  // namespace

std::uint64_t RandomStream::bits(std::uint64_t index) const {
  return block(seed_, instance_, stream_, index)[0];
}

double RandomStream::uniform(std::uint64_t index) const { return r123::u01<double>(bits(index)); }

double RandomStream::gaussian(std::uint64_t index) const { return complex_gaussian(index).real(); }

std::complex<double> RandomStream::complex_gaussian(std::uint64_t index) const {
  const auto words = block(seed_, instance_, stream_, index);
  return std::polar(std::sqrt(-2.0 * std::log(r123::u01<double>(words[0]))),
                    2.0 * std::numbers::pi * r123::u01<double>(words[1]));
}

}  // namespace traversable
