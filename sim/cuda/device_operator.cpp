#include "sim/cuda/device_operator.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

#include "sim/cuda/state_vector_library.h"
#include "sim/state_vector/parity_map.h"
#include "sim/state_vector/pauli_rotation.h"

namespace traversable::cuda {
namespace {

/// Parities that number the entries of a table: 4 KiB in double.
constexpr int max_rank = 8;

/// The tables of all groups.
template <class Real>
struct Tables {
  std::vector<SumGroup> groups;
  std::vector<std::uint32_t> masks;
  std::vector<Complex<Real>> entries;

  /// Terms with one X mask, whose Z masks have rank <= max_rank.
  void append(std::span<const PauliTerm> terms) {
    ParityMap map;
    std::vector<unsigned> parts;
    for (const PauliTerm& term : terms) parts.push_back(map.express(term.string.z));
    groups.push_back({static_cast<std::uint32_t>(terms.front().string.x), map.rank(),
                      static_cast<std::int32_t>(masks.size()),
                      static_cast<std::int32_t>(entries.size())});
    for (const std::uint64_t mask : map.basis()) masks.push_back(static_cast<std::uint32_t>(mask));
    for (unsigned entry = 0; entry < 1u << map.rank(); ++entry) {
      std::complex<double> sum = 0;
      for (std::size_t k = 0; k < terms.size(); ++k) {
        const PauliString& p = terms[k].string;
        // <i|P|i^x> = i^phase (-1)^{z.(i^x)}
        const bool minus = (std::popcount(p.z & p.x) + std::popcount(parts[k] & entry)) % 2 == 1;
        const std::complex<double> element = terms[k].coefficient * power_of_i(p.phase);
        sum += minus ? -element : element;
      }
      entries.push_back({static_cast<Real>(sum.real()), static_cast<Real>(sum.imag())});
    }
  }
};

/// A tile and its sums are 32 KiB.
template <class Real>
constexpr int tile_bits = sizeof(Real) == 8 ? 10 : 11;
/// Amplitudes that lie together in memory are read together.
constexpr int tile_low_bits = 3;

/// The qubits of a tile: the lowest ones, and those that most X masks flip, so that few parts remain.
std::uint32_t tile_of(std::span<const SumGroup> groups, int num_qubits, int bits) {
  std::vector<std::pair<std::ptrdiff_t, int>> flips;
  for (int q = 0; q < num_qubits; ++q)
    flips.emplace_back(
        q < tile_low_bits
            ? std::numeric_limits<std::ptrdiff_t>::max()
            : std::ranges::count_if(groups, [q](const SumGroup& g) { return (g.x >> q & 1) != 0; }),
        -q);
  std::ranges::sort(flips, std::greater());
  std::uint32_t support = 0;
  for (int k = 0; k < std::min(bits, num_qubits); ++k)
    support |= std::uint32_t{1} << -flips[static_cast<std::size_t>(k)].second;
  return support;
}

std::size_t leading_group(std::span<const PauliTerm> terms) {
  ParityMap map;
  std::size_t count = 0;
  for (const PauliTerm& term : terms) {
    if (term.string.x != terms.front().string.x || map.rank_with(term.string.z) > max_rank) break;
    map.express(term.string.z);
    ++count;
  }
  return count;
}

}  // namespace

template <class Real>
DeviceOperator<Real>::DeviceOperator(Backend& backend, int num_qubits,
                                     std::span<const PauliTerm> terms)
    : backend_(&backend), terms_(num_qubits, terms, max_device_qubits) {
  Tables<Real> tables;
  for (std::span<const PauliTerm> left = terms_.terms(); !left.empty();) {
    const std::size_t count = leading_group(left);
    tables.append(left.first(count));
    left = left.subspan(count);
  }
  make_tiles(tables.groups);
  groups_ = Array<SumGroup>(backend, tables.groups);
  masks_ = Array<std::uint32_t>(backend, tables.masks);
  table_ = Array<Complex<Real>>(backend, tables.entries);
}

template <class Real>
void DeviceOperator<Real>::make_tiles(std::vector<SumGroup>& groups) {
  const std::uint32_t support = tile_of(groups, num_qubits(), tile_bits<Real>);
  std::ranges::stable_sort(groups, {}, [&](const SumGroup& group) { return group.x & ~support; });
  std::vector<TilePart> parts;
  std::vector<std::uint32_t> places, offsets;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const std::uint32_t outer = groups[g].x & ~support;
    const auto number = static_cast<std::int32_t>(g);
    if (parts.empty() || parts.back().outer != outer) parts.push_back({outer, number, number});
    ++parts.back().last;
    places.push_back(static_cast<std::uint32_t>(extract_bits(groups[g].x, support)));
  }
  if (parts.empty()) parts.push_back({0, 0, 0});  // a sum of nothing is zero
  bits_ = std::popcount(support);
  rest_ = static_cast<std::uint32_t>((std::uint64_t{1} << num_qubits()) - 1) & ~support;
  for (std::uint32_t place = 0; place < std::uint32_t{1} << bits_; ++place)
    offsets.push_back(static_cast<std::uint32_t>(deposit_bits(place, support)));
  parts_ = Array<TilePart>(*backend_, parts);
  places_ = Array<std::uint32_t>(*backend_, places);
  offsets_ = Array<std::uint32_t>(*backend_, offsets);
}

template <class Real>
PauliSumView<Real> DeviceOperator<Real>::view() const {
  return {groups_.data(), static_cast<int>(groups_.size()), masks_.data(), table_.data()};
}

template <class Real>
void DeviceOperator<Real>::check_size(const DeviceState<Real>& state) const {
  if (state.num_qubits() != num_qubits())
    throw std::invalid_argument(
        fmt::format("state: {} qubits, the operator acts on {}", state.num_qubits(), num_qubits()));
}

template <class Real>
void DeviceOperator<Real>::apply(const DeviceState<Real>& x, DeviceState<Real>& y) const {
  check_size(x);
  check_size(y);
  if (&x == &y) throw std::invalid_argument("apply: x and y must be different states");
  backend_->run_blocks(
      ApplyPauliSum<Real>{view(), parts_.data(), static_cast<int>(parts_.size()), places_.data(),
                          offsets_.data(), rest_, bits_, x.data(), y.data()},
      x.size() >> bits_);
}

template <class Real>
std::complex<double> DeviceOperator<Real>::matrix_element(const DeviceState<Real>& a,
                                                          const DeviceState<Real>& b) const {
  check_size(a);
  check_size(b);
  return sum_on(*backend_, ElementTerm<Real>{view(), a.data(), b.data()}, a.size());
}

template <class Real>
std::complex<double> DeviceOperator<Real>::expectation(const DeviceState<Real>& psi) const {
  StateVectorLibrary* library = backend_->library(LibraryOperation::expectation);
  if (library == nullptr) return matrix_element(psi, psi);
  check_size(psi);
  std::vector<PauliLetters> strings;
  std::complex<double> total = 0;
  for (const PauliTerm& term : terms()) {
    if ((term.string.x | term.string.z) == 0)
      total += term.coefficient * squared_norm(psi);
    else
      strings.push_back(letters_of(term.string));
  }
  if (strings.empty()) return total;
  const std::vector<double> values =
      library->expectations(psi.data(), sizeof(Real) == sizeof(double), num_qubits(), strings);
  std::size_t k = 0;
  for (const PauliTerm& term : terms()) {
    if ((term.string.x | term.string.z) == 0) continue;
    total += term.coefficient * strings[k].sign * values[k];
    ++k;
  }
  return total;
}

template class DeviceOperator<float>;
template class DeviceOperator<double>;

}  // namespace traversable::cuda
