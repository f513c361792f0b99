// Counter-based random numbers.
#pragma once

#include <complex>
#include <cstdint>

namespace traversable {

/// What a random number is for; numbers of different streams are independent.
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
  starts = 12
};

/// Philox4x64-10 (Salmon et al., SC'11; Random123) keyed by (seed, instance) with counter
/// (index, stream): number `index` is a pure function of the four, whatever the number of threads,
/// ranks or the order of the calls.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t instance, Stream stream)
      : seed_(seed), instance_(instance), stream_(stream) {}

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
  Stream stream_;
};

}  // namespace traversable
