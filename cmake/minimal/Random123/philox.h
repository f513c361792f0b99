// Philox4x64-10 (Salmon et al., SC'11).
#pragma once

#include <array>
#include <cstdint>

namespace r123 {

struct Philox4x64 {
  using ctr_type = std::array<std::uint64_t, 4>;
  using key_type = std::array<std::uint64_t, 2>;

  ctr_type operator()(ctr_type c, key_type k) const {
    for (int round = 0; round < 10; ++round) {
      if (round > 0) {
        k[0] += 0x9E3779B97F4A7C15u;
        k[1] += 0xBB67AE8584CAA73Bu;
      }
      const unsigned __int128 first = static_cast<unsigned __int128>(0xD2E7470EE14C6C93u) * c[0];
      const unsigned __int128 second = static_cast<unsigned __int128>(0xCA5A826395121157u) * c[2];
      c = {static_cast<std::uint64_t>(second >> 64) ^ c[1] ^ k[0],
           static_cast<std::uint64_t>(second),
           static_cast<std::uint64_t>(first >> 64) ^ c[3] ^ k[1],
           static_cast<std::uint64_t>(first)};
    }
    return c;
  }
};

}  // namespace r123
