#include "sym/random.h"

#include <Random123/philox.h>

#include <Random123/uniform.hpp>
#include <cmath>
#include <cstring>
#include <numbers>

namespace traversable {
namespace {

using Block = r123::Philox4x64::ctr_type;

Block block(std::uint64_t seed, std::uint64_t instance, const Purpose& purpose,
            std::uint64_t index) {
  const r123::Philox4x64::key_type key{{seed, instance}};
  const Block counter{{index, purpose.words()[0], purpose.words()[1], 0}};
  return r123::Philox4x64()(counter, key);
}

}  // namespace

Purpose& Purpose::absorb(std::uint64_t word) {
  // Any fixed key would do.
  const r123::Philox4x64::key_type key{{0x243F6A8885A308D3u, 0x13198A2E03707344u}};
  const Block mixed = r123::Philox4x64()(Block{{words_[0], words_[1], word, 0}}, key);
  words_ = {mixed[0], mixed[1]};
  return *this;
}

Purpose& Purpose::add(std::string_view text) {
  absorb(text.size());
  for (std::size_t begin = 0; begin < text.size(); begin += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    const std::string_view part = text.substr(begin, sizeof word);
    std::memcpy(&word, part.data(), part.size());
    absorb(word);
  }
  return *this;
}

std::uint64_t RandomStream::bits(std::uint64_t index) const {
  return block(seed_, instance_, purpose_, index)[0];
}

double RandomStream::uniform(std::uint64_t index) const { return r123::u01<double>(bits(index)); }

double RandomStream::gaussian(std::uint64_t index) const { return complex_gaussian(index).real(); }

std::complex<double> RandomStream::complex_gaussian(std::uint64_t index) const {
  const auto words = block(seed_, instance_, purpose_, index);
  return std::polar(std::sqrt(-2.0 * std::log(r123::u01<double>(words[0]))),
                    2.0 * std::numbers::pi * r123::u01<double>(words[1]));
}

std::uint64_t seed_for(std::uint64_t seed, std::uint64_t instance, const Purpose& purpose) {
  return RandomStream(seed, instance, purpose).bits(0);
}

}  // namespace traversable
