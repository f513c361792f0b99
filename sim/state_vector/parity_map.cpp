#include "sim/state_vector/parity_map.h"

#include <algorithm>

namespace traversable {

ParityMap::Row ParityMap::reduce(std::uint64_t mask) const {
  Row row{mask, 0};
  for (const Row& r : rows_)
    if ((row.mask ^ r.mask) < row.mask) {
      row.mask ^= r.mask;
      row.parts ^= r.parts;
    }
  return row;
}

unsigned ParityMap::express(std::uint64_t mask) {
  const Row row = reduce(mask);
  if (row.mask == 0) return row.parts;
  const unsigned fresh = 1u << basis_.size();
  basis_.push_back(mask);
  rows_.push_back({row.mask, row.parts ^ fresh});
  // Highest bits first, so that one sweep reduces.
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.mask > b.mask; });
  return fresh;
}

int ParityMap::rank_with(std::uint64_t mask) const {
  return rank() + (reduce(mask).mask == 0 ? 0 : 1);
}

}  // namespace traversable
