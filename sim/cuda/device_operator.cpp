#include "sim/cuda/device_operator.h"

#include <fmt/format.h>

#include <bit>
#include <stdexcept>

#include "sim/cuda/state_vector_library.h"
#include "sim/state_vector/parity_map.h"

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
  groups_ = Array<SumGroup>(backend, tables.groups);
  masks_ = Array<std::uint32_t>(backend, tables.masks);
  table_ = Array<Complex<Real>>(backend, tables.entries);
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
  backend_->run(ApplyPauliSum<Real>{view(), x.data(), y.data()}, x.size());
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
