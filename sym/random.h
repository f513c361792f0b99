// Counter-based random numbers.
//
// Numbers that are called independent come from different streams. A stream is a seed, the number of a
// member (an instance, an experiment, a trajectory) and a purpose: what the numbers are for, with
// everything that makes this use another one, such as the ensemble's name, N and q of couplings, or
// beta, mu and the times of shots.
#pragma once

#include <array>
#include <bit>
#include <complex>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace traversable {

/// What a random number is for.
enum class Stream : std::uint64_t {
  couplings = 0,
  selection = 1,
  hypergraph = 2,
  states = 3,
  shots = 4,
  terms = 5,
  insertions = 6,
  networks = 7,
  ansatz = 8,
  trajectories = 9,
  bootstrap = 10,
  gates = 11,
  starts = 12,
  samples = 13,
  thresholds = 14,
  routes = 15,
  hamiltonians = 16,
  circuits = 17
};

/// A Stream and its parameters, absorbed one after the other into 128 bits by Philox4x64-10: other
/// parameters, or the same in another order, are another purpose (two of n purposes share their bits
/// with probability n^2 / 2^129). Without parameters it is the Stream itself.
class Purpose {
 public:
  template <class... Parameters>
  Purpose(Stream stream, const Parameters&... parameters)
      : words_{static_cast<std::uint64_t>(stream), 0} {
    (add(parameters), ...);
  }

  Purpose& add(std::integral auto value) { return absorb(static_cast<std::uint64_t>(value)); }
  /// By its bits; -0 is 0.
  Purpose& add(double value) { return absorb(std::bit_cast<std::uint64_t>(value + 0.0)); }
  Purpose& add(std::string_view text);

  const std::array<std::uint64_t, 2>& words() const { return words_; }

 private:
  Purpose& absorb(std::uint64_t word);

  std::array<std::uint64_t, 2> words_;
};

/// Philox4x64-10 (Salmon et al., SC'11; Random123) keyed by (seed, instance) with counter
/// (index, purpose): number `index` is a pure function of the four, whatever the number of threads,
/// ranks or the order of the calls.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t instance, const Purpose& purpose)
      : seed_(seed), instance_(instance), purpose_(purpose) {}

  /// 64 uniform bits.
  std::uint64_t bits(std::uint64_t index) const;
  /// Uniform in (0, 1].
  double uniform(std::uint64_t index) const;
  /// Standard normal, by Box and Muller from one Philox block.
  double gaussian(std::uint64_t index) const;
  /// Real and imaginary part standard normal, from the same block: its real part is
  /// gaussian(index).
  std::complex<double> complex_gaussian(std::uint64_t index) const;

 private:
  std::uint64_t seed_;
  std::uint64_t instance_;
  Purpose purpose_;
};

/// A seed for a part of a computation that numbers its own members from 0, so that they never meet
/// those of another purpose.
std::uint64_t seed_for(std::uint64_t seed, std::uint64_t instance, const Purpose& purpose);

}  // namespace traversable
