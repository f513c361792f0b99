// Parities of index bits, numbered by a basis.
#pragma once

#include <cstdint>
#include <vector>

namespace traversable {

/// A growing set of bit masks over GF(2): every mask seen so far is a sum (xor) of the `rank`
/// basis masks, so parity(mask & i) of all of them follows from `rank` bits, the entry of i.
class ParityMap {
 public:
  /// Which basis masks (bit r = basis mask r) add up to `mask`; extends the basis where none do.
  unsigned express(std::uint64_t mask);

  /// The rank there would be with `mask` in the set.
  int rank_with(std::uint64_t mask) const;

  int rank() const { return static_cast<int>(basis_.size()); }
  const std::vector<std::uint64_t>& basis() const { return basis_; }

 private:
  struct Row {
    std::uint64_t mask;  // reduced: its highest bit is in no earlier row
    unsigned parts;      // the basis masks it is the sum of
  };
  Row reduce(std::uint64_t mask) const;

  std::vector<std::uint64_t> basis_;
  std::vector<Row> rows_;
};

}  // namespace traversable
