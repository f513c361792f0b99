#include "sim/state_vector/parity_sectors.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace traversable {
namespace {

bool parity_is_all_z(const Encoding& encoding) {
  const auto flips = [](const PauliString& gamma) { return std::popcount(gamma.x) % 2 == 1; };
  return encoding.num_qubits > 1 &&
         std::all_of(encoding.left.begin(), encoding.left.end(), flips) &&
         std::all_of(encoding.right.begin(), encoding.right.end(), flips);
}

std::size_t state_at(std::size_t place, int sector) {
  return place << 1 | static_cast<std::size_t>((std::popcount(place) ^ sector) & 1);
}

}  // namespace

ParitySectors::ParitySectors(const Encoding& encoding)
    : num_qubits_(encoding.num_qubits), split_(parity_is_all_z(encoding)) {}

template <class Real>
int ParitySectors::sector_of(const StateVector<Real>& state) const {
  if (!split_) return 0;
  const double even = squared_norm(restrict(state, 0));
  const double odd = squared_norm(restrict(state, 1));
  constexpr double rounding = 1e-5;
  if (std::min(even, odd) > rounding * std::max(even, odd))
    throw std::invalid_argument("state: in both parity sectors, expected a definite parity");
  return even >= odd ? 0 : 1;
}

template <class Real>
StateVector<Real> ParitySectors::restrict(const StateVector<Real>& state, int sector) const {
  if (!split_) return state;
  StateVector<Real> part(num_qubits_ - 1);
  for (std::size_t place = 0; place < part.size(); ++place)
    part[place] = state[state_at(place, sector)];
  return part;
}

PauliString ParitySectors::restrict(const PauliString& string, int sector) const {
  if (!split_) return string;
  const std::uint64_t all = (std::uint64_t{1} << (num_qubits_ - 1)) - 1;
  const bool z0 = (string.z & 1) != 0;
  return {string.x >> 1, (string.z >> 1) ^ (z0 ? all : 0),
          (string.phase + (z0 && sector == 1 ? 2 : 0)) % 4};
}

PauliSum ParitySectors::restrict(const PauliSum& sum, int sector) const {
  PauliSum result = sum;
  for (PauliTerm& term : result) term.string = restrict(term.string, sector);
  return result;
}

template int ParitySectors::sector_of(const StateVector<float>&) const;
template int ParitySectors::sector_of(const StateVector<double>&) const;
template StateVector<float> ParitySectors::restrict(const StateVector<float>&, int) const;
template StateVector<double> ParitySectors::restrict(const StateVector<double>&, int) const;

}  // namespace traversable
